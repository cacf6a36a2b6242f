"""TRUNCATE … CASCADE empties every table that references the one it names.

When: `TRUNCATE … CASCADE`, in a .sql file or in Python.

Effect: PostgreSQL empties every table with a foreign key to the table, and every table with a
foreign key to those, whatever their ON DELETE action says: RESTRICT and SET NULL do not protect.
It asks nothing and reports no number. Oracle follows only the keys that are ON DELETE CASCADE.

Instead: back up the table, then upsert into it and mark the rows that are gone as inactive. A
DELETE is safe only where no foreign key cascades.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import BlastRadius, Severity
from ftc_lint.fixes.truncate_cascade import uncascaded
from ftc_lint.judgement import named_tables
from ftc_lint.operations import Kind, Operation
from ftc_lint.remedies.replacing import safe_replacement
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import (
    ambiguity,
    backup_note,
    backup_places,
    joined,
    names_of,
    reach_listed,
    rows_note,
    tables_listed,
)


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for each TRUNCATE … CASCADE, with every table that it empties."""
    if operation.kind is not Kind.TRUNCATE or not operation.cascade:
        return
    tables = named_tables(operation, context)
    radius = context.schema.truncate_cascade(
        tables, only_cascading=operation.dialect == "oracle", only=operation.only
    )
    yield Hit(
        message=joined(
            _fact(tables_listed(tables), radius),
            rows_note(radius),
            ambiguity(tables, context.schema),
            backup_note(operation, context),
        ),
        help=_help(operation, context),
        span=operation.span,
        statement=operation.statement,
        tables=names_of(tables),
        related=backup_places(operation, context),
        blast_radius=radius if radius.tables() else None,
        remedy=safe_replacement(tables, context.schema, operation.dialect),
        mend=uncascaded(operation, tables, context),
    )


def _fact(names: str, radius: BlastRadius) -> str:
    if radius.tables():
        return f"TRUNCATE … CASCADE empties {names} and {reach_listed(radius)}"
    return f"TRUNCATE … CASCADE empties {names} and every table that references it"


def _help(operation: Operation, context: Context) -> str:
    tables = named_tables(operation, context)
    names = tables_listed(tables)
    if context.schema.delete_reach(tables).cascaded():
        return f"back up {names} and upsert into it: a DELETE would cascade too"
    if len(tables) == 1 and not tables[0].has_hole:
        return f"back up {names}, then write DELETE FROM {names} in the transaction that loads it"
    return "back up the table, then write DELETE FROM in the transaction that loads it again"


RULE = Rule(
    code="FTC101",
    name="truncate-cascade",
    subject=Operation,
    kinds=frozenset({Kind.TRUNCATE}),
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("TRUNCATE TABLE listing_status CASCADE;\n"),
        python(
            "def replace_listing(db, frame):\n"
            '    db.execute_query("TRUNCATE TABLE listing_status CASCADE")\n'
            "    frame.to_sql('listing_status', db.engine, if_exists='append')\n",
            note="Run through a wrapper of the project's own.",
            sql_functions=["db.execute_query"],
        ),
        python(
            "import psycopg\n"
            "\n"
            'OPTIONS = "RESTART IDENTITY CASCADE"\n'
            "\n"
            "\n"
            "def wipe(connection: psycopg.Connection) -> None:\n"
            '    for table in ("overview", "cash_flow"):\n'
            '        connection.execute(f"TRUNCATE {table} {OPTIONS}")\n',
            note="Put together from a constant and a loop.",
        ),
        sql(
            "CREATE TABLE prices_loaded (symbol_id bigint, close numeric);\n"
            "TRUNCATE prices_loaded CASCADE;\n",
            note="No table references it today.",
            fixed={"prices_loaded CASCADE": "prices_loaded"},
        ),
        sql(
            "CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY);\n"
            "CREATE TABLE overview (\n"
            "    symbol_id bigint REFERENCES listing_status ON DELETE RESTRICT\n"
            ");\n"
            "TRUNCATE listing_status CASCADE;\n",
            note="RESTRICT does not protect `overview` from it.",
            fixed={"TRUNCATE listing_status CASCADE": "DELETE FROM listing_status"},
        ),
    ),
    good=(
        sql(
            "CREATE TABLE listing_status_backup AS SELECT * FROM listing_status;\n"
            "DELETE FROM listing_status;\n",
            note="A backup, then a DELETE, in a schema whose foreign keys do not cascade.",
        ),
        python(
            "import logging\n"
            "\n"
            "log = logging.getLogger(__name__)\n"
            "\n"
            "\n"
            "def load(table: str) -> None:\n"
            '    log.warning("never run TRUNCATE TABLE %s CASCADE here", table)\n',
            note="A log line that mentions it.",
        ),
        sql(
            "-- TRUNCATE TABLE listing_status CASCADE;\n"
            "SELECT 'TRUNCATE listing_status CASCADE' AS never;\n",
            note="A comment, and a string.",
        ),
    ),
)
