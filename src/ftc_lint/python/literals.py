"""String expressions to texts: literals, f-strings, implicit concatenation."""

from __future__ import annotations

import libcst as cst

from ftc_lint.evaluate import template
from ftc_lint.python.frame import Frame
from ftc_lint.python.shapes import looks_like_sql, may_hold_statement
from ftc_lint.python.strings import field_text, literal, prefix_of
from ftc_lint.templates import connected
from ftc_lint.text import Span
from ftc_lint.values import Text, Unknown, Value

LONGEST_LITERAL = 4_000_000
"""Characters of a literal that is read as a whole; what is longer is data."""


def simple_string(frame: Frame, node: cst.CSTNode) -> Value:
    """A literal without fields."""
    assert isinstance(node, cst.SimpleString)
    file = frame.file
    code = node.value
    start = file.positions.start(node)
    text = literal(code, start, file.source.path)
    _note(frame, text, start, start + len(code))
    return text


def _note(frame: Frame, text: Text, start: int, end: int, *, is_literal: bool = True) -> None:
    """Remembers a literal that may matter: for suppressions, and for what becomes of it."""
    words = text.excerpt.text
    if len(words) < 6:
        return
    holds = may_hold_statement(words)
    if holds or looks_like_sql(words):
        frame.file.note_extent(start, end)
    if holds and not frame.quiet:
        frame.file.destinies.written(text, frame.owner(), is_literal=is_literal)


def concatenated_string(frame: Frame, node: cst.CSTNode) -> Value:
    """Literals one after the other."""
    parts: list[cst.CSTNode] = []
    current = node
    while isinstance(current, cst.ConcatenatedString):
        parts.append(current.left)
        current = current.right
    parts.append(current)
    values = [frame.value(part) for part in parts]
    if all(isinstance(value, Text) for value in values):
        whole: Value = connected(value for value in values if isinstance(value, Text))
    else:
        whole = template(values)
    if not frame.quiet:
        frame.file.destinies.written(whole, frame.owner(), is_literal=True)
    return whole


def formatted_string(frame: Frame, node: cst.CSTNode) -> Value:
    """An f-string: its texts, and what its fields may be."""
    assert isinstance(node, (cst.FormattedString, cst.TemplatedString))
    file = frame.file
    start = file.positions.start(node)
    is_raw = "r" in prefix_of(node.start)
    parts: list[Value] = []
    spans: list[Span | None] = []
    shown: list[str | None] = []
    for part in node.parts:
        if isinstance(part, (cst.FormattedStringText, cst.TemplatedStringText)):
            at = file.positions.start(part)
            parts.append(field_text(part.value, at, file.source.path, is_raw=is_raw))
            spans.append(None)
            shown.append(None)
            continue
        begin, end = file.positions.field(part)
        parts.append(_field(frame, part))
        spans.append(Span(file.source.path, begin, end))
        shown.append(_expression(file.source.text[begin + 1 : end - 1], part))
    value = template(parts, spans, shown)
    if isinstance(value, Text):
        _note(frame, value, start, _end(frame, node, start), is_literal=not value.holes)
    elif not frame.quiet:
        file.destinies.written(value, frame.owner(), is_literal=False)
        file.note_extent(start, _end(frame, node, start))
    return value


def _field(frame: Frame, part: cst.CSTNode) -> Value:
    assert isinstance(part, (cst.FormattedStringExpression, cst.TemplatedStringExpression))
    value = frame.value(part.expression)
    if part.format_spec or part.equal is not None or part.conversion in ("r", "a"):
        return Unknown(frame.shown(part.expression))
    return value


def _expression(code: str, part: cst.CSTNode) -> str:
    """The expression of a field, without its conversion and format."""
    assert isinstance(part, (cst.FormattedStringExpression, cst.TemplatedStringExpression))
    if isinstance(part.expression, cst.Name):
        return part.expression.value
    if part.conversion or part.format_spec or part.equal is not None:
        return code.partition("!")[0] if part.conversion else code.rpartition(":")[0] or code
    return code


def _end(frame: Frame, node: cst.FormattedString | cst.TemplatedString, start: int) -> int:
    """The offset behind the f-string that begins at `start`."""
    positions = frame.file.positions
    end = start + len(node.start)
    if node.parts:
        last = node.parts[-1]
        if isinstance(last, (cst.FormattedStringText, cst.TemplatedStringText)):
            end = positions.start(last) + len(last.value)
        else:
            end = positions.field(last)[1]
    return end + len(node.end)
