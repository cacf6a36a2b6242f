"""One statement's tokens to operations: finds the verbs, bounds what each may read, reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ftc_lint.operations import Kind, Operation
from ftc_lint.records import dataclass
from ftc_lint.sql import nested, unloads
from ftc_lint.sql.alike import read_alike, shape_of
from ftc_lint.sql.alter import read_alter
from ftc_lint.sql.create import read_create_table, read_select_into, table_position
from ftc_lint.sql.cursor import Cursor, Output, pair_up
from ftc_lint.sql.dialects import TSQL
from ftc_lint.sql.dml import read_delete, read_truncate, read_update
from ftc_lint.sql.drops import read_drop, read_rename
from ftc_lint.sql.dynamic import note_assignments
from ftc_lint.sql.heads import VERBS, heads
from ftc_lint.sql.inserts import read_insert, read_merge, read_replace
from ftc_lint.sql.lexer import inside
from ftc_lint.sql.queries import read_ctes, read_query, read_tables
from ftc_lint.sql.skeletons import read_by_skeleton
from ftc_lint.sql.switches import (
    read_pragma,
    read_reset,
    read_set,
    read_set_config,
    read_trigger_state,
)
from ftc_lint.sql.tokens import Kind as TokenKind
from ftc_lint.sql.tokens import Lexeme
from ftc_lint.sql.transactions import read_transaction
from ftc_lint.sql.wholes import WholeKind, before_values, does_nothing, kind_of

_READERS: dict[str, Callable[[Cursor], None]] = {
    "TRUNCATE": read_truncate,
    "DELETE": read_delete,
    "UPDATE": read_update,
    "INSERT": read_insert,
    "REPLACE": read_replace,
    "MERGE": read_merge,
    "DROP": read_drop,
    "ALTER": read_alter,
    "RENAME": read_rename,
    "COPY": unloads.read_copy,
    "EXPORT": unloads.read_export,
    "VACUUM": unloads.read_vacuum,
    "UNLOAD": nested.read_unload,
    "PREPARE": nested.read_prepare,
    "DO": nested.read_do,
    "SET": read_set,
    "RESET": read_reset,
    "PRAGMA": read_pragma,
    "DISABLE": read_trigger_state,
    "ENABLE": read_trigger_state,
}
_TRANSACTIONS = frozenset({"BEGIN", "START", "COMMIT", "ROLLBACK", "END", "ABORT"})
_ENDINGS = frozenset({"COMMIT", "ROLLBACK"})
_FIRST_ONLY = frozenset({"ENABLE", "EXPORT"})
_STARTERS = frozenset(
    "INSERT UPDATE DELETE MERGE TRUNCATE DROP ALTER CREATE EXEC EXECUTE BEGIN COMMIT ROLLBACK "
    "GRANT REVOKE DECLARE COPY PRAGMA".split()
)
_ENDED_BY_QUERY = frozenset({"DELETE", "UPDATE", "TRUNCATE", "DROP", "ALTER"})
_ENDED = _ENDED_BY_QUERY | {
    *("INSERT", "REPLACE", "MERGE", "SELECT", "SET", "EXEC", "EXECUTE", "COMMIT", "ROLLBACK"),
    *("BEGIN", "DECLARE", "PRAGMA", "GRANT", "REVOKE"),
}
_SILENT = frozenset({"GRANT", "REVOKE", "DENY", "AUDIT"})
_QUERY_PARENTS = frozenset({"BEGIN", "DECLARE", "IF"})
_FUNCTIONS = nested.RUNS_STRINGS | nested.SCHEDULES | {"SET_CONFIG"}
_LONG = 400
_MARKS = VERBS | _FUNCTIONS | {"(", ")", ";"}
_NO_ROWS = frozenset({"INDEX", "UNIQUE", "SEQUENCE", "TYPE", "DOMAIN", "EXTENSION", "ROLE"})
_WITH_VALUES = frozenset({"INSERT", "REPLACE"})
_HARMLESS = frozenset({"COMMENT", "DESC", "DESCRIBE"})


@dataclass(slots=True)
class _Head:
    """A verb at a head position: what it stands in, and where what it says ends."""

    index: int
    verb: str
    parent: _Head | None
    limit: int
    _root: _Head | None

    @property
    def root(self) -> _Head:
        return self if self._root is None else self._root


def read_statement(tokens: Sequence[Lexeme], out: Output, in_body: bool) -> None:
    """Leaves every operation of one statement in `out`. `in_body`: a routine's body, where BEGIN
    opens a block and SELECT … INTO fills a variable."""
    first = tokens[0][3]
    if first in _HARMLESS:
        return
    singly = first in _WITH_VALUES and _values(tokens) is not None
    shape = None if singly else shape_of(tokens, out, in_body)
    if shape is None:
        _read_singly(tokens, out, in_body)
    else:
        read_alike(shape, tokens, out, in_body, _read_singly)


def read_whole(whole: Lexeme, out: Output, in_body: bool) -> None:
    """The same for a statement that was taken as one token (see `wholes`)."""
    _, start, end, _, _ = whole
    kind = kind_of(out.text, start)
    if kind is WholeKind.DDL:
        read_by_skeleton(whole, out, in_body, _read_singly)
    elif kind is WholeKind.ROWS:
        values = before_values(out.text, start, end)
        written = out.text[start:values] if values >= 0 else ""
        if out.inserts.goes_on(written, start, end, out.text):
            return
        if not out.inserts.do(written, start, out.operations):
            read_statement(inside(whole, out.text, out.dialect)[:-1], out, in_body)
        if out.path:
            out.inserts.begin(written, start, end, out.operations)
    elif kind is WholeKind.INDEX and not does_nothing(out.text, start, end):
        read_statement(inside(whole, out.text, out.dialect)[:-1], out, in_body)


def _read_singly(tokens: Sequence[Lexeme], out: Output, in_body: bool) -> None:
    marks = [i for i, token in enumerate(tokens) if token[3] in _MARKS or token[4]]
    count = len(tokens)
    tokens, marks = _without_values(tokens, marks)
    if len(tokens) < count and not out.dynamic:
        _read_insert_again(tokens, marks, out, in_body)
        return
    _read(tokens, marks, out, in_body)


def _read_insert_again(
    tokens: Sequence[Lexeme], marks: list[int], out: Output, in_body: bool
) -> None:
    """An INSERT … VALUES, read only if none was written like it before: what a dump repeats for
    every row."""
    start, written = tokens[0][1], out.text[tokens[0][1] : tokens[-1][2]]
    if out.inserts.do(written, start, out.operations):
        return
    before, unread = len(out.operations), len(out.unchecked)
    _read(tokens, marks, out, in_body)
    if len(out.unchecked) == unread:
        out.inserts.note(written, start, out.operations[before:])


def _read(tokens: Sequence[Lexeme], marks: list[int], out: Output, in_body: bool) -> None:
    """A statement whose `marks` are the places of verbs, functions, placeholders and so on."""
    first = tokens[0][3]
    if marks == [0]:
        found = marks
    else:
        found = [i for i in marks if tokens[i][3] in VERBS or tokens[i][4]]
    if found == [0] and first == "CREATE" and len(tokens) > 1 and tokens[1][3] in _NO_ROWS:
        return
    if found != [0]:
        found = heads(tokens, out.dialect) if found else []
    if first in _FIRST_ONLY:
        found = [0]
    functions = [i for i in marks if tokens[i][3] in _FUNCTIONS]
    if not found and not functions and not out.dynamic:
        return
    pairs = pair_up(tokens, marks)
    if out.dynamic:
        note_assignments(Cursor(tokens, pairs, 0, len(tokens), out))
    _Scan(tokens, pairs, out, in_body).run(found, functions, marks)


def _without_values(
    tokens: Sequence[Lexeme], marks: list[int]
) -> tuple[Sequence[Lexeme], list[int]]:
    """An INSERT … VALUES without its values, if they hold no verb."""
    if tokens[0][3] not in _WITH_VALUES:
        return tokens, marks
    values = _values(tokens)
    if values is None or any(i > values and tokens[i][3] not in "();" for i in marks):
        return tokens, marks
    return tokens[: values + 1], [i for i in marks if i < values]


def _values(tokens: Sequence[Lexeme]) -> int | None:
    """The index of an INSERT's VALUES."""
    return next((i for i in range(min(len(tokens), _LONG)) if tokens[i][3] == "VALUES"), None)


