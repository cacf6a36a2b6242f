"""Plain tokens, many at a time: nearly all of a text, at the speed of `re` itself.

A batch is one `findall` over a window of the text, and a few passes over the whole list that it
returns; no code of ours runs for a single token but for new words. What is not plain (a
placeholder, a template tag, a prefixed string, a dollar quote, a comment in a comment …) ends the
batch: the lexer reads it by itself, with `patterns.master`, and every plain token means there
what it means here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, repeat
from operator import add

from ftc_lint.sql.clients import command_words
from ftc_lint.sql.dialects import Lexis
from ftc_lint.sql.patterns import NAME_PART, NAME_START, letters
from ftc_lint.sql.tokens import Kind, Lexeme
from ftc_lint.sql.wholes import LITERAL, whole

WINDOW = 16_384
"""Characters read at a time, at most: what ends a batch copies the rest of its window, and a
client's command throws it away."""

_MOST_WORDS = 50_000
_STICKS = "$'\""  # makes something else of a word before it

_ROW = rf"\(\s*{LITERAL}\s*(?:,\s*{LITERAL}\s*)*\)\s*,(?=\s*\(\s*{LITERAL}\s*[,)])"
_Known = tuple["Kind | None", str, int]
_SKIPPED = Kind.DATA  # no token: a comment, or rows


@lru_cache(maxsize=64)
def batches(habits: Lexis, without_rows: bool, wholes: bool) -> Batches:
    """The reader for a dialect, with the words that it has met."""
    return Batches(habits, without_rows, wholes)


class Batches:
    """Reads the plain tokens of texts of one dialect."""

    def __init__(self, habits: Lexis, without_rows: bool, wholes: bool) -> None:
        self._pattern = _plain(habits, without_rows, wholes)
        self._known = _Vocabulary(habits)

    def read(self, text: str, start: int, window: int = WINDOW) -> tuple[list[Lexeme], int]:
        """The plain tokens from `start` on, and where the first thing stands that is none, or is
        cut off by the end of the window."""
        stop = min(len(text), start + window)
        pieces = self._pattern.findall(text, start, stop)
        ends = list(accumulate(map(len, pieces), initial=start))
        while pieces and ends[-1] == stop:  # what is not plain, or was cut off
            pieces.pop()
            ends.pop()
        if not pieces:
            return [], start
        kinds, values, blanks = zip(*map(self._known.__getitem__, pieces), strict=True)
        if None in kinds:  # a word that may be a client's command
            count = kinds.index(None)
            kinds = kinds[:count]
            del ends[count + 1 :]
        starts = map(add, ends, blanks)
        read = list(zip(kinds, starts, ends[1:], values, repeat(False), strict=False))
        if _SKIPPED in kinds:
            read = [lexeme for lexeme in read if lexeme[0] is not _SKIPPED]
        return read, ends[-1]


class _Vocabulary(dict[str, _Known]):
    """What a piece of text is as a token: its kind, None for a client's command, and value."""

    def __init__(self, habits: Lexis) -> None:
        super().__init__()
        self._commands = command_words(habits)
        self._quotes = {"'": Kind.STRING, "`": Kind.QUOTED}
        self._quotes['"'] = Kind.STRING if habits.double_quoted_strings else Kind.QUOTED

    def __missing__(self, piece: str) -> _Known:
        token = piece.lstrip()
        blanks = len(piece) - len(token)
        first = token[0]
        if first in self._quotes:
            return self._quotes[first], "", blanks
        if first in "0123456789":
            return Kind.NUMBER, "", blanks
        if token.startswith(("--", "/*")) or (first == "(" and len(token) > 1):
            return _SKIPPED, "", blanks
        if len(token) > 1 and token.endswith(";"):
            return Kind.WHOLE, ";", blanks
        if len(self) > _MOST_WORDS:
            self.clear()
        kind: Kind | None = Kind.OP
        if first.isalpha() or first == "_" or first > "\x7f":
            token = token.upper()
            kind = None if token in self._commands else Kind.WORD
        known = self[piece] = (kind, token, blanks)
        return known


@lru_cache(maxsize=64)
def _plain(lexis: Lexis, without_rows: bool, wholes: bool) -> re.Pattern[str]:
    """White space and then a token, a comment, rows to be left out, or else all the rest; or a
    whole statement."""
    line_comment = r"--(?=\s)[^\r\n]*" if lexis.dash_comment_needs_space else r"--[^\r\n]*"
    block_comment = r"/\*(?!M?!)[^*/]*\*/" if lexis.executable_comments else r"/\*[^*/]*\*/"
    parts = [
        *([_ROW] if without_rows else []),
        rf"{NAME_START}{NAME_PART}*(?!{letters(_STICKS)})",
        r"[(),=+;]",
        r"(?<=[\w\"\]`})])\." if lexis.dot_commands else r"\.",
        *_strings(lexis),
        rf"[0-9]+(?:\.[0-9]+)?(?!{letters('.$')})",
        r"`[^`{%$:]*`(?!`)",
        r"::|:=|->>?|<=>|[<>!]=|<>|\|\|",
        r"[<>|~^]|-(?!-)|/(?!\*)|\*(?!/)",
        *([] if lexis.bracket_names else [r"[\[\]]"]),
        line_comment,
        block_comment,
    ]
    statement = f"{whole(lexis)}|" if wholes and not lexis.triple_quotes else ""
    return re.compile(rf"{statement}\s*(?:{'|'.join(parts)}|[\s\S]+|\Z)")


def _strings(lexis: Lexis) -> list[str]:
    not_triple = r"(?!'')" if lexis.triple_quotes else ""
    if lexis.backslash_escapes:
        found = [rf"'{not_triple}[^'\\]*'(?!')"]
    else:
        found = [rf"'{not_triple}[^']*(?:''[^']*)*'(?!')"]  # cut off, it ends at no doubled quote
    if lexis.double_quoted_strings:
        triple = r'(?!"")' if lexis.triple_quotes else ""
        return [*found, rf'"{triple}[^"\\]*"(?!")']
    return [*found, r'"[^"{%$:]*"(?!")']
