"""The SQL that brings new rows into a table without deleting the old ones."""

from __future__ import annotations

from ftc_lint.operations import TableName
from ftc_lint.records import dataclass
from ftc_lint.remedies.backups import key_columns
from ftc_lint.remedies.quoting import quoted_list, quoted_part, quoted_table, renamed
from ftc_lint.schema import Schema

_ON_CONFLICT = frozenset({"postgres", "sqlite", "duckdb"})
_STATES = ("is_active", "active", "status", "state", "deleted_at")


@dataclass(frozen=True, slots=True)
class _Names:
    """Everything an upsert is written with."""

    target: str
    source: str
    key: tuple[str, ...]
    others: tuple[str, ...]
    dialect: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.others)


def upsert_sql(table: TableName, schema: Schema, dialect: str) -> list[str]:
    """The upsert from `<table>_new`, where the new rows are loaded first, and the update of the
    rows that are not among them. Columns that are not known are `key` and `value`."""
    names = _names(table, schema, dialect)
    if dialect in _ON_CONFLICT:
        statement = _on_conflict(names)
    elif dialect == "mysql":
        statement = _on_duplicate_key(names)
    else:
        statement = _merge(names)
    return [statement, _deactivate(names, table, schema)]


def _names(table: TableName, schema: Schema, dialect: str) -> _Names:
    key = key_columns(table, schema)
    found = schema.resolve(table)
    columns = [c.name for c in schema.tables[found[0]].columns] if found else []
    others = tuple(column for column in columns if column not in key)
    if not key or not others:
        key, others = ("key",), ("value",)
    return _Names(
        quoted_table(table, dialect),
        quoted_table(renamed(table, "_new"), dialect),
        key,
        others,
        dialect,
    )


def _insert(names: _Names) -> str:
    columns = quoted_list(names.columns, names.dialect)
    identity = " OVERRIDING SYSTEM VALUE" if names.dialect == "postgres" else ""
    return f"INSERT INTO {names.target} ({columns}){identity}\nSELECT {columns} FROM {names.source}"


def _on_conflict(names: _Names) -> str:
    true = " WHERE true" if names.dialect == "sqlite" else ""
    key = quoted_list(names.key, names.dialect)
    return (
        f"{_insert(names)}{true}\n"
        f"ON CONFLICT ({key}) DO UPDATE SET {_assigned(names, 'EXCLUDED.{}')};"
    )


def _on_duplicate_key(names: _Names) -> str:
    return f"{_insert(names)}\nON DUPLICATE KEY UPDATE {_assigned(names, 'VALUES({})')};"


def _merge(names: _Names) -> str:
    same = " AND ".join(f"t.{c} = n.{c}" for c in _quoted(names.key, names.dialect))
    columns = quoted_list(names.columns, names.dialect)
    values = ", ".join(f"n.{c}" for c in _quoted(names.columns, names.dialect))
    return (
        f"MERGE INTO {names.target} t USING {names.source} n ON ({same})\n"
        f"WHEN MATCHED THEN UPDATE SET {_assigned(names, 'n.{}')}\n"
        f"WHEN NOT MATCHED THEN INSERT ({columns}) VALUES ({values});"
    )


def _assigned(names: _Names, value: str) -> str:
    return ", ".join(f"{c} = {value.format(c)}" for c in _quoted(names.others, names.dialect))


def _quoted(columns: tuple[str, ...], dialect: str) -> list[str]:
    return [quoted_part(column, dialect) for column in columns]


def _deactivate(names: _Names, table: TableName, schema: Schema) -> str:
    """Rows that are gone at the source are marked, not deleted."""
    same = " AND ".join(f"n.{c} = {names.target}.{c}" for c in _quoted(names.key, names.dialect))
    return (
        f"UPDATE {names.target} SET {_mark(table, schema)}\n"
        f"WHERE NOT EXISTS (SELECT 1 FROM {names.source} n WHERE {same});"
    )


def _mark(table: TableName, schema: Schema) -> str:
    """The assignment that marks a row, by the column the table has for it."""
    for key in schema.resolve(table)[:1]:
        for state in _STATES:
            column = schema.tables[key].column(state)
            if column is not None:
                return f"{column.name} = {_VALUES[state]}"
    return "is_active = false"


_VALUES = {
    "is_active": "false",
    "active": "false",
    "status": "'inactive'",
    "state": "'inactive'",
    "deleted_at": "CURRENT_TIMESTAMP",
}
