"""The comments of a file that may hold a suppression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ftc_lint.facts import Comment, FileFacts
from ftc_lint.pragmas import MAY_SUPPRESS, may_suppress
from ftc_lint.text import Source, Span

_IN_GAP = re.compile(r"/\*.*?(?:\*/|\Z)|(?:--|#|//)[^\r\n]*", re.DOTALL | re.IGNORECASE)
_IN_LITERAL = re.compile(r"/\*[^\r\n]*?\*/|--[^\r\n]*")
_MOST_NESTING = 5


def sql_comments(source: Source, dialect: str) -> tuple[Comment, ...]:
    """Comments of an SQL text, and of the function bodies in it, that may hold a suppression."""
    if not may_suppress(source.text):
        return ()
    spans = _sql_spans(source.text, dialect, 0, _MOST_NESTING)
    return tuple(
        Comment(source.text[start:end], Span(source.path, start, end)) for start, end in spans
    )


def comment_spans(source: Source, facts: FileFacts) -> tuple[Span, ...]:
    """Every comment of a file that may hold a suppression: Python's, and SQL's in its strings."""
    spans = [c.span for c in facts.comments if MAY_SUPPRESS.search(c.text)]
    if facts.language != "python":
        return tuple(spans)
    taken = {row for span in spans for row in (source.location(span.start).row,)}
    for match in _IN_LITERAL.finditer(source.text):
        if not MAY_SUPPRESS.search(match.group()):
            continue
        row = source.location(match.start()).row
        within = any(e.start <= match.start() and match.end() <= e.end for e in facts.extents)
        if within and row not in taken:
            spans.append(Span(source.path, match.start(), _without_closer(match)))
    return tuple(sorted(spans))


def _without_closer(match: re.Match[str]) -> int:
    """The end of an SQL comment in a Python string, before the quotes that close the string."""
    text = match.group()
    for closer in ('"""', "'''", '"', "'"):
        at = text.find(closer)
        if at >= 0:
            return match.start() + at
    return match.end()


def _sql_spans(text: str, dialect: str, shift: int, depth: int) -> Iterator[tuple[int, int]]:
    from ftc_lint.sql.lexer import tokenize
    from ftc_lint.sql.tokens import Kind

    position = 0
    for token in tokenize(text, dialect):
        yield from _in_gap(text, position, token.start, shift)
        if token.kind is Kind.DOLLAR and depth:
            body = text[token.start : token.end]
            opening = body.index("$", 1) + 1
            if MAY_SUPPRESS.search(body):
                inner = body[opening:-opening]
                yield from _sql_spans(inner, dialect, shift + token.start + opening, depth - 1)
        position = token.end
    yield from _in_gap(text, position, len(text), shift)


def _in_gap(text: str, start: int, end: int, shift: int) -> Iterable[tuple[int, int]]:
    if end - start < len("--noqa:FTC1"):
        return
    for match in _IN_GAP.finditer(text, start, end):
        if MAY_SUPPRESS.search(match.group()):
            yield match.start() + shift, match.end() + shift
