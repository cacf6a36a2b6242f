"""Formatting: `%`, `str.format` and `string.Template`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ftc_lint.evaluate.joining import filled
from ftc_lint.evaluate.variants import choice, constant, each_text, element
from ftc_lint.templates import cut, outside_holes, plain
from ftc_lint.values import (
    Arguments,
    Attribute,
    Choice,
    Deferred,
    Element,
    Items,
    Mapping,
    Text,
    Unknown,
    Value,
)

_PERCENT = re.compile(r"%(?:\((?P<name>[^)]*)\))?[#0\- +]*(?:\*|\d+)?(?:\.\d+)?(?P<kind>[a-zA-Z%])")
_FIELD = re.compile(
    r"\{\{|\}\}|\{(?P<name>\w*)(?P<path>(?:\.\w+|\[[^\]{}]*\])*)(?:![rsa])?(?::[^{}]*)?\}"
)
_STEP = re.compile(r"\.(\w+)|\[([^\]]*)\]")
_DOLLAR = re.compile(r"\$(?:(?P<escaped>\$)|(?P<named>\w+)|\{(?P<braced>\w+)\})")


def percent(left: Value, right: Value) -> Value:
    """`left % right`."""
    later = Deferred("%", left, Arguments((right,)))
    return each_text(left, lambda base: _percent(base, right), later)


def _percent(base: Text, right: Value) -> Value:
    if isinstance(right, Choice):
        return choice(_percent(base, each) for each in right.values)
    position = 0
    bounds: list[tuple[int, int, Value]] = []
    for match in known_matches(_PERCENT, base):
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
            known = constant(value)
            shown = repr if match["kind"] == "r" else ascii
            value = Unknown(match.group()) if known is None else plain(shown(known))
        bounds.append((match.start(), match.end(), value))
    return filled(base, bounds)


def _named(right: Value, name: str) -> Value:
    if isinstance(right, Mapping):
        for key, value in right.entries:
            if key == name:
                return value
        return Unknown(name)
    return Element(right, plain(name))


def known_matches(pattern: re.Pattern[str], base: Text) -> Iterable[re.Match[str]]:
    whole = base.excerpt.text
    for start, end in outside_holes(base):
        yield from pattern.finditer(whole, start, end)


def format_fields(base: Text, arguments: Arguments) -> Value:
    automatic = 0
    bounds: list[tuple[int, int, Value]] = []
    for match in known_matches(_FIELD, base):
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
    return filled(base, bounds)


def fill_dollars(base: Text, arguments: Arguments) -> Value:
    named = dict(arguments.keywords)
    mapping = arguments.positional[0] if arguments.positional else None
    bounds: list[tuple[int, int, Value]] = []
    for match in known_matches(_DOLLAR, base):
        if match["escaped"]:
            bounds.append((match.start(), match.end(), cut(base, match.start(), match.start() + 1)))
            continue
        name = match["named"] or match["braced"]
        value = named.get(name)
        if value is None:
            value = _named(mapping, name) if mapping is not None else Unknown(name)
        bounds.append((match.start(), match.end(), value))
    return filled(base, bounds)
