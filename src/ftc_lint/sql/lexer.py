"""A tolerant lexer for SQL of every dialect: tokens with offsets, whatever the text.

    tokenize(text, dialect) -> list[Token]

`dialect` is sqlglot's name for it (`postgres`, `mysql`, `tsql`, `""`, …). Tokens are in order and
do not overlap; between them there is only whitespace and comments. It never raises, and its time
grows linearly with the text. A quote, comment or brace that nothing closes is one OP token, and
reading goes on behind it. See `tokens.Token` for what a token says.

Placeholders are one token each: HOLE when they stand alone, a WORD with `has_hole` when they
stick to a name (`t_{x}`, `{a}_{b}`, `t_%s`). A dot ends a name: `{schema}.{table}` is three
tokens. Two placeholders side by side (`{table}{where}`) stick together too: the second may hold
more than a name. What Python builds comes with its unknown parts as `{expression}`.
"""

from __future__ import annotations

import re

from ftc_lint.sql import pairs
from ftc_lint.sql.dialects import Lexis, lexis
from ftc_lint.sql.patterns import COLON_HOLE, SIMPLE_HOLE, master
from ftc_lint.sql.tokens import Kind, Token, make_token

__all__ = ["Kind", "Token", "tokenize"]

_ESCAPED = {
    "'": re.compile(r"[^'\\]*(?:(?:\\.|'')[^'\\]*)*'", re.DOTALL),
    '"': re.compile(r'[^"\\]*(?:(?:\\.|"")[^"\\]*)*"', re.DOTALL),
}
_PLAIN = {"'": re.compile("[^']*(?:''[^']*)*'"), '"': re.compile('[^"]*(?:""[^"]*)*"')}
_TRIPLE_END = {
    "'''": re.compile(r"(?:[^'\\]|\\.|'(?!''))*'''", re.DOTALL),
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL),
}
_NAME_TAIL = re.compile(r"[\w$]+")
_MORE_HOLE = re.compile(SIMPLE_HOLE)
_HOLE_IN_QUOTES = re.compile(rf"\{{[^{{}}]*\}}|\$\w+|{SIMPLE_HOLE}|{COLON_HOLE}")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_PSQL_COMMAND = re.compile(
    r"\\(?:[!?]|g\w*|d\w*\+?S?|i|ir|include|include_relative|a|bind\w*|c|C|cd|close\w*|connect|conninfo|copy|copyright"
    r"|crosstabview|e|echo|ef|elif|else|encoding|endif|endpipeline|errverbose|ev|f|flush\w*|h|H"
    r"|help|html|if|l\+?|list|lo_\w+|o|out|p|parse|password|print|prompt|pset|q|qecho|quit|r|reset"
    r"|restrict|s|sendpipeline|set|setenv|sf\+?|startpipeline|sv\+?|syncpipeline|t|T|timing"
    r"|unrestrict|unset|w|warn|watch|write|x|z)(?![\w])"
)
_COPY_FROM_STDIN = re.compile(r"(?i)\bfrom\s+p?stdin\b")
_END_OF_DATA = re.compile(r"^\\\.[ \t]*$|^\\\.(?=\r)", re.MULTILINE)
_END_OF_COMMENT = re.compile(r"\*/")
_END_OF_TAG = re.compile("%}")
_END_OF_NOTE = re.compile("#}")
_NEVER_A_PREFIX = frozenset(
    {"FROM", "WHERE", "IN", "VALUES", "SET", "INTO", "AND", "OR", "ON", "BY", "LIMIT"}
)
_COPY_LOOKBACK = 400


def tokenize(text: str, dialect: str) -> list[Token]:
    """All tokens of `text`, read as SQL of `dialect`."""
    return _Lexer(text, lexis(dialect)).run()


