"""A tolerant lexer for SQL of every dialect: tokens with offsets, whatever the text.

    tokenize(text, dialect) -> list[Token]

`dialect` is sqlglot's name for it (`postgres`, `mysql`, `tsql`, `""`, …). Tokens are in order and
do not overlap; between them there is only white space and comments. It never raises, and its time
grows linearly with the text. A quote, comment or brace that nothing closes is one OP token, and
reading goes on behind it. See `tokens.Token` for what a token says.

Placeholders are one token each: HOLE when they stand alone, a WORD with `has_hole` when they
stick to a name (`t_{x}`, `{a}_{b}`, `t_%s`). A dot ends a name: `{schema}.{table}` is three
tokens. Two placeholders side by side (`{table}{where}`) stick together too: the second may hold
more than a name. What Python builds comes with its unknown parts as `{expression}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from ftc_lint.sql import clients, pairs
from ftc_lint.sql.batches import WINDOW, batches
from ftc_lint.sql.dialects import Lexis, lexis
from ftc_lint.sql.patterns import COLON_HOLE, NAME_PART, SIMPLE_HOLE, master, string_prefixes
from ftc_lint.sql.tokens import Kind, Lexeme, Token

__all__ = ["Kind", "Token", "lex", "tokenize"]

_Handler = Callable[["_Lexer", int, int], int]

_ESCAPED = {
    "'": re.compile(r"[^'\\]*(?:(?:\\.|'')[^'\\]*)*'", re.DOTALL),
    '"': re.compile(r'[^"\\]*(?:(?:\\.|"")[^"\\]*)*"', re.DOTALL),
}
_PLAIN = {"'": re.compile("[^']*(?:''[^']*)*'")}
_TRIPLE = {
    "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL),
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL),
}
_NAME_TAIL = re.compile(
    rf"{NAME_PART}+(?:\$+{NAME_PART}+)*|{SIMPLE_HOLE}|\$[^\W\d]\w*(?![\w$])|\$(?=\{{)"
)
_HOLE_IN_QUOTES = re.compile(rf"\{{[^{{}}]*\}}|\$\w+|{SIMPLE_HOLE}|{COLON_HOLE}")
_VARIABLE = re.compile(r"@@?[\w$]*")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_END_OF_DATA = re.compile(r"^\\\.[ \t]*(?=[\r\n]|\Z)", re.MULTILINE)
_END_OF_COMMENT = re.compile(r"\*/")
_END_OF_TAG = re.compile("%}")
_END_OF_NOTE = re.compile("#}")
_BRACKETS = {"[": "]", "(": ")", "{": "}", "<": ">"}
_NEVER_A_PREFIX = frozenset(
    {"FROM", "WHERE", "IN", "VALUES", "SET", "INTO", "AND", "OR", "ON", "BY", "LIMIT"}
)
_QUOTES = frozenset("'\"`")
_COPY_LOOKAHEAD = 2000
_WORTH_A_BATCH = 8
_SMALLEST_WINDOW = 1024
_SINGLY = 32

WORD, OP = Kind.WORD, Kind.OP
_INLINE = {
    "word": WORD,
    "op": OP,
    "string": Kind.STRING,
    "number": Kind.NUMBER,
    "variable": Kind.VARIABLE,
}


def tokenize(text: str, dialect: str) -> list[Token]:
    """All tokens of `text`, read as SQL of `dialect`."""
    return [Token._make(lexeme) for lexeme in lex(text, dialect)]


def lex(text: str, dialect: str, without_rows: bool = False, wholes: bool = False) -> list[Lexeme]:
    """The tokens as plain tuples. `without_rows` leaves out most rows of plain literals that are
    followed by another: `(1, 'a'), (2, 'b')`; `wholes` takes some statements as one (`wholes`)."""
    return _Lexer(text, lexis(dialect), without_rows, wholes).run()


def inside(whole: Lexeme, text: str, dialect: str, without_rows: bool = True) -> list[Lexeme]:
    """The tokens of a statement of `text` that was taken as one, its semicolon the last."""
    _, start, end, _, _ = whole
    if text[start - 1] != ";" and without_rows:  # else it would be taken as one again
        plain = batches(lexis(dialect), without_rows, wholes=True)
        tokens, stop = plain.read(text, start, end - start + 1)
        if stop == end:
            return tokens
    tokens = lex(text[start:end], dialect, without_rows)  # perhaps something in it is not plain
    return [(kind, s + start, e + start, value, hole) for kind, s, e, value, hole in tokens]


def first_unclosed(text: str, dialect: str) -> int | None:
    """Where the first quote, comment or tag begins that nothing closes; None if there is none."""
    lexer = _Lexer(text, lexis(dialect), without_rows=True)
    quotes = [token[1] for token in lexer.run() if token[0] is OP and token[3] in _QUOTES]
    found = [*quotes[:1], *([] if lexer.unclosed is None else [lexer.unclosed])]
    return min(found, default=None)


class _Lexer:
    """One pass over one text. Handlers append tokens and return where to go on."""

    def __init__(
        self, text: str, habits: Lexis, without_rows: bool = False, wholes: bool = False
    ) -> None:
        self.text = text
        self.habits = habits
        self.tokens: list[Lexeme] = []
        self.statement = 0  # the first token since the last semicolon
        self.executable_depth = 0
        self.delimiter_seen = habits.mysql_commands
        self.dead_quotes: set[str] = set()
        self.unclosed: int | None = None
        self.braces = pairs.braces(text)
        self.comments = pairs.comments(text)
        self.closers = pairs.Closers(text)
        self.comment_end = pairs.Ahead(text, _END_OF_COMMENT)
        self.tag_end = pairs.Ahead(text, _END_OF_TAG)
        self.note_end = pairs.Ahead(text, _END_OF_NOTE)
        self.data_end = pairs.Ahead(text, _END_OF_DATA)
        self.pattern, names = master(habits)
        self.kinds = [_INLINE.get(name) for name in names]
        self.handlers = [_handler_for(name) for name in names]
        self.prefixes = string_prefixes(habits)
        self.hot_words = self.prefixes | clients.command_words(habits)
        self.batches = batches(habits, without_rows, wholes)
        self.window = WINDOW  # characters: few where batches end early

    def run(self) -> list[Lexeme]:
        position, end = 0, len(self.text)
        singly = 0  # so many tokens are read one by one: a batch is not worth it there
        while position < end:
            if singly:
                singly -= 1
            else:
                before = len(self.tokens)
                position = self._batch(position)
                if len(self.tokens) - before < _WORTH_A_BATCH:
                    singly = _SINGLY
            position = self._step(position)
        return self.tokens

    def _batch(self, position: int) -> int:
        """The plain tokens from `position` on; where the first thing stands that is none."""
        new, end = self.batches.read(self.text, position, self.window)
        used = end - position
        self.window = min(WINDOW, max(_SMALLEST_WINDOW, 4 * used))
        if not new:
            return end  # behind comments, perhaps
        begin = len(self.tokens)
        self.tokens += new
        values = [token[3] for token in new]
        if "COPY" in values or self.tokens[self.statement][3] == "COPY":
            return self._batch_with_copy(begin, end)
        if ";" in values:
            self.statement = len(self.tokens) - values[::-1].index(";")
        return end

    def _batch_with_copy(self, begin: int, end: int) -> int:
        """Looks behind every semicolon of a batch; where data follows, the batch ends."""
        tokens = self.tokens
        for index in range(begin, len(tokens)):
            if tokens[index][3] != ";":
                continue
            if self._copies_from_stdin(index):
                behind = tokens[index + 1 :]
                del tokens[index + 1 :]
                self.statement = index + 1
                at = tokens[index][2]
                resume = self._copy_data(at)
                if resume != at:
                    return resume
                tokens += behind
            self.statement = index + 1
        return end

    def _step(self, position: int) -> int:
        """One token of whatever kind, or one comment; where it ends."""
        match = self.pattern.match(self.text, position)
        assert match is not None  # white space and any character match
        group = match.lastindex
        if group is None:
            return match.end()
        value, end = match[group], match.end()
        start = end - len(value)
        kind = self.kinds[group]
        if kind is WORD:
            value = value.upper()
            if value in self.hot_words:
                return self._hot_word(start, end, value)
            return self._add(WORD, start, end, value)
        if kind is not None:
            return self._add(kind, start, end, value if kind is OP else "")
        handler = self.handlers[group]
        assert handler is not None
        return handler(self, start, end)

    def _add(self, kind: Kind, start: int, end: int, value: str = "", hole: bool = False) -> int:
        self.tokens.append((kind, start, end, value, hole))
        return end

    def _punctuation(self, start: int) -> int:
        """The character at `start` as punctuation: what opens here is never closed."""
        return self._add(OP, start, start + 1, self.text[start])

    def _not_closed(self, start: int) -> None:
        """What opens at `start` is never closed."""
        if self.unclosed is None:
            self.unclosed = start

    def _hot_word(self, start: int, end: int, value: str) -> int:
        """A word that may be the prefix of a string or a client's command."""
        if value in self.prefixes:
            quote = self.text[end : end + 1]
            if quote == "'" or (quote == '"' and self.habits.triple_quotes):
                return self._prefixed(start, end, value)
        elif self._begins_command(start, value):
            line_end = self._line_end(start)
            if clients.is_command(self.text[start:line_end]):
                return self._meta(start, value, line_end)
        return self._add(WORD, start, end, value)

    # Quotes

    def _quoted(self, start: int, end: int) -> int:
        quoted = self.text[start:end]
        hole = ("{" in quoted or "%" in quoted or "$" in quoted or ":" in quoted) and (
            _HOLE_IN_QUOTES.search(quoted) is not None
        )
        return self._add(Kind.QUOTED, start, end, hole=hole)

    def _quote(self, start: int, _end: int) -> int:
        return self._string(start, start, _ESCAPED)

    def _prefixed(self, start: int, end: int, prefix: str) -> int:
        """A string whose quote stands behind a prefix: E'…', r"…", q'[…]'.

        In a raw string too a backslash keeps a quote from closing it.
        """
        if prefix in ("Q", "NQ"):
            return self._alternative(start, end)
        quotes = self.text[end : end + 3]
        if self.habits.triple_quotes and quotes in _TRIPLE:
            return self._string(start, end, _TRIPLE, quotes)
        escapes = self.habits.backslash_escapes or prefix == "E"
        return self._string(start, end, _ESCAPED if escapes else _PLAIN)

    def _triple(self, start: int, end: int) -> int:
        return self._string(start, start, _TRIPLE, self.text[start:end])

    def _string(
        self, start: int, opener: int, bodies: dict[str, re.Pattern[str]], quote: str = ""
    ) -> int:
        """A string from `start`, its quotes at `opener`; without an end it is punctuation."""
        quote = quote or self.text[opener]
        inside = opener + len(quote)
        if quote not in self.dead_quotes:
            match = bodies[quote].match(self.text, inside)
            if match:
                return self._add(Kind.STRING, start, match.end())
            self.dead_quotes.add(quote)
        self._not_closed(start)
        if start < opener:
            self._add(WORD, start, opener, self.text[start:opener].upper())
        return self._add(OP, opener, inside, quote)

    def _alternative(self, start: int, quote: int) -> int:
        bracket = self.text[quote + 1 : quote + 2]
        if self.text[quote] == "'" and bracket.strip():
            close = self.closers.end_after(_BRACKETS.get(bracket, bracket) + "'", quote + 2)
            if close is not None:
                return self._add(Kind.STRING, start, close)
        self._not_closed(start)
        return self._add(WORD, start, quote, self.text[start:quote].upper())

    def _dollar(self, start: int, end: int) -> int:
        close = self.closers.end_after(self.text[start:end], end)
        if close is not None:
            return self._add(Kind.DOLLAR, start, close)
        self._not_closed(start)
        return self._hole(start, end - 1) if end - start > 2 else self._punctuation(start)

    # Comments

    def _comment(self, start: int, end: int) -> int:
        close = self.comments.end_of(start) if self.habits.nested_comments else None
        if close is None:
            close = self.comment_end.end_after(end)
        if close is None:
            self._not_closed(start)
            return self._punctuation(start)
        return close

    def _executable(self, _start: int, end: int) -> int:
        self.executable_depth += 1
        return end

    def _closer(self, start: int, end: int) -> int:
        if not self.executable_depth:
            return self._punctuation(start)
        self.executable_depth -= 1
        return end

    # Placeholders and templates

    def _tag(self, start: int, end: int) -> int:
        close = self.tag_end.end_after(end)
        if close is None:
            self._not_closed(start)
            return self._add(OP, start, end, self.text[start:end])
        return self._add(Kind.TEMPLATE, start, close)

    def _note(self, start: int, end: int) -> int:
        close = self.note_end.end_after(end)
        if close is None:
            self._not_closed(start)
            return self._add(OP, start, end, self.text[start:end])
        return close

    def _brace(self, start: int, end: int) -> int:
        close = self.braces.end_of(end - 1)
        return self._punctuation(start) if close is None else self._hole(start, close)

    def _mark(self, start: int, end: int) -> int:
        return self._add(Kind.HOLE, start, end, hole=True)

    def _colon(self, start: int, end: int) -> int:
        return self._hole(start, end) if self.habits.colon_sticks else self._mark(start, end)

    def _hole(self, start: int, end: int) -> int:
        """A placeholder, together with the name and the placeholders it touches."""
        first = start
        if self.tokens and self.tokens[-1][2] == start:
            last = self.tokens[-1]
            if last[0] is WORD and last[3] not in _NEVER_A_PREFIX:
                first = last[1]
                self.tokens.pop()
        stop = self._name_end(end)
        if first == start and stop == end:
            return self._add(Kind.HOLE, start, end, hole=True)
        return self._add(WORD, first, stop, self.text[first:stop].upper(), hole=True)

    def _name_end(self, end: int) -> int:
        """How far name characters and placeholders reach from `end`."""
        while True:
            match = _NAME_TAIL.match(self.text, end)
            if match:
                end = match.end()
            elif self.text.startswith("{", end) and self.text[end + 1 : end + 2] not in ("%", "#"):
                close = self.braces.end_of(end)
                if close is None:
                    return end
                end = close
            else:
                return end

    # Statements and a client's commands

    def _end(self, start: int, end: int) -> int:
        """A semicolon; behind COPY … FROM stdin the data follows, if its end is there."""
        index = len(self.tokens)
        self._add(OP, start, end, ";")
        copies = self._copies_from_stdin(index)
        self.statement = index + 1
        return self._copy_data(end) if copies else end

    def _copies_from_stdin(self, semicolon: int) -> bool:
        """Whether the statement that the token at `semicolon` ends is COPY … FROM stdin."""
        first = self.statement
        if self.tokens[first][3] != "COPY":
            return False
        words = [token[3] for token in self.tokens[first : min(semicolon, first + _COPY_LOOKAHEAD)]]
        return ("FROM", "STDIN") in pairwise(words)

    def _copy_data(self, end: int) -> int:
        """The lines up to one with `\\.` alone, if there is one."""
        line_end = self._line_end(end)
        behind = self.text[end:line_end].lstrip()
        if behind and not behind.startswith(("--", "/*")):
            return end
        close = self.data_end.end_after(line_end)
        if close is None:
            return end
        begin = line_end + (2 if self.text.startswith("\r\n", line_end) else 1)
        self._add(Kind.DATA, min(begin, close), close)
        self.statement = len(self.tokens)
        return close

    def _begins_command(self, start: int, value: str) -> bool:
        """Whether a client would look for its own commands here."""
        if not self.tokens:
            return True
        last = self.tokens[-1]
        gap = self.text[last[2] : start]
        if "\n" not in gap and "\r" not in gap:
            return False
        if value == "DELIMITER" and self.delimiter_seen:
            return True
        return last[3] in (";", "/", "GO") or last[0] in clients.NO_SQL

    def _line_end(self, start: int) -> int:
        match = _REST_OF_LINE.match(self.text, start)
        end = match.end() if match else start
        return start + len(self.text[start:end].rstrip())

    def _meta(self, start: int, value: str, end: int) -> int:
        self._add(Kind.META, start, end, value.upper())
        self.statement = len(self.tokens)
        if value == "DELIMITER":
            self.delimiter_seen = True
            self.closers.forget(self.text[start:end].split()[-1])
        return end

    def _dot(self, start: int, end: int) -> int:
        if self._begins_command(start, "."):
            return self._meta(start, self.text[start:end], self._line_end(start))
        return self._punctuation(start)

    def _command(self, start: int, end: int) -> int:
        """sqlcmd's `:r file` and its kin."""
        value = self.text[start:end]
        if self._begins_command(start, value):
            return self._meta(start, value, self._line_end(start))
        return self._punctuation(start) if value == "!!" else self._colon(start, end)

    def _script(self, start: int, end: int) -> int:
        """SQL*Plus runs `@file`; elsewhere in a statement it is a variable."""
        if self._begins_command(start, "@"):
            return self._meta(start, self.text[start:end], self._line_end(start))
        match = _VARIABLE.match(self.text, start)
        stop = match.end() if match else end
        return self._add(Kind.VARIABLE, start, stop) if stop > end else self._punctuation(start)

    def _backslash(self, start: int, end: int) -> int:
        letter = self.text[end : end + 1]
        at_line_start = self._begins_command(start, "\\")
        if letter in ("n", "r", "t") and (letter == "n" or not at_line_start):
            return end + 1  # an escape that nobody has read yet: white space
        if self.habits.mysql_commands:
            if letter in ("g", "G"):
                return self._meta(start, "\\G", end + 1)
            if letter in (".", "!") and at_line_start:
                return self._meta(start, "\\" + letter, self._line_end(start))
        elif self.habits.psql_commands:
            return self._psql(start)
        return self._punctuation(start)

    def _psql(self, start: int) -> int:
        name = clients.psql_command(self.text, start)
        if name is None:
            return self._punctuation(start)
        if name in ("\\;", "\\."):
            return self._meta(start, name, start + 2)
        line_end = self._line_end(start)
        self._meta(start, name, line_end)
        if name == "\\copy" and clients.copies_from_stdin(self.text[start:line_end]):
            return self._copy_data(line_end)
        return line_end


@lru_cache(maxsize=64)
def _handler_for(name: str) -> _Handler | None:
    """The method that reads what a group of `patterns.master` is called after. It is not bound: a
    lexer that holds itself would be there, with all of its tokens, until the next collection."""
    handler: _Handler | None = getattr(_Lexer, f"_{name}", None) if name else None
    return handler
