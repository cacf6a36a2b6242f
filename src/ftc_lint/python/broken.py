"""Python that cannot be parsed: its strings are still looked at, and the file is reported."""

from __future__ import annotations

import re

from ftc_lint.evaluate import template
from ftc_lint.facts import Comment, Extent, FileFacts, FunctionFacts
from ftc_lint.flow import Execute, Keep, Step
from ftc_lint.pragmas import MAY_SUPPRESS
from ftc_lint.python.shapes import is_whole_statement
from ftc_lint.python.strings import field_text, literal, prefix_of
from ftc_lint.python.tokens import Tokens, end_of_field
from ftc_lint.text import Source, Span
from ftc_lint.unchecked import Cause, Unchecked
from ftc_lint.values import Text, Unknown, Value

_CALLED = ("execute", "executemany", "executescript", "text", "sql", "query", "run_sql")


def read_broken(source: Source, tokens: Tokens, reason: str) -> FileFacts:
    """The facts of a file that was not parsed: every string that is a whole statement, as kept
    in the module's body, or executed where a call of a driver's name holds it."""
    path = source.path
    steps: list[Step] = []
    alone = {line.first for line in tokens.lines if line.last == line.first + 1}
    extents: list[Extent] = []
    for index, (code, start) in enumerate(zip(tokens.texts, tokens.starts, strict=True)):
        if (
            code[-1] not in "\"'"
            or len(code) < 10
            or _is_docstring(source.text, alone, tokens, index)
        ):
            continue
        value = _text(code, start, path)
        if not isinstance(value, Text) or not is_whole_statement(value.excerpt.text):
            continue
        end = start + len(code)
        extents.append(Extent(start, end))
        name = tokens.texts[index - 2] if index > 1 and tokens.texts[index - 1] == "(" else ""
        span = Span(path, start, end)
        if name in _CALLED:
            steps.append(Execute(value, name, span))
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
        unchecked=(Unchecked(Cause.FILE, reason, Span(path, 0, 0), path),),
    )


_DEFINITION = re.compile(r"(?:\bdef|\bclass)\b[^\n]*:\s*\Z")


def _is_docstring(text: str, alone: set[int], tokens: Tokens, index: int) -> bool:
    """Whether a string stands alone on its logical line, or right behind a `def`."""
    if index in alone:
        return True
    start = tokens.starts[index]
    return _DEFINITION.search(text, max(0, start - 300), start) is not None


def _text(code: str, start: int, path: str) -> Value:
    prefix = prefix_of(code[: min(len(code), 5)].split('"')[0].split("'")[0])
    if "f" not in prefix and "t" not in prefix:
        return literal(code, start, path)
    return _formatted(code, start, path, is_raw="r" in prefix)


def _formatted(code: str, start: int, path: str, *, is_raw: bool) -> Value:
    """An f-string, its fields unknown."""
    quote_at = next(i for i, character in enumerate(code) if character in "\"'")
    width = 3 if code[quote_at : quote_at + 3] in ('"""', "'''") else 1
    position, stop = quote_at + width, len(code) - width
    parts: list[Value] = []
    spans: list[Span | None] = []
    begin = position
    while position < stop:
        opening = code.find("{", position, stop)
        if opening < 0:
            break
        if code.startswith("{{", opening):
            position = opening + 2
            continue
        end = end_of_field(code, opening)
        if end is None or end > stop:
            break
        parts.append(field_text(code[begin:opening], start + begin, path, is_raw=is_raw))
        parts.append(Unknown(code[opening + 1 : end - 1]))
        spans += [None, Span(path, start + opening, start + end)]
        begin = position = end
    parts.append(field_text(code[begin:stop], start + begin, path, is_raw=is_raw))
    return template(parts, [*spans, None])
