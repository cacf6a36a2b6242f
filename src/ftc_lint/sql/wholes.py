"""Statements that are taken as one token: the thousands of a dump that are alike but for literals.

`INSERT INTO t (a, b) VALUES (1, 'x');` does what any INSERT does that says the same before its
values; `COMMENT ON TABLE t IS 'x';` does nothing, and so does the index of plain columns. What is
taken so stands behind a semicolon, ends at its own, and holds plain tokens only (see `batches`):
the lexer would have made the same of it wherever it stands, so that whoever finds that it is no
statement of its own (in a routine's body, under another DELIMITER) can have its tokens.
"""

from __future__ import annotations

import re

from ftc_lint.sql.heads import VERBS
from ftc_lint.sql.patterns import NAME_PART, NAME_START

LITERAL = r"(?:'[^'\\]*(?:''[^'\\]*)*'|-?[0-9]+(?:\.[0-9]+)?|(?i:null|true|false))"
"""A plain literal, if a comma, a parenthesis or a semicolon follows."""

# A name, on the line that it began on: a GO on a line of its own ends a batch.
_WORD = rf"[{NAME_START}][{NAME_PART}]*(?![{NAME_PART}$'\"])"
_PART = rf"(?:{_WORD}|`[^`{{%$:\r\n]*`(?!`)|\"[^\"{{%$:\r\n]*\"(?!\"))"
_NAME = rf"{_PART}(?:\.{_PART})*"
_NAMES = rf"\([ \t]*{_PART}[ \t]*(?:,[ \t]*{_PART}[ \t]*)*\)"
_ROW = rf"\(\s*{LITERAL}\s*(?:,\s*{LITERAL}\s*)*\)\s*"

_INTO = (
    rf"(?i:insert|replace)[ \t]+(?:{_WORD}[ \t]+){{0,2}}(?i:into)[ \t]+{_NAME}[ \t]*"
    rf"(?:{_NAMES}\s*)?(?i:values)"
)
_COMMENT = (
    rf"(?i:comment[ \t]+on)[ \t]+(?:{_WORD}[ \t]+){{1,2}}{_NAME}[ \t]+(?i:is)[ \t]+{LITERAL}\s*"
)
_INDEX = (
    rf"(?i:create[ \t]+(?:unique[ \t]+)?index)[ \t]+(?:{_NAME}[ \t]+)?(?i:on)[ \t]+{_NAME}[ \t]*"
    rf"{_NAMES}\s*"
)
WHOLE = rf"(?<=;)\s*(?:{_INTO}\s*{_ROW}(?:,\s*{_ROW})*|{_COMMENT}|{_INDEX});"
"""What is taken as one token, with the white space before it."""

_WORDS = re.compile(r"[A-Z]+")
_COMMENTS = ("COMMENT", "comment")
_VALUES = ("VALUES", "values")
_BEHIND_VALUES = frozenset(" \t\r\n(")


def before_values(text: str, start: int, end: int) -> int:
    """Where the VALUES of an INSERT that is one token ends; -1 where it is no INSERT, or a name in
    it, or its way of writing VALUES, leaves that to its tokens."""
    for word in _VALUES:
        at = text.find(word, start, end)
        if at >= 0:
            at += len(word)
            return at if text[at] in _BEHIND_VALUES else -1
    return -1


def does_nothing(text: str, start: int, end: int) -> bool:
    """Whether a COMMENT or a CREATE INDEX that is one token does nothing that is of interest: no
    name in it may be a verb that begins a statement."""
    if text.startswith(_COMMENTS, start):
        return True
    words = _WORDS.findall(text[start:end].upper())
    return words[0] == "COMMENT" or (words[0] == "CREATE" and VERBS.isdisjoint(words[1:]))
