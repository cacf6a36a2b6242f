"""Which tables a query reads, and whether it takes all of their rows."""

from __future__ import annotations

from ftc_lint.operations import Copy, TableName
from ftc_lint.records import dataclass, replace
from ftc_lint.sql.conditions import truth
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.names import column_name, table_name
from ftc_lint.sql.tokens import Kind

_DEEPEST = 30
_SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
_CLAUSES = _SET_OPERATORS | {
    *("FROM", "WHERE", "GROUP", "HAVING", "QUALIFY", "WINDOW", "LIMIT", "FETCH", "OFFSET"),
    *("ORDER", "INTO", "FOR", "RETURNING", "OPTION", "CLUSTER", "DISTRIBUTE", "SORT"),
}
_PARTIAL = frozenset(
    {"GROUP", "HAVING", "QUALIFY", "LIMIT", "FETCH", "OFFSET", "EXCEPT", "INTERSECT", "MINUS"}
)
_COLUMNS = frozenset({Kind.WORD, Kind.QUOTED, Kind.HOLE})
_JOINS = frozenset({"JOIN", "APPLY", ",", "STRAIGHT_JOIN", "LATERAL"})
_SAMPLES = frozenset({"TABLESAMPLE", "SAMPLE", "PIVOT", "UNPIVOT", "MATCH_RECOGNIZE"})
AGGREGATES = frozenset(
    "COUNT COUNT_BIG COUNT_IF SUM MAX MIN AVG EXISTS CHECKSUM CHECKSUM_AGG BINARY_CHECKSUM "
    "HASH_AGG BIT_XOR MD5 STRING_AGG ARRAY_AGG".split()
)
_COMPARES = frozenset({"EXCEPT", "INTERSECT", "MINUS"})
_SKIPPED_FUNCTIONS = frozenset({"EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION"})


@dataclass(frozen=True, slots=True)
class Rows:
    """The tables that a query reads; `columns` if it picks plain columns from a single one."""

    copies: tuple[Copy, ...] = ()
    columns: tuple[str, ...] = ()


def read_query(cursor: Cursor, known: dict[str, Rows] | None = None, depth: int = 0) -> Rows:
    """The rows of the query (SELECT, WITH, TABLE, VALUES, parentheses) that fills `cursor`.

    `known` are the queries that a WITH around it names.
    """
    if depth > _DEEPEST:
        return Rows()
    known = dict(known or {})
    if cursor.take("WITH"):
        read_ctes(cursor, known, depth)
    found: list[Copy] = []
    columns: tuple[str, ...] = ()
    partial = False
    while cursor.more():
        end = cursor.find(_SET_OPERATORS)
        rows = _core(cursor.fork(end=end), known, depth)
        partial = partial or (end < cursor.end and cursor.tokens[end][3] in _COMPARES)
        found.extend(rows.copies)
        columns = rows.columns
        cursor.at = min(end + 1, cursor.end)
        if cursor.value() in ("ALL", "DISTINCT"):
            cursor.at += 1
    if partial:
        found = [replace(copy, full=False) for copy in found]
    return Rows(tuple(found), columns)


def read_ctes(cursor: Cursor, known: dict[str, Rows], depth: int = 0) -> None:
    """Adds the queries that a WITH names to `known`; the cursor stands behind the WITH."""
    cursor.take("RECURSIVE")
    while True:
        name = column_name(cursor)
        if name is None:
            return
        if cursor.value() == "(":
            cursor.next()
        if not cursor.take("AS"):
            return
        cursor.take("NOT")
        cursor.take("MATERIALIZED")
        inside = cursor.group()
        if inside is None:
            return
        known[name.lower()] = _cte_rows(inside, known, depth + 1)
        if not cursor.take(","):
            return


def _cte_rows(inside: Cursor, known: dict[str, Rows], depth: int) -> Rows:
    """What a CTE yields; a DELETE … RETURNING * yields what it deletes."""
    if inside.value() != "DELETE":
        return read_query(inside, known, depth)
    returning = inside.find(frozenset({"RETURNING"}))
    everything = inside.fork(returning + 1).value() == "*"
    where = inside.find(frozenset({"WHERE", "USING"}))
    inside.take("DELETE", "FROM")
    inside.take("ONLY")
    name = table_name(inside)
    if name is None:
        return Rows()
    return Rows((Copy(name, everything and where == inside.end),))


def _core(cursor: Cursor, known: dict[str, Rows], depth: int) -> Rows:
    """One SELECT, TABLE or parenthesised query without set operators around it."""
    if cursor.value() == "(":
        inside = cursor.group()
        return read_query(inside, known, depth + 1) if inside else Rows()
    if cursor.take("TABLE"):
        name = table_name(cursor)
        return _table_rows(name, not cursor.more(), known) if name else Rows()
    if cursor.value() not in ("SELECT", "FROM"):
        return Rows()
    clauses = _clauses(cursor)
    if "FROM" not in clauses:
        return Rows()
    items = clauses.get("SELECT")
    everything, columns = _chosen(items) if items else (True, ())
    full = not _PARTIAL.intersection(clauses)
    if full and "WHERE" in clauses:
        full = truth(clauses["WHERE"]) is True
    sources, single = _sources(clauses["FROM"], known, depth)
    full = full and single and (everything or bool(columns))
    copies = tuple(replace(copy, full=copy.full and full) for copy in sources)
    return Rows(copies, () if everything else columns)


