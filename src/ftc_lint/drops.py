"""When fewer rows than before are a drop. Rules that stay sharp when the history itself holds an
old incident: medians, not means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from ftc_lint.records import dataclass

RECENT = 7
"""Counts that the median of a table is taken of."""

ENOUGH = 5
"""Counts from which on a table's own habits say something."""

_OUTLIER = 3.5
_NORMAL = 1.4826  # what makes a median of deviations comparable with a standard deviation
_LEAST_SPREAD = 0.01


@dataclass(frozen=True, slots=True)
class Drop:
    """A fall in the number of rows: what it was before, why it counts, and whether it is grave."""

    before: int
    reason: str
    grave: bool


def drop_of(past: Sequence[int], now: int) -> Drop | None:
    """The drop that `now` is after the counts `past` (oldest first), or None."""
    if not past or now >= past[-1]:
        return None
    before = past[-1]
    if now == 0:
        return Drop(before, "the table is empty", True)
    if now * 2 < before:
        return Drop(before, "that is less than half of the last count", True)
    usual = _median(past[-RECENT:])
    if now * 2 < usual:
        return Drop(before, f"that is less than half of the usual {usual:,.0f}", True)
    if len(past) < ENOUGH:
        return None
    if all(later >= earlier for earlier, later in pairwise(past)):
        return Drop(before, "the table never shrank before", False)
    if _is_outlier(past, now):
        return Drop(before, "it never changed by nearly as much at once", False)
    return None


def _is_outlier(past: Sequence[int], now: int) -> bool:
    steps = [_ratio(one, other) for one, other in pairwise(past)]
    usual = _median(steps)
    spread = _NORMAL * _median([abs(step - usual) for step in steps])
    return usual - _ratio(past[-1], now) > _OUTLIER * max(spread, _LEAST_SPREAD)


def _median(values: Sequence[float]) -> float:
    from statistics import median  # loads fractions, decimals and random numbers besides

    return median(values)


def _ratio(before: int, after: int) -> float:
    return math.log((after + 1) / (before + 1))
