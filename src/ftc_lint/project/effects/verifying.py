"""What compares and counts rows does to the facts."""

from __future__ import annotations

from ftc_lint.project.effects.events import Event
from ftc_lint.project.same_table import TableKey, same
from ftc_lint.project.state import Evidence, Fact, State


def select(event: Event, state: State) -> State:
    """Rows are counted or summed up."""
    operation = event.operation
    if not operation.aggregates:
        return state
    tables = frozenset(table.key for table in operation.tables)
    if not tables:
        return state
    return state.plus(verified(state, tables, Evidence(operation.span, event.place.calls)))


def verified(
    state: State, tables: frozenset[TableKey], evidence: Evidence
) -> list[tuple[Fact, Evidence]]:
    """Which replaced tables a verification is about: all, where it names none for sure (an
    argument that is not known may be a connection)."""
    found: list[tuple[Fact, Evidence]] = []
    known = [table for table in tables if "{" not in table[-1]]
    only = len(known) == 1
    replaced = state.about("replaced", known[0]) if only else state.of("replaced")
    for fact, _ in replaced:
        key = fact[1]
        if isinstance(key, tuple) and (not known or any(same(key, each) for each in known)):
            found.append((("verified", key), evidence))
    return found
