"""What is known at one point of a flow: facts that hold on every path to it, or on some.

A fact is a tuple whose first part says what sort it is. States are never changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ftc_lint.operations import TableName
from ftc_lint.project.same_table import TableKey, same
from ftc_lint.records import dataclass, field, replace
from ftc_lint.text import Span
from ftc_lint.values import CallResult, Constant, Logic, Text, Value

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

    def about(self, sort: str, table: TableKey, part: int = 1) -> Iterator[tuple[Fact, Held]]:
        """The facts of a sort that have this table at `part`."""
        for fact, held in self.facts.items():
            if fact[0] == sort and is_about(fact, table, part):
                yield fact, held

    def latest(self, sort: str) -> Iterator[tuple[Fact, Held]]:
        """The facts of one sort, the newest first."""
        return reversed([*self.of(sort)])

    def in_part(self, sort: str) -> Iterator[tuple[Fact, Held]]:
        """The facts of one sort whose table has a name that is known in part only."""
        return ((fact, held) for fact, held in self.of(sort) if has_hole(fact[1]))

    def sure_tables(self, sort: str) -> frozenset[TableKey]:
        """The tables of which a fact of this sort holds on every path."""
        return frozenset(
            fact[1] for fact, held in self.of(sort) if held.sure and isinstance(fact[1], tuple)
        )

    def plus(self, entries: Iterable[tuple[Fact, Evidence]]) -> State:
        """With facts that hold from here on."""
        facts = dict(self.facts)
        for fact, evidence in entries:
            facts[fact] = Held(evidence)
        return State(facts, self.assumed)

    def without(self, gone: Sequence[Fact]) -> State:
        """Without facts that do not hold any more."""
        if not gone:
            return self
        facts = dict(self.facts)
        for fact in gone:
            facts.pop(fact, None)
        return State(facts, self.assumed)

    def settled(self) -> State:
        """This state as one that never changes."""
        return self

    def under(self, change: Callable[[Assumption], Assumption | None]) -> State:
        """With every assumption changed, or forgotten where `change` gives None."""
        assumed = _changed(self.assumed, change)
        if all(held.sure or not held.under for held in self.facts.values()):
            return State(self.facts, assumed)
        facts = {
            fact: replace(held, under=_changed(held.under, change)) if held.under else held
            for fact, held in self.facts.items()
        }
        return State(facts, assumed)


def is_about(fact: Fact, table: TableKey, part: int = 1) -> bool:
    """Whether a fact has a table at `part`."""
    key = fact[part] if len(fact) > part else None
    return isinstance(key, tuple) and bool(key) and same(key, table)


def has_hole(key: object) -> bool:
    """Whether what a fact has for a table is a table whose name is known in part only."""
    return isinstance(key, tuple) and bool(key) and "{" in str(key[-1])


def _changed(
    assumptions: frozenset[Assumption], change: Callable[[Assumption], Assumption | None]
) -> frozenset[Assumption]:
    return frozenset(new for each in assumptions if (new := change(each)) is not None)


class Conditions:
    """Numbers conditions: equal ones get the same number, wherever they stand."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
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
            result = _result_compared(condition)
            if result is not None:
                yield self.result(result[0].span), result[1] == taken
                return
        if isinstance(condition, CallResult):
            yield self.result(condition.span), taken
            return
        yield self._number(condition), taken

    def _number(self, condition: Value) -> int:
        return self._numbers.setdefault(_alike(condition), len(self._numbers))

    def result(self, call: Span) -> int:
        """The number of the condition that the call at a place returns something true."""
        return self._numbers.setdefault(call, len(self._numbers))


def _alike(condition: Value) -> object:
    """What a condition has in common with one that is written like it elsewhere: a word in it is
    the same word wherever it stands."""
    if isinstance(condition, Logic):
        return condition.operator, tuple(map(_alike, condition.operands))
    if isinstance(condition, Text) and not condition.holes:
        return condition.excerpt.text
    return condition


def _result_compared(condition: Logic) -> tuple[CallResult, bool] | None:
    """The call whose result a condition compares with True, False or None, and whether the
    result is true where the condition holds."""
    if condition.operator not in ("==", "is") or len(condition.operands) != 2:
        return None
    result, constant = condition.operands
    if not isinstance(result, CallResult) or not isinstance(constant, Constant):
        return None
    if constant.value is None or isinstance(constant.value, bool):
        return result, constant.value is True
    return None


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
    mine, theirs = one.assumed | apart[0], other.assumed | apart[1]
    facts: dict[Fact, Held] = {}
    for fact, held in one.facts.items():
        facts[fact] = _meet(held, other.facts.get(fact), (mine, theirs), apart)
    for fact, held in other.facts.items():
        if fact not in facts:
            facts[fact] = _meet(held, None, (theirs, mine), apart)
    return State(facts, assumed)


def _meet(one: Held, other: Held | None, known: Both, apart: Both) -> Held:
    """A fact of `one` where it meets the other path. `known` holds on each of the two paths."""
    if other is not None and (one is other or (one.sure and other.sure)):
        return one
    evidence = one.evidence if one.sure or other is None or not other.sure else other.evidence
    candidates = one.under | apart[0] | apart[1] | (other.under if other is not None else _NEVER)
    under = frozenset(
        each
        for each in candidates
        if _implies(each, one, known[0]) and _implies(each, other, known[1])
    )
    return Held(evidence, False, under)


_NEVER: frozenset[Assumption] = frozenset()


def _implies(assumption: Assumption, held: Held | None, known: frozenset[Assumption]) -> bool:
    """Whether a fact holds on a path wherever the assumption does."""
    if held is not None and (held.sure or assumption in held.under):
        return True
    return (assumption[0], not assumption[1]) in known
