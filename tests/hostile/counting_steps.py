"""How much work something is, on any machine: calls, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

TWICE = 2.3
"""So many times the steps for twice as much: a square would need four times as many."""


def steps(work: Callable[[], object]) -> int:
    """How many calls of functions, ours and Python's own, something takes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
