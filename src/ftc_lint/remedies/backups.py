"""The SQL that keeps a table's rows, proves that all were kept, and puts them back."""

from __future__ import annotations

from ftc_lint.operations import TableName
from ftc_lint.remedies.quoting import quoted_table, renamed
from ftc_lint.schema import Schema

_SELECT_INTO = frozenset({"tsql", "fabric"})
_IDENTITY = frozenset({"postgres"})


def backup_name(table: TableName) -> TableName:
    """The name that remedies give a table's backup."""
    return renamed(table, "_backup")


def create_backup(table: TableName, dialect: str) -> str:
    """The statement that takes the backup, without a semicolon."""
    name, copy = quoted_table(table, dialect), quoted_table(backup_name(table), dialect)
    if dialect in _SELECT_INTO:
        return f"SELECT * INTO {copy} FROM {name}"
    return f"CREATE TABLE {copy} AS SELECT * FROM {name}"


def backup_sql(table: TableName, dialect: str) -> list[str]:
    """The backup and the check of its count, as statements. It fails if an older backup of that
    name is still there, rather than keep a stale one."""
    return [create_backup(table, dialect) + ";", count_check(table, dialect)]


def count_check(table: TableName, dialect: str) -> str:
    """A query whose two numbers must be equal before anything is deleted."""
    name, copy = quoted_table(table, dialect), quoted_table(backup_name(table), dialect)
    dual = " FROM dual" if dialect == "oracle" else ""
    return (
        f"SELECT (SELECT count(*) FROM {name}) AS rows_of_the_table,\n"
        f"       (SELECT count(*) FROM {copy}) AS rows_of_the_backup{dual};"
    )


def restore_sql(table: TableName, schema: Schema, dialect: str) -> list[str]:
    """Puts back the rows that are missing: all of them if the table is empty.

    It deletes nothing, so it cannot cascade. Without a known primary key it is for a table that
    was emptied.
    """
    name, copy = quoted_table(table, dialect), quoted_table(backup_name(table), dialect)
    identity = " OVERRIDING SYSTEM VALUE" if dialect in _IDENTITY else ""
    key = key_columns(table, schema)
    if not key:
        return [f"INSERT INTO {name}{identity} SELECT * FROM {copy};"]
    same = " AND ".join(f"t.{column} = b.{column}" for column in key)
    return [
        f"INSERT INTO {name}{identity}\n"
        f"SELECT * FROM {copy} b\n"
        f"WHERE NOT EXISTS (SELECT 1 FROM {name} t WHERE {same});"
    ]


def key_columns(table: TableName, schema: Schema) -> tuple[str, ...]:
    """The columns of the primary key; () where they are not known."""
    return tuple(
        column.name
        for key in schema.resolve(table)[:1]
        for column in schema.tables[key].columns
        if column.primary_key
    )
