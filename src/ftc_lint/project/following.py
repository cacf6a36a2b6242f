"""How far calls are followed for one value, and what came of those that were followed.

A call that is followed may lead to others, and these to more: the work for one value is bounded
by the depth of the calls and by their number. What a bound cut short is kept with what was left to
spend on it, so that it is worked out again only where more can be spent.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from ftc_lint.records import dataclass
from ftc_lint.values import Value

DEEPEST_RETURN = 6
"""Calls that are followed for one returned value."""

MOST_RETURNS = 40
"""Calls whose results are worked out for one value."""

MOST_RETURNS_OF_CONDITION = 6
"""Calls whose results are worked out to decide a condition, which a large value never does."""


@dataclass(slots=True)
class _Kept:
    """What came of a call, and the number and depth of calls that were left for it; `cut` tells
    that they were not enough."""

    value: Value | None
    cut: bool = False
    left: int = 0
    deeper: int = 0


class Following:
    """Follows calls within the bounds, and remembers what came of them."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Kept] = {}
        self._depth = 0
        self._left = MOST_RETURNS
        self._cut = False
        self.was_cut = False  # whether a bound cut anything short
        self.was_circular = False  # whether a call came to itself
        self._open: set[Hashable] = set()

    def begin(self, most: int = MOST_RETURNS) -> None:
        """Another value is asked for: what may be spent on it is counted anew."""
        if not self._depth:
            self._left = most
            self._cut = False

    def follow(self, key: Hashable, work_out: Callable[[], Value | None]) -> Value | None:
        """What comes of a call, by all that it depends on; None where it tells nothing, and where
        no more calls are followed."""
        kept = self._kept.get(key)
        if key in self._open:
            self.was_circular = True
        if kept is not None and not self._would_find_more(kept):
            self._cut = self._cut or kept.cut
            return kept.value
        if self._depth >= DEEPEST_RETURN or self._left <= 0:
            self._cut = self.was_cut = True
            return None if kept is None else kept.value
        self._left -= 1
        made = _Kept(None, False, self._left, DEEPEST_RETURN - self._depth)
        self._kept[key] = made  # a function that returns what it calls itself
        cut_before, self._cut = self._cut, False
        self._depth += 1
        self._open.add(key)
        try:
            made.value = work_out()
        finally:
            self._depth -= 1
            self._open.discard(key)
            made.cut = self._cut
            self._cut = self._cut or cut_before
        return made.value

    def _would_find_more(self, kept: _Kept) -> bool:
        """Whether to follow a call again that was cut short."""
        if not kept.cut:
            return False
        return self._left > 2 * kept.left or DEEPEST_RETURN - self._depth > kept.deeper
