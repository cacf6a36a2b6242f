"""Statements that take rows out of the database, or bring them in, as files: COPY, UNLOAD,
EXPORT, SELECT … INTO OUTFILE."""

from __future__ import annotations

from ftc_lint.operations import Copy, Kind, TableName
from ftc_lint.sql import tokens
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.names import table_name
from ftc_lint.sql.queries import read_query


def read_copy(cursor: Cursor) -> None:
    """COPY t TO …, COPY (query) TO …, COPY t FROM …, Snowflake's COPY INTO, at its verb."""
    verb = cursor.at
    cursor.at += 1
    if cursor.take("INTO"):
        _copy_into(cursor, verb)
        return
    if cursor.sees("FROM", "DATABASE"):
        cursor.add(Kind.COPY_OUT, (), verb, detail="database")
        return
    cursor.take("BINARY")
    if cursor.value() == "(":
        inside = cursor.group()
        if inside is not None and cursor.value() == "TO":
            _copy_query(cursor, inside, verb)
        return
    name = table_name(cursor)
    if name is None:
        return
    chosen = cursor.value() == "("
    if chosen:
        cursor.next()
    if cursor.value() == "TO":
        cursor.add(Kind.COPY_OUT, [name], verb, copies=(Copy(name, not chosen),))
    elif cursor.value() == "FROM":
        cursor.add(Kind.INSERT, [name], verb, detail="copy")


def _copy_query(cursor: Cursor, query: Cursor, verb: int) -> None:
    if query.value() not in ("SELECT", "WITH", "TABLE", "(", "FROM"):
        return
    copies = read_query(query).copies
    cursor.add(Kind.COPY_OUT, _sources(copies), verb, copies=copies)


def _copy_into(cursor: Cursor, verb: int) -> None:
    """Snowflake: into a stage or an address is out, into a table is in."""
    outward = cursor.value() == "@" or cursor.kind() in (tokens.Kind.VARIABLE, tokens.Kind.STRING)
    if not outward:
        name = table_name(cursor)
        if name is not None:
            cursor.add(Kind.INSERT, [name], verb, detail="copy")
        return
    cursor.at = cursor.find(frozenset({"FROM"}))
    if not cursor.take("FROM"):
        return
    inside = cursor.group() if cursor.value() == "(" else None
    if inside is not None:
        copies = read_query(inside).copies
    else:
        name = table_name(cursor)
        copies = (Copy(name, True),) if name else ()
    cursor.add(Kind.COPY_OUT, _sources(copies), verb, copies=copies)


def read_export(cursor: Cursor) -> None:
    """DuckDB's EXPORT DATABASE, BigQuery's EXPORT DATA … AS SELECT, at its verb."""
    verb = cursor.at
    cursor.at += 1
    if cursor.take("DATABASE"):
        cursor.add(Kind.COPY_OUT, (), verb, detail="database")
    elif cursor.take("DATA"):
        at = cursor.find(frozenset({"AS"}))
        copies = read_query(cursor.fork(min(at + 1, cursor.end))).copies
        cursor.add(Kind.COPY_OUT, _sources(copies), verb, copies=copies)


def read_vacuum(cursor: Cursor) -> None:
    """SQLite's VACUUM [schema] INTO file, at its verb."""
    verb = cursor.at
    cursor.at += 1
    if cursor.value() != "INTO":
        cursor.next()
    if cursor.take("INTO"):
        cursor.add(Kind.COPY_OUT, (), verb, detail="database")


def read_outfile(cursor: Cursor) -> bool:
    """MySQL's SELECT … INTO OUTFILE, at its SELECT; whether it was one."""
    at = cursor.find(frozenset({"INTO"}))
    if at + 1 >= cursor.end or cursor.tokens[at + 1][3] not in ("OUTFILE", "DUMPFILE"):
        return False
    copies = read_query(cursor.fork()).copies
    cursor.add(Kind.COPY_OUT, _sources(copies), cursor.at, copies=copies)
    return True


def _sources(copies: tuple[Copy, ...]) -> list[TableName]:
    return list(dict.fromkeys(copy.source for copy in copies))
