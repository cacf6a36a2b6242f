"""A project's schema together with a snapshot's."""

from __future__ import annotations

from ftc_lint.records import replace
from ftc_lint.schema.model import ForeignKey, Schema, Table
from ftc_lint.schema.naming import TableKey


def merged(project: Schema, snapshot: Schema) -> Schema:
    """Both schemas as one. A table of the project that the snapshot knows under exactly one name
    goes by that name, and has the rows counted there; a foreign key that both declare alike stays
    as the project has it, with its place. Where their actions differ both stand: the database may
    not have caught up."""
    renamed = {key: _name(key, table, snapshot) for key, table in project.tables.items()}

    def known(key: TableKey) -> TableKey:
        return renamed.get(key, key)

    tables = dict(snapshot.tables)
    for key, table in project.tables.items():
        tables[known(key)] = _with_rows(table, snapshot.tables.get(known(key)))
    own = tuple(
        replace(key, child=known(key.child), parent=known(key.parent))
        for key in project.foreign_keys
    )
    declared = {(key.child, _columns(key), key.parent, key.on_delete) for key in own}
    others = tuple(
        key
        for key in snapshot.foreign_keys
        if (key.child, _columns(key), key.parent, key.on_delete) not in declared
    )
    return Schema(
        tables=tables,
        foreign_keys=(*own, *others),
        unchecked=(*project.unchecked, *snapshot.unchecked),
        test_foreign_keys=project.test_foreign_keys,
    )


def _name(key: TableKey, table: Table, snapshot: Schema) -> TableKey:
    found = snapshot.resolve(table.name)
    return found[0] if len(found) == 1 else key


def _with_rows(table: Table, counted: Table | None) -> Table:
    if counted is None:
        return table
    return replace(
        table,
        name=counted.name,
        columns=table.columns or counted.columns,
        rows=counted.rows if table.rows is None else table.rows,
        partition_of=counted.partition_of,
        inherits=counted.inherits,
    )


def _columns(key: ForeignKey) -> tuple[str, ...]:
    return tuple(column.lower() for column in key.spec.child_columns)
