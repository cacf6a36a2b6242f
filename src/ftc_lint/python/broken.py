"""Python that cannot be parsed: its strings are still looked at, and the file is reported."""

from __future__ import annotations

import re

from ftc_lint.evaluate import template
from ftc_lint.facts import Comment, Extent, FileFacts, FunctionFacts
from ftc_lint.flow import Execute, Keep, Step
from ftc_lint.pragmas import MAY_SUPPRESS
from ftc_lint.python.fields import Field, fields_of
from ftc_lint.python.shapes import is_whole_statement
from ftc_lint.python.strings import field_text, has_fields, is_raw, literal
from ftc_lint.python.tokens import Tokens
from ftc_lint.text import Source, Span
from ftc_lint.unchecked import Cause, Unchecked
from ftc_lint.values import Text, Unknown, Value

_CALLED = re.compile(r"\b(execute|executemany|executescript|text|sql|query|run_sql)[ \t]*\(\s*\Z")


def read_broken(source: Source, tokens: Tokens, reason: str, at: int = 0) -> FileFacts:
    """The facts of a file that was not parsed, for a reason that was found `at` an offset: every
    string that is a whole statement, as kept in the module's body, or executed where a call of a
    driver's name holds it."""
    path = source.path
    steps: list[Step] = []
    alone = {(line.start, line.end) for line in tokens.lines}
    extents: list[Extent] = []
    for code, start in zip(tokens.texts, tokens.starts, strict=True):
        if len(code) < 10 or _is_docstring(source.text, alone, start, start + len(code)):
            continue
        value = _text(code, start, path)
        if not isinstance(value, Text) or not is_whole_statement(value.excerpt.text):
            continue
        end = start + len(code)
        extents.append(Extent(start, end))
        called = _CALLED.search(source.text, max(0, start - 40), start)
        span = Span(path, start, end)
        if called is not None:
            steps.append(Execute(value, called[1], span))
        else:
            steps.append(Keep(value, span))
    return FileFacts(
        path=path,
        language="python",
        functions=(FunctionFacts("", None, (), (), tuple(steps), None, Span(path, 0, 0)),),
        comments=tuple(
            Comment(source.text[start:end], Span(path, start, end))
            for start, end in tokens.comments
            if MAY_SUPPRESS.search(source.text, start, end)
        ),
        extents=tuple(extents),
        unchecked=(Unchecked(Cause.FILE, reason, Span(path, at, at), path),),
    )


_DEFINITION = re.compile(r"(?:\bdef|\bclass)\b[^\n]*:\s*\Z")


def _is_docstring(text: str, alone: set[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a string stands alone on its logical line, or right behind a `def`."""
    if (start, end) in alone:
        return True
    return _DEFINITION.search(text, max(0, start - 300), start) is not None


def _text(code: str, start: int, path: str) -> Value:
    """A literal; the fields of an f-string are unknown."""
    if not has_fields(code):
        return literal(code, start, path)
    raw = is_raw(code)
    parts: list[Value] = []
    spans: list[Span | None] = []
    for part in fields_of(code):
        if isinstance(part, Field):
            parts.append(Unknown(part.expression))
            spans.append(Span(path, start + part.start, start + part.end))
        else:
            begin, end = part
            parts.append(field_text(code[begin:end], start + begin, path, is_raw=raw))
            spans.append(None)
    return template(parts, spans)
