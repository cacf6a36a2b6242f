"""Templates: texts with holes, cut, joined and filled without losing where they were written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftc_lint.text import Excerpt, Run, Span, joined
from ftc_lint.values import (
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

LONGEST_DISPLAY = 60
"""Characters of an expression that are shown in braces."""


def display(value: Value, depth: int = 4) -> str:
    """How a value is shown to people: the expression, cut short."""
    if depth == 0:
        return "…"
    if isinstance(value, Unknown):
        return value.display
    if isinstance(value, Text):
        return repr(value.excerpt.text)
    if isinstance(value, Constant):
        return repr(value.value)
    if isinstance(value, Parameter):
        return value.name
    if isinstance(value, Reference):
        return value.name.rpartition(".")[2]
    if isinstance(value, Attribute):
        if isinstance(value.base, Choice):  # of which object, nobody can tell
            return value.name
        return f"{display(value.base, depth - 1)}.{value.name}"
    if isinstance(value, Element):
        return f"{display(value.base, depth - 1)}[{display(value.key, depth - 1)}]"
    if isinstance(value, CallResult):
        return _display_of_call(value, depth - 1)
    if isinstance(value, Deferred):
        if value.operation in ("+", "%"):
            return display(value.base, depth - 1)
        if value.operation == "[:]":
            return f"{display(value.base, depth - 1)}[…]"
        return f"{display(value.base, depth - 1)}.{value.operation}()"
    return _display_of_the_rest(value)


def _display_of_call(value: CallResult, depth: int) -> str:
    """As it is written, without names of arguments; `str(x)` is x where it is put into a text."""
    callee = display(value.callee, depth)
    given = [_display_of_argument(each, depth) for each in value.arguments.positional[:3]]
    if value.arguments.keywords or value.arguments.starred or len(value.arguments.positional) > 3:
        given = [*given, "…"] if "…" not in given else given
    if callee == "str" and len(given) == 1:
        return given[0]
    return f"{callee}({', '.join(given)})"


def _display_of_argument(value: Value, depth: int) -> str:
    shown = "…" if isinstance(value, (Choice, CallResult, Deferred)) else display(value, depth)
    return shown if len(shown) <= LONGEST_DISPLAY // 3 else "…"


def _display_of_the_rest(value: Value) -> str:
    if isinstance(value, LoopItem):
        return value.name or "item"
    if isinstance(value, FileText):
        return "file"
    if isinstance(value, Choice):
        return "one of several"
    if isinstance(value, (Items, Mapping)):
        return "…"
    if isinstance(value, Logic):
        return "condition"
    return "…"


def hole(value: Value, span: Span | None = None, shown: str | None = None) -> Text:
    """A template that is nothing but a hole; `shown` is the expression as the source writes it."""
    words = " ".join((display(value) if shown is None else shown).split())
    words = words.replace("{", "(").replace("}", ")")
    if len(words) > LONGEST_DISPLAY:
        words = words[: LONGEST_DISPLAY - 1] + "…"
    text = "{" + words + "}"
    runs = () if span is None else (Run(0, len(text), span),)
    return Text(Excerpt(text, runs), (Hole(0, len(text), value),))


def plain(text: str) -> Text:
    """A text that is written nowhere in the file (a number, a joined path)."""
    return Text(Excerpt(text))


def connected(texts: Iterable[Text], markup: str = "") -> Text:
    """All texts one after the other."""
    parts = list(texts)
    if len(parts) == 1:
        return parts[0]
    holes: list[Hole] = []
    shift = 0
    for part in parts:
        holes.extend(Hole(h.start + shift, h.end + shift, h.value) for h in part.holes)
        shift += len(part.excerpt.text)
    return Text(joined(part.excerpt for part in parts), tuple(holes), markup)


def cut(text: Text, start: int, end: int) -> Text:
    """The part between two offsets; a hole that is cut through goes whole to neither side."""
    holes = tuple(
        Hole(h.start - start, h.end - start, h.value)
        for h in text.holes
        if h.start >= start and h.end <= end
    )
    return Text(text.excerpt.cut(start, end), holes, text.markup)


def pieces(text: Text, bounds: Sequence[tuple[int, int, Text]]) -> Text:
    """The text with stretches (in order, not overlapping) replaced by other texts."""
    parts: list[Text] = []
    last = 0
    for start, end, replacement in bounds:
        if start > last:
            parts.append(cut(text, last, start))
        parts.append(replacement)
        last = end
    if last < len(text.excerpt.text):
        parts.append(cut(text, last, len(text.excerpt.text)))
    return connected(parts, text.markup) if parts else plain("")


def outside_holes(text: Text) -> list[tuple[int, int]]:
    """The stretches of the text that are known."""
    stretches = []
    last = 0
    for each in text.holes:
        if each.start > last:
            stretches.append((last, each.start))
        last = each.end
    if last < len(text.excerpt.text):
        stretches.append((last, len(text.excerpt.text)))
    return stretches