class _Lexer:
    """One pass over one text. Handlers append tokens and return where to go on."""

    def __init__(self, text: str, habits: Lexis) -> None:
        self.text = text
        self.habits = habits
        self.tokens: list[Token] = []
        self.statement = 0
        self.executable_depth = 0
        self.delimited = habits.mysql_commands
        self.dead_quotes: set[str] = set()
        self.braces = pairs.braces(text)
        self.comments = pairs.comments(text)
        self.closers = pairs.Closers(text)
        self.comment_end = pairs.Ahead(text, _END_OF_COMMENT)
        self.tag_end = pairs.Ahead(text, _END_OF_TAG)
        self.note_end = pairs.Ahead(text, _END_OF_NOTE)
        self.data_end = pairs.Ahead(text, _END_OF_DATA)
        self.handlers = {
            "end": self._end,
            "quoted": self._quoted,
            "prefixed": self._prefixed,
            "triple": self._triple,
            "alternative": self._alternative,
            "single": self._escaped,
            "double": self._escaped,
            "comment": self._comment,
            "executable": self._executable,
            "closer": self._closer,
            "tag": self._tag,
            "note": self._note,
            "brace": self._brace,
            "dollar": self._dollar,
            "hole": self._hole,
            "hole_name": self._hole_name,
            "ampersand": self._hole,
            "colon": self._colon,
            "mark": self._mark,
            "backslash": self._backslash,
            "delimiter": self._delimiter,
            "command": self._command,
        }

    def run(self) -> list[Token]:
        position: int | None = 0
        while position is not None:
            position = self._sweep(position)
        return self.tokens

    def _sweep(self, position: int) -> int | None:
        """Tokens from `position` on; where to begin again, or None at the end."""
        text, append = self.text, self.tokens.append
        pattern, names = master(self.habits, True)
        kinds = [_INLINE.get(name) for name in names]
        handlers = [self.handlers.get(name) for name in names]
        for match in pattern.finditer(text, position):
            group = match.lastindex
            if group is None:
                continue
            start, end = match.span(group)
            kind = kinds[group]
            if kind is WORD:
                append(make_token((WORD, start, end, text[start:end].upper(), False)))
            elif kind is OP:
                append(make_token((OP, start, end, text[start:end], False)))
            elif kind is not None:
                append(make_token((kind, start, end, "", False)))
            else:
                handler = handlers[group]
                assert handler is not None
                resume = handler(start, end)
                if resume != end:
                    return resume
        return None

    def _add(self, kind: Kind, start: int, end: int, value: str = "", hole: bool = False) -> int:
        self.tokens.append(make_token((kind, start, end, value, hole)))
        return end

    def _op(self, start: int) -> int:
        """The character at `start` as punctuation: what opens here is never closed."""
        return self._add(Kind.OP, start, start + 1, self.text[start])

    # Quotes

    def _quoted(self, start: int, end: int) -> int:
        quoted = self.text[start:end]
        hole = ("{" in quoted or "%" in quoted or "$" in quoted or ":" in quoted) and (
            _HOLE_IN_QUOTES.search(quoted) is not None
        )
        return self._add(Kind.QUOTED, start, end, hole=hole)

    def _escaped(self, start: int, end: int) -> int:
        return self._string(start, end - 1, escapes=True)

    def _prefixed(self, start: int, end: int) -> int:
        return self._string(start, end, escapes=self.text[start] not in "rR")

    def _string(self, start: int, opener: int, escapes: bool) -> int:
        """A string from `start` whose quote stands at `opener`."""
        quote = self.text[opener]
        if quote not in self.dead_quotes:
            match = (_ESCAPED if escapes else _PLAIN)[quote].match(self.text, opener + 1)
            if match:
                return self._add(Kind.STRING, start, match.end())
            self.dead_quotes.add(quote)
        if start < opener:
            self._add(Kind.WORD, start, opener, self.text[start:opener].upper())
        return self._op(opener)

    def _triple(self, start: int, end: int) -> int:
        quotes = self.text[end - 3 : end]
        if quotes not in self.dead_quotes:
            match = _TRIPLE_END[quotes].match(self.text, end)
            if match:
                return self._add(Kind.STRING, start, match.end())
            self.dead_quotes.add(quotes)
        if start < end - 3:
            self._add(Kind.WORD, start, end - 3, self.text[start : end - 3].upper())
        return self._add(Kind.OP, end - 3, end, quotes)

    def _alternative(self, start: int, end: int) -> int:
        bracket = self.text[end - 1]
        closer = {"[": "]", "(": ")", "{": "}", "<": ">"}.get(bracket, bracket) + "'"
        close = self.closers.end_after(closer, end)
        if close is not None:
            return self._add(Kind.STRING, start, close)
        self._add(Kind.WORD, start, end - 2, self.text[start : end - 2].upper())
        return self._string(end - 2, end - 2, escapes=False)

    def _dollar(self, start: int, end: int) -> int:
        close = self.closers.end_after(self.text[start:end], end)
        if close is not None:
            return self._add(Kind.DOLLAR, start, close)
        if end - start > 2:
            return self._hole(start, end - 1)
        return self._op(start)

    # Comments

    def _comment(self, start: int, end: int) -> int:
        close = self.comments.end_of(start) if self.habits.nested_comments else None
        if close is None:
            close = self.comment_end.end_after(end)
        return self._op(start) if close is None else close

    def _executable(self, _start: int, end: int) -> int:
        self.executable_depth += 1
        return end

    def _closer(self, start: int, end: int) -> int:
        if self.executable_depth:
            self.executable_depth -= 1
            return end
        return self._op(start)

    # Placeholders and templates

    def _tag(self, start: int, end: int) -> int:
        close = self.tag_end.end_after(end)
        if close is None:
            return self._op(start)
        return self._add(Kind.TEMPLATE, start, close)

    def _note(self, start: int, end: int) -> int:
        close = self.note_end.end_after(end)
        return self._op(start) if close is None else close

    def _brace(self, start: int, end: int) -> int:
        close = self.braces.end_of(end - 1)
        return self._op(start) if close is None else self._hole(start, close)

    def _mark(self, start: int, end: int) -> int:
        return self._add(Kind.HOLE, start, end, hole=True)

    def _colon(self, start: int, end: int) -> int:
        if self.habits.colon_sticks:
            return self._hole(start, end)
        return self._mark(start, end)

    def _hole_name(self, start: int, end: int) -> int:
        return self._hole(start, end)

    def _hole(self, start: int, end: int) -> int:
        """A placeholder, together with the name and the placeholders it touches."""
        last = self.tokens[-1] if self.tokens else None
        first = start
        if (
            last is not None
            and last.end == start
            and last.kind is Kind.WORD
            and last.value not in _NEVER_A_PREFIX
        ):
            self.tokens.pop()
            first = last.start
        stop = self._name_end(end)
        if first == start and stop == end:
            return self._add(Kind.HOLE, start, end, hole=True)
        return self._add(Kind.WORD, first, stop, self.text[first:stop].upper(), hole=True)

    def _name_end(self, end: int) -> int:
        """How far name characters and placeholders reach from `end`."""
        while True:
            match = _NAME_TAIL.match(self.text, end) or _MORE_HOLE.match(self.text, end)
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
        tokens = self.tokens
        first, self.statement = self.statement, len(tokens) + 1
        self._add(Kind.OP, start, end, ";")
        if first < len(tokens) and tokens[first].value == "COPY":
            words = [token.value for token in tokens[first : first + _COPY_LOOKBACK]]
            if "STDIN" in words and words[words.index("STDIN") - 1] == "FROM":
                return self._data(end)
        return end

    def _data(self, end: int) -> int:
        line = _REST_OF_LINE.match(self.text, end)
        after = line.end() if line else end
        if self.text[end:after].strip():
            return end
        close = self.data_end.end_after(after)
        if close is None:
            return end
        self.statement = len(self.tokens) + 1
        return self._add(Kind.DATA, min(after + 1, close), close)

    def _at_line_start(self, start: int) -> bool:
        before = self.tokens[-1].end if self.tokens else 0
        gap = self.text[before:start]
        return not self.tokens or "\n" in gap or "\r" in gap

    def _between_statements(self) -> bool:
        if not self.tokens:
            return True
        last = self.tokens[-1]
        return last.value == ";" or last.kind in (Kind.META, Kind.DATA, Kind.TEMPLATE)

    def _meta(self, start: int, value: str, end: int) -> int:
        self._add(Kind.META, start, end, value.upper())
        self.statement = len(self.tokens)
        return end

    def _line_end(self, start: int) -> int:
        match = _REST_OF_LINE.match(self.text, start)
        end = match.end() if match else start
        return start + len(self.text[start:end].rstrip())

    def _delimiter(self, start: int, end: int) -> int:
        possible = self.delimited or self._between_statements()
        if not possible or not self._at_line_start(start) or self._line_end(start) != end:
            return self._as_sql(start)
        self.delimited = True
        if self.text[end - 1] == "$":
            self.closers.forget(self.text[start:end].split()[-1])
        return self._meta(start, "DELIMITER", end)

    def _command(self, start: int, _end: int) -> int:
        last = self.tokens[-1].value if self.tokens else ""
        if not self._at_line_start(start) or not (
            self._between_statements() or last in ("/", "GO")
        ):
            return self._as_sql(start)
        line_end = self._line_end(start)
        return self._meta(start, self.text[start:line_end].split()[0], line_end)

    def _as_sql(self, start: int) -> int:
        """The token at `start`, read as SQL: it only looked like a command."""
        pattern, names = master(self.habits, False)
        match = pattern.match(self.text, start)
        assert match is not None
        assert match.lastindex is not None
        name, end = names[match.lastindex], match.end()
        kind = _INLINE.get(name)
        if kind is None:
            return self.handlers[name](start, end)
        value = self.text[start:end]
        return self._add(kind, start, end, value.upper() if kind is WORD else value)

    def _backslash(self, start: int, end: int) -> int:
        command = self.text[end : end + 1]
        line_start = self._at_line_start(start)
        if command in ("n", "r", "t") and not (line_start and command != "n"):
            return end + 1
        if self.habits.mysql_commands:
            if command in ("g", "G"):
                return self._meta(start, "\\G", end + 1)
            if line_start and command in (".", "!"):
                return self._meta(start, "\\" + command, self._line_end(start))
        elif self.habits.psql_commands:
            return self._psql(start, end, command)
        return self._op(start)

    def _psql(self, start: int, end: int, command: str) -> int:
        if command in (";", "."):
            return self._meta(start, "\\" + command, end + 1)
        match = _PSQL_COMMAND.match(self.text, start)
        if match is None:
            return self._op(start)
        line_end = self._line_end(start)
        self._meta(start, match.group(), line_end)
        line = self.text[start:line_end]
        if match.group() == "\\copy" and _COPY_FROM_STDIN.search(line):
            return self._data(line_end)
        return line_end


WORD, OP = Kind.WORD, Kind.OP
_INLINE = {
    "word": Kind.WORD,
    "op": Kind.OP,
    "string": Kind.STRING,
    "number": Kind.NUMBER,
    "variable": Kind.VARIABLE,
}
