"""Syntax newer than the Python that runs, as older syntax of the same meaning at the same places.

The tree that comes of it is only walked for what a program does to a database: parameters of types
may go, and fields of f-strings are read from the text, not from the tree.

Source: PEP 654 (`except*`), PEP 695 and 696 (parameters of types, `type`), PEP 701 (quotes and line
ends in fields), PEP 750 (t-strings), PEP 758 (`except A, B`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from ftc_lint.python.strings import has_fields
from ftc_lint.python.tokens import Tokens

Edit = tuple[int, str]
"""An offset, and what is written over the text there."""


def as_older(text: str, tokens: Tokens) -> str | None:
    """A text of the same length, line by line; None where there is nothing to write otherwise."""
    if tokens.problem:
        return None
    edits = [
        *_formatted_strings(tokens),
        *_type_parameters(text, tokens),
        *_handlers(text, tokens),
    ]
    if not edits:
        return None
    parts: list[str] = []
    last = 0
    for start, written in sorted(edits):
        if start >= last:
            parts += (text[last:start], written)
            last = start + len(written)
    return "".join((*parts, text[last:]))


_OPENING = re.compile(r"([rRfFtT]{1,2})(\"\"\"|'''|\"|')")
_BODY = re.compile(r"[^\r\n]")


def _formatted_strings(tokens: Tokens) -> Iterator[Edit]:
    """f-strings and t-strings as f-strings without fields."""
    for code, start in zip(tokens.texts, tokens.starts, strict=True):
        opening = _OPENING.match(code) if has_fields(code) else None
        if opening is None:
            continue
        prefix, quote = opening[1].replace("t", "f").replace("T", "F"), opening[2]
        body = _BODY.sub("x", code[opening.end() : len(code) - len(quote)])
        if len(quote) == 1 and body.count("x") != len(body):
            if body[:2] != "xx" or body[-2:] != "xx" or len(body) < 5:
                continue
            body, quote = body[2:-2], quote * 3
        yield start, f"{prefix}{quote}{body}{quote}"


_PARAMETERS = re.compile(
    r"(?:async[ \t]+)?(?:def|class|(?P<alias>type[ \t]+))[ \t]*(?P<name>\w+)[ \t]*(?P<then>\[|=)?"
)


def _type_parameters(text: str, tokens: Tokens) -> Iterator[Edit]:
    """`def first[T](…)` and `class Box[T]` without brackets, `type X = …` as an assignment."""
    for line in tokens.lines:
        match = _PARAMETERS.match(text, line.start, line.end)
        if match is None or match["then"] is None:
            continue
        if match["alias"]:
            yield line.start, match["name"] + " " * (match.start("name") - line.start)
        if match["then"] == "[":
            opened = bisect_left(tokens.starts, match.start("then"))
            yield _blank(text, match.start("then"), tokens.starts[tokens.closers[opened]] + 1)


def _blank(text: str, start: int, end: int) -> Edit:
    """White space, the line ends in it continued."""
    blank = _BODY.sub(" ", text[start:end])
    return start, re.sub(r" (?=\r\n|\r|\n)", r"\\", blank)


_EXCEPT = re.compile(r"except\b[ \t]*(\*)?")
_PLAIN = re.compile(r"[^:,()\[\]{}]*")


def _handlers(text: str, tokens: Tokens) -> Iterator[Edit]:
    """`except* E` and `except A, B` as `except A| B`."""
    for line in tokens.lines:
        match = _EXCEPT.match(text, line.start, line.end)
        if match is None:
            continue
        if match[1]:
            yield match.start(1), " "
        position = match.end()
        while (position := _PLAIN.match(text, position).end()) < line.end:  # type: ignore[union-attr]
            if text[position] == ",":
                yield position, "|"
            elif text[position] not in "([{":
                break
            else:
                opened = bisect_left(tokens.starts, position)
                position = tokens.starts[tokens.closers[opened]]
            position += 1
