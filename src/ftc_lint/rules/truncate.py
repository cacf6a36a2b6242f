"""TRUNCATE empties a table at once, without a WHERE and without triggers.

When: `TRUNCATE` without CASCADE. Scratch tables are left alone; where a backup of the table
stands before it on every path it is only information.

Effect: every row is gone. MySQL, MariaDB and Oracle commit at once, so that no ROLLBACK brings the
rows back. On PostgreSQL a table that others reference refuses, and the usual answer to that error
is to add CASCADE, which empties those tables too.

Instead: take a backup first, then DELETE in the transaction that loads the table again, or upsert.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.judgement import quiet_with_backup, tables_at_stake
from ftc_lint.operations import Kind, Operation
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import backup_note, backup_places, joined, names_of, tables_listed

_COMMITS_AT_ONCE = frozenset({"mysql", "oracle", "singlestore", "doris", "starrocks"})


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for a TRUNCATE of tables that have something to lose."""
    if operation.kind is not Kind.TRUNCATE or operation.cascade:
        return
    tables = tables_at_stake(operation, context)
    if not tables and operation.tables:
        return
    names = tables_listed(tables) if operation.tables else "every table"
    fact = f"TRUNCATE empties {names}"
    if operation.dialect in _COMMITS_AT_ONCE:
        fact += " and cannot be rolled back"
    yield Hit(
        message=joined(fact, backup_note(operation, context)),
        help=f"back up {names} first, and DELETE in the transaction that loads the new rows",
        span=operation.span,
        statement=operation.statement,
        severity=quiet_with_backup(Severity.WARNING, operation, tables, context),
        tables=names_of(tables),
        related=backup_places(operation, context),
    )


RULE = Rule(
    code="FTC102",
    name="truncate",
    subject=Operation,
    kinds=frozenset({Kind.TRUNCATE}),
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("TRUNCATE TABLE insider_transactions;\n"),
        python(
            "import pymysql\n"
            "\n"
            "\n"
            "def reload(connection, rows):\n"
            '    table = "cash_flow"\n'
            "    with connection.cursor() as cursor:\n"
            '        cursor.execute("TRUNCATE TABLE " + table)\n'
            '        cursor.executemany("INSERT INTO cash_flow VALUES (%s, %s)", rows)\n',
            note="The name comes from a variable; MySQL commits at once.",
        ),
        sql("TRUNCATE overview, tmp_overview;\n", note="Only `tmp_overview` is scratch."),
    ),
    good=(
        sql("TRUNCATE TABLE stg_cash_flow;\n", note="A staging table."),
        sql(
            "CREATE TEMP TABLE latest (symbol_id bigint);\nTRUNCATE latest;\n",
            note="A temporary table.",
        ),
        python(
            "def shorten(text: str, logger) -> str:\n"
            '    logger.debug("TRUNCATE TABLE cash_flow would be wrong here")\n'
            "    return text.truncate(40)\n",
            note="A log line, and a method that only has the name.",
        ),
    ),
)