def _clauses(cursor: Cursor) -> dict[str, Cursor]:
    """Where each clause of a SELECT stands, without its first word."""
    found: dict[str, Cursor] = {}
    at, word = cursor.at, cursor.value()
    while at < cursor.end:
        end = cursor.find(_CLAUSES, at + 1)
        if word not in found:
            found[word] = cursor.fork(at + 1, end)
        if end < cursor.end:
            word = cursor.tokens[end][3]
        at = end
    return found


def _chosen(items: Cursor) -> tuple[bool, tuple[str, ...]]:
    """Whether a select list takes every column, and else which plain columns it takes."""
    if items.value() in ("DISTINCT", "TOP", "SQL_CALC_FOUND_ROWS"):
        return False, ()
    items.take("ALL")
    columns = []
    for item in items.elements():
        length = item.end - item.at
        if length == 1 and item.value() == "*":
            return True, ()
        if length >= 3 and item.tokens[item.end - 1][3] == "*" and item.value(length - 2) == ".":
            return True, ()
        name = table_name(item) if item.kind() in _COLUMNS else None
        if name is not None and (item.end - item.at <= 1 or item.value() == "AS"):
            columns.append(name.last)
    return False, tuple(columns)


def _sources(cursor: Cursor, known: dict[str, Rows], depth: int) -> tuple[list[Copy], bool]:
    """The tables behind FROM, and whether it is a single one without a join or a sample."""
    copies: list[Copy] = []
    single = True
    expected = True
    while cursor.more():
        if expected:
            copies.extend(_source(cursor, known, depth))
            expected = False
            continue
        value = cursor.value()
        if value in _JOINS:
            single, expected = False, True
        elif value in _SAMPLES or _may_restrict(cursor):
            single = False
        cursor.next()
    return copies, single


def _may_restrict(cursor: Cursor) -> bool:
    """Whether an unknown part at the end of the FROM clause may be a WHERE: `FROM t {filter}`."""
    return cursor.kind() is Kind.HOLE and cursor.at + 1 == cursor.end


def _source(cursor: Cursor, known: dict[str, Rows], depth: int) -> tuple[Copy, ...]:
    while cursor.value() in ("ONLY", "LATERAL", "TABLE"):
        cursor.at += 1
    if cursor.value() == "(":
        inside = cursor.group()
        if inside is None:
            cursor.at += 1
            return ()
        if inside.value() in ("SELECT", "WITH", "(", "TABLE", "FROM"):
            return read_query(inside, known, depth + 1).copies
        copies, single = _sources(inside, known, depth + 1)
        return tuple(replace(copy, full=copy.full and single) for copy in copies)
    name = table_name(cursor)
    if name is None or cursor.value() == "(":
        return ()
    return _table_rows(name, True, known).copies


def _table_rows(name: TableName, full: bool, known: dict[str, Rows]) -> Rows:
    rows = known.get(name.last.lower()) if len(name.parts) == 1 else None
    if rows is None:
        return Rows((Copy(name, full),))
    return Rows(tuple(replace(copy, full=copy.full and full) for copy in rows.copies))


def read_tables(cursor: Cursor) -> tuple[tuple[TableName, ...], bool]:
    """Every table a statement reads, at any depth, and whether it counts or compares.

    Cheaper and coarser than `read_query`: one pass, names behind FROM and JOIN.
    """
    found: dict[tuple[str, ...], TableName] = {}
    ctes: set[str] = set()
    outer: list[bool] = []
    plain = True
    aggregates = False
    tokens, end = cursor.tokens, cursor.end
    at = cursor.at
    while at < end:
        value = tokens[at][3]
        if value == "(":
            outer.append(plain)
            plain = at == 0 or tokens[at - 1][3] not in _SKIPPED_FUNCTIONS
        elif value == ")":
            plain = outer.pop() if outer else True
        elif value in AGGREGATES:
            aggregates = aggregates or (at + 1 < end and tokens[at + 1][3] == "(")
        elif value in _COMPARES:
            aggregates = True
        elif value == "AS" and at + 1 < end and tokens[at + 1][3] == "(":
            if tokens[at - 1][0] in (Kind.WORD, Kind.QUOTED):
                ctes.add(cursor.written(at - 1).strip('"`[]').lower())
        elif value in ("FROM", "JOIN") and plain and tokens[at - 1][3] != "DISTINCT":
            at = _note_tables(cursor.fork(at + 1), found)
            continue
        at += 1
    tables = tuple(n for n in found.values() if n.last.lower() not in ctes or len(n.parts) > 1)
    return tables, aggregates


def _note_tables(cursor: Cursor, found: dict[tuple[str, ...], TableName]) -> int:
    """Adds the names listed at the cursor; where to read on."""
    while True:
        while cursor.value() in ("ONLY", "LATERAL"):
            cursor.at += 1
        name = table_name(cursor)
        if name is None:
            return cursor.at
        if cursor.value() != "(":
            found.setdefault(name.key, name)
        if cursor.take("AS"):
            column_name(cursor)
        if not cursor.take(","):
            return cursor.at
