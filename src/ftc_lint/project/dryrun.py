"""What entry points reach with their dry run off, and whether they write with it on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ftc_lint.context import matches
from ftc_lint.evaluate import variants
from ftc_lint.flow import (
    Block,
    Call,
    Construct,
    Execute,
    ExitKind,
    Invoke,
    Loop,
    Opaque,
    Perform,
    Step,
    With,
)
from ftc_lint.functions import Entry, Function, Reach, Switch
from ftc_lint.operations import WRITES, CodeContext, Kind, Operation, Where
from ftc_lint.parts import given, within
from ftc_lint.project import hints
from ftc_lint.project.expand import Expander
from ftc_lint.project.graph import Graph
from ftc_lint.project.modules import Key, ProjectFunction
from ftc_lint.project.order import Place, walk
from ftc_lint.project.state import Evidence, Fact, State
from ftc_lint.project.steps import every, inside
from ftc_lint.project.switches import Names
from ftc_lint.project.transactions import is_transaction
from ftc_lint.project.wiring import Wires
from ftc_lint.records import dataclass
from ftc_lint.settings import Settings
from ftc_lint.text import Span
from ftc_lint.values import Constant, Parameter, Value

DESTROYS = frozenset(
    {
        Kind.TRUNCATE, Kind.DELETE, Kind.REPLACE, Kind.MERGE_DELETE, Kind.DROP_TABLE,
        Kind.DROP_SCHEMA, Kind.DROP_DATABASE, Kind.DROP_COLUMN, Kind.REPLACE_TABLE,
    }
)  # fmt: skip
_SHOWS = frozenset(
    {"print", "info", "debug", "warning", "error", "log", "format", "echo", "secho", "str", "bool",
     "append", "exception", "critical", "getattr", "isinstance", "add_argument", "warn", "option"}
)  # fmt: skip
MOST_COMPARED = 100
"""Operations among which the one that is told of a function is chosen."""

DEEPEST_SWITCH = 6
"""Calls from the entry point within which an attribute is taken for its switch."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Makes `Function`s. `off` expands with the dry run open, `on` with it taken as on."""

    settings: Settings
    graph: Graph
    off: Expander
    on: Expander
    names: Names
    wires: Wires

    def function(
        self, known: ProjectFunction, entry: Entry | None, context: CodeContext
    ) -> Function | None:
        """What rules learn of a function; None where it writes nothing."""
        body = self.off.root(known)
        adds = next(self._reached(body, WRITES), None)
        if adds is None:
            return None
        writes = self._best(body, WRITES - _ADDS - {Kind.DROP})
        if writes is None:
            writes = next(self._reached(body, WRITES - {Kind.DROP}), adds)
        parameter = self.names.parameter(known)
        switch = parameter[1] if parameter is not None else self._read_switch(known)
        if switch is None and entry is None:
            return None
        return Function(
            name=known.function.qualname,
            path=known.facts.path,
            span=known.function.span,
            entry=entry,
            context=context,
            switch=switch,
            writes=writes,
            destroys=self._best(body, DESTROYS),
            ignored=self._ignored(known, switch, body),
            unfollowed=self._unfollowed(known, switch),
            sites=self._sites(known, body) if switch is None else (),
            has_command_line=self.wires.has_command_line(known),
            calls=self.wires.calls(known, switch),
        )

    def _read_switch(self, known: ProjectFunction) -> Switch | None:
        """The attribute, option or variable that it, or what it calls, reads."""
        seen: set[Key] = set()
        level = [known.key]
        for _ in range(DEEPEST_SWITCH):
            after: list[Key] = []
            for key in level:
                if key in seen:
                    continue
                seen.add(key)
                found = self.names.read_in(self.graph.functions[key].function.body)
                if found is not None:
                    return found
                after.extend(sorted(self.graph.callees.get(key, ())))
            level = after
        return None

    # --- what is reached ---------------------------------------------------------------------

    def _best(self, block: Block, kinds: frozenset[Kind]) -> Reach | None:
        """The first that tells most of what a function is for."""
        best: Reach | None = None
        for reach in islice(self._reached(block, kinds), MOST_COMPARED):
            if best is None or _rank(reach) < _rank(best):
                best = reach
            if _rank(best) == (False, False):
                break
        return best

    def _reached(self, block: Block, kinds: frozenset[Kind]) -> Iterator[Reach]:
        waiting: list[tuple[Step, tuple[Span, ...], tuple[str, ...]]] = [
            (step, (), ()) for step in reversed(block)
        ]
        while waiting:
            step, calls, names = waiting.pop()
            if isinstance(step, Perform):
                if step.operation.kind in kinds and self._counts(step.operation):
                    yield Reach(step.operation, calls, names)
                continue
            if isinstance(step, Invoke):
                calls, names = (*calls, step.span), (*names, step.display)
            for inner in reversed(inside(step)):
                waiting.extend((each, calls, names) for each in reversed(inner))

    def _sites(self, known: ProjectFunction, body: Block) -> tuple[Span, ...]:
        """The places in a function's own body that lead to writes. For SQL that is written outside
        of it these are all the calls that may run it."""
        own = [each for step in every(known.function.body) if (each := _own_place(step))]
        found: dict[Span, None] = {}
        for reach in self._reached(body, WRITES):
            place = reach.calls[0] if reach.calls else reach.operation.span
            around = [each for each in own if _holds(each, place)]
            found.update(dict.fromkeys([place] if around else own))
        return tuple(found)

    def _counts(self, operation: Operation) -> bool:
        """Whether an operation changes anything that stays."""
        if operation.temporary or not operation.executed:
            return False
        if operation.kind in _ADDS and operation.if_exists:
            return False
        scratch = self.settings.scratch_tables
        return not operation.tables or not all(
            matches(table, scratch) or table.is_of_one_run for table in operation.tables
        )

    # --- the dry run -------------------------------------------------------------------------

    def _ignored(self, known: ProjectFunction, switch: Switch | None, body: Block) -> Reach | None:
        if switch is None:
            return None
        bindings: dict[str, Value] = {}
        if switch.kind == "parameter":
            bindings[switch.name] = Constant(not switch.applies)
        block = self.on.root(known, bindings)
        if next(self._reached(block, WRITES), None) is None:
            return None
        observer = WriteObserver(self, _commits(body))
        outcome = walk(block, State(), observer)
        ends = [outcome.normal, *(outcome.exits.get(kind) for kind in _ENDS)]
        return observer.result(ends)

    def counts(self, operation: Operation) -> bool:
        """Whether a write of a dry run counts."""
        return operation.kind in WRITES and self._counts(operation)

    def _unfollowed(self, known: ProjectFunction, switch: Switch | None) -> tuple[Opaque, ...]:
        if switch is None:
            return ()
        frame = self.off.frame(known)
        found = []
        for step in every(known.function.body):
            if not isinstance(step, Call) or step.display.rpartition(".")[2] in _SHOWS:
                continue
            handed = any(self._is_switch(each, switch) for each in given(step.arguments))
            if handed and not self.off.leads_somewhere(step, frame):
                found.append(Opaque(step.display, step.span, frozenset()))
        return tuple(found)

    def _is_switch(self, value: Value, switch: Switch) -> bool:
        if switch.kind == "parameter":
            return any(each == Parameter(switch.name) for each in within(value, 20))
        return self.names.switch(value) is not None


