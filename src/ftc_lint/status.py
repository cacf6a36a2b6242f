"""Exit statuses. The highest in the order of `WORST_FIRST` wins."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1
USAGE = 2
INTERNAL = 3
INCOMPLETE = 4
INTERRUPTED = 130

WORST_FIRST = (INTERRUPTED, INTERNAL, USAGE, INCOMPLETE, FINDINGS, CLEAN)


def worst(*statuses: int) -> int:
    """The one that a run ends with."""
    return min(statuses, key=WORST_FIRST.index, default=CLEAN)
