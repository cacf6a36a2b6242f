"""Statements that are taken as one token: the thousands of a dump that are alike but for literals.

`INSERT INTO t (a, b) VALUES (1, 'x');` does what any INSERT does that says the same before its
values; `COMMENT ON TABLE t IS 'x';` does nothing, and so does the index of plain columns; what a
plain CREATE, ALTER or DROP TABLE does is known by its skeleton (`skeletons`). What is taken so
stands behind a semicolon, ends at its own, and holds plain tokens only (see `batches`): the lexer
would have made the same of it wherever it stands, so that whoever finds that it is no statement of
its own (in a routine's body, under another DELIMITER) can have its tokens.
"""

from __future__ import annotations

import re
from enum import Enum

from ftc_lint.sql.dialects import Lexis
from ftc_lint.sql.heads import VERBS

LITERAL = r"(?:'[^'\\]*(?:''[^'\\]*)*'|-?[0-9]+(?:\.[0-9]+)?|(?i:null|true|false))"
"""A plain literal, if a comma, a parenthesis or a semicolon follows."""

# A name, on the line that it began on: a GO on a line of its own ends a batch. In ASCII only: it
# takes a millisecond to compile each set with all the letters there are.
_WORD = r"[A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_$'\"]|[^\x00-\x7f])"
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
# Names, numbers, brackets and strings, with no line that begins with what a client would take.
_RUN = r"[A-Za-z0-9_ \t(),=<>+*.]*(?:::[A-Za-z0-9_ \t(),=<>+*.]*)*"
_LINE_END = r"\r?\n(?!\s*(?i:go|delimiter|source)\b)"
_STRING = r"(?<![A-Za-z0-9_])'[^'\\]*(?:''[^'\\]*)*'(?!')"
_DDL = (
    rf"(?i:(?:create|alter|drop)[ \t]+table|truncate)\b{_RUN}(?:(?:{_LINE_END}|{_STRING}){_RUN})*"
)


class WholeKind(Enum):
    """What is taken as one token."""

    ROWS = "rows"
    INDEX = "index"
    COMMENT = "comment"
    DDL = "ddl"


def whole(lexis: Lexis) -> str:
    """The expression for what is taken as one token in a dialect, with the white space before it.
    In T-SQL a verb on a line of its own begins a statement."""
    kinds = [rf"{_INTO}\s*{_ROW}(?:,\s*{_ROW})*", _COMMENT, _INDEX]
    if not lexis.sqlcmd_commands:
        kinds.append(_DDL)
    return rf"(?<=;)\s*(?:{'|'.join(kinds)});"


def kind_of(text: str, start: int) -> WholeKind:
    """What begins at `start` of a text, if it was taken as one token."""
    first = text[start]
    if first in "iIrR":
        return WholeKind.ROWS
    if first not in "cC" or _TABLE.match(text, start):
        return WholeKind.DDL
    return WholeKind.COMMENT if text[start + 1] in "oO" else WholeKind.INDEX


_TABLE = re.compile(r"(?i:create[ \t]+table)")
_WORDS = re.compile(r"[A-Z]+")
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
    """Whether a CREATE INDEX that is one token does nothing that is of interest: no name in it may
    be a verb that begins a statement."""
    return VERBS.isdisjoint(_WORDS.findall(text[start:end].upper())[1:])
