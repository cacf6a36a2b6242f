"""How much of a value is carried from one function to another."""

from __future__ import annotations

from ftc_lint.parts import size, within
from ftc_lint.project.labels import identity
from ftc_lint.records import replace
from ftc_lint.templates import display, outside_holes
from ftc_lint.values import (
    Arguments,
    CallResult,
    Choice,
    Deferred,
    FileText,
    Hole,
    Items,
    LoopItem,
    Mapping,
    Reference,
    Text,
    Unknown,
    Value,
)

MOST_PARTS = 200
"""Parts of a value that are carried from one function to another."""

LARGEST_NAMED = 5000
"""Parts of a value that is known by how it is built alone."""

LIGHT = 24
"""Parts of a value that is carried as it is, whatever it may be."""


def is_small(value: Value) -> bool:
    """Whether a value is worth carrying along: what is built of hundreds of parts is not."""
    return size(value) < MOST_PARTS


def carried(value: Value) -> Value | None:
    """What of a value is handed to a function: all of it, or of an object that is built of many
    parts the light ones. None where it is a large expression without a text."""
    if _is_light(value):
        return value
    if isinstance(value, CallResult) and isinstance(value.callee, Reference):
        value = replace(value, arguments=_outlined(value.arguments))
        return value if is_small(value) else None
    has_text = any(isinstance(each, (Text, FileText)) for each in within(value, MOST_PARTS))
    return value if has_text and is_small(value) else None


def condensed(value: Value) -> Value | None:
    """What of a value is kept: all of it where it is small, a text with its large parts under
    their names, so that its words are seen. None for what else is large."""
    if is_small(value):
        return value
    if isinstance(value, Text):
        most = MOST_PARTS // (len(value.holes) + 1)
        if any(size(each.value) > LARGEST_NAMED for each in value.holes):
            return None
        return replace(value, holes=tuple(_condensed_hole(each, most) for each in value.holes))
    if isinstance(value, Choice):
        kept = tuple(each for each in map(condensed, value.values) if each is not None)
        made = replace(value, values=kept)
        return made if len(kept) == len(value.values) and is_small(made) else None
    return None


def _condensed_hole(part: Hole, most: int) -> Hole:
    return part if size(part.value) < most else replace(part, value=Unknown(identity(part.value)))


def _outlined(arguments: Arguments) -> Arguments:
    return replace(
        arguments,
        positional=tuple(map(_outline, arguments.positional)),
        keywords=tuple((key, _outline(each)) for key, each in arguments.keywords),
    )


def _outline(value: Value) -> Value:
    if _is_light(value) or isinstance(value, Text):
        return value
    if isinstance(value, CallResult) and isinstance(value.callee, Reference):
        return replace(value, arguments=Arguments(starred=True))
    return Unknown(display(value))


def _is_light(value: Value) -> bool:
    return size(value) < LIGHT


def is_empty(value: Value) -> bool:
    """Whether it is a list or dictionary of whose items none is known."""
    if isinstance(value, Items):
        return not value.values
    return isinstance(value, Mapping) and not value.entries


def tells(value: Value) -> bool:
    """Whether a filled value says more than the name it stands for. An empty list or dictionary
    that is kept under a name does not: what it holds is put in elsewhere."""
    if isinstance(value, (Unknown, LoopItem)) or is_empty(value):
        return False
    if isinstance(value, Choice):
        return any(tells(each) for each in value.values)
    if isinstance(value, Text):
        return not _is_put_together(value)
    return not isinstance(value, Deferred)


def _is_put_together(text: Text) -> bool:
    """Whether a text is nothing but several parts that calls make of others, and what stands
    between them: the call that puts it together is the better name."""
    return (
        len(text.holes) > 1
        and any(isinstance(each.value, CallResult) for each in text.holes)
        and not any(
            text.excerpt.text[start:end].strip(_BETWEEN) for start, end in outside_holes(text)
        )
    )


_BETWEEN = " \t\r\n.\"`'[]"
