"""What makes, fills, copies and renames tables does to the facts."""

from __future__ import annotations

from ftc_lint.context import EVERYTHING, matches
from ftc_lint.operations import Copy, Operation, TableName
from ftc_lint.project.effects.backing import backed, copied
from ftc_lint.project.effects.events import Event
from ftc_lint.project.effects.fact_keys import NAMED, is_table, named, record_key, without
from ftc_lint.project.effects.loading import load, restored
from ftc_lint.project.effects.verifying import verified
from ftc_lint.project.same_table import same
from ftc_lint.project.state import Evidence, Fact, State
from ftc_lint.records import replace


def create(event: Event, state: State) -> State:
    """A table is made, empty or from others: `CREATE TABLE b AS SELECT * FROM t` backs t up."""
    operation = event.operation
    table = operation.tables[0] if operation.tables else None
    if table is None:
        return state
    dropped = any(held.sure for _, held in state.about("dropped", table.key))
    fresh = dropped or operation.temporary or not operation.if_exists
    evidence = Evidence(operation.span, event.place.calls, table=table)
    state = without(state, ("dropped",), table.key)
    entries: list[tuple[Fact, Evidence]] = []
    if fresh:
        entries.append((("created", table.key), evidence))
    if operation.temporary:
        entries.append((("temporary", table.key), evidence))
    state = state.plus(entries) if entries else state
    state = _remade(event, table, state)
    for copy in operation.copies:
        why = _no_copy(operation, table, copy, fresh)
        state = copied(copy.source, table, why, event, state)
    return state


def _remade(event: Event, table: TableName, state: State) -> State:
    """A table that was dropped is made again from other tables."""
    sources = [copy.source.key for copy in event.operation.copies]
    if not sources or any(same(each, table.key) for each in sources):
        return state
    gone = [fact for fact, _ in state.about("gone", table.key)]
    for fact in gone:
        event.records.by_key[record_key(fact[2])].remade = event.operation.span
    return state.without(gone) if gone else state


def _no_copy(operation: Operation, into: TableName, copy: Copy, fresh: bool) -> str:
    """Why a CREATE TABLE … AS is no backup; "" where it is one."""
    if operation.temporary:
        return "it copies into a temporary table"
    if not copy.full:
        return "it copies only a part"
    if not fresh and _is_fixed(into, copy.source):
        return "IF NOT EXISTS keeps the copy of an earlier run"
    return ""


def _is_fixed(into: TableName, source: TableName) -> bool:
    """Whether a name has no unknown part of its own, such as a time."""
    for part in into.parts:
        for unknown in part.split("{")[1:]:
            hole = "{" + unknown.partition("}")[0] + "}"
            if not any(hole in each for each in source.parts):
                return False
    return True


def insert(event: Event, state: State) -> State:
    """Rows are added: a load, a restore, or a backup of where they come from."""
    operation = event.operation
    for table in operation.tables:
        restores = False
        for copy in operation.copies:
            if _is_backup_of(event, copy.source, table, state):
                restores = True
                restored(event, table, state)
                if copy.full:  # the new rows are those of the backup
                    evidence = Evidence(operation.span, event.place.calls)
                    state = state.plus(verified(state, frozenset({table.key}), evidence))
                continue
            why = "" if copy.full else "it copies only a part"
            if any(True for _ in state.about("temporary", table.key)):
                why = "it copies into a temporary table"
            state = copied(copy.source, table, why, event, state)
        if not restores:
            load(event, table, state)
            state = without(state, ("restorable",), table.key)
    return state


def _is_backup_of(event: Event, source: TableName, table: TableName, state: State) -> bool:
    if any(is_table(fact[2], table.key) for fact, _ in state.about("copy", source.key)):
        return True
    if matches(table, event.settings.backup_tables):
        return False
    return matches(source, event.settings.backup_tables)


def copy_out(event: Event, state: State) -> State:
    """Rows are written to files: a table, a schema, or the whole database."""
    operation = event.operation
    if operation.copies:
        for copy in operation.copies:
            why = "" if copy.full else "it copies only a part"
            state = copied(copy.source, None, why, event, state)
        return state
    evidence = Evidence(operation.span, event.place.calls)
    if operation.object_type == "left out":
        return state.plus(
            (("left out", table.key), replace(evidence, words="the dump leaves it out"))
            for table in operation.tables
        )
    tables = operation.tables
    if operation.object_type == "schema":
        tables = tuple(TableName((*schema.parts, *EVERYTHING)) for schema in tables)
    elif not tables:
        state = state.without([fact for fact, _ in state.of("left out")])
    return backed(event.records, tables, evidence, state)


def rename(event: Event, state: State) -> State:
    """A table gets another name, and all that is known of it with that."""
    operation = event.operation
    old, new = operation.table, operation.new_name
    if old is None or new is None:
        return state
    if len(new.parts) == 1 and len(old.parts) > 1:
        new = TableName((*old.parts[:-1], new.last))
    was_created = any(True for _ in state.about("created", old.key))
    evidence = Evidence(operation.span, event.place.calls, table=old)
    moved: dict[Fact, Evidence] = {}
    for sort in ("created", "temporary"):
        for _, held in state.about(sort, old.key):
            if held.sure:
                moved[(sort, new.key)] = held.evidence
    for fact, held in state.about("copy", old.key):
        moved[("copy", new.key, fact[2])] = held.evidence
    for fact, held in state.about("kept", old.key, 2):
        moved[("kept", fact[1], new.key)] = held.evidence
    state = state.without(named(state, NAMED, old.key)).plus(moved.items())
    if was_created:
        return state
    state = state.plus([(("copy", new.key, old.key), evidence), (("replaced", old.key), evidence)])
    return backed(event.records, [old], evidence, state, new.key)
