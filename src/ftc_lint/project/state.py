"""What is known at one point of a flow: facts that hold on every path to it, or on some.

A fact is a tuple whose first part says what sort it is. States are never changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ftc_lint.operations import TableName
from ftc_lint.text import Span
from ftc_lint.values import Constant, Logic, Value

Fact = tuple[object, ...]
Assumption = tuple[int, bool]
"""The number of a condition and whether it holds."""

Both = tuple[frozenset[Assumption], frozenset[Assumption]]
"""What is known where a condition holds, and where it does not."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What made a fact true: its place, the calls that led there and, in words, what it is."""

    span: Span
    calls: tuple[Span, ...] = ()
    words: str = ""
    table: TableName | None = None
    skipped_by: str = ""  # the helper that made the fact true on some of its paths only


@dataclass(frozen=True, slots=True)
class Held:
    """How a fact holds: on every path (`sure`), or else where one of `under` holds."""

    evidence: Evidence
    sure: bool = True
    under: frozenset[Assumption] = frozenset()


@dataclass(frozen=True, slots=True)
class State:
    """All facts, and the conditions that are known to hold on every path to here."""

    facts: Mapping[Fact, Held] = field(default_factory=dict)
    assumed: frozenset[Assumption] = frozenset()

    def has(self, fact: Fact) -> bool:
        """Whether it holds on every path."""
        held = self.facts.get(fact)
        return held is not None and held.sure

    def may(self, fact: Fact) -> bool:
        """Whether it holds on some path."""
        return fact in self.facts

    def of(self, sort: str) -> Iterator[tuple[Fact, Held]]:
        """The facts of one sort."""
        for fact, held in self.facts.items():
            if fact[0] == sort:
                yield fact, held

    def plus(self, entries: Iterable[tuple[Fact, Evidence]]) -> State:
        """With facts that hold from here on."""
        facts = dict(self.facts)
        for fact, evidence in entries:
            facts[fact] = Held(evidence)
        return replace(self, facts=facts)

    def minus(self, drop: Callable[[Fact], bool]) -> State:
        """Without the facts that `drop` says do not hold any more."""
        facts = {fact: held for fact, held in self.facts.items() if not drop(fact)}
        return self if len(facts) == len(self.facts) else replace(self, facts=facts)


class Conditions:
    """Numbers conditions: equal ones get the same number, wherever they stand."""

    def __init__(self) -> None:
        self._numbers: dict[Value, int] = {}
        self._known: dict[int, tuple[Value, Both]] = {}

    def both(self, condition: Value) -> Both:
        """What a condition tells where it holds, and where it does not."""
        known = self._known.get(id(condition))
        if known is None:
            found = (
                frozenset(self._assumptions(condition, True)),
                frozenset(self._assumptions(condition, False)),
            )
            known = self._known[id(condition)] = (condition, found)
        return known[1]

    def _assumptions(self, condition: Value, taken: bool) -> Iterator[Assumption]:
        if isinstance(condition, Constant):
            return
        if isinstance(condition, Logic):
            if condition.operator == "not":
                yield from self._assumptions(condition.operands[0], not taken)
                return
            opposite = _OPPOSITE.get(condition.operator)
            if opposite is not None:
                yield self._number(replace(condition, operator=opposite)), not taken
                return
            if condition.operator == ("and" if taken else "or"):
                for operand in condition.operands:
                    yield from self._assumptions(operand, taken)
                return
        yield self._number(condition), taken

    def _number(self, condition: Value) -> int:
        return self._numbers.setdefault(condition, len(self._numbers))


_OPPOSITE = {"!=": "==", "is not": "is", "not in": "in"}


def assume(state: State, known: frozenset[Assumption]) -> State | None:
    """The state where something is known besides; None if it cannot be so here."""
    if not known:
        return state
    assumed = state.assumed
    for number, holds in known:
        if (number, not holds) in assumed:
            return None
    facts = state.facts
    if any(not held.sure and held.under & known for held in facts.values()):
        facts = {
            fact: replace(held, sure=True) if held.under & known else held
            for fact, held in facts.items()
        }
    return State(facts, assumed | known)


_NOTHING: Both = (frozenset(), frozenset())


def join(one: State | None, other: State | None, apart: Both = _NOTHING) -> State | None:
    """Where two paths meet; `apart` is what is known on each of them alone."""
    if one is None or one is other:
        return other
    if other is None:
        return one
    assumed = one.assumed & other.assumed
    if one.facts is other.facts:
        return State(one.facts, assumed)
    mine, theirs = apart
    facts: dict[Fact, Held] = {}
    for fact, held in one.facts.items():
        facts[fact] = _meet(held, other.facts.get(fact), mine, theirs)
    for fact, held in other.facts.items():
        if fact not in facts:
            facts[fact] = _meet(held, None, theirs, mine)
    return State(facts, assumed)


def _meet(
    one: Held, other: Held | None, mine: frozenset[Assumption], theirs: frozenset[Assumption]
) -> Held:
    if other is None:
        return Held(one.evidence, False, mine if one.sure else frozenset())
    if one is other or (one.sure and other.sure):
        return one
    if one.sure:
        return Held(one.evidence, False, mine | other.under)
    if other.sure:
        return Held(other.evidence, False, theirs | one.under)
    return Held(one.evidence, False, one.under & other.under)
