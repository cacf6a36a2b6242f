"""`base[start:stop:step]` of strings and lists."""

from __future__ import annotations

import re

from ftc_lint.evaluate.variants import each_text
from ftc_lint.templates import cut
from ftc_lint.values import Arguments, Constant, Deferred, Items, LoopItem, Parameter, Text, Value

SLICE = "[:]"
"""The operation of a `Deferred` that is a slice; its arguments are start, stop and step."""

_SPACE = re.compile(r"\s")


def sliced(base: Value, bounds: Arguments) -> Value | None:
    """The part of a value between two bounds, `None` for one that is not given; None where nothing
    is known of it. A part is never the whole: it may name another table."""
    if isinstance(base, Items):
        return _items(base, bounds)
    if isinstance(base, (Parameter, LoopItem)):
        return Deferred(SLICE, base, bounds)
    later = Deferred(SLICE, base, bounds)
    found = each_text(base, lambda text: _text(text, bounds, later), later)
    return None if found is later and not isinstance(base, (Deferred, Text)) else found


def _items(base: Items, bounds: Arguments) -> Items:
    part = _slice(bounds)
    if part is None or not base.complete:
        return Items(base.values, complete=False)
    return Items(base.values[part])


def _text(base: Text, bounds: Arguments, later: Value) -> Value:
    """Exact where the bounds are known and count in text that is known. A statement keeps its
    beginning where only the end is unknown."""
    whole = base.excerpt.text
    part = _slice(bounds)
    if part is not None and part.step in (None, 1) and _counts_known_text(base, part):
        start, end, _ = part.indices(len(whole))
        return cut(base, start, max(start, end))
    starts = bounds.positional[0] in (Constant(None), Constant(0))
    return base if starts and _SPACE.search(whole) else later


def _counts_known_text(base: Text, part: slice) -> bool:
    """Whether the characters that the bounds count from either end are all known."""
    if not base.holes:
        return True
    before, after = base.holes[0].start, len(base.excerpt.text) - base.holes[-1].end
    return all(
        bound is None or (-after <= bound < 0 or 0 <= bound <= before)
        for bound in (part.start, part.stop)
    )


def _slice(bounds: Arguments) -> slice | None:
    """The bounds as Python has them, if all are known."""
    known = [each.value for each in bounds.positional if isinstance(each, Constant)]
    if len(known) < len(bounds.positional):
        return None
    start, stop, step = (each if isinstance(each, int) else None for each in known)
    return slice(start, stop, step or None)
