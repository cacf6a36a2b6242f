"""All that ON DELETE CASCADE reaches in a live database, as trees that together name each table
once."""

from __future__ import annotations

from ftc_lint.audit.collect import Live
from ftc_lint.catalog import RelationName
from ftc_lint.findings import BlastRadius
from ftc_lint.schema.live import of_catalog
from ftc_lint.schema.naming import TableKey, key_of


def cascades(live: Live) -> BlastRadius | None:
    """What deleting from the tables at the top takes with it: those that cascading keys lead
    from, and none to. Of tables that only lead to each other one is the top. None where no
    audited key cascades."""
    catalog = live.catalog
    below: dict[RelationName, list[RelationName]] = {}
    for key in catalog.root_foreign_keys():
        if key.cascades and (catalog.is_audited(key.child) or catalog.is_audited(key.parent)):
            below.setdefault(key.parent, []).append(key.child)
    if not below:
        return None
    children = {child for each in below.values() for child in each}
    tops = sorted(parent for parent in below if parent not in children)
    covered = _covered(tops, below)
    for parent in sorted(below):
        if parent not in covered:
            tops.append(parent)
            covered |= _covered([parent], below)
    roots: list[TableKey] = [key_of(top.table_name) for top in tops]
    return of_catalog(catalog).graph.delete(roots)


def _covered(
    tops: list[RelationName], below: dict[RelationName, list[RelationName]]
) -> set[RelationName]:
    found, waiting = set(tops), list(tops)
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found
