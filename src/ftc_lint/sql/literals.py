"""What a string literal means, every character with its place in the text around it."""

from __future__ import annotations

import bisect
import re

from ftc_lint.sql.dialects import lexis
from ftc_lint.sql.tokens import Kind, Lexeme
from ftc_lint.text import Excerpt, Run, Span

_DOUBLED = {"'": re.compile("''"), '"': re.compile('""')}
_ESCAPES = {
    "'": re.compile(r"''|\\(?:x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|.)", re.DOTALL),
    '"': re.compile(r'""|\\(?:x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|.)', re.DOTALL),
}
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "0": " "}
_TRIPLES = ("'''", '"""')
_OPENING = re.compile(r"['\"]")


class Places:
    """Maps stretches of an excerpt to the text it came from, in logarithmic time."""

    __slots__ = ("_runs", "_starts")

    def __init__(self, excerpt: Excerpt) -> None:
        self._runs = excerpt.runs
        self._starts = [run.start for run in excerpt.runs]

    def span(self, start: int, end: int) -> Span:
        """Where `excerpt.text[start:end]` is written. The excerpt must not be empty."""
        first, last = self._run(start), self._run(max(start, end - 1))
        low, high = first.span.start, last.span.end
        if _is_exact(first):
            low += max(0, start - first.start)
        if _is_exact(last):
            high = min(high, last.span.start + end - last.start)
        return Span("", low, max(low, high))

    def _run(self, offset: int) -> Run:
        return self._runs[max(0, bisect.bisect_right(self._starts, offset) - 1)]


def _is_exact(run: Run) -> bool:
    return run.end - run.start == run.span.end - run.span.start


def written(text: str, start: int, end: int) -> Excerpt:
    """A stretch of the text, character by character."""
    return Excerpt(text[start:end], (Run(0, end - start, Span("", start, end)),))


def standing_for(replacement: str, start: int, end: int) -> Excerpt:
    """`replacement`, which stands for `text[start:end]`."""
    return Excerpt(replacement, (Run(0, len(replacement), Span("", start, end)),))


def decode(text: str, token: Lexeme, dialect: str) -> Excerpt:
    """The content of a STRING or DOLLAR token."""
    kind, start, end, _, _ = token
    if kind is Kind.DOLLAR:
        tag = text.index("$", start + 1) + 1 - start
        return written(text, start + tag, end - tag)
    opening = _OPENING.search(text, start, end)
    assert opening is not None
    first = opening.start()
    quote = opening.group()
    prefix = text[start:first].upper()
    if text[first : first + 3] in _TRIPLES and end - first >= 6:
        return written(text, first + 3, end - 3)
    if prefix in ("Q", "NQ"):
        return written(text, first + 2, end - 2)
    escapes = prefix == "E" or (lexis(dialect).backslash_escapes and "R" not in prefix)
    pattern = (_ESCAPES if escapes else _DOUBLED)[quote]
    return _decoded(text, first + 1, end - 1, pattern)


def _decoded(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Excerpt:
    parts: list[str] = []
    runs: list[Run] = []
    length = 0
    at = start
    for match in pattern.finditer(text, start, end):
        if match.start() > at:
            runs.append(Run(length, length + match.start() - at, Span("", at, match.start())))
            parts.append(text[at : match.start()])
            length += match.start() - at
        meaning = _meaning(match.group())
        runs.append(Run(length, length + len(meaning), Span("", match.start(), match.end())))
        parts.append(meaning)
        length += len(meaning)
        at = match.end()
    if at < end or not runs:
        runs.append(Run(length, length + end - at, Span("", at, end)))
        parts.append(text[at:end])
    return Excerpt("".join(parts), tuple(runs))


def _meaning(escape: str) -> str:
    if escape[0] != "\\":
        return escape[0]
    letter = escape[1]
    if len(escape) > 2 and letter in "xu":
        return chr(int(escape[2:], 16))
    return _CONTROL.get(letter, letter)
