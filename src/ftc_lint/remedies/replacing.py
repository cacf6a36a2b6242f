"""What makes the emptying of a table safe: a backup that was counted, an upsert, a restore."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftc_lint.findings import BlastRadius, Remedy
from ftc_lint.operations import TableName
from ftc_lint.remedies.backups import backup_sql, restore_sql
from ftc_lint.remedies.python_shape import python_shape
from ftc_lint.remedies.quoting import quoted_table, renamed
from ftc_lint.remedies.upserts import upsert_sql
from ftc_lint.schema import Schema


def safe_replacement(
    tables: Sequence[TableName], schema: Schema, dialect: str, radius: BlastRadius | None = None
) -> Remedy | None:
    """The remedy for a statement that empties these tables, None where no name is known.

    `radius` is what the statement reaches besides: those tables are backed up too.
    """
    known = [table for table in tables if not table.has_hole and table.last]
    if not known:
        return None
    cascades = bool(schema.delete_reach(known).cascaded())
    reached = [TableName.parse(name) for name in radius.tables()] if radius is not None else []
    lines = ["-- 1. Keep the rows. The two numbers of each query must be equal."]
    for table in (*known, *reached):
        lines += backup_sql(table, dialect)
    if cascades:
        lines.append("-- 2. Upsert; a DELETE would cascade to the tables that reference it.")
        for table in known:
            lines += upsert_sql(table, schema, dialect)
    else:
        lines.append("-- 2. Replace the rows in one transaction.")
        lines += _replace(known, dialect)
    lines.append("-- 3. Only if something went wrong: put back the rows that are missing.")
    for table in (*known, *_parents_first(reached, schema)):
        lines += restore_sql(table, schema, dialect)
    shape = python_shape(known[0], dialect, cascades=cascades)
    return Remedy("\n".join(lines) + "\n", shape)


def _replace(tables: Iterable[TableName], dialect: str) -> list[str]:
    lines = ["BEGIN;"]
    for table in tables:
        name = quoted_table(table, dialect)
        lines += [
            f"DELETE FROM {name};",
            f"INSERT INTO {name} SELECT * FROM {quoted_table(renamed(table, '_new'), dialect)};",
        ]
    return [*lines, "COMMIT;"]


def _parents_first(tables: list[TableName], schema: Schema) -> list[TableName]:
    """The order in which rows can come back: a table after those that it references."""
    by_key = {key: table for table in tables for key in schema.resolve(table)[:1]}
    needs = {
        key: {each.parent for each in schema.foreign_keys if each.child == key} & by_key.keys()
        for key in by_key
    }
    ordered: dict[tuple[str, ...], None] = {}
    waiting = list(by_key)
    while waiting:
        ready = [key for key in waiting if needs[key] - {key} <= ordered.keys()]
        for key in ready or waiting[:1]:
            ordered[key] = None
        waiting = [key for key in waiting if key not in ordered]
    return [by_key[key] for key in ordered]
