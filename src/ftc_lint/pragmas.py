"""Suppressions as comments write them.

# ftc-lint: ignore[FTC101, until=2027-01-31] the reason
-- ftc-lint: ignore-file[FTC301] the reason
# noqa: FTC101
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ftc_lint.records import dataclass, replace
from ftc_lint.text import Source, Span

_START = re.compile(
    r"ftc-lint:|(?:(?:ruff|flake8):[ \t]*)?\bnoqa[ \t]*:[ \t]*(?=[A-Z])", re.IGNORECASE
)
_IGNORE = re.compile(
    r"[ \t]*(ignore-file|ignore)(?![\w-])[ \t]*(\[[^\]\n]*\])?[ \t:]*", re.IGNORECASE
)
_ATTEMPT = re.compile(
    r"[ \t]*((?:ignore|disable|skip|noqa|nolint|off|allow|suppress)[\w-]*)", re.IGNORECASE
)
_CODES = re.compile(r"[A-Z]+[0-9]+(?:[ \t]*,[ \t]*|[ \t]+(?=[A-Z]+[0-9]))?", re.IGNORECASE)
_OURS = re.compile(r"FTC[0-9]+", re.IGNORECASE)
_LINE_COMMENT = re.compile(r"#|--|//")

MAY_SUPPRESS = re.compile(r"ftc-lint:|noqa[ \t]*:[^\n]*ftc[0-9]", re.IGNORECASE)
"""Text without a match holds no suppression."""


def may_suppress(text: str) -> bool:
    """Whether a whole text may hold a suppression."""
    if text.isascii() and "ftc" not in text.lower():  # many times as fast as the expression
        return False
    return MAY_SUPPRESS.search(text) is not None


@dataclass(frozen=True, slots=True)
class Word:
    """A code or a rule's name in a suppression, with its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Suppression:
    """One suppression. `span` is from its keyword to its closing bracket, `comment` the whole
    comment. `problem` says why it is refused and suppresses nothing. `expired`, `unknown` (words
    that name no rule) and `unused` (words that suppressed nothing) are what the run found. `listed`
    is everything its list names, other tools' codes and the date too; `end` is where the next one
    in the comment begins, or the comment ends."""

    span: Span
    comment: Span
    words: tuple[Word, ...]
    whole_file: bool = False
    is_noqa: bool = False
    reason: str = ""
    until: date | None = None
    problem: str = ""
    expired: bool = False
    unknown: tuple[Word, ...] = ()
    unused: tuple[Word, ...] = ()
    listed: tuple[Word, ...] = ()
    end: int = 0


def suppressions_in(source: Source, comments: Iterable[Span]) -> Iterator[Suppression]:
    """The suppressions in the comments of a file, in order."""
    for comment in comments:
        text = source.text[comment.start : comment.end]
        starts = list(_START.finditer(text))
        for index, start in enumerate(starts):
            end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
            body = text[start.end() : end]
            if "noqa" in start.group().lower():
                found = _noqa(start, body, comment)
            else:
                found = _ignore(start, body, comment)
            if found is not None:
                yield replace(found, end=comment.start + end)


def _ignore(start: re.Match[str], body: str, comment: Span) -> Suppression | None:
    match = _IGNORE.match(body)
    begin = comment.start + start.start()
    offset = comment.start + start.end()
    if match is None:
        attempt = _ATTEMPT.match(body)
        if attempt is None:
            return None
        span = Span(comment.path, begin, offset + attempt.end())
        return Suppression(span, comment, (), problem=f'"{attempt[1]}" is not understood')
    head = match.group().rstrip(" \t:")
    span = Span(comment.path, begin, offset + len(head))
    listed, until, problem = _bracket(match, offset, comment.path)
    words = tuple(word for word in listed if not _is_date(word))
    return Suppression(
        span, comment, words, match[1].lower() == "ignore-file", False,
        _reason(body[match.end() :]), until, problem, listed=listed,
    )  # fmt: skip


def _bracket(
    match: re.Match[str], offset: int, path: str
) -> tuple[tuple[Word, ...], date | None, str]:
    """What the brackets list, the date in it, and what is wrong with them."""
    if match[2] is None:
        return (), None, "it names no rule"
    words: list[Word] = []
    until: date | None = None
    problem = ""
    position = match.start(2) + 1
    for part in match[2][1:-1].split(","):
        word = part.strip()
        at = offset + position + len(part) - len(part.lstrip())
        position += len(part) + 1
        if not word:
            continue
        words.append(Word(word, Span(path, at, at + len(word))))
        if _is_date(words[-1]):
            try:
                until = date.fromisoformat(word.partition("=")[2].strip())
            except ValueError:
                problem = f"{word} is not a date as in until=2027-01-31"
    if all(map(_is_date, words)) and not problem:
        problem = "it names no rule"
    return tuple(words), until, problem


def _is_date(word: Word) -> bool:
    return word.text.lower().replace(" ", "").startswith("until=")


def _noqa(start: re.Match[str], body: str, comment: Span) -> Suppression | None:
    offset = comment.start + start.end()
    position = 0
    listed: list[Word] = []
    while match := _CODES.match(body, position):
        position = match.end()
        code, at = match.group().rstrip(", \t"), offset + match.start()
        listed.append(Word(code, Span(comment.path, at, at + len(code))))
    words = tuple(word for word in listed if _OURS.fullmatch(word.text))
    if not words:
        return None
    span = Span(comment.path, comment.start + start.start(), words[-1].span.end)
    whole_file = ":" in start.group()[: start.group().lower().index("noqa")]
    reason = _reason(body[position:])
    return Suppression(span, comment, words, whole_file, True, reason, listed=tuple(listed))


def _reason(text: str) -> str:
    """The words after the brackets, without what ends or begins a comment."""
    text = text.strip().removesuffix("*/").strip()
    while text and (tail := _LINE_COMMENT.search(text, max(0, len(text) - 2))):
        text = text[: tail.start()].rstrip()
    return text.lstrip("-—–: \t")
