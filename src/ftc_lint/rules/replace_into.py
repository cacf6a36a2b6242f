"""REPLACE INTO deletes the old row before it inserts the new one.

When: `REPLACE INTO` (MySQL, MariaDB, SQLite), `INSERT OR REPLACE` (SQLite), and `INSERT OVERWRITE`
(Spark, Hive, Snowflake), which replaces all rows of a table or of the partitions that it writes.

Effect: columns that the statement does not name lose their values, the row may get a new id, and
the delete fires ON DELETE CASCADE: on MySQL and SQLite the child rows go with it.

Instead: `INSERT … ON DUPLICATE KEY UPDATE` on MySQL, `INSERT … ON CONFLICT … DO UPDATE` on SQLite:
they change the row that is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.judgement import tables_at_stake
from ftc_lint.operations import OVERWRITE, Kind, Operation, TableName
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.schema import Schema
from ftc_lint.wording import UNNAMED, names_of, tables_listed


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for each REPLACE into a table that has something to lose."""
    if operation.kind is not Kind.REPLACE:
        return
    tables = tables_at_stake(operation, context)
    if not tables and operation.tables:
        return
    if operation.detail == OVERWRITE:
        yield _overwritten(operation, tables)
        return
    upsert = "DUPLICATE KEY UPDATE" if operation.dialect == "mysql" else "CONFLICT … DO UPDATE"
    names = tables_listed(tables)
    into = "INSERT INTO" if names == UNNAMED else f"INSERT INTO {names}"
    yield Hit(
        message=f"REPLACE deletes the old row of {names} before it inserts the new one, "
        + _effect(operation.tables, context.schema),
        help=f"write {into} … ON {upsert}",
        span=operation.span,
        statement=operation.statement,
        tables=names_of(tables),
    )


def _overwritten(operation: Operation, tables: Sequence[TableName]) -> Hit:
    names = tables_listed(tables)
    return Hit(
        message=f"INSERT OVERWRITE replaces the rows of {names}, or of the partitions it writes",
        help=f"back up {names} first, or use MERGE to change single rows",
        span=operation.span,
        statement=operation.statement,
        tables=names_of(tables),
    )


def _effect(tables: Sequence[TableName], schema: Schema) -> str:
    """What goes with the old row; a key that is known to cascade is what FTC303 tells."""
    if tables and all(map(schema.resolve, tables)):
        return "and columns that it does not name lose their values"
    return "and ON DELETE CASCADE follows"


RULE = Rule(
    code="FTC108",
    name="replace-into",
    subject=Operation,
    kinds=frozenset({Kind.REPLACE}),
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("REPLACE INTO overview (symbol_id, sector) VALUES (1, 'Energy');\n", dialect="mysql"),
        python(
            "import sqlite3\n"
            "\n"
            "\n"
            "def save(path: str, row: tuple) -> None:\n"
            "    with sqlite3.connect(path) as connection:\n"
            '        connection.execute("INSERT OR REPLACE INTO overview VALUES (?, ?)", row)\n',
        ),
        python(
            "import pymysql\n"
            "\n"
            'VERBS = {"upsert": "REPLACE INTO"}\n'
            "\n"
            "\n"
            "def upsert(connection, rows) -> None:\n"
            '    statement = VERBS["upsert"] + " cash_flow VALUES (%s, %s)"\n'
            "    connection.cursor().executemany(statement, rows)\n",
            note="The verb comes from a dictionary.",
        ),
    ),
    good=(
        sql(
            "INSERT INTO overview (symbol_id, sector) VALUES (1, 'Energy')\n"
            "ON DUPLICATE KEY UPDATE sector = VALUES(sector);\n",
            dialect="mysql",
        ),
        sql(
            "INSERT INTO overview (symbol_id, sector) VALUES (1, 'Energy')\n"
            "ON CONFLICT (symbol_id) DO UPDATE SET sector = excluded.sector;\n",
            dialect="sqlite",
        ),
        sql(
            "UPDATE overview SET sector = REPLACE(sector, 'OIL', 'Oil') WHERE symbol_id = 1;\n",
            note="The function of that name.",
        ),
    ),
    yields_to=("FTC303",),
)
