"""DROP TABLE destroys a table with its rows, indexes, grants and foreign keys.

When: `DROP TABLE` without CASCADE, `CREATE OR REPLACE TABLE`, Alembic's `op.drop_table`, Django's
`DeleteModel`, `metadata.drop_all()`. Scratch and backup tables are left alone (FTC202 watches the
backups); in a migration, which is reviewed and meant to drop, where the rows are kept, and where
the same statement or flow makes the table again from a query or a clone, it is information.

Effect: the rows are gone, and a table that is created again lacks what nobody wrote down. On
SQLite with foreign keys on it deletes every row first, which cascades.

Instead: rename the table out of the way, and drop it when nobody has missed it for a while.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftc_lint.context import Context
from ftc_lint.findings import Related, Severity
from ftc_lint.judgement import (
    is_protected,
    quiet_in_migration,
    quiet_with_backup,
    remade,
    tables_at_stake,
)
from ftc_lint.operations import FROM_QUERY, Kind, Operation, TableName
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import backup_note, backup_places, joined, names_of, tables_listed


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for a DROP TABLE of tables that are neither scratch nor backups."""
    replaces = operation.or_replace
    if operation.is_rebuild or not (operation.kind is Kind.DROP_TABLE or replaces):
        return
    at_stake = tables_at_stake(operation, context)
    tables = tuple(table for table in at_stake if not context.is_backup(table))
    if not tables and operation.tables:
        return
    severity = quiet_in_migration(Severity.WARNING, operation, tables, context)
    again = remade(operation, context)
    at_once = operation.detail == FROM_QUERY and not is_protected(tables, context)
    if again is not None or at_once:
        severity = Severity.INFO
    note = backup_note(operation, context) if again is None else "a query makes it again"
    places = () if again is None else (Related("it is made again here", again),)
    yield Hit(
        message=joined(_fact(tables, replaces), note),
        help=_help_replacing(tables) if replaces else _help(tables),
        span=operation.span,
        statement=operation.statement,
        severity=quiet_with_backup(severity, operation, tables, context),
        tables=names_of(tables),
        related=(*backup_places(operation, context), *places),
    )


def _fact(tables: Sequence[TableName], replaces: bool) -> str:
    if not tables:
        return "This drops every table that the metadata knows, with its rows"
    statement = "CREATE OR REPLACE TABLE" if replaces else "DROP TABLE"
    return f"{statement} destroys {tables_listed(tables)} with every row"


def _help(tables: Sequence[TableName]) -> str:
    if len(tables) == 1 and not tables[0].has_hole:
        return f"rename {tables[0]} out of the way and drop it later, or back it up first"
    return "rename the tables out of the way and drop them later, or back them up first"


def _help_replacing(tables: Sequence[TableName]) -> str:
    return f"use CREATE TABLE IF NOT EXISTS to keep {names_of(tables)[0]}, or back it up first"


RULE = Rule(
    code="FTC104",
    name="drop-table",
    subject=Operation,
    kinds=frozenset({Kind.DROP_TABLE, Kind.CREATE_TABLE}),
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("DROP TABLE IF EXISTS earnings_call_transcripts;\n"),
        sql("CREATE OR REPLACE TABLE prices (day date, price float);\n", dialect="snowflake"),
        python(
            "import sqlite3\n"
            "\n"
            "connection = sqlite3.connect('prices.db')\n"
            'for table in ("overview", "cash_flow"):\n'
            '    connection.execute(f"DROP TABLE {table}")\n',
            note="In a loop over names.",
        ),
        python(
            "from sqlalchemy import MetaData, create_engine\n"
            "\n"
            "metadata = MetaData()\n"
            "\n"
            "\n"
            "def reset(url: str) -> None:\n"
            "    metadata.drop_all(bind=create_engine(url))\n",
            note="Every table at once.",
        ),
    ),
    good=(
        sql("DROP TABLE IF EXISTS tmp_prices;\n", note="A scratch table."),
        sql(
            "CREATE TABLE latest AS SELECT max(day) AS day FROM prices;\nDROP TABLE latest;\n",
            note="Made by the same script.",
        ),
        python(
            "def explain(error: Exception) -> str:\n"
            '    raise ValueError("run DROP TABLE prices yourself if you mean it") from error\n',
            note="A message.",
        ),
    ),
    yields_to=("FTC105", "FTC202"),
)
