"""Finding the very word that a fix replaces, where a file writes it out."""

from __future__ import annotations

import re

from ftc_lint.files import language
from ftc_lint.text import Source, Span

_BEFORE = re.compile(r"(?<![\w$:@%{&\\])|(?<=\\[nrtfv])")
"""Before a word: not in a longer one, and no `$WORD`, `:WORD`, `{WORD}` or escape of its own."""


def word_at_end(source: Source, span: Span, word: str) -> Span | None:
    """The word that ends a span, if the file writes it out there, in any case; None where it is
    put together, or is a name in the code that stands for it."""
    start = span.end - len(word)
    if start < span.start or source.text[start : span.end].lower() != word.lower():
        return None
    if not _BEFORE.match(source.text, start):
        return None
    return Span(span.path, start, span.end) if is_plain(source, start, span.end) else None


def is_plain(source: Source, start: int, end: int) -> bool:
    """Whether a stretch is text that the file holds for its own sake: in Python, inside one string
    and in no expression of it."""
    if language_of(source) != "python":
        return True
    from ftc_lint.python.literal_text import literal_around

    return literal_around(source.text, start, end) is not None


def in_one_statement(source: Source, start: int, end: int) -> bool:
    """Whether two offsets are in the same statement of a program; of SQL that is known."""
    if language_of(source) != "python":
        return True
    from ftc_lint.python.literal_text import in_one_line

    return in_one_line(source.text, start, end)


def language_of(source: Source) -> str:
    """ "python" (a notebook's code too), "shell" or "sql"."""
    found = language(source.path, source.text[:200].encode("utf-8", "replace"))
    return "python" if found == "notebook" else found


def in_case_of(word: str, model: str) -> str:
    """The word in capitals or small letters, as the model is."""
    return word.lower() if model.islower() else word
