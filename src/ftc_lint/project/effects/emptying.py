"""What drops and empties tables does to the facts."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.context import matches
from ftc_lint.operations import Backup, Kind, TableName
from ftc_lint.project.effects.events import Event
from ftc_lint.project.effects.fact_keys import NAMED, named, table_key, without
from ftc_lint.project.effects.loading import load
from ftc_lint.project.same_table import TableKey, same
from ftc_lint.project.state import Evidence, Fact, Held, State

_SEVERAL = 2


def drop(event: Event, state: State) -> State:
    """Tables go, with their rows and the backups that are in them."""
    operation = event.operation
    for table in operation.tables:
        _dropped_backup(event, table, state)
        evidence = Evidence(operation.span, event.place.calls, table=table)
        state = _after_drop(state, table.key)
        gone = ("gone", table.key, event.key)
        state = state.plus([(("dropped", table.key), evidence), (gone, evidence)])
        state = _emptied(event, table, evidence, state)
    return state


def _dropped_backup(event: Event, table: TableName, state: State) -> None:
    record = event.record
    if record.verdict is not None and record.verdict.backup is Backup.BEFORE:
        return  # another table holds its rows
    for fact, replaced in _held_in(event, table, state):
        lost = fact[1]
        if not isinstance(lost, tuple) or same(lost, table.key):
            continue
        verified = state.facts.get(("verified", lost))
        record.dropped = (replaced.evidence.table or table, replaced.evidence.span)
        record.verified &= verified is not None and verified.sure
        if verified is not None:
            record.verified_at = verified.evidence.span


def _held_in(event: Event, table: TableName, state: State) -> Sequence[tuple[Fact, Held]]:
    """The replaced tables of which a table is a backup: a full copy, or by its name."""
    copied = {
        fact: held
        for copy, _ in state.about("kept", table.key, 2)
        for fact, held in state.about("replaced", table_key(copy[1]))
    }
    named = matches(table, event.settings.backup_tables)
    if not named and len(copied) < _SEVERAL:
        return [*copied.items()]
    name = table.key[-1]
    return [
        (fact, held)
        for fact, held in state.of("replaced")
        if fact in copied or (named and table_key(fact[1])[-1] in name)
    ]


def _after_drop(state: State, table: TableKey) -> State:
    """Without what ends when a table is dropped, backups that are in it among that."""
    gone = named(state, [each for each in NAMED if each[0] != "dropped"], table)
    lost = [fact[1] for fact in gone if fact[0] == "kept"]
    gone += [("backed", each) for each in lost]
    return state.without(gone)


def empty(event: Event, state: State) -> State:
    """A table loses all its rows, or gets others under the same keys."""
    operation = event.operation
    if operation.kind is Kind.REPLACE:
        for table in operation.tables:
            load(event, table, state)
        return state
    if not operation.empties:
        return state
    for table in operation.tables:
        evidence = Evidence(operation.span, event.place.calls, table=table)
        state = _emptied(event, table, evidence, state)
    return state


def make_anew(event: Event, state: State) -> State:
    """A data frame replaces tables: from here on they hold what this run put there."""
    operation, calls = event.operation, event.place.calls
    return empty(event, state).plus(
        (("made anew", table.key), Evidence(operation.span, calls, table=table))
        for table in operation.tables
    )


def _emptied(
    event: Event,
    table: TableName,
    evidence: Evidence,
    state: State,
) -> State:
    gone = table.key
    state = without(state, ("verified", "restorable"), gone)
    entries: list[tuple[Fact, Evidence]] = [
        (("emptied", gone, event.key), evidence),
        (("restorable", gone, event.key), evidence),
        (("replaced", gone), evidence),
    ]
    if event.record.commits:
        entries.append((("committed", event.key), evidence))
    return state.plus(entries)
