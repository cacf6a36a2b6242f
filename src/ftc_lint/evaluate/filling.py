"""Values finished when parameters, constants of other modules, results of calls are known."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.evaluate.conditions import decided
from ftc_lint.evaluate.formatting import percent
from ftc_lint.evaluate.joining import concat
from ftc_lint.evaluate.joining import filled as joined_again
from ftc_lint.evaluate.methods import STRING_METHODS, call, method
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


def substitute(value: Value, lookup: Lookup, depth: int = 0) -> Value:
    """The value with everything filled that `lookup` knows, and string operations finished.

    `lookup` is asked for parameters, references, loop items, files, and (after their own parts
    are filled) attributes, elements and call results; None leaves them as they are.
    """
    if depth > DEEPEST:
        return value
    if isinstance(value, (Constant, Unknown)):
        return value
    if isinstance(value, Text):
        return _substitute_text(value, lookup, depth) if value.holes else value
    if isinstance(value, (Parameter, Reference, LoopItem)):
        found = lookup(value)
        return value if found is None else found
    return _substitute_compound(value, lookup, depth + 1)


def _substitute_compound(value: Value, lookup: Lookup, depth: int) -> Value:
    if isinstance(value, Choice):
        return choice(substitute(each, lookup, depth) for each in value.values)
    if isinstance(value, Items):
        return replace(value, values=tuple(substitute(v, lookup, depth) for v in value.values))
    if isinstance(value, Mapping):
        entries = tuple((key, substitute(v, lookup, depth)) for key, v in value.entries)
        return replace(value, entries=entries)
    if isinstance(value, Logic):
        operands = tuple(substitute(v, lookup, depth) for v in value.operands)
        return decided(replace(value, operands=operands))
    if isinstance(value, Deferred):
        return finish(
            value.operation,
            substitute(value.base, lookup, depth),
            substitute_arguments(value.arguments, lookup, depth),
        )
    return _substitute_lookup(value, lookup, depth)


def _substitute_lookup(value: Value, lookup: Lookup, depth: int) -> Value:
    if isinstance(value, Attribute):
        filled: Value = replace(value, base=substitute(value.base, lookup, depth))
    elif isinstance(value, Element):
        filled = element(
            substitute(value.base, lookup, depth), substitute(value.key, lookup, depth)
        )
        if not isinstance(filled, Element):
            return filled
    elif isinstance(value, CallResult):
        filled = replace(
            value,
            callee=_method_of_constant(value.callee, lookup)
            or substitute(value.callee, lookup, depth),
            arguments=substitute_arguments(value.arguments, lookup, depth),
        )
        finished = finish_call(filled)
        if finished is not None:
            return finished
    elif isinstance(value, FileText):
        filled = replace(value, path=substitute(value.path, lookup, depth))
    else:
        return value
    found = lookup(filled)
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


def substitute_arguments(arguments: Arguments, lookup: Lookup, depth: int = 0) -> Arguments:
    """The arguments of a call, each filled."""
    return replace(
        arguments,
        positional=tuple(substitute(v, lookup, depth) for v in arguments.positional),
        keywords=tuple((k, substitute(v, lookup, depth)) for k, v in arguments.keywords),
    )


def finish(operation: str, base: Value, arguments: Arguments) -> Value:
    """A deferred operation, done as far as it can be now."""
    if operation == "+":
        return concat(base, arguments.positional[0])
    if operation == "%":
        return percent(base, arguments.positional[0])
    if operation == "dedent":
        return call("dedent", Arguments((base,))) or Deferred("dedent", base)
    return method(base, operation, arguments)


def finish_call(value: Value) -> Value | None:
    """A call that turns out to be a string method, or a function that makes a string."""
    if not isinstance(value, CallResult):
        return None
    callee = value.callee
    if isinstance(callee, Attribute):
        if callee.name in STRING_METHODS and has_text(callee.base):
            return method(callee.base, callee.name, value.arguments)
        return None
    if isinstance(callee, Reference):
        return call(callee.name, value.arguments)
    return None


def _substitute_text(value: Text, lookup: Lookup, depth: int) -> Value:
    changed = False
    bounds: list[tuple[int, int, Value]] = []
    for each in value.holes:
        filled = substitute(each.value, lookup, depth + 1)
        if filled == each.value:
            continue
        changed = True
        if any(isinstance(v, (Text, Constant)) for v in variants(filled)):
            bounds.append((each.start, each.end, _fitting(filled, value, each)))
        else:
            bounds.append((each.start, each.end, _hole_again(filled, value, each)))
    if not changed:
        return value
    result = joined_again(value, bounds)
    if value.markup and isinstance(result, Text):
        return replace(result, markup=value.markup)
    return result


def _fitting(filled: Value, value: Text, each: Hole) -> Value:
    """The variants of a filled hole; those still unknown keep how the hole is shown."""
    return choice(
        v if isinstance(v, (Text, Constant)) else _hole_again(v, value, each)
        for v in variants(filled)
    )


def _hole_again(filled: Value, value: Text, each: Hole) -> Text:
    kept = cut(value, each.start, each.end)
    return replace(kept, holes=(Hole(0, each.end - each.start, filled),))
