"""DROP SCHEMA and DROP DATABASE destroy every table inside.

When: `DROP SCHEMA` or `DROP DATABASE` in any dialect, in a .sql file or in Python.

Effect: all tables, with all that can be known of them, are gone. DROP DATABASE cannot be rolled
back anywhere. PostgreSQL, SQL Server and most others refuse DROP SCHEMA without CASCADE for a
schema that is not empty, so that it is information there; MySQL, where a schema is a database, and
Snowflake do not. In a migration DROP SCHEMA is information.

Instead: leave dropping to a person with a backup; in tests, make the name one that only tests use.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.judgement import quiet_in_migration, tables_at_stake
from ftc_lint.operations import Kind, Operation
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import UNNAMED, listed, names_of, table_shown

_DROPS_FULL_SCHEMAS = frozenset(
    {"mysql", "mariadb", "singlestore", "doris", "starrocks", "tidb", "snowflake", "clickhouse"}
)
_WORDS = {Kind.DROP_SCHEMA: "SCHEMA", Kind.DROP_DATABASE: "DATABASE"}


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for each schema or database that is dropped."""
    word = _WORDS.get(operation.kind)
    if word is None:
        return
    names = tables_at_stake(operation, context)
    if not names and operation.tables:
        return
    refused = _is_refused_unless_empty(operation)
    unknown = f"a {word.lower()} whose name is not known"
    shown = listed(map(table_shown, names)).replace(UNNAMED, unknown) or unknown
    severity = Severity.ERROR
    if operation.kind is Kind.DROP_SCHEMA:
        severity = quiet_in_migration(severity, operation, names, context)
    yield Hit(
        message=f"DROP SCHEMA drops {shown}, and fails while a table is inside"
        if refused
        else f"DROP {word} destroys {shown} with every table inside",
        help=f"drop the tables of {shown} that are no longer wanted by name, after a backup",
        span=operation.span,
        statement=operation.statement,
        severity=Severity.INFO if refused else severity,
        tables=names_of(names),
    )


def _is_refused_unless_empty(operation: Operation) -> bool:
    """Whether the database drops an empty schema only. What is not known is PostgreSQL."""
    return (
        operation.kind is Kind.DROP_SCHEMA
        and not operation.cascade
        and operation.dialect not in _DROPS_FULL_SCHEMAS
    )


RULE = Rule(
    code="FTC106",
    name="drop-schema",
    subject=Operation,
    kinds=frozenset(_WORDS),
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("DROP DATABASE IF EXISTS fin_trade_craft;\n"),
        sql(
            "DROP SCHEMA extracted, transforms;\n",
            note="Two at once, on PostgreSQL: information, for it fails while they hold a table.",
        ),
        python(
            "import snowflake.connector\n"
            "\n"
            "\n"
            "def forget(connection: snowflake.connector.SnowflakeConnection) -> None:\n"
            '    connection.cursor().execute("DROP SCHEMA extracted")\n',
            note="On Snowflake, which drops what is inside as well.",
        ),
        python(
            "import psycopg\n"
            "from psycopg import sql\n"
            "\n"
            "\n"
            "def drop(connection: psycopg.Connection, name: str) -> None:\n"
            '    connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))\n',
            note="The name is not known before it runs.",
        ),
    ),
    good=(
        sql("CREATE SCHEMA IF NOT EXISTS extracted;\n"),
        sql("DROP SCHEMA tmp_load;\n", note="A scratch schema."),
        python(
            'FORBIDDEN = ("DROP DATABASE", "DROP SCHEMA")\n'
            "\n"
            "\n"
            "def is_forbidden(text: str) -> bool:\n"
            "    return text.upper().startswith(FORBIDDEN)\n",
            note="Keywords in a list.",
        ),
    ),
    yields_to=("FTC105",),
)
