"""Values finished when parameters, constants of other modules, results of calls are known."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.evaluate.collecting import from_builtin
from ftc_lint.evaluate.conditions import decided
from ftc_lint.evaluate.formatting import percent
from ftc_lint.evaluate.joining import concat
from ftc_lint.evaluate.joining import filled as joined_again
from ftc_lint.evaluate.methods import STRING_METHODS, call, method
from ftc_lint.evaluate.slicing import SLICE, sliced
from ftc_lint.evaluate.variants import choice, element, has_text, variants
from ftc_lint.records import replace
from ftc_lint.templates import cut
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Element,
    FileText,
    Hole,
    Items,
    Logic,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

DEEPEST = 40
"""Levels of nested values that `substitute` follows."""

Lookup = Callable[[Value], "Value | None"]


class _Filling:
    """One value being filled. `known` is what became of its parts, each by its identity and its
    level: a value that holds another twice, and so on downwards, has few parts and many paths."""

    __slots__ = ("known", "lookup")

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.known: dict[tuple[int, int], Value] = {}


def substitute(value: Value, lookup: Lookup) -> Value:
    """The value with everything filled that `lookup` knows, and string operations finished.

    `lookup` is asked for parameters, references, loop items, files, and (after their own parts
    are filled) attributes, elements and call results; None leaves them as they are. Parts that
    occur several times are filled once.
    """
    return _substitute(value, _Filling(lookup), 0)


def _substitute(value: Value, filling: _Filling, depth: int) -> Value:
    if depth > DEEPEST or isinstance(value, (Constant, Unknown)):
        return value
    if isinstance(value, (Parameter, Reference, LoopItem)):
        found = filling.lookup(value)
        return value if found is None else found
    if isinstance(value, Text) and not value.holes:
        return value
    place = (id(value), depth)
    known = filling.known.get(place)
    if known is None:
        if isinstance(value, Text):
            known = _substitute_text(value, filling, depth)
        else:
            known = _substitute_compound(value, filling, depth + 1)
        filling.known[place] = known
    return known


def _substitute_compound(value: Value, filling: _Filling, depth: int) -> Value:
    if isinstance(value, Choice):
        return choice(_substitute(each, filling, depth) for each in value.values)
    if isinstance(value, Items):
        return replace(value, values=tuple(_substitute(v, filling, depth) for v in value.values))
    if isinstance(value, Mapping):
        entries = tuple((key, _substitute(v, filling, depth)) for key, v in value.entries)
        return replace(value, entries=entries)
    if isinstance(value, Logic):
        operands = tuple(_substitute(v, filling, depth) for v in value.operands)
        return decided(replace(value, operands=operands))
    if isinstance(value, Deferred):
        return finish(
            value.operation,
            _substitute(value.base, filling, depth),
            _substitute_arguments(value.arguments, filling, depth),
        )
    return _substitute_lookup(value, filling, depth)


def _substitute_lookup(value: Value, filling: _Filling, depth: int) -> Value:
    if isinstance(value, Attribute):
        filled: Value = replace(value, base=_substitute(value.base, filling, depth))
    elif isinstance(value, Element):
        filled = element(
            _substitute(value.base, filling, depth), _substitute(value.key, filling, depth)
        )
        if not isinstance(filled, Element):
            return filled
    elif isinstance(value, CallResult):
        filled = replace(
            value,
            callee=_method_of_constant(value.callee, filling.lookup)
            or _substitute(value.callee, filling, depth),
            arguments=_substitute_arguments(value.arguments, filling, depth),
        )
        finished = finish_call(filled)
        if finished is not None:
            return finished
    elif isinstance(value, FileText):
        filled = replace(value, path=_substitute(value.path, filling, depth))
    else:
        return value
    found = filling.lookup(filled)
    return filled if found is None else found


def _method_of_constant(callee: Value, lookup: Lookup) -> Attribute | None:
    """`queries.CLEAR.format` where `queries.CLEAR` turns out to be text."""
    if isinstance(callee, Reference):
        owner, _, name = callee.name.rpartition(".")
        if owner and name in STRING_METHODS:
            base = lookup(Reference(owner))
            if base is not None and has_text(base):
                return Attribute(base, name)
    return None


def _substitute_arguments(arguments: Arguments, filling: _Filling, depth: int) -> Arguments:
    """The arguments of a call, each filled."""
    return replace(
        arguments,
        positional=tuple(_substitute(v, filling, depth) for v in arguments.positional),
        keywords=tuple((k, _substitute(v, filling, depth)) for k, v in arguments.keywords),
    )


def finish(operation: str, base: Value, arguments: Arguments) -> Value:
    """A deferred operation, done as far as it can be now."""
    if operation == "+":
        return concat(base, arguments.positional[0])
    if operation == "%":
        return percent(base, arguments.positional[0])
    if operation == SLICE:
        return sliced(base, arguments) or Deferred(operation, base, arguments)
    if operation == "dedent":
        return call("dedent", Arguments((base,))) or Deferred("dedent", base)
    return method(base, operation, arguments)


def finish_call(value: Value) -> Value | None:
    """A call that turns out to be a string method, or a function that makes a string, or passes a
    list or dictionary on."""
    if not isinstance(value, CallResult):
        return None
    callee = value.callee
    if isinstance(callee, Attribute):
        if callee.name in STRING_METHODS and has_text(callee.base):
            return method(callee.base, callee.name, value.arguments)
        return None
    if isinstance(callee, Reference):
        made = call(callee.name, value.arguments)
        return from_builtin(callee.name, value.arguments) if made is None else made
    return None


def _substitute_text(value: Text, filling: _Filling, depth: int) -> Value:
    changed = False
    bounds: list[tuple[int, int, Value]] = []
    for each in value.holes:
        filled = _substitute(each.value, filling, depth + 1)
        if filled == each.value:
            continue
        changed = True
        written = any(isinstance(v, (Text, Constant)) for v in variants(filled))
        if written and filled != _NOTHING:
            bounds.append((each.start, each.end, _fitting(filled, value, each)))
        else:
            bounds.append((each.start, each.end, _hole_again(filled, value, each)))
    if not changed:
        return value
    result = joined_again(value, bounds)
    if value.markup and isinstance(result, Text):
        return replace(result, markup=value.markup)
    return result


_NOTHING = Constant(None)
"""What names no table: where it is all that a name was seen to mean, others set it."""


def _fitting(filled: Value, value: Text, each: Hole) -> Value:
    """The variants of a filled hole; those still unknown keep how the hole is shown."""
    return choice(
        v if isinstance(v, (Text, Constant)) else _hole_again(v, value, each)
        for v in variants(filled)
    )


def _hole_again(filled: Value, value: Text, each: Hole) -> Text:
    kept = cut(value, each.start, each.end)
    return replace(kept, holes=(Hole(0, each.end - each.start, filled),))
