"""CREATE TABLE in all its shapes."""

from __future__ import annotations

from typing import Any

from ftc_lint.operations import FROM_QUERY, Column, Copy, Kind, TableName
from ftc_lint.records import replace
from ftc_lint.sql.columns import is_constraint, read_column, read_constraint, with_primary_key
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.inserts import copies_of
from ftc_lint.sql.names import is_table_variable, table_name, table_names
from ftc_lint.sql.queries import read_query
from ftc_lint.sql.tokens import Kind as TokenKind

_FLAGS = frozenset(
    "GLOBAL LOCAL TEMP TEMPORARY TRANSIENT UNLOGGED VOLATILE EXTERNAL FOREIGN VIRTUAL HYBRID "
    "ICEBERG DYNAMIC SNAPSHOT MULTISET SET COLUMN ROW PRIVATE SHARDED BLOCKCHAIN IMMUTABLE "
    "ROWSTORE STREAMING LIVE REFERENCE".split()
)
_TEMPORARY = frozenset({"TEMP", "TEMPORARY", "VOLATILE"})
_KEEPS_NO_ROWS = frozenset({"EXTERNAL", "FOREIGN", "DYNAMIC", "LIVE", "STREAMING", "SNAPSHOT"})
_QUERY = frozenset({"SELECT", "WITH", "TABLE", "FROM"})
_CLONES = frozenset({"CLONE", "COPY"})


def table_position(cursor: Cursor) -> int | None:
    """The index of the TABLE in CREATE [OR REPLACE] [TEMP …] TABLE at the cursor, or None."""
    at = cursor.at + 1
    while at < cursor.end and cursor.tokens[at][3] in _FLAGS | {"OR", "REPLACE", "ALTER"}:
        at += 1
    return at if at < cursor.end and cursor.tokens[at][3] == "TABLE" else None


def read_create_table(cursor: Cursor) -> None:
    """CREATE TABLE, at its CREATE; something else that is created leaves nothing."""
    verb = cursor.at
    word = table_position(cursor)
    if word is None:
        return
    flags = {cursor.tokens[at][3] for at in range(verb + 1, word)}
    cursor.at = word + 1
    if_exists = cursor.take("IF", "NOT", "EXISTS")
    name = table_name(cursor)
    if name is None:
        return
    place = len(cursor.out.operations)
    fields: dict[str, Any] = {
        "if_exists": if_exists,
        "or_replace": "REPLACE" in flags and flags.isdisjoint(_KEEPS_NO_ROWS),
        "temporary": not flags.isdisjoint(_TEMPORARY) or is_table_variable(name),
    }
    _read_definition(cursor, name, fields)
    cursor.add(Kind.CREATE_TABLE, [name], verb, **fields)
    operations = cursor.out.operations
    if if_exists:  # of the keys that it declares, too
        for index in range(place, len(operations) - 1):
            operations[index] = replace(operations[index], if_exists=True)
    operations.insert(place, operations.pop())  # before the foreign keys it declares


def _read_definition(cursor: Cursor, name: TableName, fields: dict[str, Any]) -> None:
    """What stands behind the name, put into the fields of the operation."""
    while cursor.more():
        value = cursor.value()
        if value == "(":
            _read_parentheses(cursor, name, fields)
        elif value in _QUERY and not cursor.sees("WITH", "("):
            _read_filling(cursor, fields)
            return
        elif cursor.sees("AS", "("):
            cursor.at += 1
            _read_filling(cursor, fields)
            return
        elif cursor.take("PARTITION", "OF"):
            fields["partition_of"] = table_name(cursor)
        elif value == "LIKE":
            cursor.at += 1
            fields["like"] = table_name(cursor)
        elif value == "AS" and cursor.kind(1) is TokenKind.HOLE:  # AS {{ sql }}
            fields["detail"] = FROM_QUERY
            return
        elif cursor.take("COPY", "GRANTS"):
            continue
        elif value in _CLONES:
            _read_clone(cursor, fields)
        elif cursor.take("INHERITS"):
            inside = cursor.group()
            fields["inherits"] = tuple(table_names(inside)) if inside else ()
        else:
            cursor.at += 1


def _read_parentheses(cursor: Cursor, name: TableName, fields: dict[str, Any]) -> None:
    """The columns; or, in MySQL, a query; or, behind the columns, a storage option."""
    if fields.get("columns") or fields.get("like"):
        cursor.next()
        return
    if cursor.value(1) in ("SELECT", "WITH", "("):
        _read_filling(cursor.fork(), fields)
        cursor.next()
        return
    inside = cursor.group()
    if inside is None:
        cursor.at += 1
        return
    columns: list[Column] = []
    keys: tuple[str, ...] = ()
    for element in inside.elements():
        if element.value() == "LIKE":
            element.at += 1
            fields["like"] = table_name(element)
        elif is_constraint(element):
            keys = read_constraint(element, name) or keys
        else:
            column = read_column(element, name)
            if column is not None:
                columns.append(column)
    fields["columns"] = with_primary_key(columns, keys)


def _read_filling(cursor: Cursor, fields: dict[str, Any]) -> None:
    fields["copies"] = _copied(cursor)
    fields["detail"] = FROM_QUERY


def _copied(cursor: Cursor) -> tuple[Copy, ...]:
    """The rows that CREATE TABLE … AS takes."""
    end = cursor.end
    data = any(
        cursor.tokens[at][3] == "NO" and cursor.tokens[at + 1][3] == "DATA"
        for at in range(max(cursor.at, end - 4), end - 1)
    )
    copies = copies_of(read_query(cursor, cursor.out.ctes))
    return tuple(replace(copy, full=copy.full and not data) for copy in copies)


def _read_clone(cursor: Cursor, fields: dict[str, Any]) -> None:
    cursor.at += 1
    cursor.take_one(frozenset({"OF", "AS"}))
    source = table_name(cursor)
    if source is not None:
        fields["copies"] = (Copy(source, True),)
        fields["like"] = source
        fields["detail"] = FROM_QUERY


def read_select_into(cursor: Cursor) -> bool:
    """SELECT … INTO t FROM …, at its SELECT; whether it was one."""
    at = cursor.find(frozenset({"INTO", "FROM"}))
    if at == cursor.end or cursor.tokens[at][3] != "INTO":
        return False
    target = cursor.fork(at + 1)
    flags = set()
    while target.value() in ("TEMP", "TEMPORARY", "UNLOGGED", "TABLE", "LOCAL", "GLOBAL", "STRICT"):
        flags.add(target.value())
        target.at += 1
    name = table_name(target)
    if name is None or target.value() == ",":
        return False
    temporary = not flags.isdisjoint(_TEMPORARY) or is_table_variable(name)
    copies = copies_of(read_query(cursor.fork(), cursor.out.ctes))
    cursor.add(Kind.CREATE_TABLE, [name], cursor.at, copies=copies, temporary=temporary)
    return True
