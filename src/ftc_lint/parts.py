"""What values are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ftc_lint.records import Nested
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Deferred,
    Element,
    FileText,
    Items,
    Logic,
    Mapping,
    Text,
    Value,
)

LARGEST = 1_000_000


def given(arguments: Arguments) -> tuple[Value, ...]:
    """All arguments of a call."""
    if not arguments.keywords:
        return arguments.positional
    return (*arguments.positional, *(each for _, each in arguments.keywords))


def parts(value: Value) -> tuple[Value, ...]:
    """The values that a value is made of, one level down."""
    of = _PARTS.get(type(value))
    return () if of is None else of(value)


def within(value: Value, most: int = 400) -> Iterator[Value]:
    """A value and everything in it, outermost first."""
    waiting = [value]
    while waiting and most:
        most -= 1
        each = waiting.pop()
        yield each
        waiting.extend(reversed(parts(each)))


def size(value: Value) -> int:
    """The number of parts of a value, itself among them, counted up to `LARGEST`."""
    if not isinstance(value, Nested):
        return 1
    try:
        known: int = value.parts_known
    except AttributeError:
        known = min(1 + sum(map(size, parts(value))), LARGEST)
        object.__setattr__(value, "parts_known", known)
    return known


def _of_values(value: Choice | Items) -> tuple[Value, ...]:
    return value.values


def _of_text(value: Text) -> tuple[Value, ...]:
    return tuple(each.value for each in value.holes)


def _of_mapping(value: Mapping) -> tuple[Value, ...]:
    return tuple(each for _, each in value.entries)


def _of_attribute(value: Attribute) -> tuple[Value, ...]:
    return (value.base,)


def _of_element(value: Element) -> tuple[Value, ...]:
    return (value.base, value.key)


def _of_call(value: CallResult) -> tuple[Value, ...]:
    return (value.callee, *given(value.arguments))


def _of_deferred(value: Deferred) -> tuple[Value, ...]:
    return (value.base, *given(value.arguments))


def _of_logic(value: Logic) -> tuple[Value, ...]:
    return value.operands


def _of_file(value: FileText) -> tuple[Value, ...]:
    return (value.path,)


_PARTS: dict[type, Callable[[Any], tuple[Value, ...]]] = {
    Text: _of_text,
    Choice: _of_values,
    Items: _of_values,
    Mapping: _of_mapping,
    Attribute: _of_attribute,
    Element: _of_element,
    CallResult: _of_call,
    Deferred: _of_deferred,
    Logic: _of_logic,
    FileText: _of_file,
}
