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

Edit = tuple[int, int, str]
"""A stretch of text, and what is written over it: as many bytes in each line, as Python counts its
columns in bytes."""


def as_older(text: str, tokens: Tokens) -> str | None:
    """A text with as many bytes in each line; None where there is nothing to write otherwise."""
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
    for start, end, written in sorted(edits):
        if start >= last:
            parts += (text[last:start], written)
            last = end
    return "".join((*parts, text[last:]))


_OPENING = re.compile(r"([rRfFtT]{1,2})(\"\"\"|'''|\"|')")
_BODY = re.compile(r"[^\r\n]")
_ASCII = re.compile(r"[^\r\n\x80-\U0010ffff]")


def _formatted_strings(tokens: Tokens) -> Iterator[Edit]:
    """f-strings and t-strings as f-strings without fields."""
    for code, start in zip(tokens.texts, tokens.starts, strict=True):
        opening = _OPENING.match(code) if has_fields(code) else None
        if opening is None:
            continue
        prefix, quote = opening[1].replace("t", "f").replace("T", "F"), opening[2]
        body = _ASCII.sub("x", code[opening.end() : len(code) - len(quote)])
        if len(quote) == 1 and ("\n" in body or "\r" in body):
            if body[:2] != "xx" or body[-2:] != "xx" or len(body) < 5:
                continue
            body, quote = body[2:-2], quote * 3
        yield start, start + len(code), f"{prefix}{quote}{body}{quote}"


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
            name = match["name"] + " " * (match.start("name") - line.start)
            yield line.start, match.end("name"), name
        closing = _closing(tokens, match.start("then")) if match["then"] == "[" else None
        if closing is not None:
            yield _blank(text, match.start("then"), closing + 1)


def _blank(text: str, start: int, end: int) -> Edit:
    """White space, the line ends in it continued."""
    blank = _BODY.sub(lambda letter: " " * len(letter[0].encode()), text[start:end])
    return start, end, re.sub(r" (?=\r\n|\r|\n)", r"\\", blank)


_EXCEPT = re.compile(r"except\b[ \t]*(\*)?")
_PLAIN = re.compile(r"[^:,()\[\]{}]*")


def _handlers(text: str, tokens: Tokens) -> Iterator[Edit]:
    """`except* E` and `except A, B` as `except A| B`."""
    for line in tokens.lines:
        match = _EXCEPT.match(text, line.start, line.end)
        if match is None:
            continue
        if match[1]:
            yield *match.span(1), " "
        position = match.end()
        while (position := _PLAIN.match(text, position).end()) < line.end:  # type: ignore[union-attr]
            if text[position] == ",":
                yield position, position + 1, "|"
            elif text[position] not in "([{":
                break
            else:
                closing = _closing(tokens, position)
                if closing is None:  # the bracket stands in a string
                    break
                position = closing
            position += 1


def _closing(tokens: Tokens, position: int) -> int | None:
    """Where the bracket at a place is closed; None where none is opened there."""
    index = bisect_left(tokens.starts, position)
    if index == len(tokens.starts) or tokens.starts[index] != position:
        return None
    closer = tokens.closers.get(index)
    return None if closer is None else tokens.starts[closer]
