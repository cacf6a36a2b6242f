"""A DELETE empties a table whose rows are kept nowhere.

When: a DELETE without WHERE, with one that is always true, or an ORM's bulk delete without a
filter, or any DELETE from a protected table, that some path of the program reaches without a
backup of that very table. Helpers are followed: a backup in the caller counts, one that a helper
may skip does not. `delete-scope = "all"` looks at every DELETE. Scratch and backup tables,
restores and tests are left alone.

Effect: if the load that follows fails, stops half-way or brings rubbish, the old rows are gone.

Instead: copy the table to one with a dated name first, compare the counts, and drop the copy when
the new rows have been verified.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context, Occurrence
from ftc_lint.findings import Severity
from ftc_lint.flow import Flow
from ftc_lint.judgement import all_backups, is_decisive, is_protected, tables_at_stake
from ftc_lint.operations import Backup, CodeContext, Kind, Operation
from ftc_lint.remedies.backups import create_backup
from ftc_lint.remedies.replacing import safe_replacement
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import (
    joined,
    names_of,
    occurrence_places,
    rows_note,
    tables_listed,
    verdict_note,
)

_MISSING = frozenset(
    {Backup.NONE, Backup.OTHER_TABLE, Backup.AFTER, Backup.SOME_PATHS, Backup.UNKNOWN}
)


def check(flow: Flow, context: Context) -> Iterator[Hit]:
    """One hit for each DELETE of a flow whose table is not backed up on every path to it."""
    for occurrence in flow.occurrences:
        operation = occurrence.operation
        if operation.kind is not Kind.DELETE or operation.context is CodeContext.TEST:
            continue
        if occurrence.backup not in _MISSING or not _is_in_scope(operation, context):
            continue
        tables = tables_at_stake(operation, context)
        if (not tables and operation.tables) or all_backups(tables, context):
            continue
        if is_decisive(occurrence, context):
            yield _hit(occurrence, context)


def _is_in_scope(operation: Operation, context: Context) -> bool:
    if operation.empties or is_protected(operation.tables, context):
        return True
    return context.settings.delete_scope == "all"


def _hit(occurrence: Occurrence, context: Context) -> Hit:
    operation = occurrence.operation
    tables = operation.tables
    radius = context.schema.delete_reach(tables, orm=operation.via_orm, only=operation.only)
    names = tables_listed(tables)
    verb = "empties" if operation.empties else "deletes from"
    unknown = occurrence.backup is Backup.UNKNOWN
    return Hit(
        message=joined(
            f"This DELETE {verb} {names}, and {verdict_note(occurrence, names)}",
            rows_note(radius, whole=operation.empties),
        ),
        help=_help(operation),
        span=operation.span,
        statement=operation.statement,
        severity=Severity.WARNING if unknown else Severity.ERROR,
        tables=names_of(tables),
        related=occurrence_places(occurrence),
        blast_radius=radius if radius.cascaded() else None,
        remedy=safe_replacement(tables, context.schema, operation.dialect),
    )


def _help(operation: Operation) -> str:
    table = operation.table
    if table is None or table.has_hole:
        return "copy that table before the DELETE, under a name with the date in it"
    return f"take a backup before it: {create_backup(table, operation.dialect)}"


RULE = Rule(
    code="FTC201",
    name="delete-without-backup",
    subject=Flow,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("DELETE FROM listing_status;\n"),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def clear(connection, table):\n"
            '    connection.execute(f"DELETE FROM {table}")\n'
            "\n"
            "\n"
            "def replace_listing(connection: psycopg.Connection) -> None:\n"
            '    connection.execute("CREATE TABLE overview_backup AS SELECT * FROM overview")\n'
            '    clear(connection, "listing_status")\n',
            note="The backup is of another table.",
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection, keep: bool) -> None:\n"
            "    if keep:\n"
            '        connection.execute("CREATE TABLE cash_flow_bak AS SELECT * FROM cash_flow")\n'
            '    connection.execute("DELETE FROM cash_flow WHERE 1=1")\n',
            note="Only some paths take the backup.",
        ),
        sql(
            "DELETE FROM listing_status WHERE symbol_id = 7;\n",
            note="The table is protected.",
            protected_tables=["listing_status"],
        ),
    ),
    good=(
        sql(
            "CREATE TABLE overview_backup_20260701 AS SELECT * FROM overview;\n"
            "DELETE FROM overview;\n"
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def clear(connection: psycopg.Connection, table: str) -> None:\n"
            '    connection.execute(f"DELETE FROM {table}")\n'
            "\n"
            "\n"
            "def backup(connection: psycopg.Connection, table: str) -> None:\n"
            '    connection.execute(f"CREATE TABLE {table}_backup AS SELECT * FROM {table}")\n'
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection) -> None:\n"
            '    backup(connection, "overview")\n'
            '    clear(connection, "overview")\n',
            note="A helper takes the backup, another one deletes.",
        ),
        sql("DELETE FROM overview WHERE symbol_id = 7;\n"),
        sql("DELETE FROM stg_overview;\n", note="A staging table."),
    ),
)