class _Scan:
    """One pass over the heads of one statement."""

    def __init__(
        self, tokens: Sequence[Lexeme], pairs: dict[int, int], out: Output, in_body: bool
    ) -> None:
        self.tokens = tokens
        self.pairs = pairs
        self.out = out
        self.in_body = in_body
        self.tsql = out.dialect in TSQL

    def run(self, found: list[int], functions: list[int], marks: list[int]) -> None:
        """Reads the verbs at `found` and the calls at `functions`; `marks` hold them and all
        parentheses and semicolons."""
        out = self.out
        out.ctes = {}
        function, before = out.function, len(out.operations)
        if found == [0]:
            bounded = [_Head(0, self.tokens[0][3], None, len(self.tokens), None)]
        else:
            bounded = self._bound(found, marks)
        skipped: set[int] = set()
        for head in bounded:
            if head.parent is not None and head.parent.index in skipped:
                skipped.add(head.index)
                continue
            if head.verb in _SILENT or (head.verb == "EXPLAIN" and not self._executes(head)):
                skipped.add(head.index)
                continue
            self._read(head)
        for index in functions:
            self._function(index)
        if out.ctes and len(out.operations) > before + 1:
            _put_copies_first(out.operations, before)
        out.function = function

    def _bound(self, found: list[int], marks: list[int]) -> list[_Head]:
        """The heads with their parents and limits."""
        tokens, end = self.tokens, len(self.tokens)
        closers = set(self.pairs.values())
        wanted = set(found)
        if not wanted.issubset(marks):
            marks = sorted(wanted.union(marks))
        result: list[_Head] = []
        levels: list[list[_Head]] = [[]]
        for index in marks:
            value = tokens[index][3]
            if index in wanted:
                self._open(index, value, levels, result)
            elif value == "(" and index in self.pairs:
                levels.append([])
            elif value == ")" and index in closers:
                _close(levels.pop(), index)
            elif value == ";":
                _close(levels[-1], index)
                levels[-1] = []
        for level in levels:
            _close(level, end)
        return result

    def _open(self, index: int, verb: str, levels: list[list[_Head]], result: list[_Head]) -> None:
        level = levels[-1]
        if level and level[-1].verb == "ALTER" and not self.tsql and verb in ("DROP", "ALTER"):
            return  # ALTER TABLE … DROP INDEX, ALTER PUBLICATION … DROP TABLE
        while level and _ends(level[-1].verb, verb):
            level.pop().limit = index
        parent = next((other[-1] for other in reversed(levels) if other), None)
        head = _Head(index, verb, parent, -1, parent.root if parent else None)
        level.append(head)
        result.append(head)

    def _read(self, head: _Head) -> None:
        out, verb = self.out, head.verb
        root = head.root
        out.statement = out.span(self.tokens[root.index][1], self.tokens[root.limit - 1][2])
        cursor = Cursor(self.tokens, self.pairs, head.index, head.limit, out)
        reader = _READERS.get(verb)
        if reader is not None:
            reader(cursor)
        elif verb in ("SELECT", "WITH"):
            self._query(cursor, head)
        elif verb == "CREATE":
            self._create(cursor)
        elif verb in ("EXECUTE", "EXEC"):
            nested.read_execute(cursor, self.in_body)
        elif verb in _TRANSACTIONS:
            if not self.in_body and (verb in _ENDINGS or head.index == 0):
                read_transaction(cursor)
        elif not verb or self.tokens[head.index][4]:
            self._unknown_verb(cursor, head)

    def _unknown_verb(self, cursor: Cursor, head: _Head) -> None:
        """`{verb} t`: a placeholder where the verb should stand. A jinja expression is none."""
        written = cursor.written(head.index)
        if (
            head.index == 0
            and not written.startswith(("{{", "{%"))
            and cursor.value(1) not in ("=", ":=")
        ):
            cursor.unread(head.index, "a statement whose verb is not known")

    def _create(self, cursor: Cursor) -> None:
        if table_position(cursor) is not None:
            read_create_table(cursor)
            return
        name = nested.routine_name(cursor)
        if name is not None:
            self.out.function = name
            nested.read_routine(cursor, name)

    def _query(self, cursor: Cursor, head: _Head) -> None:
        """A query that is a statement of its own; those within others are read with them."""
        if head.verb == "WITH":
            read_ctes(cursor.fork(head.index + 1), self.out.ctes)
            return
        parent = head.parent
        first = head.index
        if parent is not None and parent.verb == "WITH" and parent.limit == head.limit:
            first, parent = parent.index, parent.parent
        if parent is not None and parent.verb and parent.verb not in _QUERY_PARENTS:
            return
        if unloads.read_outfile(cursor):
            return
        if self._makes_table() and read_select_into(cursor):
            return
        tables, aggregates = read_tables(cursor.fork(first))
        copies = read_query(cursor, self.out.ctes).copies if len(tables) == 1 else ()
        cursor.add(Kind.SELECT, tables, head.index, aggregates=aggregates, copies=copies)

    def _makes_table(self) -> bool:
        """Whether SELECT … INTO t makes a table here."""
        return self.tsql or (
            not self.in_body and self.out.dialect in ("postgres", "redshift", "materialize", "")
        )

    def _executes(self, head: _Head) -> bool:
        """Whether an EXPLAIN runs what it explains: EXPLAIN ANALYZE, EXPLAIN (ANALYZE)."""
        at = head.index + 1
        if at < head.limit and self.tokens[at][3] == "(":
            words = [token[3] for token in self.tokens[at : self.pairs.get(at, at)]]
            for option in ("ANALYZE", "ANALYSE"):
                if option in words:
                    after = words[words.index(option) + 1 :][:1]
                    return after not in (["FALSE"], ["OFF"], ["0"])
            return False
        return any(
            token[3] in ("ANALYZE", "ANALYSE")
            for token in self.tokens[at : min(at + 2, head.limit)]
        )

    def _function(self, index: int) -> None:
        """A call that changes a setting or runs a string, wherever it stands."""
        cursor = Cursor(self.tokens, self.pairs, index, len(self.tokens), self.out)
        if index + 1 >= len(self.tokens) or self.tokens[index + 1][3] != "(":
            return
        self.out.statement = self.out.span(self.tokens[0][1], self.tokens[-1][2])
        if self.tokens[index][3] == "SET_CONFIG":
            read_set_config(cursor)
        elif self.tokens[index][0] is TokenKind.WORD:
            nested.read_string_runner(cursor)


def _put_copies_first(operations: list[Operation], start: int) -> None:
    """`WITH gone AS (DELETE FROM t RETURNING *) INSERT INTO kept SELECT * FROM gone` keeps the
    rows in one step: what copies comes before what deletes."""
    tail = operations[start:]
    deleted = {t.key for o in tail if o.kind is Kind.DELETE for t in o.tables}
    operations[start:] = sorted(
        tail, key=lambda o: not any(copy.source.key in deleted for copy in o.copies)
    )


def _close(level: list[_Head], index: int) -> None:
    for head in level:
        head.limit = index


def _ends(reading: str, verb: str) -> bool:
    """Whether a verb ends the statement of the verb before it, where no semicolon does."""
    if verb in ("SELECT", "WITH"):
        return reading in _ENDED_BY_QUERY or reading == "BEGIN"
    if reading == "CREATE":
        return verb in ("BEGIN", "CREATE")
    if reading == "INSERT" and verb in ("EXEC", "EXECUTE"):
        return False
    return reading in _ENDED and verb in _STARTERS
