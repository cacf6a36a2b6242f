"""Strings put together: f-strings, `+`, and texts with stretches replaced by values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ftc_lint.evaluate.variants import MOST_CHOICES, choice, has_text, variants
from ftc_lint.templates import connected, cut, hole, plain
from ftc_lint.text import Span
from ftc_lint.values import Arguments, Choice, Constant, Deferred, Items, Text, Unknown, Value

LONGEST = 500_000
"""Characters of a text that is put together here; a longer one becomes a hole. Where a text is
added to itself again and again, nothing else ends it."""

MOST_HOLES = 1000
"""Holes of a text that is put together here."""

MOST_ITEMS = 4096
"""Items of a list that is put together here; of a longer one the first are known."""


def _as_text(value: Value, span: Span | None = None, shown: str | None = None) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, Constant) and value.value is not None:
        return plain(str(value.value))  # nobody means a table named None: it stays a hole
    return hole(value, span, shown)


def template(
    parts: Sequence[Value],
    spans: Sequence[Span | None] = (),
    shown: Sequence[str | None] = (),
) -> Value:
    """An f-string: its parts one after the other, what is no text as a hole.

    `spans` and `shown` give, part by part, where an expression stands and how it is written.
    """
    parts = [_without_none(part) for part in parts]
    count = 1
    for part in parts:
        count *= len(variants(part))
    if count > MOST_CHOICES:  # the parts with most variants become holes first
        widest = max(range(len(parts)), key=lambda i: len(variants(parts[i])))
        fixed = list(parts)
        where = spans[widest] if widest < len(spans) else None
        words = shown[widest] if widest < len(shown) else None
        fixed[widest] = hole(Unknown(words or "one of many"), where, words)
        return template(fixed, spans, shown)
    if _is_too_long(parts):
        return hole(Unknown("a text too long to follow"))
    results = []
    for combination in product(*(variants(part) for part in parts)):
        results.append(
            connected(
                _as_text(
                    part,
                    spans[i] if i < len(spans) else None,
                    shown[i] if i < len(shown) else None,
                )
                for i, part in enumerate(combination)
            )
            if combination
            else plain("")
        )
    return choice(results)


def _is_too_long(parts: Sequence[Value]) -> bool:
    """Whether the parts together, each in its longest variant, are no text that is followed. One
    that is written down whole is as long as it is."""
    if len(parts) < 2:
        return False
    length = holes = 0
    for part in parts:
        texts = [each for each in variants(part) if isinstance(each, Text)]
        length += max((len(each.excerpt.text) for each in texts), default=1)
        holes += max((len(each.holes) for each in texts), default=1)
    return length > LONGEST or holes > MOST_HOLES


def _without_none(part: Value) -> Value:
    """One of several values that are put into text, where nobody means the word None."""
    if not isinstance(part, Choice):
        return part
    rest = tuple(each for each in part.values if each != Constant(None))
    return choice(rest) if rest and len(rest) < len(part.values) else part


def concat(left: Value, right: Value) -> Value:
    """`left + right` of strings, lists or tuples."""
    if isinstance(left, Items) and isinstance(right, Items):
        values = left.values + right.values
        whole = len(values) <= MOST_ITEMS
        return Items(values[:MOST_ITEMS], whole and left.complete and right.complete)
    if isinstance(left, Items):
        return Items(left.values, complete=False)
    if isinstance(right, Items):
        return Items(right.values, complete=False)
    if has_text(left) or has_text(right):
        return template((left, right))
    return Deferred("+", left, Arguments((right,)))


def filled(base: Text, bounds: list[tuple[int, int, Value]]) -> Value:
    """The text with stretches replaced by values, in every combination of their variants."""
    parts: list[Value] = []
    spans: list[Span | None] = []
    last = 0
    for start, end, value in bounds:
        if start > last:
            parts.append(cut(base, last, start))
            spans.append(None)
        parts.append(value)
        spans.append(base.excerpt.span(start, end))
        last = end
    rest = cut(base, last, len(base.excerpt.text))
    if rest.excerpt.text or not parts:
        parts.append(rest)
        spans.append(None)
    return template(parts, spans)
