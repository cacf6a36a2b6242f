"""The verdict on rows that are about to go: are they kept somewhere?"""

from __future__ import annotations

from ftc_lint.context import EVERYTHING, matches
from ftc_lint.operations import Backup, Kind, Operation, TableName
from ftc_lint.project.records import Verdict
from ftc_lint.project.same_table import any_same, is_among, may_be, same
from ftc_lint.project.state import Held, State
from ftc_lint.settings import Settings


def verdict_on(operation: Operation, state: State, settings: Settings) -> Verdict:
    """The worst verdict over the operation's tables."""
    verdicts = [_of_table(operation, table, state, settings) for table in operation.tables]
    return min(verdicts, key=lambda verdict: verdict.rank, default=Verdict(Backup.NONE))


def _of_table(operation: Operation, table: TableName, state: State, settings: Settings) -> Verdict:
    if _is_scratch(operation, table, state, settings):
        return Verdict(Backup.SCRATCH)
    held = list(state.about("backed", table.key))
    left_out = next((each for _, each in state.about("left out", table.key)), None)
    if left_out is None:
        everything = state.about("backed", EVERYTHING)
        held += [each for each in everything if is_among(table.key, each[0][1])]
    elif not held:
        return Verdict(Backup.NONE, left_out.evidence.span, left_out.evidence.words)
    for _, each in held:
        if each.sure:
            return Verdict(Backup.BEFORE, each.evidence.span, each.evidence.words)
    if held:
        return _some_paths(held[0][1])
    return _unsure(table, state)


def _is_scratch(operation: Operation, table: TableName, state: State, settings: Settings) -> bool:
    if matches(table, settings.protected_tables):
        return False
    if operation.temporary or table.is_of_one_run:
        return True
    if matches(table, settings.scratch_tables) or matches(table, settings.backup_tables):
        return True
    return is_of_this_run(operation, table, state)


def is_of_this_run(operation: Operation, table: TableName, state: State) -> bool:
    """Whether the run has made a table itself on every path, or drops one after it replaced it."""
    sorts = ("created", "made anew") if operation.kind is Kind.DROP_TABLE else ("created",)
    return any(held.sure for sort in sorts for _, held in state.about(sort, table.key))


def _some_paths(held: Held) -> Verdict:
    evidence = held.evidence
    if evidence.skipped_by:
        near = f"{evidence.skipped_by} may skip it"
    else:
        near = "only some paths take it"
    return Verdict(Backup.SOME_PATHS, evidence.span, near)


def _unsure(table: TableName, state: State) -> Verdict:
    for fact, held in state.in_part("backed"):
        key = fact[1]
        if isinstance(key, tuple) and may_be(key, table.key) and held.sure:
            near = f"the backup is of {held.evidence.table}, which may be another table"
            return Verdict(Backup.UNKNOWN, held.evidence.span, near, held.evidence.words)
    near_miss = next((held for _, held in state.about("near", table.key)), None)
    opaque = _opaque(table, state)
    if opaque is not None:
        if not opaque.sure:
            near = f"only some paths call {opaque.evidence.words}"
            return Verdict(Backup.SOME_PATHS, opaque.evidence.span, near)
        return Verdict(Backup.UNKNOWN, opaque.evidence.span, opaque=opaque.evidence.words)
    if near_miss is not None:
        return Verdict(Backup.NONE, near_miss.evidence.span, near_miss.evidence.words)
    return _other_table(table, state)


def _opaque(table: TableName, state: State) -> Held | None:
    found: Held | None = None
    for fact, held in state.of("opaque"):
        tables = fact[2]
        if not isinstance(tables, frozenset):
            continue
        about = not tables or any_same(table.key, tables)
        if about or any("{" in key[-1] for key in tables):
            if held.sure:
                return held
            found = held
    for fact, held in state.of("opaque these"):
        tables = fact[2]
        if isinstance(tables, frozenset) and any_same(table.key, tables):
            if held.sure:
                return held
            found = found or held
    return found


def _other_table(table: TableName, state: State) -> Verdict:
    """What was backed up last instead."""
    for fact, held in state.latest("backed"):
        key = fact[1]
        if not isinstance(key, tuple) or same(key, table.key):
            continue
        if any(each[1] == key for each, _ in state.about("kept", table.key, 2)):
            continue  # it is this very table that the backup is in
        found = held.evidence
        return Verdict(Backup.OTHER_TABLE, found.span, f"the backup is of {found.table}")
    return Verdict(Backup.NONE)
