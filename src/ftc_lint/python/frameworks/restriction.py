"""What restricts a bulk delete or update, put together from the filters of a query."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.evaluate import truth, variants
from ftc_lint.operations import Where
from ftc_lint.python.frameworks.reading import (
    called,
    compares,
    is_open,
    literal,
    looks_like_class,
    member,
)
from ftc_lint.values import Arguments, Choice, Constant, Items, Logic, Mapping, Value

_RANK = (Where.NONE, Where.ALWAYS, Where.UNKNOWN, Where.SOME, Where.KEY)


def both(restrictions: Iterable[Where]) -> Where:
    """Filters that all hold: the narrowest decides."""
    return max(restrictions, key=_RANK.index, default=Where.NONE)


def either(restrictions: Iterable[Where]) -> Where:
    """Variants of which one holds."""
    found = set(restrictions)
    if len(found) == 1:
        return found.pop()
    if found <= {Where.KEY, Where.SOME}:
        return Where.SOME
    if found <= {Where.NONE, Where.ALWAYS}:
        return Where.NONE
    return Where.UNKNOWN


def of_conditions(arguments: Arguments) -> Where:
    """`.where(…)`, `.filter(…)` of SQLAlchemy and Peewee, keywords as in `filter_by`."""
    found = [of_condition(value) for value in arguments.positional]
    found.extend(Where.KEY if _single(value) else Where.SOME for _, value in arguments.keywords)
    if arguments.starred:
        found.append(Where.UNKNOWN)
    return both(found)


def of_condition(value: Value) -> Where:
    """One condition written with columns: `Price.id == 3`, `true()`, `and_(…)`."""
    if isinstance(value, Choice):
        return either(of_condition(each) for each in value.values)
    if isinstance(value, Constant):
        if value.value is None:
            return Where.NONE
        return Where.ALWAYS if value.value else Where.SOME
    if is_open(value):
        return Where.UNKNOWN
    if _always(value):
        return Where.ALWAYS
    sides = compares(value, "==")
    if sides is not None:
        return _of_equality(*sides)
    conjunction = called(value, "and_")
    if conjunction is not None:
        return of_conditions(conjunction.arguments)
    return Where.SOME


def _always(value: Value) -> bool:
    if called(value, "true") is not None or _is_true_text(value):
        return True
    call = called(value, "text", "literal", "SQL", "literal_column")
    if call is not None and call.arguments.positional:
        first = call.arguments.positional[0]
        return _is_true_text(first) or first == Constant(True)
    return isinstance(value, Logic) and truth(value) is True


def _is_true_text(value: Value) -> bool:
    """`text("1=1")`, which may be read as a string already."""
    text = literal(value)
    return text is not None and "".join(text.lower().split()) in ("1=1", "true", "1")


def _of_equality(left: Value, right: Value) -> Where:
    if left == right:
        return Where.ALWAYS
    if _is_column(left) == _is_column(right):
        return Where.SOME
    other = right if _is_column(left) else left
    return Where.KEY if _single(other) else Where.SOME


def _is_column(value: Value) -> bool:
    base = member(value)[0]
    return looks_like_class(base) or member(base)[1] in ("c", "columns")


def _single(value: Value) -> bool:
    return not any(isinstance(each, (Items, Mapping)) for each in variants(value))
