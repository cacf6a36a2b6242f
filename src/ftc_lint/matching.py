"""Which findings were there before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence

from ftc_lint.marks import Mark
from ftc_lint.records import dataclass

Gone = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Matching:
    """Indexes: of the marks of today that nothing before covers, and of the earlier ones that are
    found no more; `known` leads from a mark of today to the one that covers it."""

    new: tuple[int, ...]
    fixed: tuple[int, ...]
    known: dict[int, int]


def match(before: Sequence[Mark], now: Sequence[Mark], is_gone: Gone) -> Matching:
    """Pair as many marks of today as possible, each with one from before that covers it.

    Only marks of the same file are paired, or of one that `is_gone`: then it was renamed, or its
    content moved elsewhere.
    """
    known: dict[int, int] = {}
    earlier = _by_key(before)
    for key, later in _by_key(now).items():
        group = _Group(before, now, is_gone, earlier.get(key, []), later)
        known.update(group.paired())
    covering = set(known.values())
    return Matching(
        new=tuple(index for index in range(len(now)) if index not in known),
        fixed=tuple(index for index in range(len(before)) if index not in covering),
        known=known,
    )


def _by_key(marks: Sequence[Mark]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for index, mark in enumerate(marks):
        found.setdefault(mark.key, []).append(index)
    return found


class _Group:
    """Marks of one hazard: a graph from those of today to those before that cover them."""

    def __init__(
        self,
        before: Sequence[Mark],
        now: Sequence[Mark],
        is_gone: Gone,
        earlier: list[int],
        later: list[int],
    ) -> None:
        self._before, self._now, self._is_gone = before, now, is_gone
        self._earlier, self._later = earlier, later
        self._known: dict[int, int] = {}
        self._taken: dict[int, int] = {}  # the same, from before to today

    def paired(self) -> dict[int, int]:
        """As many pairs as there can be: equal ones first, which never costs another pair."""
        self._pair_equals(lambda mark: (mark.path, mark.weight), self._earlier)
        gone = [i for i in self._earlier if self._moved(self._before[i])]
        self._pair_equals(lambda mark: mark.weight, gone)
        for index in self._later:
            if index not in self._known and len(self._taken) < len(self._earlier):
                self._extend(index)
        return self._known

    def _pair_equals(self, of: Callable[[Mark], Hashable], earlier: Sequence[int]) -> None:
        waiting: dict[Hashable, deque[int]] = {}
        for index in earlier:
            if index not in self._taken:
                waiting.setdefault(of(self._before[index]), deque()).append(index)
        for index in self._later:
            same = waiting.get(of(self._now[index]))
            if same and index not in self._known:
                self._pair(index, same.popleft())

    def _extend(self, start: int) -> None:
        """Pair one more mark of today, along a path that changes other pairs if need be."""
        came_from: dict[int, int] = {}
        waiting = deque([start])
        while waiting:
            index = waiting.popleft()
            for candidate in self._candidates(index):
                if candidate in came_from:
                    continue
                came_from[candidate] = index
                if candidate not in self._taken:
                    self._turn(candidate, came_from)
                    return
                waiting.append(self._taken[candidate])

    def _turn(self, free: int, came_from: dict[int, int]) -> None:
        """Pair along the path that ends in an earlier mark which covers nothing yet."""
        last: int | None = free
        while last is not None:
            index = came_from[last]
            following = self._known.get(index)
            self._pair(index, last)
            last = following

    def _candidates(self, index: int) -> Iterator[int]:
        later = self._now[index]
        for candidate in self._earlier:
            mark = self._before[candidate]
            if (mark.path == later.path or self._moved(mark)) and mark.covers(later):
                yield candidate

    def _moved(self, mark: Mark) -> bool:
        return mark.path is not None and self._is_gone(mark.path)

    def _pair(self, index: int, earlier: int) -> None:
        self._known[index] = earlier
        self._taken[earlier] = index
