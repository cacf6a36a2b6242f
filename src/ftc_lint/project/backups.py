"""What a walk learns of the rows that could be lost, and of their copies: an observer of
`order.walk`. The facts that it keeps are told in `effects`."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.context import Recovery
from ftc_lint.evaluate import variants
from ftc_lint.flow import Invoke, Loop, Opaque, Perform, Step, Try, With
from ftc_lint.operations import DESTROYS_ROWS, Kind, TableName
from ftc_lint.project import hints
from ftc_lint.project.again import Again
from ftc_lint.project.effects import EFFECTS
from ftc_lint.project.effects.backing import backed
from ftc_lint.project.effects.committing import commit, roll_back
from ftc_lint.project.effects.enforcing import switched_on
from ftc_lint.project.effects.events import Event
from ftc_lint.project.effects.fact_keys import record_key
from ftc_lint.project.effects.verifying import verified
from ftc_lint.project.labels import Labels
from ftc_lint.project.order import Place
from ftc_lint.project.records import KnownHere, Record, Records
from ftc_lint.project.state import Evidence, Fact, State
from ftc_lint.project.steps import every
from ftc_lint.project.transactions import Menders, is_transaction
from ftc_lint.project.verdicts import is_of_this_run, verdict_on
from ftc_lint.records import replace
from ftc_lint.settings import Settings
from ftc_lint.values import Element, Unknown

_LOSES_ROWS = DESTROYS_ROWS | {Kind.MERGE_DELETE}


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
        effect = EFFECTS.get(operation.kind)
        if effect is None:
            return state
        after = effect(Event(key, record, place, self.records, self._settings), state)
        if adds and after is state:
            self._again = Again(operation.tables, state, known)
        return after

    def opaque(self, step: Opaque, state: State, place: Place) -> State:
        """A call that could not be followed."""
        tables = frozenset(TableName.parse(table).key for table in step.tables if table)
        evidence = Evidence(step.span, place.calls, step.display)
        if hints.BACKS_UP in step.hints:
            named = [TableName.parse(table) for table in step.tables if table]
            return backed(self.records, named, evidence, state)
        if hints.COMMIT in step.hints:
            return commit(self.records, step.span, state)
        if hints.ROLLBACK in step.hints:
            return roll_back(state)
        entries: list[tuple[Fact, Evidence]] = []
        if hints.BACKUP in step.hints:
            entries.append((("opaque", step.span, tables), evidence))
        elif hints.COPY in step.hints and tables:
            entries.append((("opaque these", step.span, tables), evidence))
        if hints.VERIFY in step.hints or hints.VERIFIES in step.hints:
            entries.extend(verified(state, tables, evidence))
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
            return switched_on(first.operation, Evidence(first.operation.span), state)
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
            entries = verified(after, frozenset(), Evidence(step.span, place.calls))
            after = after.plus(entries) if entries else after
        return after

    def caught(self, state: State) -> State:
        """A handler begins: what it loads does not make a delete before it a restore."""
        return state.without([fact for fact, _ in state.of("restorable")])

    def left(self, step: With, state: State, raised: bool) -> State:
        """A with block ends."""
        if not any(is_transaction(each) for each in variants(step.context)):
            return state
        return roll_back(state) if raised else commit(self.records, step.span, state)

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
                    self.records.by_key[record_key(fact[1])].left_disabled = True
            for fact, _ in state.of("gone"):
                self.records.by_key[record_key(fact[2])].left_gone = True

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
