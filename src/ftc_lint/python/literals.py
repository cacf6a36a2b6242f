"""String expressions to texts: literals, f-strings, implicit concatenation.

They are read from the text, not from the tree: a tree does not say where the pieces stand, and
what it says of fields in f-strings is wrong before Python 3.12.
"""

from __future__ import annotations

import ast

from ftc_lint.evaluate import template
from ftc_lint.python.fields import Field, expression_of, fields_of
from ftc_lint.python.frame import Frame
from ftc_lint.python.shapes import looks_like_sql, may_hold_statement
from ftc_lint.python.strings import field_text, has_fields, is_raw, literal
from ftc_lint.templates import connected
from ftc_lint.text import Span
from ftc_lint.values import Text, Unknown, Value


def string(frame: Frame, node: ast.expr) -> Value:
    """A string: one literal, or several one after the other."""
    literals = frame.file.positions.literals(node)
    if len(literals) == 1:
        return _one(frame, *literals[0])
    values = [_one(frame, code, start) for code, start in literals]
    if all(isinstance(value, Text) for value in values):
        whole: Value = connected(value for value in values if isinstance(value, Text))
    else:
        whole = template(values)
    if not frame.quiet:
        frame.file.destinies.written(whole, frame.owner(), is_literal=True)
    return whole


def _one(frame: Frame, code: str, start: int) -> Value:
    if has_fields(code):
        return _formatted(frame, code, start)
    text = literal(code, start, frame.file.source.path)
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


def _formatted(frame: Frame, code: str, start: int) -> Value:
    """An f-string: its texts, and what its fields may be."""
    file = frame.file
    path = file.source.path
    raw = is_raw(code)
    parts: list[Value] = []
    spans: list[Span | None] = []
    shown: list[str | None] = []
    for part in fields_of(code):
        if isinstance(part, Field):
            parts.append(_field(frame, part, start))
            spans.append(Span(path, start + part.start, start + part.end))
            shown.append(part.expression)
        else:
            begin, end = part
            parts.append(field_text(code[begin:end], start + begin, path, is_raw=raw))
            spans.append(None)
            shown.append(None)
    value = template(parts, spans, shown)
    end = start + len(code)
    if isinstance(value, Text):
        _note(frame, value, start, end, is_literal=not value.holes)
    elif not frame.quiet:
        file.destinies.written(value, frame.owner(), is_literal=False)
        file.note_extent(start, end)
    return value


def _field(frame: Frame, field: Field, start: int) -> Value:
    node = expression_of(field, frame.file.positions.column(start + field.start))
    if node is None:
        return Unknown(field.expression)
    value = frame.value(node)
    return Unknown(frame.shown(node)) if field.is_formatted else value
