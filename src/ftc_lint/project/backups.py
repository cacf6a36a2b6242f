"""What every step of a flow does to the rows that could be lost, and to their copies.

An observer of `order.walk`. Facts, by their first part:

    backed T      all rows of T are in a copy that outlives the flow
    near T        something that looks like a backup of T and is none
    left out T    a dump of the whole database leaves T out
    copy b T      b holds a copy of T, full or not
    created T, dropped T, temporary T, column T c
    opaque s ts   the call at s may have backed up the tables ts (all, if empty)
    opaque these s ts   the same, if one of ts is the table, and not only may be
    emptied T r   record r took every row of T; restorable T r: and no handler lies in between
    gone T r      record r dropped T, and no query has made it again
    committed r   a commit followed record r; replaced T, verified T
    disabled r w  record r switched off the enforcement w, and nothing has switched it on again
    enforced w    the enforcement w is on (as every one is where a flow begins)
    begun         a transaction was begun; uncommitted T: the backup of T is not committed yet
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from ftc_lint.context import EVERYTHING, Recovery, matches
from ftc_lint.evaluate import variants
from ftc_lint.flow import Invoke, Loop, Opaque, Perform, Step, Try, With
from ftc_lint.operations import (
    DESTROYS_ROWS,
    Backup,
    Copy,
    Kind,
    Operation,
    TableName,
)
from ftc_lint.project import hints
from ftc_lint.project.again import Again
from ftc_lint.project.labels import Labels
from ftc_lint.project.order import Place
from ftc_lint.project.records import KnownHere, Record, RecordKey, Records, Verdict
from ftc_lint.project.same_table import TableKey, same
from ftc_lint.project.state import Evidence, Fact, Held, State
from ftc_lint.project.steps import every
from ftc_lint.project.transactions import Menders, is_transaction
from ftc_lint.project.verdicts import is_of_this_run, verdict_on
from ftc_lint.records import dataclass, replace
from ftc_lint.settings import Settings
from ftc_lint.text import Span
from ftc_lint.values import Element, Unknown

_LOSES_ROWS = DESTROYS_ROWS | {Kind.MERGE_DELETE}
_COMMITS_DDL = frozenset({"mysql", "mariadb", "oracle", "doris", "starrocks", "singlestore"})


@dataclass(frozen=True, slots=True)
class Event:
    """An operation as the walk comes by, with its record."""

    key: RecordKey
    record: Record
    place: Place


class BackupObserver:
    """Collects records of every operation; `records` holds them after the walk."""

    def __init__(self, settings: Settings, labels: Labels, menders: Menders) -> None:
        self.records = Records()
        self._settings = settings
        self._labels = labels
        self._menders = menders
        self._again: Again | None = None

    # --- what the walk tells -----------------------------------------------------------------

    def perform(self, step: Perform, state: State, place: Place) -> State:
        """An operation: its record, then what it changes."""
        key, record = self.records.of(step, place.calls)
        operation = step.operation
        adds = operation.kind is Kind.INSERT and not operation.copies
        again = self._again
        if adds and again is not None and again.is_in(operation, state):
            record.came_by(again.known)
            return state
        known = self._note(record, state)
        self._again = None
        if operation.kind in DESTROYS_ROWS or operation.or_replace:
            record.judge(verdict_on(operation, state, self._settings))
            self._recovery(record, place)
        effect = _EFFECTS.get(operation.kind)
        if effect is None:
            return state
        after = effect(self, Event(key, record, place), state)
        if adds and after is state:
            self._again = Again(operation.tables, state, known)
        return after

    def opaque(self, step: Opaque, state: State, place: Place) -> State:
        """A call that could not be followed."""
        tables = frozenset(TableName.parse(table).key for table in step.tables if table)
        evidence = Evidence(step.span, place.calls, step.display)
        if hints.BACKS_UP in step.hints:
            named = [TableName.parse(table) for table in step.tables if table]
            return self._backed(named, evidence, state)
        if hints.COMMIT in step.hints:
            return self._commit(step.span, state)
        if hints.ROLLBACK in step.hints:
            return self._rollback(state)
        entries: list[tuple[Fact, Evidence]] = []
        if hints.BACKUP in step.hints:
            entries.append((("opaque", step.span, tables), evidence))
        elif hints.COPY in step.hints and tables:
            entries.append((("opaque these", step.span, tables), evidence))
        if hints.VERIFY in step.hints or hints.VERIFIES in step.hints:
            entries.extend(_verified(state, tables, evidence))
        return state.plus(entries) if entries else state

    def failing(self, step: Perform | Invoke, state: State) -> State:
        """A step that does not come off. Where that is the attempt to switch enforcement on again,
        no program can do more."""
        first: Step | None = step
        if isinstance(step, Invoke):
            if next(state.of("disabled"), None) is None:
                return state
            first = next((s for s in every(step.body) if isinstance(s, (Perform, Opaque))), None)
        if isinstance(first, Perform) and first.operation.kind is Kind.ENABLE_ENFORCEMENT:
            return _switched_on(first.operation, Evidence(first.operation.span), state)
        return state

    def called(self, step: Invoke, before: State, after: State, place: Place) -> State:
        """A followed call is over: a backup that it makes on some of its paths only is its."""
        facts = None
        for fact, held in after.facts.items():
            if fact[0] == "backed" and not held.sure and fact not in before.facts:
                facts = dict(after.facts) if facts is None else facts
                evidence = replace(held.evidence, skipped_by=step.display)
                facts[fact] = replace(held, evidence=evidence)
        if facts is not None:
            after = replace(after, facts=facts)
        name = step.function.rpartition(".")[2]
        if hints.VERIFY in hints.hints_of(name):
            verified = list(_verified(after, frozenset(), Evidence(step.span, place.calls)))
            after = after.plus(verified) if verified else after
        return after

    def caught(self, state: State) -> State:
        """A handler begins: what it loads does not make a delete before it a restore."""
        return state.without([fact for fact, _ in state.of("restorable")])

    def left(self, step: With, state: State, raised: bool) -> State:
        """A with block ends."""
        if not any(is_transaction(each) for each in variants(step.context)):
            return state
        return self._rollback(state) if raised else self._commit(step.span, state)

    def item_names(self, step: Loop) -> frozenset[str]:
        """How the item of a loop over unknown items is shown."""
        if step.items is None:
            return frozenset()
        return self._labels.of_item(Element(step.items, Unknown("i")))

    def finish(self, ends: Iterable[State | None]) -> None:
        """The flow is over, in one of these states."""
        for state in ends:
            if state is None:
                continue
            for fact, _ in state.of("disabled"):
                if not state.has(("enforced", fact[2])):
                    self.records.by_key[_record_key(fact[1])].left_disabled = True
            for fact, _ in state.of("gone"):
                self.records.by_key[_record_key(fact[2])].left_gone = True

    # --- records -----------------------------------------------------------------------------

    def _note(self, record: Record, state: State) -> KnownHere:
        if record.operation.kind in _LOSES_ROWS:
            backed = state.sure_tables("backed")
            record.backed_up = backed if record.backed_up is None else record.backed_up & backed
        tables = record.operation.tables
        created = bool(tables) and all(is_of_this_run(record.operation, t, state) for t in tables)
        columns = frozenset(
            str(fact[2])
            for table in tables
            for fact, held in state.about("column", table.key)
            if held.sure
        )
        known = (created, columns)
        record.came_by(known)
        return known

    def _recovery(self, record: Record, place: Place) -> None:
        """What becomes of an exception after this, by what surrounds it, innermost first."""
        for guard in reversed(place.guards):
            if isinstance(guard.step, With):
                if any(is_transaction(each) for each in variants(guard.step.context)):
                    record.recovery = Recovery.ROLLED_BACK
                    record.recovery_span = guard.step.span
                    record.separated = False if record.separated is None else record.separated
                    return
                continue
            if self._mended(record, guard.step):
                return

    def _mended(self, record: Record, step: Try) -> bool:
        handlers = [self._menders.of(handler.body) for handler in step.handlers]
        for mending in [*handlers, self._menders.of(step.final)]:
            for table, span in mending.restores:
                if table is None or any(table.same_as(each) for each in record.operation.tables):
                    record.recovery, record.recovery_span = Recovery.RESTORED, span
                    return True
            if mending.rolls_back is not None:
                record.recovery = Recovery.ROLLED_BACK
                record.recovery_span = mending.rolls_back
                return True
        swallows = any(
            handler.catches_all and not mending.raises
            for handler, mending in zip(step.handlers, handlers, strict=True)
        )
        if swallows:
            record.recovery = Recovery.NONE
        return swallows

    # --- copies ------------------------------------------------------------------------------

    def _create(self, event: Event, state: State) -> State:
        operation = event.record.operation
        table = operation.tables[0] if operation.tables else None
        if table is None:
            return state
        dropped = any(held.sure for _, held in state.about("dropped", table.key))
        fresh = dropped or operation.temporary or not operation.if_exists
        evidence = Evidence(operation.span, event.place.calls, table=table)
        state = _without(state, ("dropped",), table.key)
        entries: list[tuple[Fact, Evidence]] = []
        if fresh:
            entries.append((("created", table.key), evidence))
        if operation.temporary:
            entries.append((("temporary", table.key), evidence))
        state = state.plus(entries) if entries else state
        state = self._remade(table, operation, state)
        for copy in operation.copies:
            why = _no_copy(operation, table, copy, fresh)
            state = self._copied(copy.source, table, why, event, state)
        return state

    def _remade(self, table: TableName, operation: Operation, state: State) -> State:
        """A table that was dropped is made again from other tables."""
        sources = [copy.source.key for copy in operation.copies]
        if not sources or any(same(each, table.key) for each in sources):
            return state
        gone = [fact for fact, _ in state.about("gone", table.key)]
        for fact in gone:
            self.records.by_key[_record_key(fact[2])].remade = operation.span
        return state.without(gone) if gone else state

    def _copied(
        self,
        source: TableName,
        into: TableName | None,
        why_not: str,
        event: Event,
        state: State,
    ) -> State:
        """All rows of `source` went into another table or a file; or not, and why."""
        if into is not None and _is_itself(into.key, source.key):
            return state
        operation = event.record.operation
        evidence = Evidence(operation.span, event.place.calls, why_not or "", source)
        entries: list[tuple[Fact, Evidence]] = []
        if into is not None:
            entries.append((("copy", into.key, source.key), evidence))
        if why_not:
            entries.append((("near", source.key), evidence))
            return state.plus(entries)
        state = state.plus(entries)
        kept = into.key if into is not None else ()
        undone = self._may_be_undone(event.record, state) and into is not None
        return self._backed([source], evidence, state, kept, undone)

    def _may_be_undone(self, record: Record, state: State) -> bool:
        if record.operation.dialect in _COMMITS_DDL or record.commits:
            return False
        return record.commits is False or state.may(("begun",))

    def _backed(
        self,
        tables: Iterable[TableName],
        evidence: Evidence,
        state: State,
        kept: TableKey = (),
        undone: bool = False,
    ) -> State:
        entries: list[tuple[Fact, Evidence]] = []
        named = list(tables)
        for table in named:
            entries.append((("backed", table.key), replace(evidence, table=table)))
            if kept:
                entries.append((("kept", table.key, kept), evidence))
            if undone:
                entries.append((("uncommitted", table.key), evidence))
            self._after(state.about("emptied", table.key), evidence)
        if not named:
            entries.append((("backed", EVERYTHING), evidence))
            self._after(state.of("emptied"), evidence)
        return state.plus(entries)

    def _after(self, emptied: Iterable[tuple[Fact, Held]], evidence: Evidence) -> None:
        """A backup that comes only after the rows are gone."""
        for fact, _ in emptied:
            record = self.records.by_key[_record_key(fact[2])]
            record.upgrade(Verdict(Backup.AFTER, evidence.span))

    def _insert(self, event: Event, state: State) -> State:
        operation = event.record.operation
        for table in operation.tables:
            restores = False
            for copy in operation.copies:
                if self._is_backup_of(copy.source, table, state):
                    restores = True
                    self._restored(table, operation, state)
                    continue
                why = "" if copy.full else "it copies only a part"
                if any(True for _ in state.about("temporary", table.key)):
                    why = "it copies into a temporary table"
                state = self._copied(copy.source, table, why, event, state)
            if not restores:
                self._load(table, operation, state)
                state = _without(state, ("restorable",), table.key)
        return state

    def _is_backup_of(self, source: TableName, table: TableName, state: State) -> bool:
        if any(_is(fact[2], table.key) for fact, _ in state.about("copy", source.key)):
            return True
        if matches(table, self._settings.backup_tables):
            return False
        return matches(source, self._settings.backup_tables)

    def _restored(self, table: TableName, operation: Operation, state: State) -> None:
        for fact, _ in state.about("restorable", table.key):
            record = self.records.by_key[_record_key(fact[2])]
            if record.verdict is not None and record.verdict.backup is not Backup.BEFORE:
                record.upgrade(Verdict(Backup.RESTORE, operation.span))

    def _load(self, table: TableName, operation: Operation, state: State) -> None:
        for fact, _ in state.about("emptied", table.key):
            record = self.records.by_key[_record_key(fact[2])]
            committed = state.facts.get(("committed", fact[2]))
            if committed is not None:
                record.load_at(operation.span, True, committed.evidence.span)
            elif record.commits is False:
                record.load_at(operation.span, False, None)
            else:
                record.load_at(operation.span, record.separated, None)

    def _copy_out(self, event: Event, state: State) -> State:
        operation = event.record.operation
        if operation.copies:
            for copy in operation.copies:
                why = "" if copy.full else "it copies only a part"
                state = self._copied(copy.source, None, why, event, state)
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
        return self._backed(tables, evidence, state)

    def _rename(self, event: Event, state: State) -> State:
        operation = event.record.operation
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
        state = state.without(_named(state, _NAMED, old.key)).plus(moved.items())
        if was_created:
            return state
        state = state.plus(
            [(("copy", new.key, old.key), evidence), (("replaced", old.key), evidence)]
        )
        return self._backed([old], evidence, state, new.key)

    # --- losses ------------------------------------------------------------------------------

    def _drop(self, event: Event, state: State) -> State:
        operation = event.record.operation
        for table in operation.tables:
            self._dropped_backup(event.record, table, state)
            evidence = Evidence(operation.span, event.place.calls, table=table)
            state = _after_drop(state, table.key)
            gone = ("gone", table.key, event.key)
            state = state.plus([(("dropped", table.key), evidence), (gone, evidence)])
            state = self._emptied(event, table, evidence, state)
        return state

    def _dropped_backup(self, record: Record, table: TableName, state: State) -> None:
        for fact, replaced in self._held_in(table, state):
            lost = fact[1]
            if not isinstance(lost, tuple) or same(lost, table.key):
                continue
            verified = state.facts.get(("verified", lost))
            record.dropped = (replaced.evidence.table or table, replaced.evidence.span)
            record.verified &= verified is not None and verified.sure
            if verified is not None:
                record.verified_at = verified.evidence.span

    def _held_in(self, table: TableName, state: State) -> Sequence[tuple[Fact, Held]]:
        """The replaced tables of which a table is a backup: a full copy, or by its name."""
        copied = {
            fact: held
            for copy, _ in state.about("kept", table.key, 2)
            for fact, held in state.about("replaced", _table_key(copy[1]))
        }
        named = matches(table, self._settings.backup_tables)
        if not named and len(copied) < _SEVERAL:
            return [*copied.items()]
        name = table.key[-1]
        return [
            (fact, held)
            for fact, held in state.of("replaced")
            if fact in copied or (named and _table_key(fact[1])[-1] in name)
        ]

    def _make_anew(self, event: Event, state: State) -> State:
        """A data frame replaces tables: from here on they hold what this run put there."""
        state = self._empty(event, state)
        calls = event.place.calls
        return state.plus(
            (("made anew", table.key), Evidence(event.record.operation.span, calls, table=table))
            for table in event.record.operation.tables
        )

    def _empty(self, event: Event, state: State) -> State:
        operation = event.record.operation
        if operation.kind is Kind.REPLACE:
            for table in operation.tables:
                self._load(table, operation, state)
            return state
        if not operation.empties:
            return state
        for table in operation.tables:
            evidence = Evidence(operation.span, event.place.calls, table=table)
            state = self._emptied(event, table, evidence, state)
        return state

    def _emptied(
        self,
        event: Event,
        table: TableName,
        evidence: Evidence,
        state: State,
    ) -> State:
        gone = table.key
        state = _without(state, ("verified", "restorable"), gone)
        entries: list[tuple[Fact, Evidence]] = [
            (("emptied", gone, event.key), evidence),
            (("restorable", gone, event.key), evidence),
            (("replaced", gone), evidence),
        ]
        if event.record.commits:
            entries.append((("committed", event.key), evidence))
        return state.plus(entries)

    # --- the rest ----------------------------------------------------------------------------

    def _select(self, event: Event, state: State) -> State:
        operation = event.record.operation
        if not operation.aggregates:
            return state
        tables = frozenset(table.key for table in operation.tables)
        if not tables:
            return state
        return state.plus(_verified(state, tables, Evidence(operation.span, event.place.calls)))

    def _add_column(self, event: Event, state: State) -> State:
        operation = event.record.operation
        evidence = Evidence(operation.span, event.place.calls)
        return state.plus(
            (("column", table.key, column.name.lower()), evidence)
            for table in operation.tables
            for column in operation.columns
        )

    def _committed(self, event: Event, state: State) -> State:
        return self._commit(event.record.operation.span, state)

    def _rolled_back(self, _event: Event, state: State) -> State:
        return self._rollback(state)

    def _commit(self, span: Span, state: State) -> State:
        evidence = Evidence(span)
        entries: list[tuple[Fact, Evidence]] = []
        for fact, _ in state.of("emptied"):
            record = self.records.by_key[_record_key(fact[2])]
            if record.load is None:
                entries.append((("committed", fact[2]), evidence))
            elif record.separated is None:
                record.separated = False  # nothing commits by itself where a commit is called
        state = state.without([fact for sort in _UNTIL_COMMIT for fact, _ in state.of(sort)])
        return state.plus(entries) if entries else state

    def _rollback(self, state: State) -> State:
        undone = {fact[1] for fact, _ in state.of("uncommitted")}
        kept = {fact[1] for fact, _ in state.of("committed")}
        gone = [fact for sort in _UNTIL_COMMIT for fact, _ in state.of(sort)]
        gone += [fact for fact, _ in state.of("backed") if fact[1] in undone]
        for sort in ("emptied", "restorable"):
            gone += [fact for fact, _ in state.of(sort) if fact[2] not in kept]
        return state.without(gone)

    def _begin(self, event: Event, state: State) -> State:
        return state.plus([(("begun",), Evidence(event.record.operation.span, event.place.calls))])

    def _disable(self, event: Event, state: State) -> State:
        what = event.record.operation.object_type
        evidence = Evidence(event.record.operation.span, event.place.calls)
        off = state.without([("enforced", what)])
        return off.plus([(("disabled", event.key, what), evidence)])

    def _enable(self, event: Event, state: State) -> State:
        operation = event.record.operation
        return _switched_on(operation, Evidence(operation.span, event.place.calls), state)


_EFFECTS = {
    Kind.CREATE_TABLE: BackupObserver._create,
    Kind.INSERT: BackupObserver._insert,
    Kind.COPY_OUT: BackupObserver._copy_out,
    Kind.RENAME_TABLE: BackupObserver._rename,
    Kind.DROP_TABLE: BackupObserver._drop,
    Kind.DELETE: BackupObserver._empty,
    Kind.TRUNCATE: BackupObserver._empty,
    Kind.REPLACE: BackupObserver._empty,
    Kind.REPLACE_TABLE: BackupObserver._make_anew,
    Kind.SELECT: BackupObserver._select,
    Kind.ADD_COLUMN: BackupObserver._add_column,
    Kind.COMMIT: BackupObserver._committed,
    Kind.ROLLBACK: BackupObserver._rolled_back,
    Kind.BEGIN: BackupObserver._begin,
    Kind.DISABLE_ENFORCEMENT: BackupObserver._disable,
    Kind.ENABLE_ENFORCEMENT: BackupObserver._enable,
}


def _switched_on(operation: Operation, evidence: Evidence, state: State) -> State:
    what = operation.object_type
    on = state.without([fact for fact, _ in state.of("disabled") if fact[2] == what])
    return on.plus([(("enforced", what), evidence)])


def _is(part: object, table: TableKey) -> bool:
    return isinstance(part, tuple) and same(part, table)


def _is_itself(into: TableKey, source: TableKey) -> bool:
    """Whether a table is copied into itself, as far as names tell: `{schema}.t` may be `t`,
    `archive.t` is another."""
    if not same(into, source):
        return False
    longer = max(into, source, key=len)
    return all("{" in part for part in longer[: len(longer) - min(len(into), len(source))])


def _without(state: State, sorts: tuple[str, ...], table: TableKey) -> State:
    return state.without(_named(state, [(sort, 1) for sort in sorts], table))


_NAMED = (
    ("created", 1),
    ("temporary", 1),
    ("dropped", 1),
    ("column", 1),
    ("copy", 1),
    ("kept", 2),
)
"""Sorts of facts that end when their table gets another name, and where they name it."""

_UNTIL_COMMIT = ("uncommitted", "begun")
_SEVERAL = 2


def _named(state: State, sorts: Iterable[tuple[str, int]], table: TableKey) -> list[Fact]:
    return [fact for sort, part in sorts for fact, _ in state.about(sort, table, part)]


def _after_drop(state: State, table: TableKey) -> State:
    """Without what ends when a table is dropped, backups that are in it among that."""
    gone = _named(state, [each for each in _NAMED if each[0] != "dropped"], table)
    lost = [fact[1] for fact in gone if fact[0] == "kept"]
    gone += [("backed", each) for each in lost]
    return state.without(gone)


def _record_key(part: object) -> RecordKey:
    return cast("RecordKey", part)  # facts hold the keys of records as they are


def _table_key(part: object) -> TableKey:
    return cast("TableKey", part)  # so are the keys of tables


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


def _verified(
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
