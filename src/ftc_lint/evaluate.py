"""String operations on values, the way Python does them, as far as the values are known.

Every function returns a value: what cannot be told yet stays `Deferred` or a hole, so that
`substitute` can finish it when a parameter, a constant of another module or a file is known.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import product

from ftc_lint.templates import connected, cut, display, hole, outside_holes, pieces, plain
from ftc_lint.text import Excerpt, Span
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

MOST_CHOICES = 24
"""Variants of one value that are told apart; more of them become unknown."""

DEEPEST = 40
"""Levels of nested values that `substitute` follows."""

Lookup = Callable[[Value], "Value | None"]


def text(excerpt: Excerpt) -> Text:
    """A string literal."""
    return Text(excerpt)


def choice(values: Iterable[Value]) -> Value:
    """One of several values: flattened, without duplicates, unknown when too many."""
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


def _as_text(value: Value, span: Span | None = None, shown: str | None = None) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, Constant):
        return plain(str(value.value))
    return hole(value, span, shown)


def template(
    parts: Sequence[Value],
    spans: Sequence[Span | None] = (),
    shown: Sequence[str | None] = (),
) -> Value:
    """An f-string: its parts one after the other, what is no text as a hole.

    `spans` and `shown` give, part by part, where an expression stands and how it is written.
    """
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


def concat(left: Value, right: Value) -> Value:
    """`left + right` of strings, lists or tuples."""
    if isinstance(left, Items) and isinstance(right, Items):
        return Items(left.values + right.values, left.complete and right.complete)
    if isinstance(left, Items):
        return Items(left.values, complete=False)
    if isinstance(right, Items):
        return Items(right.values, complete=False)
    if _has_text(left) or _has_text(right):
        return template((left, right))
    return Deferred("+", left, Arguments((right,)))


def _has_text(value: Value) -> bool:
    return any(isinstance(each, Text) for each in variants(value))


def _each(value: Value, do: Callable[[Text], Value], otherwise: Value) -> Value:
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


# --- formatting ------------------------------------------------------------------------------

_PERCENT = re.compile(r"%(?:\((?P<name>[^)]*)\))?[#0\- +]*(?:\*|\d+)?(?:\.\d+)?(?P<kind>[a-zA-Z%])")
_FIELD = re.compile(
    r"\{\{|\}\}|\{(?P<name>\w*)(?P<path>(?:\.\w+|\[[^\]{}]*\])*)(?:![rsa])?(?::[^{}]*)?\}"
)
_STEP = re.compile(r"\.(\w+)|\[([^\]]*)\]")
_DOLLAR = re.compile(r"\$(?:(?P<escaped>\$)|(?P<named>\w+)|\{(?P<braced>\w+)\})")


def percent(left: Value, right: Value) -> Value:
    """`left % right`."""
    later = Deferred("%", left, Arguments((right,)))
    return _each(left, lambda base: _percent(base, right), later)


def _percent(base: Text, right: Value) -> Value:
    if isinstance(right, Choice):
        return choice(_percent(base, each) for each in right.values)
    position = 0
    bounds: list[tuple[int, int, Value]] = []
    for match in _known_matches(_PERCENT, base):
        if match["kind"] == "%":
            bounds.append((match.start(), match.end(), cut(base, match.start(), match.start() + 1)))
            continue
        if match["name"] is not None:
            value = _named(right, match["name"])
        elif isinstance(right, Items):
            value = (
                right.values[position] if position < len(right.values) else Unknown(match.group())
            )
            position += 1
        else:
            value = right
        if match["kind"] in "ra":
            known = _constant(value)
            shown = repr if match["kind"] == "r" else ascii
            value = Unknown(match.group()) if known is None else plain(shown(known))
        bounds.append((match.start(), match.end(), value))
    return _filled(base, bounds)


def _named(right: Value, name: str) -> Value:
    if isinstance(right, Mapping):
        for key, value in right.entries:
            if key == name:
                return value
        return Unknown(name)
    return Element(right, plain(name))


def _known_matches(pattern: re.Pattern[str], base: Text) -> Iterable[re.Match[str]]:
    whole = base.excerpt.text
    for start, end in outside_holes(base):
        yield from pattern.finditer(whole, start, end)


def _filled(base: Text, bounds: list[tuple[int, int, Value]]) -> Value:
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


def _format(base: Text, arguments: Arguments) -> Value:
    automatic = 0
    bounds: list[tuple[int, int, Value]] = []
    for match in _known_matches(_FIELD, base):
        if match.group() in ("{{", "}}"):
            bounds.append((match.start(), match.end(), cut(base, match.start(), match.start() + 1)))
            continue
        name = match["name"]
        if not name:
            name, automatic = str(automatic), automatic + 1
        value = arguments.get(int(name)) if name.isdigit() else arguments.get(None, name)
        if value is None:
            value = Unknown(match["name"] or "…")
        for step in _STEP.finditer(match["path"] or ""):
            value = Attribute(value, step[1]) if step[1] else element(value, plain(step[2]))
        bounds.append((match.start(), match.end(), value))
    return _filled(base, bounds)


def _dollar(base: Text, arguments: Arguments) -> Value:
    named = dict(arguments.keywords)
    mapping = arguments.positional[0] if arguments.positional else None
    bounds: list[tuple[int, int, Value]] = []
    for match in _known_matches(_DOLLAR, base):
        if match["escaped"]:
            bounds.append((match.start(), match.end(), cut(base, match.start(), match.start() + 1)))
            continue
        name = match["named"] or match["braced"]
        value = named.get(name)
        if value is None:
            value = _named(mapping, name) if mapping is not None else Unknown(name)
        bounds.append((match.start(), match.end(), value))
    return _filled(base, bounds)


# --- methods of str --------------------------------------------------------------------------

_SAME = frozenset({"encode", "decode", "expandtabs", "casefold", "__str__"})
_RECASED = {"lower": str.lower, "upper": str.upper}
STRING_METHODS = frozenset(
    {
        "format", "format_map", "join", "replace", "strip", "lstrip", "rstrip", "removeprefix",
        "removesuffix", "split", "splitlines", "substitute", "safe_substitute",
    }
    | _SAME
    | set(_RECASED)
)  # fmt: skip
"""Methods that `method` understands on a text; on anything else they stay a call."""


def method(base: Value, name: str, arguments: Arguments) -> Value:
    """`base.name(…)` for the methods of str and of string.Template."""
    later = Deferred(name, base, arguments)
    if name == "join":
        return _each(base, lambda separator: _join(separator, arguments.get(0)), later)
    return _each(base, lambda known: _method(known, name, arguments, later), later)


def _method(base: Text, name: str, arguments: Arguments, later: Value) -> Value:
    if name in _SAME:
        return base
    if name in _RECASED:
        return _recased(base, _RECASED[name])
    if name == "format":
        return _format(base, arguments)
    if name == "format_map":
        mapping = arguments.get(0)
        entries = mapping.entries if isinstance(mapping, Mapping) else ()
        return _format(base, Arguments((), entries))
    if name in ("substitute", "safe_substitute"):
        return _dollar(base, arguments)
    if name == "replace":
        return _replace(base, arguments, later)
    return _cutting(base, name, arguments, later)


def _cutting(base: Text, name: str, arguments: Arguments, later: Value) -> Value:
    whole = base.excerpt.text
    first = arguments.get(0)
    known = _constant(first)
    if name in ("strip", "lstrip", "rstrip"):
        if first is not None and known is None:
            return base
        start = 0 if name == "rstrip" else len(whole) - len(whole.lstrip(known))
        end = len(whole) if name == "lstrip" else len(whole.rstrip(known))
        return cut(base, start, max(start, end))
    if name in ("removeprefix", "removesuffix") and known is not None:
        if name == "removeprefix" and whole.startswith(known):
            return cut(base, len(known), len(whole))
        if name == "removesuffix" and known and whole.endswith(known):
            return cut(base, 0, len(whole) - len(known))
        return base
    if name == "splitlines" or (name == "split" and known):
        return _split(base, "\n" if known is None else known)
    return later


def _constant(value: Value | None) -> str | None:
    return value.excerpt.text if isinstance(value, Text) and not value.holes else None


def _split(base: Text, separator: str) -> Items:
    parts: list[Value] = []
    last = 0
    for match in _known_matches(re.compile(re.escape(separator)), base):
        parts.append(cut(base, last, match.start()))
        last = match.end()
    parts.append(cut(base, last, len(base.excerpt.text)))
    return Items(tuple(parts))


def _recased(base: Text, recase: Callable[[str], str]) -> Text:
    changed = list(base.excerpt.text)
    for start, end in outside_holes(base):
        stretch = recase(base.excerpt.text[start:end])
        if len(stretch) != end - start:  # ß and its like: nobody writes SQL in it
            return base
        changed[start:end] = stretch
    return replace(base, excerpt=replace(base.excerpt, text="".join(changed)))


def _replace(base: Text, arguments: Arguments, later: Value) -> Value:
    old = _constant(arguments.get(0, "old"))
    new = arguments.get(1, "new")
    if not old or new is None:
        return later if _constant(arguments.get(0)) is None else base
    matches = _known_matches(re.compile(re.escape(old)), base)
    return _filled(base, [(match.start(), match.end(), new) for match in matches])


def _join(separator: Text, items: Value | None) -> Value:
    if isinstance(items, Choice):
        return choice(_join(separator, each) for each in items.values)
    if not isinstance(items, Items):
        return Deferred("join", separator, Arguments(() if items is None else (items,)))
    parts: list[Value] = []
    for value in items.values:
        if parts:
            parts.append(separator)
        parts.append(value)
    if not items.complete:
        parts.append(hole(Unknown("…")))
    return template(parts) if parts else plain("")


def call(name: str, arguments: Arguments) -> Value | None:
    """A function of the standard library that makes a string of one (`textwrap.dedent`,
    `inspect.cleandoc`, `str`, `string.Template`); None for any other."""
    first = arguments.get(0)
    if first is None:
        return None
    last = name.rpartition(".")[2]
    if last in ("str", "Template") and _has_text(first):
        return first
    if last in ("dedent", "cleandoc"):
        return _each(first, _dedent, Deferred("dedent", first))
    return None


def _dedent(base: Text) -> Text:
    """textwrap.dedent, line by line, so that every character keeps its place."""
    whole = base.excerpt.text
    lines = whole.splitlines(keepends=True)
    smooth = textwrap.dedent(whole).split("\n")
    parts: list[Text] = []
    offset = 0
    for number, line in enumerate(lines):
        body = line.rstrip("\r\n")
        kept = smooth[number].rstrip("\r") if number < len(smooth) else body
        margin = len(body) - len(kept) if body.endswith(kept) else 0
        parts.append(cut(base, offset + margin, offset + len(line)))
        offset += len(line)
    return connected(parts, base.markup) if parts else base


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
        name = _constant(key)
        if name is not None:
            for entry, value in base.entries:
                if entry == name:
                    return value
        elif base.entries and base.complete:
            return choice(value for _, value in base.entries)
    return Element(base, key)


# --- conditions ------------------------------------------------------------------------------


def truth(value: Value) -> bool | None:
    """Whether a condition holds; None where that cannot be told."""
    if isinstance(value, Constant):
        return bool(value.value)
    if isinstance(value, Text):
        return bool(value.excerpt.text) if not value.holes else None
    if isinstance(value, Items):
        return True if value.values else (False if value.complete else None)
    if isinstance(value, Choice):
        results = {truth(each) for each in value.values}
        return results.pop() if len(results) == 1 else None
    if isinstance(value, Logic):
        return _logic(value)
    return None


def _logic(value: Logic) -> bool | None:
    if value.operator == "not":
        inner = truth(value.operands[0])
        return None if inner is None else not inner
    if value.operator in ("and", "or"):
        decisive = value.operator == "or"
        results = [truth(operand) for operand in value.operands]
        if decisive in results:
            return decisive
        return None if None in results else not decisive
    if value.operator in ("==", "is", "!=", "is not") and len(value.operands) == 2:
        left, right = (_comparable(operand) for operand in value.operands)
        if left is None or right is None:
            return None
        return (left == right) == (value.operator in ("==", "is"))
    return None


def _comparable(value: Value) -> tuple[str, object] | None:
    if isinstance(value, Constant):
        return ("constant", value.value)
    constant = _constant(value)
    return None if constant is None else ("text", constant)


# --- filling ---------------------------------------------------------------------------------


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
        return replace(value, operands=operands)
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
            callee=substitute(value.callee, lookup, depth),
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
        if callee.name in STRING_METHODS and _has_text(callee.base):
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
    result = _filled(value, bounds)
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


__all__ = [
    "DEEPEST",
    "MOST_CHOICES",
    "STRING_METHODS",
    "call",
    "choice",
    "concat",
    "display",
    "element",
    "finish",
    "finish_call",
    "method",
    "percent",
    "pieces",
    "substitute",
    "substitute_arguments",
    "template",
    "text",
    "texts",
    "truth",
    "variants",
]
