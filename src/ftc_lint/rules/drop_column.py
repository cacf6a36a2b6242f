"""DROP COLUMN destroys the values that a column holds.

When: `ALTER TABLE … DROP COLUMN`, Alembic's `op.drop_column`, Django's `RemoveField`. Information
in a migration, unless the table is protected.

Effect: the values are gone with the indexes, checks and foreign keys on the column. Code of the
release before it that still names the column fails.

Instead: stop using the column in one release and drop it in a later one, after a backup.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.judgement import quiet_in_migration, tables_at_stake
from ftc_lint.operations import Kind, Operation
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import columns_listed, names_of, tables_listed


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for each DROP COLUMN."""
    if operation.kind is not Kind.DROP_COLUMN:
        return
    tables = tables_at_stake(operation, context)
    if not tables and operation.tables:
        return
    names = tables_listed(tables)
    shown = f"{columns_listed(operation)} of {names}"
    their = "its" if len(operation.columns) <= 1 else "their"
    yield Hit(
        message=f"DROP COLUMN destroys {shown} with {their} values",
        help=f"back up {shown} first, and drop it a release after the last use",
        span=operation.span,
        statement=operation.statement,
        severity=quiet_in_migration(Severity.WARNING, operation, tables, context),
        tables=names_of(tables),
    )


RULE = Rule(
    code="FTC107",
    name="drop-column",
    subject=Operation,
    kinds=frozenset({Kind.DROP_COLUMN}),
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("ALTER TABLE overview DROP COLUMN description;\n"),
        sql(
            "ALTER TABLE overview DROP ipo_date, ADD COLUMN listed_on date;\n",
            note="Without the word COLUMN, beside another change.",
        ),
        python(
            "import sqlite3\n"
            "\n"
            "\n"
            "def slim(connection: sqlite3.Connection, column: str) -> None:\n"
            '    connection.execute(f"ALTER TABLE overview DROP COLUMN {column}")\n',
            note="A column whose name is not known.",
        ),
    ),
    good=(
        sql("ALTER TABLE overview DROP CONSTRAINT overview_sector_check;\n", note="A constraint."),
        sql("ALTER TABLE tmp_overview DROP COLUMN description;\n", note="A scratch table."),
        sql("ALTER TABLE overview ALTER COLUMN sector DROP NOT NULL;\n", note="Not a column."),
    ),
    yields_to=("FTC105",),
)
