"""A live database's catalog as a schema, so that one graph answers for both."""

from __future__ import annotations

from ftc_lint.catalog import Catalog, CountMethod, Engine, RelationName
from ftc_lint.catalog import ForeignKey as LiveKey
from ftc_lint.catalog import Table as LiveTable
from ftc_lint.operations import Column, ForeignKeySpec
from ftc_lint.schema.model import ForeignKey, Schema, Table
from ftc_lint.schema.naming import TableKey, key_of

_DIALECTS = {
    Engine.POSTGRESQL: "postgres",
    Engine.MYSQL: "mysql",
    Engine.MARIADB: "mysql",
    Engine.SQLITE: "sqlite",
    Engine.DUCKDB: "duckdb",
}


def of_catalog(catalog: Catalog) -> Schema:
    """The tables and keys of a catalog, with the rows that were counted.

    Keys that only repeat another for one partition are left out, and so are keys that the
    database is told not to enforce: no DELETE follows those. They stay known to TRUNCATE.
    """
    columns = _columns(catalog)
    tables = {
        _key(table.name): _table(table, columns.get(table.name, {}), catalog)
        for table in catalog.tables
    }
    keys = tuple(_foreign_key(key, catalog.engine) for key in catalog.root_foreign_keys())
    unchecked = tuple(item.as_unchecked() for item in catalog.unchecked)
    return Schema(tables, keys, unchecked)


def _key(name: RelationName) -> TableKey:
    return key_of(name.table_name)


def _table(table: LiveTable, columns: dict[str, Column], catalog: Catalog) -> Table:
    count = catalog.counts.get(table.name)
    known = count is not None and count.method in (CountMethod.EXACT, CountMethod.ESTIMATE)
    return Table(
        name=table.name.table_name,
        columns=tuple(columns.values()),
        rows=count.value if known and count is not None else None,
        partition_of=None if table.partition_of is None else _key(table.partition_of),
        inherits=tuple(_key(parent) for parent in table.inherits),
    )


def _columns(catalog: Catalog) -> dict[RelationName, dict[str, Column]]:
    """What the catalog says of nullability, by table: of the columns of foreign keys."""
    found: dict[RelationName, dict[str, Column]] = {}
    for key in catalog.foreign_keys:
        columns = found.setdefault(key.child, {})
        for column in key.child_columns:
            columns[column] = Column(column, nullable=column in key.nullable_columns)
    return found


def _foreign_key(key: LiveKey, engine: Engine) -> ForeignKey:
    spec = ForeignKeySpec(
        child=key.child.table_name,
        child_columns=key.child_columns,
        parent=key.parent.table_name,
        parent_columns=key.parent_columns,
        name=key.name,
        on_delete=key.on_delete,
        on_update=key.on_update,
        not_valid=key.validated is False,
        deferrable=bool(key.deferrable),
        enforced=key.enforced is not False,
        on_delete_columns=key.on_delete_columns,
    )
    return ForeignKey(
        spec,
        _key(key.child),
        _key(key.parent),
        source="live",
        dialect=_DIALECTS[engine],
        name=key.name,
    )
