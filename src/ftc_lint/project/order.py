"""A walk over a finished flow in every order it can run: "before" means on every path.

`walk` carries a `State` through branches, loops, try, with and calls, and asks an `Observer`
what each leaf changes. A loop's body is walked until its state settles; a `finally` once for
every way into it.
"""

from __future__ import annotations

from itertools import groupby
from typing import Protocol

from ftc_lint.evaluate import truth
from ftc_lint.flow import (
    Block,
    Branch,
    Exit,
    ExitKind,
    Handler,
    Invoke,
    Loop,
    Opaque,
    Perform,
    Step,
    Try,
    With,
)
from ftc_lint.project.state import Assumption, Conditions, Fact, State, assume, join
from ftc_lint.project.straight import LONG, Straight
from ftc_lint.records import dataclass, field, replace
from ftc_lint.text import Span
from ftc_lint.values import CallResult, Value

MOST_STEPS = 20_000
"""Steps visited in one walk; after that a loop or a `finally` is walked once only."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A try or with that the walk is inside of. `function` counts the calls around it."""

    step: Try | With
    depth: int


@dataclass(slots=True)
class Place:
    """Where the walk is: the calls that lead there, outermost first, and what surrounds it."""

    calls: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()


class Observer(Protocol):
    """What a walk tells. Every method returns the state after what it was told of."""

    def perform(self, step: Perform, state: State, place: Place) -> State: ...

    def opaque(self, step: Opaque, state: State, place: Place) -> State: ...

    def failing(self, step: Perform | Invoke, state: State) -> State: ...

    def called(self, step: Invoke, before: State, after: State, place: Place) -> State: ...

    def caught(self, state: State) -> State: ...

    def left(self, step: With, state: State, raised: bool) -> State: ...

    def item_names(self, step: Loop) -> frozenset[str]: ...


@dataclass(slots=True)
class Outcome:
    """The states in which a block can end; None where it cannot end so."""

    normal: State | None
    exits: dict[ExitKind, State] = field(default_factory=dict)


def walk(
    block: Block,
    state: State,
    observer: Observer,
    conditions: Conditions | None = None,
    *,
    recursion_ends: bool = False,
) -> Outcome:
    """Runs a flow from a state. `conditions` may be shared between walks.

    `recursion_ends`: a call of a function that is running does what the function's other ways
    do, so that its own way may be left out; else it does nothing.
    """
    walking = _Walk(observer, conditions or Conditions(), recursion_ends)
    return walking.block(block, state, Place())


