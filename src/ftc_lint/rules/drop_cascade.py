"""DROP … CASCADE takes along everything that depends on the object.

When: `DROP TABLE`, `SCHEMA`, `TYPE`, `DOMAIN`, `EXTENSION`, `OWNED` or `DROP COLUMN` with CASCADE.
Views, functions, indexes, triggers and constraints hold no rows and are left alone; MySQL accepts
the word for a table and ignores it. In a migration it is information, unless a table is protected,
and so it is for a schema that is called as scratch tables are: a staging area holds many tables.

Effect: DROP TABLE … CASCADE drops the views on the table and the foreign keys of every table that
references it, whose rows stay behind and refer to nothing. DROP TYPE, DOMAIN and EXTENSION …
CASCADE drop the columns of that type, DROP SCHEMA and DROP OWNED every table inside.

Instead: drop without CASCADE, read in the error what depends on it, and drop that by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.judgement import named_tables, quiet_in_migration, tables_at_stake
from ftc_lint.operations import Kind, Operation, TableName
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import (
    UNNAMED,
    backup_note,
    backup_places,
    columns_listed,
    joined,
    listed,
    names_of,
    tables_listed,
)

_TAKES_ROWS = frozenset({"type", "domain", "extension", "owned"})
_IGNORES_CASCADE = frozenset({"mysql"})


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for a DROP … CASCADE that takes rows along."""
    if not operation.cascade or not _takes_rows(operation):
        return
    at_stake = tables_at_stake(operation, context)
    severity = Severity.ERROR
    if operation.kind is Kind.DROP_SCHEMA:
        severity = Severity.ERROR if at_stake else Severity.INFO
        at_stake = named_tables(operation, context)
    tables = tuple(table for table in at_stake if not context.is_backup(table))
    if not tables and operation.tables:
        return
    is_table = operation.kind is Kind.DROP_TABLE
    yield Hit(
        message=joined(
            _fact(operation, tables, context), backup_note(operation, context) if is_table else ""
        ),
        help="drop it without CASCADE, and what the error names one by one",
        span=operation.span,
        statement=operation.statement,
        severity=quiet_in_migration(severity, operation, tables, context),
        tables=names_of(tables),
        related=backup_places(operation, context) if is_table else (),
    )


def _takes_rows(operation: Operation) -> bool:
    if operation.kind in (Kind.DROP_TABLE, Kind.DROP_COLUMN, Kind.DROP_SCHEMA):
        return operation.dialect not in _IGNORES_CASCADE
    return operation.kind is Kind.DROP and operation.object_type in _TAKES_ROWS


def _fact(operation: Operation, tables: Sequence[TableName], context: Context) -> str:
    names = tables_listed(tables)
    if operation.kind is Kind.DROP_TABLE:
        orphans = _referencing(tables, context)
        keys = f" and the foreign keys of {listed(orphans)}" if orphans else ""
        it = "it" if len(tables) == 1 else "them"
        return f"DROP TABLE … CASCADE destroys {names} with every view on {it}{keys}"
    if operation.kind is Kind.DROP_COLUMN:
        columns = columns_listed(operation)
        return f"DROP COLUMN … CASCADE destroys {columns} of {names}, and every view and key on it"
    if operation.kind is Kind.DROP_SCHEMA:
        names = names.replace(UNNAMED, "a schema whose name is not known")
        return f"DROP SCHEMA … CASCADE destroys every table in {names}"
    if operation.object_type == "owned":
        names = names.replace(UNNAMED, "a role whose name is not known")
        return f"DROP OWNED … CASCADE destroys everything that {names} owns"
    word = operation.object_type.upper()
    names = names.replace(UNNAMED, f"a {operation.object_type} whose name is not known")
    return f"DROP {word} … CASCADE destroys every column that uses {names}"


def _referencing(tables: Sequence[TableName], context: Context) -> list[str]:
    """The tables whose foreign keys go with these."""
    roots = {key for table in tables for key in context.schema.resolve(table)}
    found = {
        ".".join(key.child): None
        for key in context.schema.foreign_keys
        if key.parent in roots and key.child not in roots and key.enforced_by == "database"
    }
    return list(found)


RULE = Rule(
    code="FTC105",
    name="drop-cascade",
    subject=Operation,
    kinds=frozenset({Kind.DROP_TABLE, Kind.DROP_COLUMN, Kind.DROP_SCHEMA, Kind.DROP}),
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("DROP TABLE IF EXISTS listing_status CASCADE;\n"),
        sql(
            "DROP TYPE listing_state CASCADE;\n",
            note="Every column of that type goes, with its values.",
        ),
        python(
            "import psycopg\n"
            "\n"
            'CLEAN = "DROP SCHEMA IF EXISTS {} CASCADE"\n'
            "\n"
            "\n"
            "def clean(connection: psycopg.Connection) -> None:\n"
            '    connection.execute(CLEAN.format("extracted"))\n',
            note="A template that is filled in elsewhere.",
        ),
    ),
    good=(
        sql("DROP VIEW listing_overview CASCADE;\n", note="A view holds no rows."),
        sql("ALTER TABLE prices DROP CONSTRAINT prices_pkey CASCADE;\n", note="A constraint."),
        python(
            "import pymysql\n"
            "\n"
            "\n"
            "def forget(connection) -> None:\n"
            '    connection.cursor().execute("DROP TABLE tmp_prices CASCADE")\n',
            note="A scratch table, and MySQL ignores the word.",
        ),
    ),
)
