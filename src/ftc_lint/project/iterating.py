"""What a for loop runs over, item by item, as far as it is known."""

from __future__ import annotations

from ftc_lint.templates import plain
from ftc_lint.values import (
    Attribute,
    CallResult,
    Choice,
    Constant,
    Items,
    Mapping,
    Reference,
    Text,
    Value,
)

_SAME_ITEMS = frozenset({"list", "tuple", "set", "sorted", "reversed", "iter", "frozenset", "tqdm"})


def items_of(value: Value) -> Items | None:
    """The items that a loop over a value sees; None where they are not known."""
    if isinstance(value, Items):
        return value
    if isinstance(value, Mapping):
        return Items(tuple(plain(key) for key, _ in value.entries), value.complete)
    if isinstance(value, Choice):
        return _of_any(value)
    if isinstance(value, CallResult):
        return _of_call(value)
    return None


def _of_any(value: Choice) -> Items | None:
    """The items of all lists that it may be. A string beside a list is what a wrapper takes as
    well as a list: nobody runs it letter by letter."""
    lists = [each for each in value.values if not isinstance(each, Text)]
    known = [items for each in lists if (items := items_of(each)) is not None]
    if not known:
        return None
    complete = len(known) == len(lists) and all(each.complete for each in known)
    return Items(tuple(dict.fromkeys(v for each in known for v in each.values)), complete)


def _of_call(value: CallResult) -> Items | None:
    callee = value.callee
    if isinstance(callee, Attribute):
        return _of_method(callee.base, callee.name)
    if not isinstance(callee, Reference):
        return None
    name = callee.name.rpartition(".")[2]
    arguments = value.arguments.positional
    if not arguments:
        return None
    if name in _SAME_ITEMS:
        return items_of(arguments[0])
    if name == "enumerate":
        inner = items_of(arguments[0])
        if inner is None:
            return None
        pairs = tuple(Items((Constant(i), each)) for i, each in enumerate(inner.values))
        return Items(pairs, inner.complete)
    if name == "zip":
        return _zipped(arguments)
    if name == "chain":
        return _chained(arguments)
    return None


def _of_method(base: Value, name: str) -> Items | None:
    if isinstance(base, Mapping):
        if name == "items":
            pairs = tuple(Items((plain(key), each)) for key, each in base.entries)
            return Items(pairs, base.complete)
        if name == "values":
            return Items(tuple(each for _, each in base.entries), base.complete)
        if name == "keys":
            return items_of(base)
    if name == "copy":
        return items_of(base)
    return None


def _zipped(arguments: tuple[Value, ...]) -> Items | None:
    columns = [items_of(each) for each in arguments]
    known = [each for each in columns if each is not None]
    if not known or len(known) != len(columns):
        return None
    rows = zip(*(each.values for each in known), strict=False)
    return Items(tuple(Items(row) for row in rows), all(each.complete for each in known))


def _chained(arguments: tuple[Value, ...]) -> Items | None:
    values: tuple[Value, ...] = ()
    complete = True
    for each in arguments:
        inner = items_of(each)
        if inner is None:
            return None
        values += inner.values
        complete &= inner.complete
    return Items(values, complete)
