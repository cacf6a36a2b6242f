"""How many rows: an estimate where it is beyond doubt, else a count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ftc_lint.auditfacts import Past
from ftc_lint.catalog import Catalog, RelationName, RowCount, Table
from ftc_lint.drops import drop_of
from ftc_lint.live.partitions import count_table
from ftc_lint.live.session import Session
from ftc_lint.settings import LiveSettings
from ftc_lint.watching import counted_tables, row_range

Progress = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and what is next."""

SMALL = 100_000
"""Rows up to which a table is counted whatever its estimate says."""

_AGREEMENT = 0.05
_MARGIN = 0.8  # an estimate this much lower must still give the same verdict


def count_all(
    session: Session,
    catalog: Catalog,
    settings: LiveSettings,
    past: Mapping[RelationName, Past],
    progress: Progress,
    counts: dict[RelationName, RowCount],
) -> None:
    """Put the rows of every table that is watched into `counts`, one by one, so that what was
    counted before the connection was lost is kept. Raises `ConnectionFailed`."""
    tables = counted_tables(catalog, settings)
    count_tables(session, catalog, tables, settings, past, progress, counts)


def count_tables(
    session: Session,
    catalog: Catalog,
    tables: Sequence[Table],
    settings: LiveSettings,
    past: Mapping[RelationName, Past],
    progress: Progress,
    counts: dict[RelationName, RowCount],
) -> None:
    """The same for these tables. Raises `ConnectionFailed`."""
    for number, table in enumerate(tables):
        progress(number, len(tables), str(table.name))
        estimate = trusted_estimate(catalog, table, settings, past.get(table.name, Past()))
        counts[table.name] = (
            RowCount.estimated(estimate)
            if estimate is not None
            else count_table(session, catalog, table.name, timeout_s=settings.count_timeout)
        )


def trusted_estimate(
    catalog: Catalog, table: Table, settings: LiveSettings, past: Past
) -> int | None:
    """The estimate, where two sources agree and no verdict hangs on it; else None.

    A table with a range or of few rows is always counted.
    """
    if row_range(settings, table.name) is not None:
        return None
    estimate = catalog.estimate(table.name)
    planner, live = estimate.planner, estimate.live
    if planner is None or live is None or min(planner, live) < SMALL:
        return None
    if abs(planner - live) > _AGREEMENT * max(planner, live):
        return None
    return None if drop_of(past.counts, int(live * _MARGIN)) else live


def count_orphans(
    session: Session,
    catalog: Catalog,
    settings: LiveSettings,
    progress: Progress,
    counts: dict[str, RowCount],
) -> None:
    """Put the rows without a parent into `counts`, by the identity of each declared key of the
    audited tables.

    Every key is asked: a catalog calls a key valid that was switched off while rows came in.
    Raises `ConnectionFailed`.
    """
    keys = [key for key in catalog.root_foreign_keys() if catalog.is_audited(key.child)]
    for number, key in enumerate(keys):
        progress(number, len(keys), f"orphans of {key.child}")
        counts[key.identity] = session.count_orphans(key, timeout_s=settings.count_timeout)