def _rank(reach: Reach) -> tuple[bool, bool]:
    return reach.sets_up, reach.operation.where is Where.KEY


def _own_place(step: Step) -> Span | None:
    if isinstance(step, Construct):
        return step.operation.statement
    return step.span if isinstance(step, (Execute, Call)) else None


def _holds(span: Span, other: Span) -> bool:
    return span.path == other.path and span.start <= other.start and other.end <= span.end


_ADDS = frozenset({Kind.CREATE_TABLE, Kind.ADD_COLUMN, Kind.FOREIGN_KEY})
"""Kinds that change nothing where what they add is there (IF NOT EXISTS)."""

_ENDS = (ExitKind.RETURN, ExitKind.STOP)


def _commits(body: Block) -> bool:
    """Whether the program commits anywhere by a call of its own."""
    for step in every(body):
        if isinstance(step, Perform) and step.operation.kind is Kind.COMMIT:
            return True
        if isinstance(step, Opaque) and hints.COMMIT in step.hints:
            return True
        if isinstance(step, With) and any(is_transaction(each) for each in variants(step.context)):
            return True
    return False


class WriteObserver:
    """Follows writes until they are committed or rolled back: `pending r` is a write that is not
    committed yet. `explicit`: the program commits by calls of its own, so that what is not
    committed is lost at the end."""

    def __init__(self, judge: Judge, explicit: bool) -> None:
        self._judge = judge
        self._explicit = explicit
        self._reached: dict[int, Reach] = {}
        self._order = 0

    def result(self, ends: list[State | None]) -> Reach | None:
        """The first write that stays."""
        if not self._explicit:
            for state in ends:
                if state is not None:
                    self._settle(state)
        if not self._reached:
            return None
        return self._reached[min(self._reached)]

    def _settle(self, state: State) -> None:
        for fact, _ in state.of("pending"):
            reach = fact[2]
            if isinstance(reach, Reach) and isinstance(fact[1], int):
                self._reached.setdefault(fact[1], reach)

    def perform(self, step: Perform, state: State, place: Place) -> State:
        """An operation."""
        kind = step.operation.kind
        if kind is Kind.COMMIT:
            self._settle(state)
            return _without_pending(state)
        if kind is Kind.ROLLBACK:
            return _without_pending(state)
        if not self._judge.counts(step.operation):
            return state
        self._order += 1
        reach = Reach(step.operation, place.calls, place.names)
        if step.commits:
            self._reached.setdefault(self._order, reach)
            return state
        fact: Fact = ("pending", self._order, reach)
        return state.plus([(fact, Evidence(step.operation.span))])

    def opaque(self, step: Opaque, state: State, place: Place) -> State:  # noqa: ARG002
        """A call that could not be followed."""
        if hints.COMMIT in step.hints:
            self._settle(state)
            return _without_pending(state)
        if hints.ROLLBACK in step.hints:
            return _without_pending(state)
        return state

    def called(self, step: Invoke, before: State, after: State, place: Place) -> State:  # noqa: ARG002
        """A followed call is over."""
        return after

    def caught(self, state: State) -> State:
        """A handler begins."""
        return state

    def left(self, step: With, state: State, raised: bool) -> State:
        """A with block ends."""
        if not any(is_transaction(each) for each in variants(step.context)):
            return state
        if not raised:
            self._settle(state)
        return _without_pending(state)

    def failing(self, step: Perform | Invoke, state: State) -> State:  # noqa: ARG002
        """A write that does not come off has written nothing."""
        return state

    def item_names(self, step: Loop) -> frozenset[str]:  # noqa: ARG002
        """Nothing is kept of loops."""
        return frozenset()


def _without_pending(state: State) -> State:
    return state.without([fact for fact, _ in state.of("pending")])
