"""How large a value is, so that values which double with every statement stay small."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.evaluate import choice
from ftc_lint.parts import parts
from ftc_lint.values import (
    Attribute,
    CallResult,
    Choice,
    Deferred,
    Element,
    Items,
    Logic,
    Mapping,
    Value,
)

HEAVIEST = 1500
"""Parts of a value that are followed; a query that is built step by step has some dozens."""

MOST_PARTS = 200_000
"""Parts of nested lists and dictionaries, each counted as often as it occurs."""

MOST_ITEMS = 20
"""Items of one list or dictionary that count."""

MOST_LEVELS = 60
"""Levels of nested lists and dictionaries."""

_COMPOUND = (CallResult, Choice, Deferred, Logic, Element, Attribute)


def weight(value: Value) -> int:
    """The number of parts of a value, counted up to `HEAVIEST`. Literal lists count little."""
    if not isinstance(value, _COMPOUND):
        return 1
    inside = _parts(value)
    if not any(isinstance(part, _COMPOUND) for part in inside):
        return 1 + len(inside)
    count = 0
    stack: list[Value] = [value]
    while stack and count < HEAVIEST:
        count += 1
        stack.extend(_parts(stack.pop()))
    return count


def is_too_large(value: Value) -> bool:
    """Whether a value is too large to be followed. Lists and dictionaries may be as long as they
    are written; where they hold themselves again and again (`q = [q, q]`) they are not."""
    if isinstance(value, (Items, Mapping)):
        return _size(value, {}, MOST_LEVELS) > MOST_PARTS
    return weight(value) >= HEAVIEST


def _size(value: Items | Mapping, known: dict[int, int], levels: int) -> int:
    found = known.get(id(value))
    if found is not None:
        return found
    if not levels:
        return MOST_PARTS + 1
    inside = parts(value)
    size = 1 + len(inside)
    for each in inside:
        if isinstance(each, (Items, Mapping)):
            size += _size(each, known, levels - 1)
    known[id(value)] = size
    return size


def _parts(value: Value) -> Sequence[Value]:
    """What a value is made of, of long lists and dictionaries the beginning."""
    if isinstance(value, Items):
        return value.values[:MOST_ITEMS]
    if isinstance(value, Mapping):
        return [each for _, each in value.entries[:MOST_ITEMS]]
    return parts(value)


def _any_items(lists: Sequence[Items]) -> Items:
    """Everything that one of several lists may hold, in order."""
    found: dict[Value, None] = {}
    for each in lists:
        for value in each.values:
            found.setdefault(value)
    return Items(tuple(found), all(each.complete for each in lists))


def one_of(values: Sequence[Value]) -> Value:
    """One of several values, as `evaluate.choice`. Where they have grown too large to be told
    apart it is the smallest: a query to which nothing was added is one that may be run."""
    if len(values) == 1:
        return values[0]
    if all(isinstance(value, Items) for value in values):
        return _any_items([value for value in values if isinstance(value, Items)])
    weights = [weight(value) for value in values]
    if sum(weights) >= HEAVIEST:
        return values[weights.index(min(weights))]
    return choice(values)
