"""A schema as a JSON file: what `--write-snapshot` writes and `--schema` reads.

    {"version": 1, "database": "fin_trade_craft", "taken": "2026-07-01T04:00:00+00:00",
     "tables": [{"name": "extracted.prices", "rows": 21000000, "partition_of": null,
                 "inherits": [], "columns": [{"name": "symbol_id", "nullable": false}]}],
     "foreign_keys": [{"name": "…_fkey", "child": "…", "child_columns": ["symbol_id"],
                       "parent": "…", "parent_columns": ["symbol_id"],
                       "on_delete": "cascade", "on_update": "no action"}]}

Names are written as SQL writes them: quoted where they need it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ftc_lint.operations import Action, Column, ForeignKeySpec, TableName
from ftc_lint.schema.model import ForeignKey, Schema, Table
from ftc_lint.schema.naming import TableKey, key_of

VERSION = 1

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


class SnapshotError(ValueError):
    """A snapshot that cannot be read; the message says what is wrong and where in it."""


def write(schema: Schema, *, database: str = "", taken: str = "") -> str:
    """The snapshot of a schema as JSON, the same for the same schema. `taken`: an ISO time."""
    document = {
        "version": VERSION,
        "database": database,
        "taken": taken,
        "tables": [_table_entry(key, schema.tables[key]) for key in sorted(schema.tables)],
        "foreign_keys": [
            _key_entry(key)
            for key in sorted(
                schema.foreign_keys, key=lambda each: (each.child, each.name or "", each.parent)
            )
            if key.spec.enforced_by == "database"
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read(text: str) -> Schema:
    """The schema of a snapshot. Raises `SnapshotError`."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise SnapshotError(f"line {error.lineno}: not JSON: {error.msg}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or lists in lists
        raise SnapshotError("not JSON that can be read") from None
    if not isinstance(document, dict):
        raise SnapshotError("a snapshot is an object with tables and foreign_keys")
    if document.get("version") != VERSION:
        raise SnapshotError(f"version is {document.get('version')!r}, this reads {VERSION}")
    tables = dict(
        _table(entry, f"tables[{number}]")
        for number, entry in enumerate(_list(document, "tables", "the snapshot"))
    )
    keys = tuple(
        _foreign_key(entry, f"foreign_keys[{number}]")
        for number, entry in enumerate(_list(document, "foreign_keys", "the snapshot"))
    )
    for foreign_key in keys:
        for key, name in (
            (foreign_key.child, foreign_key.spec.child),
            (foreign_key.parent, foreign_key.spec.parent),
        ):
            tables.setdefault(key, Table(name))
    return Schema(tables, keys)


# --- writing -----------------------------------------------------------------------------------


def written(name: TableName) -> str:
    """A name as SQL writes it, quoted where it must be."""
    return _written(key_of(name))


def _written(key: TableKey) -> str:
    return ".".join(
        part if _PLAIN.match(part) else '"' + part.replace('"', '""') + '"' for part in key
    )


def _table_entry(key: TableKey, table: Table) -> dict[str, Any]:
    return {
        "name": _written(key),
        "rows": table.rows,
        "partition_of": None if table.partition_of is None else _written(table.partition_of),
        "inherits": [_written(parent) for parent in table.inherits],
        "columns": [
            {"name": column.name, "nullable": column.nullable, "primary_key": column.primary_key}
            for column in table.columns
        ],
    }


def _key_entry(key: ForeignKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "child": _written(key.child),
        "child_columns": list(key.spec.child_columns),
        "parent": _written(key.parent),
        "parent_columns": list(key.spec.parent_columns),
        "on_delete": key.spec.on_delete.value,
        "on_update": key.spec.on_update.value,
        "deferrable": key.spec.deferrable,
        "not_valid": key.spec.not_valid,
        "enforced": key.spec.enforced,
        "on_delete_columns": list(key.spec.on_delete_columns),
    }


# --- reading -----------------------------------------------------------------------------------


def _table(entry: object, where: str) -> tuple[TableKey, Table]:
    item = _object(entry, where)
    name = TableName.parse(_text(item, "name", where))
    rows = item.get("rows")
    if rows is not None and (not isinstance(rows, int) or isinstance(rows, bool) or rows < 0):
        raise SnapshotError(f"{where}.rows is {rows!r}: a number of rows or null is wanted")
    partition_of = item.get("partition_of")
    if partition_of is not None and not isinstance(partition_of, str):
        raise SnapshotError(f"{where}.partition_of is {partition_of!r}: a name or null is wanted")
    table = Table(
        name=name,
        columns=tuple(
            _column(each, f"{where}.columns[{number}]")
            for number, each in enumerate(_list(item, "columns", where))
        ),
        rows=rows,
        partition_of=None if partition_of is None else key_of(TableName.parse(partition_of)),
        inherits=tuple(key_of(TableName.parse(each)) for each in _texts(item, "inherits", where)),
    )
    return key_of(name), table


def _column(entry: object, where: str) -> Column:
    item = _object(entry, where)
    nullable = item.get("nullable")
    if nullable is not None and not isinstance(nullable, bool):
        raise SnapshotError(f"{where}.nullable is {nullable!r}: true, false or null is wanted")
    return Column(_text(item, "name", where), nullable, bool(item.get("primary_key", False)))


def _foreign_key(entry: object, where: str) -> ForeignKey:
    item = _object(entry, where)
    child = TableName.parse(_text(item, "child", where))
    parent = TableName.parse(_text(item, "parent", where))
    name = item.get("name")
    if name is not None and not isinstance(name, str):
        raise SnapshotError(f"{where}.name is {name!r}: a name or null is wanted")
    spec = ForeignKeySpec(
        child=child,
        child_columns=_texts(item, "child_columns", where),
        parent=parent,
        parent_columns=_texts(item, "parent_columns", where),
        name=name,
        on_delete=_action(item, "on_delete", where),
        on_update=_action(item, "on_update", where),
        not_valid=bool(item.get("not_valid", False)),
        deferrable=bool(item.get("deferrable", False)),
        enforced=bool(item.get("enforced", True)),
        on_delete_columns=_texts(item, "on_delete_columns", where),
    )
    return ForeignKey(spec, key_of(child), key_of(parent), source="snapshot", name=name)


def _action(item: Mapping[str, Any], key: str, where: str) -> Action:
    word = item.get(key, Action.NO_ACTION.value)
    try:
        return Action(word)
    except ValueError:
        choices = ", ".join(action.value for action in Action)
        raise SnapshotError(f"{where}.{key} is {word!r}: one of {choices} is wanted") from None


def _object(entry: object, where: str) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise SnapshotError(f"{where} is no object")
    return entry


def _list(item: Mapping[str, Any], key: str, where: str) -> Sequence[object]:
    value = item.get(key, [])
    if not isinstance(value, list):
        raise SnapshotError(f"{key} of {where} is no list")
    return value


def _text(item: Mapping[str, Any], key: str, where: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value:
        raise SnapshotError(f"{where}.{key} is {value!r}: a name is wanted")
    return value


def _texts(item: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = _list(item, key, where)
    for value in values:
        if not isinstance(value, str):
            raise SnapshotError(f"{key} of {where} holds {value!r}: names are wanted")
    return tuple(str(value) for value in values)
