"""Rows that come back, or come anew, after a table was emptied."""

from __future__ import annotations

from ftc_lint.operations import Backup, TableName
from ftc_lint.project.effects.events import Event
from ftc_lint.project.effects.fact_keys import record_key
from ftc_lint.project.records import Verdict
from ftc_lint.project.state import State


def restored(event: Event, table: TableName, state: State) -> None:
    """A table that was emptied gets its rows back from a backup."""
    for fact, _ in state.about("restorable", table.key):
        record = event.records.by_key[record_key(fact[2])]
        if record.verdict is not None and record.verdict.backup is not Backup.BEFORE:
            record.upgrade(Verdict(Backup.RESTORE, event.operation.span))


def load(event: Event, table: TableName, state: State) -> None:
    """A table that was emptied is loaded."""
    for fact, _ in state.about("emptied", table.key):
        record = event.records.by_key[record_key(fact[2])]
        committed = state.facts.get(("committed", fact[2]))
        if committed is not None:
            record.load_at(event.operation.span, True, committed.evidence.span)
        elif record.commits is False:
            record.load_at(event.operation.span, False, None)
        else:
            record.load_at(event.operation.span, record.separated, None)
