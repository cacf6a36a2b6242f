"""The state along a run of operations without branches, which is changed in place.

A script of thousands of statements is one such run: nobody goes back to the state between two of
them, so that none has to be kept, and facts can be found by their table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ftc_lint.project.same_table import TableKey
from ftc_lint.project.state import Evidence, Fact, Held, State, has_hole, is_about

LONG = 32
"""Operations in a row from which it is worth it."""

_BY_LAST = 2
"""Tables stand in a fact behind its sort, at most so many."""

_Bucket = dict[Fact, Held]


class Straight(State):
    """A `State` of its own facts: what changes it changes itself, and gives itself back."""

    __slots__ = ("_by_sort", "_by_table", "_sure")

    _by_sort: dict[str, _Bucket]
    _by_table: dict[tuple[str, int, object], _Bucket]
    _sure: dict[str, frozenset[TableKey]]

    def __init__(self, state: State) -> None:
        super().__init__({}, state.assumed)
        for name in self.__slots__:
            object.__setattr__(self, name, {})
        for fact, held in state.facts.items():
            self._put(fact, held)

    def of(self, sort: str) -> Iterator[tuple[Fact, Held]]:
        """The facts of one sort."""
        return iter(self._by_sort.get(sort, {}).items())

    def latest(self, sort: str) -> Iterator[tuple[Fact, Held]]:
        """The facts of one sort, the newest first."""
        return reversed(self._by_sort.get(sort, {}).items())

    def in_part(self, sort: str) -> Iterator[tuple[Fact, Held]]:
        """The facts of one sort whose table has a name that is known in part only."""
        return iter(self._by_table.get((sort, 1, "{"), {}).items())

    def about(self, sort: str, table: TableKey, part: int = 1) -> Iterator[tuple[Fact, Held]]:
        """The facts of a sort that have this table at `part`."""
        bucket = self._by_table.get((sort, part, table[-1]))
        if not bucket:
            return iter(())
        return (each for each in bucket.items() if is_about(each[0], table, part))

    def sure_tables(self, sort: str) -> frozenset[TableKey]:
        """The tables of which a fact of this sort holds on every path."""
        known = self._sure.get(sort)
        if known is None:
            known = self._sure[sort] = super().sure_tables(sort)
        return known

    def plus(self, entries: Iterable[tuple[Fact, Evidence]]) -> State:
        """With facts that hold from here on."""
        for fact, evidence in entries:
            sure = self._sure.get(str(fact[0]))
            self._put(fact, Held(evidence))
            if sure is not None and isinstance(fact[1], tuple):
                self._sure[str(fact[0])] = sure | {fact[1]}
        return self

    def without(self, gone: Sequence[Fact]) -> State:
        """Without facts that do not hold any more."""
        for fact in gone:
            for bucket in self._buckets(fact):
                bucket.pop(fact, None)
        return self

    def settled(self) -> State:
        """This state as one that never changes; this one is not to be used any more."""
        return State(self.facts, self.assumed)

    def _put(self, fact: Fact, held: Held) -> None:
        for bucket in self._buckets(fact):
            bucket[fact] = held

    def _buckets(self, fact: Fact) -> Iterator[_Bucket]:
        """Where a fact is, or will be."""
        sort = str(fact[0])
        self._sure.pop(sort, None)
        yield self._facts()
        yield self._by_sort.setdefault(sort, {})
        for part, key in enumerate(fact[1 : 1 + _BY_LAST], start=1):
            if isinstance(key, tuple) and key:
                yield self._by_table.setdefault((sort, part, key[-1]), {})
        if len(fact) > 1 and has_hole(fact[1]):
            yield self._by_table.setdefault((sort, 1, "{"), {})

    def _facts(self) -> _Bucket:
        facts = self.facts
        assert isinstance(facts, dict)  # its own, made as this was
        return facts
