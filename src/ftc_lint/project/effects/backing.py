"""Rows that are kept: the facts that a backup makes, and those of what only looks like one."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.context import EVERYTHING
from ftc_lint.operations import Backup, TableName
from ftc_lint.project.effects.events import Event
from ftc_lint.project.effects.fact_keys import record_key
from ftc_lint.project.records import Record, Records, Verdict
from ftc_lint.project.same_table import TableKey, same
from ftc_lint.project.state import Evidence, Fact, Held, State
from ftc_lint.records import replace

_COMMITS_DDL = frozenset({"mysql", "mariadb", "oracle", "doris", "starrocks", "singlestore"})


def copied(
    source: TableName,
    into: TableName | None,
    why_not: str,
    event: Event,
    state: State,
) -> State:
    """All rows of `source` went into another table or a file; or not, and why."""
    if into is not None and _is_itself(into.key, source.key):
        return state
    operation = event.operation
    evidence = Evidence(operation.span, event.place.calls, why_not or "", source)
    entries: list[tuple[Fact, Evidence]] = []
    if into is not None:
        entries.append((("copy", into.key, source.key), evidence))
    if why_not:
        entries.append((("near", source.key), evidence))
        return state.plus(entries)
    state = state.plus(entries)
    kept = into.key if into is not None else ()
    undone = _may_be_undone(event.record, state) and into is not None
    return backed(event.records, [source], evidence, state, kept, undone)


def _may_be_undone(record: Record, state: State) -> bool:
    if record.operation.dialect in _COMMITS_DDL or record.commits:
        return False
    return record.commits is False or state.may(("begun",))


def backed(
    records: Records,
    tables: Iterable[TableName],
    evidence: Evidence,
    state: State,
    kept: TableKey = (),
    undone: bool = False,
) -> State:
    """All rows of these tables, or of the whole database, are kept from here on."""
    entries: list[tuple[Fact, Evidence]] = []
    named = list(tables)
    for table in named:
        entries.append((("backed", table.key), replace(evidence, table=table)))
        if kept:
            entries.append((("kept", table.key, kept), evidence))
        if undone:
            entries.append((("uncommitted", table.key), evidence))
        _after(records, state.about("emptied", table.key), evidence)
    if not named:
        entries.append((("backed", EVERYTHING), evidence))
        _after(records, state.of("emptied"), evidence)
    return state.plus(entries)


def _after(records: Records, emptied: Iterable[tuple[Fact, Held]], evidence: Evidence) -> None:
    """A backup that comes only after the rows are gone."""
    for fact, _ in emptied:
        record = records.by_key[record_key(fact[2])]
        record.upgrade(Verdict(Backup.AFTER, evidence.span))


def _is_itself(into: TableKey, source: TableKey) -> bool:
    """Whether a table is copied into itself, as far as names tell: `{schema}.t` may be `t`,
    `archive.t` is another."""
    if not same(into, source):
        return False
    longer = max(into, source, key=len)
    return all("{" in part for part in longer[: len(longer) - min(len(into), len(source))])
