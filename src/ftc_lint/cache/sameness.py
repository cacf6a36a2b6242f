"""Whether a file says the same as before, at other places.

Most edits of a file that holds an operation are none of the operation: a comment, a log message,
arithmetic. Its facts are then the same but for where things stand. All that the analysis makes of
places is to hand them on, to compare them, and to cut stretches out of them; so where every stretch
that the facts name moved as a whole, and none past another, what was found before holds at the new
places.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from itertools import accumulate, pairwise

from ftc_lint.records import dataclass, fields
from ftc_lint.result import Result
from ftc_lint.text import Span


class UnplacedError(Exception):
    """It is not known where a stretch has moved to."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How the places of the file `path` moved: by how much each of the offsets `known`."""

    path: str
    known: tuple[int, ...]
    moved_by: tuple[int, ...]

    def span(self, span: Span) -> Span:
        """Where a stretch is now. Raises `UnplacedError`."""
        if span.path != self.path:
            return span
        if span.start == span.end == 0 and self._delta(0) in (0, None):
            return span  # stands for the file
        delta = self._delta(span.start)
        if delta is None or delta != self._delta(span.end):
            raise UnplacedError(f"{span.start}..{span.end}")
        return Span(span.path, span.start + delta, span.end + delta)

    def _delta(self, offset: int) -> int | None:
        """By how much an offset moved: as those around it, where these moved alike."""
        after = bisect.bisect_left(self.known, offset)
        if after == len(self.known):
            return None
        if self.known[after] == offset:
            return self.moved_by[after]
        if not after or self.moved_by[after - 1] != self.moved_by[after]:
            return None
        return self.moved_by[after]


def shift_between(old: Result, new: Result) -> Shift | None:
    """How the places of a file moved between two readings of it; None where anything else of what
    they say differs, or where it cannot be told.

    Raises `DamagedError` for kept facts that are damaged.
    """
    if old.facts is None or new.facts is None or new.failure is not None:
        return None
    if old.may_suppress or new.may_suppress or old.asks != new.asks:
        return None
    places: dict[Span, Span] = {}
    if not (_alike(old.facts, new.facts, places) and _alike(old.unchecked, new.unchecked, places)):
        return None
    return _shift(new.path, places)


def _alike(old: object, new: object, places: dict[Span, Span]) -> bool:
    """Whether two parts of facts say the same; notes the places of both."""
    waiting = [(old, new)]
    while waiting:
        one, other = waiting.pop()
        one, other = _whole(one), _whole(other)
        kind = type(one)
        if kind is not type(other):
            return False
        if isinstance(one, Span) and isinstance(other, Span):
            if places.setdefault(one, other) != other or one.path != other.path:
                return False
        elif isinstance(one, tuple) and isinstance(other, tuple):
            if len(one) != len(other):
                return False
            waiting.extend(zip(one, other, strict=True))
        elif hasattr(kind, "__record_fields__"):
            names = (each.name for each in fields(kind))  # type: ignore[arg-type]  # a record's
            waiting.extend((getattr(one, name), getattr(other, name)) for name in names)
        elif one != other:
            return False
    return True


def _whole(value: object) -> object:
    """A function that is decoded on demand, as a whole."""
    whole = getattr(value, "whole", None)
    return value if whole is None else whole()


def _shift(path: str, places: dict[Span, Span]) -> Shift | None:
    """The shift that these places show, each its stretch; None where one moved in parts, or past
    another."""
    deltas: dict[int, int] = {}
    here = {span for span in places if span.path == path}
    for span in here:
        delta = places[span].start - span.start
        if places[span].end - span.end != delta:
            return None
        for offset in (span.start, span.end):
            if deltas.setdefault(offset, delta) != delta:
                return None
    known = tuple(sorted(deltas))
    moved_by = tuple(deltas[offset] for offset in known)
    now = [offset + deltas[offset] for offset in known]
    if any(one >= other for one, other in pairwise(now)):
        return None
    if any(places[span] != span for span in places if span.path != path):
        return None
    return Shift(path, known, moved_by) if _are_rigid(here, known, moved_by) else None


def _are_rigid(spans: Iterable[Span], known: tuple[int, ...], moved_by: tuple[int, ...]) -> bool:
    """Whether what is known within each stretch moved as the stretch did."""
    changes = [0, *accumulate(int(one != other) for one, other in pairwise(moved_by))]
    numbers = dict(zip(known, changes, strict=False))
    return all(numbers[span.start] == numbers[span.end] for span in spans)