class _Walk:
    def __init__(self, observer: Observer, conditions: Conditions, recursion_ends: bool) -> None:
        self._recursion_ends = recursion_ends
        self._observer = observer
        self._conditions = conditions
        self._visited = 0
        self._raised: list[State | None] = []  # one for every try that the walk is inside of

    # --- sequences ---------------------------------------------------------------------------

    def block(self, block: Block, state: State, place: Place) -> Outcome:
        """A sequence of steps; what follows an exit is not reached."""
        if len(block) < LONG or self._raised:
            return self._steps(block, state, place)
        exits: dict[ExitKind, State] = {}
        current = state
        for performs, run in groupby(block, _is_perform):
            steps = tuple(run)
            if performs and len(steps) >= LONG:
                current = self._run(steps, current, place)
                continue
            outcome = self._steps(steps, current, place)
            _merge(exits, outcome.exits)
            if outcome.normal is None:
                return Outcome(None, exits)
            current = outcome.normal
        return Outcome(current, exits)

    def _steps(self, block: Block, state: State, place: Place) -> Outcome:
        exits: dict[ExitKind, State] = {}
        current: State | None = state
        for step in block:
            if current is None:
                break
            outcome = self._step(step, current, place)
            if outcome.exits:
                _merge(exits, outcome.exits)
            current = outcome.normal
        return Outcome(current, exits)

    def _run(self, steps: Block, state: State, place: Place) -> State:
        """Operations one after the other, with none that has to know what was before."""
        self._visited += len(steps)
        current: State = Straight(state)
        for step in steps:
            assert isinstance(step, Perform)
            current = self._observer.perform(step, current, place)
        return current.settled()

    def _step(self, step: Step, state: State, place: Place) -> Outcome:
        self._visited += 1
        if isinstance(step, Perform):
            self._may_fail(step, state)
            return Outcome(self._observer.perform(step, state, place))
        if isinstance(step, Opaque):
            self._may_raise(state)
            return Outcome(self._observer.opaque(step, state, place))
        if isinstance(step, Invoke):
            return self._invoke(step, state, place)
        if isinstance(step, Branch):
            return self._branch(step, state, place)
        if isinstance(step, Loop):
            return self._loop(step, state, place)
        if isinstance(step, Try):
            return self._try(step, state, place)
        if isinstance(step, With):
            return self._with(step, state, place)
        if isinstance(step, Exit):
            if step.kind is ExitKind.RAISE:
                self._may_raise(state)
            if step.kind is ExitKind.YIELD or (
                step.kind is ExitKind.RECURSE and not self._recursion_ends
            ):
                return Outcome(state)
            if step.kind is ExitKind.RECURSE:
                return Outcome(None)
            if step.kind is ExitKind.RETURN:
                state = self._returning(step.value, state, _result_at(place))
            return Outcome(None, {step.kind: state})
        return Outcome(state)

    def _returning(self, value: Value | None, state: State, result: int) -> State:
        """The state in which a function is left, with what is known of its result."""
        if isinstance(value, CallResult):
            handed_on = self._conditions.result(value.span)
            return state.under(lambda each: (result if each[0] == handed_on else each[0], each[1]))
        is_true = False if value is None else truth(value)
        return (
            state
            if is_true is None
            else replace(state, assumed=state.assumed | {(result, is_true)})
        )

    def _may_fail(self, step: Perform | Invoke, state: State) -> None:
        if self._raised:
            self._may_raise(self._observer.failing(step, state))

    def _may_raise(self, state: State) -> None:
        if self._raised:
            self._raised[-1] = join(self._raised[-1], state)

    # --- control -----------------------------------------------------------------------------

    def _invoke(self, step: Invoke, state: State, place: Place) -> Outcome:
        self._may_fail(step, state)
        inner = Place((*place.calls, step.span), (*place.names, step.display), place.guards)
        number, result = self._conditions.result(step.span), _result_at(inner)
        state = state.under(lambda each: None if each[0] == number else each)
        outcome = self.block(step.body, state, inner)
        fallen = outcome.normal
        if fallen is not None:
            fallen = self._returning(None, fallen, result)
        after = _met(fallen, outcome.exits.pop(ExitKind.RETURN, None))
        for kind in (ExitKind.BREAK, ExitKind.CONTINUE):
            outcome.exits.pop(kind, None)
        if after is not None:
            after = after.under(lambda each: (number if each[0] == result else each[0], each[1]))
            after = self._observer.called(
                step, state, replace(after, assumed=_still(state, after, number)), place
            )
        return Outcome(after, outcome.exits)

    def _branch(self, step: Branch, state: State, place: Place) -> Outcome:
        exits: dict[ExitKind, State] = {}
        ends: list[State | None] = []
        both = self._conditions.both(step.condition)
        for block, known in ((step.then, both[0]), (step.otherwise, both[1])):
            entered = assume(state, known)
            if entered is None:
                ends.append(None)
                continue
            outcome = self.block(block, entered, place)
            _merge(exits, outcome.exits)
            ends.append(outcome.normal)
        return Outcome(join(ends[0], ends[1], both), exits)

    def _loop(self, step: Loop, state: State, place: Place) -> Outcome:
        exits: dict[ExitKind, State] = {}
        entered = state
        is_endless = step.items is None and step.at_least_once
        for _ in range(3):
            outcome = self.block(step.body, entered, place)
            broken = outcome.exits.pop(ExitKind.BREAK, None)
            end = join(outcome.normal, outcome.exits.pop(ExitKind.CONTINUE, None))
            _merge(exits, outcome.exits)
            again = join(entered, end)
            if again is None or again == entered or self._visited > MOST_STEPS:
                break
            entered = again
        after = end if step.at_least_once else join(state, end)
        if is_endless:
            after = None
        if broken is None and end is not None:
            after = _kept(after, end, self._observer.item_names(step))
        if after is not None:
            after = replace(after, assumed=after.assumed & state.assumed)
        outcome = self.block(step.otherwise, after, place) if after is not None else Outcome(None)
        _merge(exits, outcome.exits)
        return Outcome(join(outcome.normal, broken), exits)

    def _try(self, step: Try, state: State, place: Place) -> Outcome:
        inside = replace(place, guards=(*place.guards, Guard(step, len(place.calls))))
        self._raised.append(None)
        outcome = self.block(step.body, state, inside)
        raised = self._raised.pop()
        exits = outcome.exits
        raised = join(raised, exits.pop(ExitKind.RAISE, None))
        normal = outcome.normal
        escaping = raised
        if normal is not None and step.otherwise:
            after = self.block(step.otherwise, normal, place)
            normal = after.normal
            _merge(exits, after.exits)
        if raised is not None:
            caught = self._observer.caught(raised)
            for handler in step.handlers:
                handled = self.block(handler.body, caught, place)
                normal = join(normal, handled.normal)
                _merge(exits, handled.exits)
            if any(handler.catches_all for handler in step.handlers):
                escaping = None
        return self._finally(step, Outcome(normal, exits), escaping, place)

    def _finally(
        self, step: Try, outcome: Outcome, escaping: State | None, place: Place
    ) -> Outcome:
        if not step.final:
            if escaping is not None:
                self._may_raise(escaping)
            return outcome
        exits: dict[ExitKind, State] = {}
        normal: State | None = None
        if outcome.normal is not None:
            after = self.block(step.final, outcome.normal, place)
            normal = after.normal
            _merge(exits, after.exits)
        ways = dict(outcome.exits)
        if escaping is not None:
            ways[ExitKind.RAISE] = join(ways.get(ExitKind.RAISE), escaping) or escaping
        if self._visited > MOST_STEPS and len(ways) > 1:
            met: State | None = None
            for state in ways.values():
                met = join(met, state)
            ways = {} if met is None else {next(iter(ways)): met}
        for kind, state in ways.items():
            after = self.block(step.final, state, place)
            if after.normal is not None:
                _merge(exits, {kind: after.normal})
            _merge(exits, after.exits)
        if escaping is not None and ExitKind.RAISE not in outcome.exits:
            left = exits.pop(ExitKind.RAISE, None)  # nothing in the flow raises by itself
            if left is not None:
                self._may_raise(left)
        return Outcome(normal, exits)

    def _with(self, step: With, state: State, place: Place) -> Outcome:
        self._may_raise(state)
        inside = replace(place, guards=(*place.guards, Guard(step, len(place.calls))))
        if step.swallows:
            self._raised.append(None)
        outcome = self.block(step.body, state, inside)
        normal = outcome.normal
        if normal is not None:
            normal = self._observer.left(step, normal, False)
        exits = {
            kind: self._observer.left(step, at, kind is ExitKind.RAISE)
            for kind, at in outcome.exits.items()
        }
        if step.swallows:
            swallowed = join(self._raised.pop(), exits.pop(ExitKind.RAISE, None))
            normal = join(normal, swallowed)
        return Outcome(normal, exits)


