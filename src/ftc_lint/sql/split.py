"""The statements of a script, and what in it is no SQL.

    split(text, dialect) -> list[StatementText]

Offsets are characters of `text`. A statement comes without its terminator and without comments
and white space around it. It never raises, and its time grows linearly with the text.

What ends a statement: `;`, the current DELIMITER, `GO` on a line of its own, `/` on a line of its
own (Oracle), psql's `\\g` and its kin; in T-SQL also a line that begins with a verb. A `BEGIN` at
the top ends there too, so `BEGIN TRUNCATE t; COMMIT` is three statements, and the statements of an
anonymous block are statements of their own. What does not: a `;` in a string, a dollar-quoted
body, the `BEGIN … END` body of a routine or trigger, the parentheses of a CREATE RULE.

A semicolon that is missing anywhere else leaves two statements in one: see `heads`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from enum import Enum

from ftc_lint.records import dataclass
from ftc_lint.sql import template_blocks
from ftc_lint.sql.bodies import ORACLE_WORDS, WORDS, Body
from ftc_lint.sql.dialects import TSQL
from ftc_lint.sql.lexer import inside, lex
from ftc_lint.sql.tokens import Kind, Lexeme

__all__ = ["StatementText", "TextKind", "split"]


class TextKind(Enum):
    """What a part of a script is."""

    SQL = "sql"
    COMMAND = "command"  # a client's command: \\set, DELIMITER, .mode, :setvar
    INCLUDE = "include"  # a command that runs another file; its name is in `include`
    DATA = "data"  # the lines behind COPY … FROM stdin


@dataclass(frozen=True, slots=True)
class StatementText:
    """One part of a script, `text[start:end]`; its tokens have offsets into the same text.

    `include` is the file named by an INCLUDE, as it is written there, without quotes.
    """

    kind: TextKind
    start: int
    end: int
    tokens: list[Lexeme]
    include: str | None = None


def split(
    text: str, dialect: str, without_rows: bool = False, wholes: bool = False
) -> list[StatementText]:
    """The parts of `text` in order, read as a script of `dialect` (sqlglot's name);
    `without_rows` and `wholes` as for `lexer.lex`."""
    return _Splitter(text, dialect.lower(), without_rows, wholes).run()


_ROUTINES = frozenset({"PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE", "BODY"})
_NO_ROUTINES = frozenset({"TABLE", "VIEW", "INDEX", "SCHEMA", "DATABASE", "RULE", "USER"})
_ROUTINE_LOOKAHEAD = 16
_TRANSACTION_WORDS = frozenset({"WORK", "TRANSACTION", "TRAN"})
_VERBS = frozenset(
    {
        *("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "DROP", "ALTER", "CREATE"),
        *("WITH", "CALL", "EXEC", "EXECUTE", "SET", "DECLARE", "GRANT", "REVOKE", "COPY", "LOCK"),
        *("REPLACE", "IF", "WHILE", "PRINT", "COMMIT", "ROLLBACK"),
    }
)
_LINE_VERBS = frozenset(
    {
        *("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "DROP", "ALTER", "CREATE", "EXEC"),
        *("EXECUTE", "DECLARE", "WHILE", "PRINT", "USE", "COMMIT", "ROLLBACK", "RAISERROR"),
        *("GRANT", "REVOKE", "DENY", "BEGIN", "END", "IF", "SELECT", "SET"),
    }
)
#: Behind one of these no SELECT or SET on a new line belongs to it.
_COMPLETE = frozenset(
    {
        *("DELETE", "TRUNCATE", "DROP", "SET", "EXEC", "EXECUTE", "PRINT", "USE", "COMMIT"),
        *("ROLLBACK", "BEGIN", "DECLARE", "IF", "GRANT", "REVOKE"),
    }
)
_CONTINUES = frozenset(
    {
        *("FOR", "AFTER", "BEFORE", "OF", "OR", "AND", "AS", "GRANT", "REVOKE", "DENY", "EXPLAIN"),
        *("THEN", "WITH", "NOT", ",", "(", ".", "=", "TO", "INSTEAD", "TABLE", "COLUMN", "INTO"),
        *("UNION", "ALL", "EXCEPT", "INTERSECT", "VIEW", "PROCEDURE", "INDEX", "ELSE"),
    }
)
_REFERENTIAL = frozenset({"CASCADE", "NO", "SET", "RESTRICT"})
_PARTS_OF_A_TABLE = frozenset({"COLUMN", "CONSTRAINT", "PERIOD", "INDEX"})
_ENDS = frozenset({";", "GO", "BEGIN", "CREATE"})
_NO_SQL = frozenset({Kind.META, Kind.DATA})
_EDGE = frozenset({Kind.TEMPLATE, Kind.META})
_ENDING_COMMANDS = frozenset(
    {"\\CROSSTABVIEW", "\\WATCH", "\\;", "\\.", "\\I", "\\IR", "\\INCLUDE", "DELIMITER"}
)
_INCLUDES = frozenset(
    {"\\I", "\\IR", "\\INCLUDE", "\\INCLUDE_RELATIVE", "SOURCE", ".READ", ":R", "START"}
)


class _Splitter:
    """One walk over the tokens that can end a statement or open a body."""

    def __init__(self, text: str, dialect: str, without_rows: bool, wholes: bool) -> None:
        self.text = text
        self.dialect = dialect
        self.tsql = dialect in TSQL
        self.oracle = dialect == "oracle"
        self.body_words = ORACLE_WORDS if self.oracle else WORDS
        self.tokens = lex(text, dialect, without_rows, wholes)
        self.parts: list[StatementText] = []
        self.first = 0  # the first token of the statement being read
        self.sql: int | None = None  # its first token that is no template tag, once known
        self.routine: bool | None = None  # whether it creates a routine, once known
        self.delimiter = ";"
        self.body = Body(self.oracle)
        self.body_start = 0
        self.bodies = True
        self.parentheses = 0
        self.last_slash = -1

    def run(self) -> list[StatementText]:
        places = self._places()
        index, whole = 0, Kind.WHOLE
        while index < len(places):
            place = places[index]
            index += 1
            if self.tokens[place][0] is whole:
                if not self._begins_at(place):
                    self._open_wholes(place)
                    places = self._places()
                    index = bisect_left(places, place)
                    continue
                self.first = place + 1
                self._emit(TextKind.SQL, [self.tokens[place]])
            elif place >= self.first:
                self._visit(place)
            if index == len(places) and self.body and self.bodies:
                index = self._give_up_body(places)
        self._close(len(self.tokens), len(self.tokens))
        return self.parts

    def _places(self) -> list[int]:
        """Indices of the tokens worth a look."""
        words = _ENDS | self.body_words | {"RULE"}
        if self.tsql:
            words |= _LINE_VERBS
        if self.oracle:
            words |= {"/"}
        places = self._places_of(words)
        more = self._delimiter_words(places)
        if any(self.tokens[i][3] == "RULE" for i in places):
            more |= {"(", ")"}
        if more:
            places = self._places_of(words | more)
        if self.oracle:
            slashes = [i for i in places if self.tokens[i][3] == "/" and self._alone(i)]
            self.last_slash = slashes[-1] if slashes else -1
        return places

    def _places_of(self, words: Collection[str]) -> list[int]:
        kinds = _NO_SQL | {Kind.TEMPLATE} if template_blocks.MARK in self.text else _NO_SQL
        return [i for i, t in enumerate(self.tokens) if t[3] in words or t[0] in kinds]

    def _delimiter_words(self, places: Iterable[int]) -> frozenset[str]:
        """What the delimiters that DELIMITER sets begin with, as tokens."""
        lines = {
            self.text[token[1] : token[2]].split()[-1]
            for token in map(self.tokens.__getitem__, places)
            if token[3] == "DELIMITER" and token[0] is Kind.META
        }
        firsts = [lex(line, self.dialect)[:1] for line in lines]
        return frozenset(tokens[0][3] for tokens in firsts if tokens)

    def _give_up_body(self, places: list[int]) -> int:
        """A body that no END closes was none: read on flat from where it began."""
        self.bodies = False
        self.body.clear()
        return next(n for n, place in enumerate(places) if place >= self.body_start)

    def _begins_at(self, place: int) -> bool:
        """Whether a statement of its own may begin at a token."""
        is_plain = not self.body and not self.parentheses and self.delimiter == ";"
        return place == self.first and is_plain

    def _open_wholes(self, place: int) -> None:
        """Puts the tokens in place of all statements from here on that were taken as one."""
        tokens = self.tokens[:place]
        for token in self.tokens[place:]:
            if token[0] is Kind.WHOLE:
                tokens += inside(token, self.text, self.dialect)
            else:
                tokens.append(token)
        self.tokens = tokens

    def _visit(self, place: int) -> None:
        token = self.tokens[place]
        value = token[3]
        if token[0] is Kind.META:
            self._command(place)
        elif token[0] is Kind.TEMPLATE:
            if template_blocks.is_edge(self.text[token[1] : token[2]]):
                self.body.clear()
                self._close(place, place + 1)
        elif token[0] is Kind.DATA:
            self._close(place, place + 1)
            self._emit(TextKind.DATA, [token])
        elif self.delimiter != ";":
            self._delimited(place)
        elif value == ";":
            if not (self.body or self.parentheses or self._to_the_end_of_the_batch(place)):
                self._close(place, place + 1)
        elif value in ("GO", "/"):
            if self._alone(place):
                self._end_batch(place)
        elif value in ("(", ")"):
            self._parenthesis(value)
        else:
            self._word(place, value)

    def _word(self, place: int, value: str) -> None:
        if value == "CREATE":
            self._create(place)
        elif value in self.body_words and not self.tsql:
            self._body_word(place, value)
        if value == "BEGIN" and not self.body and place == self._first_sql():
            self._transaction(place)
        elif self.tsql and value in _LINE_VERBS and place > self.first:
            self._line_verb(place, value)

    # Bodies

    def _in_routine(self) -> bool:
        """Whether the statement being read creates a routine or a trigger."""
        if self.routine is None:
            self.routine = self._creates_routine(self._first_sql())
        return self.routine

    def _creates_routine(self, first: int) -> bool:
        if self._value(first) not in ("CREATE", "ALTER"):
            return False
        for token in self.tokens[first + 1 : first + _ROUTINE_LOOKAHEAD]:
            if token[3] in _ROUTINES or (self.oracle and token[3] == "TYPE"):
                return True
            if token[3] in _NO_ROUTINES:
                return False
        return False

    def _to_the_end_of_the_batch(self, place: int) -> bool:
        """Whether a routine goes on behind its semicolons, up to GO or Oracle's slash."""
        return (self.tsql or place < self.last_slash) and self._in_routine()

    def _body_word(self, place: int, value: str) -> None:
        if place == self._first_sql() or not self.bodies or not self._in_routine():
            return
        if place < self.last_slash:
            return
        before, following = self._value(place - 1), self._value(place + 1)
        head = [t[3] for t in self.tokens[self.first : self.first + 6]] if self.oracle else []
        was_open = bool(self.body)
        self.body.read(value, before, following, "PACKAGE" in head or "TYPE" in head)
        if self.body and not was_open:
            self.body_start = place

    def _create(self, place: int) -> None:
        """A routine inside a body that is still open: that body has ended unnoticed."""
        if self.body and self._value(place - 1) == ";" and self._creates_routine(place):
            self.body.clear()
            self._close(place - 1, place)

    def _transaction(self, place: int) -> None:
        """A BEGIN that goes on with a statement ends here."""
        after = place + 1
        if self._value(after) in _TRANSACTION_WORDS:
            after += 1
        if self._value(after) in _VERBS:
            self._close(after, after)

    def _parenthesis(self, value: str) -> None:
        """Parentheses hide a `;` in CREATE RULE only: elsewhere they may be unbalanced."""
        if value == ")":
            self.parentheses = max(0, self.parentheses - 1)
        elif self._creates_rule():
            self.parentheses += 1

    def _creates_rule(self) -> bool:
        first = self._first_sql()
        return self._value(first) == "CREATE" and "RULE" in (
            self._value(first + 1),
            self._value(first + 3),
        )

    # T-SQL

    def _line_verb(self, place: int, value: str) -> None:
        """A verb at the start of a line ends the statement before it."""
        if not self._on_new_line(place) or self._in_routine():
            return
        before, after = self._value(place - 1), self._value(place + 1)
        head = self._value(self._first_sql())
        claimed = (
            before in _CONTINUES
            or after in _REFERENTIAL
            or (head == "WITH" and before == ")")
            or (head == "ALTER" and value in ("DROP", "ALTER") and after in _PARTS_OF_A_TABLE)
            or (head == "INSERT" and value in ("EXEC", "EXECUTE"))
            or (value in ("SELECT", "SET") and head not in _COMPLETE)
        )
        if not claimed:
            self._close(place, place)

    def _end_batch(self, place: int) -> None:
        """GO, perhaps with a count, or Oracle's slash."""
        after = place + 1
        counted = after < len(self.tokens) and self.tokens[after][0] is Kind.NUMBER
        if counted and not self._on_new_line(after):
            after += 1
        self.body.clear()
        self._close(place, after)

    # Places

    def _value(self, index: int) -> str:
        return self.tokens[index][3] if 0 <= index < len(self.tokens) else ""

    def _first_sql(self) -> int:
        """The index of the statement's first token that is no template tag."""
        if self.sql is None:
            self.sql = self.first
            while self.sql < len(self.tokens) and self.tokens[self.sql][0] is Kind.TEMPLATE:
                self.sql += 1
        return self.sql

    def _on_new_line(self, index: int) -> bool:
        if index == 0:
            return True
        gap = self.text[self.tokens[index - 1][2] : self.tokens[index][1]]
        return "\n" in gap or "\r" in gap

    def _alone(self, place: int) -> bool:
        """Whether the token stands on a line of its own, and not as somebody's alias."""
        if not self._on_new_line(place) or self._value(place - 1) in (",", ".", "AS", "SELECT"):
            return False
        after = place + 1
        if after < len(self.tokens) and self.tokens[after][0] is Kind.NUMBER:
            after += 1
        if self._value(after) == ";" and self.tokens[after][0] is not Kind.WHOLE:
            after += 1
        return after >= len(self.tokens) or self._on_new_line(after)

    # Commands and delimiters

    def _command(self, place: int) -> None:
        token = self.tokens[place]
        ends = token[3] in _ENDING_COMMANDS or token[3].startswith("\\G")
        if not ends and self._first_sql() < place:
            return
        self._close(place, place + 1)
        if token[3] == "DELIMITER":
            self.delimiter = self.text[token[1] : token[2]].split()[-1]
            self.body.clear()
        name = self._included(token)
        self._emit(TextKind.COMMAND if name is None else TextKind.INCLUDE, [token], name)

    def _included(self, token: Lexeme) -> str | None:
        """The file that a command runs."""
        words = self.text[token[1] : token[2]].split(None, 1)
        if token[3] in ("@", "@@"):
            return words[0].lstrip("@")
        mysql = token[3] == "\\." and len(words) > 1
        if (token[3] not in _INCLUDES and not mysql) or len(words) < 2:
            return None
        return words[1].strip().rstrip(";").strip().strip("'\"")

    def _delimited(self, place: int) -> None:
        start = self.tokens[place][1]
        if not self.text.startswith(self.delimiter, start):
            return
        stop = start + len(self.delimiter)
        after = place
        while after < len(self.tokens) and self.tokens[after][1] < stop:
            after += 1
        self._close(place, after)

    # Output

    def _close(self, stop: int, resume: int) -> None:
        """The statement being read ends before token `stop`; the next begins at `resume`."""
        first = self.first
        self.first = resume
        self.sql = self.routine = None
        self.parentheses = 0
        while first < stop and self.tokens[first][0] in _EDGE:
            first += 1
        while first < stop and self.tokens[stop - 1][0] in _EDGE:
            stop -= 1
        if first < stop:
            self._emit(TextKind.SQL, self.tokens[first:stop])

    def _emit(self, kind: TextKind, tokens: list[Lexeme], include: str | None = None) -> None:
        self.parts.append(StatementText(kind, tokens[0][1], tokens[-1][2], tokens, include))
