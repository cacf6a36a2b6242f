"""Where the text of string literals stands in a Python file, so that edits stay inside of it."""

from __future__ import annotations

import bisect
import re
from functools import lru_cache

from ftc_lint.python.tokens import Tokens, end_of_field, scan
from ftc_lint.records import dataclass

_OPENING = re.compile(r"([rRbBuUfFtT]{0,2})(\"\"\"|'''|\"|')")


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal: its prefix in lower case, and where the text between its quotes is."""

    prefix: str
    start: int
    end: int

    @property
    def is_raw(self) -> bool:
        """Whether a backslash in it means itself."""
        return "r" in self.prefix

    @property
    def is_formatted(self) -> bool:
        """Whether braces in it hold expressions."""
        return "f" in self.prefix or "t" in self.prefix


def literal_around(text: str, start: int, end: int) -> Literal | None:
    """The string literal of a Python text whose own text holds start..end; None where that is
    code, or an expression in an f-string."""
    tokens = _tokens(text)
    index = bisect.bisect_right(tokens.starts, start) - 1
    if index < 0:
        return None
    opening = _OPENING.match(tokens.texts[index])
    if opening is None:
        return None
    at = tokens.starts[index]
    first, last = at + opening.end(), at + len(tokens.texts[index]) - len(opening[2])
    literal = Literal(opening[1].lower(), first, last)
    if not first <= start <= end <= last:
        return None
    return None if literal.is_formatted and _in_field(text, literal, start, end) else literal


def in_one_line(text: str, start: int, end: int) -> bool:
    """Whether no logical line of a Python text ends between two offsets."""
    starts = [line.start for line in _tokens(text).lines]
    return bisect.bisect_right(starts, start) == bisect.bisect_right(starts, end)


def _in_field(text: str, literal: Literal, start: int, end: int) -> bool:
    """Whether a stretch touches a replacement field."""
    position = literal.start
    while (position := text.find("{", position, end)) >= 0:
        if text.startswith("{{", position):
            position += 2
            continue
        closed = end_of_field(text, position)
        if closed is None or closed > start:
            return True
        position = closed
    return False


@lru_cache(maxsize=4)
def _tokens(text: str) -> Tokens:
    return scan(text)