def _is_perform(step: Step) -> bool:
    return isinstance(step, Perform)


def _merge(into: dict[ExitKind, State], more: dict[ExitKind, State]) -> None:
    for kind, state in more.items():
        joined = _met(into.get(kind), state)
        if joined is not None:
            into[kind] = joined


def _result_at(place: Place) -> int:
    """The number, for as long as it runs, of the condition that a function returns something
    true: one for each depth of calls."""
    return -1 - len(place.calls)


def _met(one: State | None, other: State | None) -> State | None:
    """Where ways out of a function meet: facts are kept apart by what the function returns."""
    if one is None or other is None:
        return join(one, other)
    return join(one, other, (_results(one), _results(other)))


def _results(state: State) -> frozenset[Assumption]:
    return frozenset(each for each in state.assumed if each[0] < 0)


def _still(before: State, after: State, result: int) -> frozenset[Assumption]:
    """What was known before a call and still is, and what its result is known to be."""
    return (before.assumed & after.assumed) | {e for e in after.assumed if e[0] == result}


def _kept(after: State | None, end: State, names: frozenset[str]) -> State | None:
    """After a loop over items nobody saw: what was done for each item was done for all, so that
    a later loop over the same items finds it done."""
    if after is None or not names:
        return after
    marks = ["{" + name + "}" for name in names]
    facts = dict(after.facts)
    for fact, held in end.facts.items():
        if held.sure and _is_about(fact, marks):
            facts[fact] = held
    return replace(after, facts=facts)


def _is_about(fact: Fact, marks: list[str]) -> bool:
    """Whether a table in the fact has one of the marks in its name."""
    parts = [part for key in fact[1:] if isinstance(key, tuple) for part in key]
    return any(
        isinstance(part, str) and any(mark.lower() in part for mark in marks) for part in parts
    )


__all__ = ["Guard", "Handler", "Observer", "Outcome", "Place", "walk"]
