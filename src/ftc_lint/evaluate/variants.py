"""Values that may be one of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ftc_lint.records import replace
from ftc_lint.text import Excerpt
from ftc_lint.values import (
    Choice,
    Constant,
    Deferred,
    Element,
    Items,
    Mapping,
    Text,
    Unknown,
    Value,
)

MOST_CHOICES = 24
"""Variants of one value that are told apart; more of them become unknown."""


def text(excerpt: Excerpt) -> Text:
    """A string literal."""
    return Text(excerpt)


def choice(values: Iterable[Value]) -> Value:
    """One of several values: flattened, without duplicates, unknown when too many."""
    values = tuple(values)
    if len(values) == 1:  # without a look at it: comparing long texts takes its time
        return values[0]
    found: dict[Value, None] = {}
    for value in values:
        for each in value.values if isinstance(value, Choice) else (value,):
            found.setdefault(each)
    if len(found) == 1:
        return next(iter(found))
    if not found:
        return Unknown("…")
    if len(found) > MOST_CHOICES:
        return Unknown("one of many")
    return Choice(tuple(found))


def texts(value: Value) -> tuple[Text, ...]:
    """Every string that a value may be; () where none is known."""
    if isinstance(value, Text):
        return (value,)
    if isinstance(value, Choice):
        return tuple(each for each in value.values if isinstance(each, Text))
    return ()


def variants(value: Value) -> tuple[Value, ...]:
    """Every value that it may be."""
    return value.values if isinstance(value, Choice) else (value,)


def has_text(value: Value) -> bool:
    """Whether some variant is a string."""
    return any(isinstance(each, Text) for each in variants(value))


def constant(value: Value | None) -> str | None:
    """The string, where nothing of it is unknown."""
    return value.excerpt.text if isinstance(value, Text) and not value.holes else None


def element(base: Value, key: Value) -> Value:
    """`base[key]`; an unknown key gives any of the values."""
    if isinstance(base, Choice):
        return choice(element(each, key) for each in base.values)
    if isinstance(key, Choice):
        return choice(element(base, each) for each in key.values)
    if isinstance(base, Items):
        index = key.value if isinstance(key, Constant) else None
        if isinstance(index, int) and -len(base.values) <= index < len(base.values):
            return base.values[index]
        if index is None and base.values and base.complete:
            return choice(base.values)
    if isinstance(base, Mapping):
        name = constant(key)
        if name is not None:
            for entry, value in base.entries:
                if entry == name:
                    return value
        elif base.entries and base.complete:
            return choice(value for _, value in base.entries)
    return Element(base, key)


def each_text(value: Value, do: Callable[[Text], Value], otherwise: Value) -> Value:
    """Applies an operation to every variant that is a text; the others stay deferred."""
    if isinstance(value, Text):
        return do(value)
    if isinstance(value, Choice):
        return choice(
            do(each) if isinstance(each, Text) else _rebased(otherwise, each)
            for each in value.values
        )
    return otherwise


def _rebased(deferred: Value, base: Value) -> Value:
    return replace(deferred, base=base) if isinstance(deferred, Deferred) else deferred
