"""Methods of str, and functions that make a string of one."""

from __future__ import annotations

import re
from collections.abc import Callable

from ftc_lint.evaluate.formatting import fill_dollars, format_fields, known_matches
from ftc_lint.evaluate.joining import filled, template
from ftc_lint.evaluate.variants import choice, constant, each_text, has_text
from ftc_lint.records import replace
from ftc_lint.templates import connected, cut, hole, outside_holes, plain
from ftc_lint.values import Arguments, Choice, Deferred, Items, Mapping, Text, Unknown, Value

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
        return each_text(base, lambda separator: _join(separator, arguments.get(0)), later)
    return each_text(base, lambda known: _method(known, name, arguments, later), later)


def _method(base: Text, name: str, arguments: Arguments, later: Value) -> Value:
    if name in _SAME:
        return base
    if name in _RECASED:
        return _recased(base, _RECASED[name])
    if name == "format":
        return format_fields(base, arguments)
    if name == "format_map":
        mapping = arguments.get(0)
        entries = mapping.entries if isinstance(mapping, Mapping) else ()
        return format_fields(base, Arguments((), entries))
    if name in ("substitute", "safe_substitute"):
        return fill_dollars(base, arguments)
    if name == "replace":
        return _replace(base, arguments, later)
    return _cutting(base, name, arguments, later)


def _cutting(base: Text, name: str, arguments: Arguments, later: Value) -> Value:
    whole = base.excerpt.text
    first = arguments.get(0)
    known = constant(first)
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


def _split(base: Text, separator: str) -> Items:
    parts: list[Value] = []
    last = 0
    for match in known_matches(re.compile(re.escape(separator)), base):
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
    old = constant(arguments.get(0, "old"))
    new = arguments.get(1, "new")
    if not old or new is None:
        return later if constant(arguments.get(0)) is None else base
    matches = known_matches(re.compile(re.escape(old)), base)
    return filled(base, [(match.start(), match.end(), new) for match in matches])


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
    if last in ("str", "Template") and has_text(first):
        return first
    if last in ("dedent", "cleandoc"):
        return each_text(first, _dedent, Deferred("dedent", first))
    return None


def _dedent(base: Text) -> Text:
    """textwrap.dedent, line by line, so that every character keeps its place."""
    from textwrap import dedent

    whole = base.excerpt.text
    lines = whole.splitlines(keepends=True)
    smooth = dedent(whole).split("\n")
    parts: list[Text] = []
    offset = 0
    for number, line in enumerate(lines):
        body = line.rstrip("\r\n")
        kept = smooth[number].rstrip("\r") if number < len(smooth) else body
        margin = len(body) - len(kept) if body.endswith(kept) else 0
        parts.append(cut(base, offset + margin, offset + len(line)))
        offset += len(line)
    return connected(parts, base.markup) if parts else base
