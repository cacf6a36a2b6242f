"""ON DELETE SET NULL on a column that is NOT NULL: every such DELETE fails.

When: a foreign key that is ON DELETE SET NULL and one of whose columns is NOT NULL or part of the
primary key, after all DDL of the project.

Effect: PostgreSQL and SQLite accept the definition, and the DELETE on the parent fails later with
a message about the child. MariaDB refuses the definition.

Instead: let the column be NULL, or say what is meant: ON DELETE RESTRICT.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.schema import Schema
from ftc_lint.wording import key_called, listed, names_of, title


def check(schema: Schema, context: Context) -> Iterator[Hit]:
    """One hit for each key that would set a NOT NULL column to NULL."""
    for key in schema.foreign_keys:
        columns = schema.graph.not_null_columns(key)
        if not columns or key.span is None or key.enforced_by != "database":
            continue
        child = title(schema, key.child)
        names = listed(f"{child}.{column}" for column in columns)
        verb = "is" if len(columns) == 1 else "are"
        yield Hit(
            message=f"{key_called(key)} sets {names} to NULL, which {verb} NOT NULL: "
            f"deleting a row of {title(schema, key.parent)} fails",
            help=f"let {names} be NULL, or make the key ON DELETE RESTRICT",
            span=key.span,
            statement=key.statement,
            tables=names_of((key.spec.child, key.spec.parent)),
        )


RULE = Rule(
    code="FTC304",
    name="set-null-on-not-null",
    subject=Schema,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql(
            "CREATE TABLE overview (\n"
            "    symbol_id bigint NOT NULL REFERENCES listing_status ON DELETE SET NULL\n"
            ");\n"
        ),
        sql(
            "CREATE TABLE overview (\n"
            "    symbol_id bigint REFERENCES listing_status ON DELETE SET NULL\n"
            ");\n"
            "ALTER TABLE overview ALTER COLUMN symbol_id SET NOT NULL;\n",
            note="Made NOT NULL later.",
        ),
        python(
            "import sqlite3\n"
            "\n"
            "\n"
            "def create(connection: sqlite3.Connection) -> None:\n"
            '    connection.execute("""\n'
            "        CREATE TABLE overview (\n"
            "            symbol_id INTEGER PRIMARY KEY,\n"
            "            FOREIGN KEY (symbol_id) REFERENCES listing_status ON DELETE SET NULL\n"
            '        )""")\n',
            note="A primary key is NOT NULL.",
        ),
    ),
    good=(
        sql(
            "CREATE TABLE overview (\n"
            "    symbol_id bigint REFERENCES listing_status ON DELETE SET NULL\n"
            ");\n"
        ),
        sql(
            "CREATE TABLE overview (\n"
            "    symbol_id bigint NOT NULL REFERENCES listing_status ON DELETE SET NULL\n"
            ");\n"
            "ALTER TABLE overview ALTER COLUMN symbol_id DROP NOT NULL;\n",
            note="Mended later.",
        ),
        sql(
            "CREATE TABLE overview (\n"
            "    symbol_id bigint NOT NULL REFERENCES listing_status ON DELETE RESTRICT\n"
            ");\n"
        ),
    ),
)
