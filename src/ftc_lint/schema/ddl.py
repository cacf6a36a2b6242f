"""DDL in its order → the schema it ends up as.

What the statements of a project do to one another is known only as far as their order is. So a
DROP or a RENAME counts where the order is certain (a migration, a script that creates the table
again), and two definitions of one table in different files both stand: the louder reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ftc_lint.operations import (
    CodeContext,
    Column,
    ForeignKeySpec,
    Kind,
    Operation,
    TableName,
)
from ftc_lint.schema.constraints import Keys, PendingKey
from ftc_lint.schema.model import ForeignKey, Schema, Table
from ftc_lint.schema.naming import Names, TableKey, key_of, shown
from ftc_lint.schema.order import in_order, is_numbered
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked

DDL = frozenset(
    {
        Kind.CREATE_TABLE,
        Kind.RENAME_TABLE,
        Kind.DROP_TABLE,
        Kind.DROP_SCHEMA,
        Kind.DROP_COLUMN,
        Kind.DROP_CONSTRAINT,
        Kind.FOREIGN_KEY,
        Kind.ADD_COLUMN,
        Kind.ALTER_COLUMN,
    }
)
"""The kinds that make a schema."""


def build(operations: Iterable[Operation], migrations: Sequence[str] = ()) -> Schema:
    """The schema of a project.

    `operations` may come in any order of files; within a file they must be in the order of the
    program. `migrations` are the paths of migration files in the order in which they apply,
    where something besides their names says so (Alembic's `down_revision`).
    """
    ddl = [
        operation
        for operation in operations
        if operation.kind in DDL and operation.context is not CodeContext.MIGRATION_DOWN
    ]
    tests = [operation for operation in ddl if operation.context is CodeContext.TEST]
    rest = [operation for operation in ddl if operation.context is not CodeContext.TEST]
    schema = Builder(in_order(rest, migrations)).schema()
    if not tests:
        return schema
    tested = Builder(in_order(tests)).schema()
    return Schema(schema.tables, schema.foreign_keys, schema.unchecked, tested.foreign_keys)


class Builder:
    """Applies operations one after the other. Mutable, and used for one schema only."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._operations = operations
        self._tables: dict[TableKey, Table] = {}
        self._names = Names()
        self._keys = Keys(self._names)
        self._dropped: set[TableKey] = set()
        self._unchecked: dict[tuple[str, Span | None], Unchecked] = {}
        self._creates = _created_by_file(operations)

    def schema(self) -> Schema:
        """The schema after the last operation."""
        for _, statement in groupby(_distinct(self._operations), key=_statement):
            self._apply(list(statement))
        for key in self._keys.pending:
            self._mention(key.child, key.spec.child)
        finished = tuple(self._finished(self._keys.pending))
        return Schema(self._tables, finished, tuple(self._unchecked.values()))

    # --- one statement -----------------------------------------------------------------------

    def _apply(self, statement: list[Operation]) -> None:
        """ALTER TABLE drops before it adds, whatever the order in which it is written. Temporary
        tables are no part of a schema."""
        if any(operation.temporary for operation in statement):
            return
        created = self._created(statement)
        skipped = self._columns_that_exist(statement)
        for operation in statement:
            if operation.kind in (Kind.DROP_TABLE, Kind.DROP_SCHEMA):
                self._drop(operation)
            elif operation.kind is Kind.RENAME_TABLE:
                self._rename(operation)
            elif operation.kind is Kind.DROP_CONSTRAINT:
                self._drop_constraint(operation)
            elif operation.kind is Kind.DROP_COLUMN:
                self._drop_columns(operation)
        for operation in statement:
            if operation.kind in (Kind.ADD_COLUMN, Kind.ALTER_COLUMN):
                self._change_columns(operation)
            elif operation.kind is Kind.FOREIGN_KEY and operation.foreign_key is not None:
                self._add_key(operation, operation.foreign_key, created, skipped)

    def _created(self, statement: list[Operation]) -> dict[TableKey, bool]:
        """The tables that a statement creates; False where IF NOT EXISTS leaves the old one."""
        return {
            key_of(operation.tables[0]): self._create(operation)
            for operation in statement
            if operation.kind is Kind.CREATE_TABLE and operation.tables
        }

    def _create(self, operation: Operation) -> bool:
        name = operation.tables[0]
        key = key_of(name)
        if "{" in key[-1]:
            return True
        known = self._names.same(key)
        before = self._tables.get(known) if known is not None else None
        if before is None or known is None:
            self._names.add(key)
            self._dropped.discard(key)
        else:
            if operation.if_exists and self._stands(before, operation):
                return False
            key = known
        self._tables[key] = Table(
            name=name,
            span=operation.span,
            columns=self._columns_of(operation),
            partition_of=self._known(operation.partition_of),
            inherits=tuple(
                parent for each in operation.inherits if (parent := self._known(each)) is not None
            ),
        )
        return True

    @staticmethod
    def _stands(before: Table, operation: Operation) -> bool:
        """Whether CREATE TABLE IF NOT EXISTS surely finds the table that is known."""
        if before.span is None:
            return False
        same_file = before.span.path == operation.span.path
        return same_file or _order_is_certain(operation)

    def _columns_of(self, operation: Operation) -> tuple[Column, ...]:
        columns = {column.name.lower(): column for column in operation.columns}
        for source in (operation.like, operation.partition_of, *operation.inherits):
            table = self._tables.get(self._known(source) or ())
            for column in table.columns if table is not None else ():
                columns.setdefault(column.name.lower(), column)
        return tuple(columns.values())

    def _known(self, name: TableName | None) -> TableKey | None:
        """The key of a table that another definition names; its own if it is not known yet."""
        if name is None:
            return None
        found = self._names.resolve(key_of(name))
        return found[0] if found else key_of(name)

    # --- dropping and renaming ---------------------------------------------------------------

    def _counts(self, operation: Operation, key: TableKey) -> bool:
        """Whether a DROP or RENAME surely comes where it stands: in an ordered script, or in a
        file that makes the table. The functions of a Python file may run in any order, so there
        only a table that is made again further down is taken to be gone before."""
        if _order_is_certain(operation):
            return True
        made = self._creates.get((operation.span.path, key))
        if made is None:
            return False
        return operation.span.path.endswith(".sql") or made > operation.span.start

    def _drop(self, operation: Operation) -> None:
        for name in operation.tables:
            for key in self._dropped_by(operation, name):
                if self._counts(operation, key):
                    self._remove(key, operation)

    def _dropped_by(self, operation: Operation, name: TableName) -> list[TableKey]:
        if operation.kind is Kind.DROP_SCHEMA:
            schema = key_of(name)[-1]
            return [key for key in self._tables if len(key) > 1 and key[-2] == schema]
        return list(self._one(name, operation))

    def _remove(self, key: TableKey, operation: Operation) -> None:
        del self._tables[key]
        self._names.remove(key)
        self._dropped.add(key)
        keeps_references = operation.dialect in ("sqlite", "mysql") or not operation.cascade
        self._keys.remove_table(key, inbound=not keeps_references)

    def _rename(self, operation: Operation) -> None:
        if operation.new_name is None or not operation.tables:
            return
        for old in self._one(operation.tables[0], operation):
            if not self._counts(operation, old):
                continue
            new = key_of(operation.new_name)
            if len(new) == 1:
                new = (*old[:-1], new[0])
            if self._names.same(new) is not None:
                continue
            self._move(old, new, operation)

    def _move(self, old: TableKey, new: TableKey, operation: Operation) -> None:
        table = self._tables.pop(old)
        self._names.remove(old)
        self._names.add(new)
        self._dropped.discard(new)
        self._tables[new] = Table(
            TableName(new),
            table.span,
            table.columns,
            table.rows,
            table.partition_of,
            table.inherits,
        )
        for key, other in self._tables.items():
            if old in (other.partition_of, *other.inherits):
                self._tables[key] = Table(
                    other.name,
                    other.span,
                    other.columns,
                    other.rows,
                    new if other.partition_of == old else other.partition_of,
                    tuple(new if parent == old else parent for parent in other.inherits),
                )
        self._keys.rename_table(old, new, by_name=operation.dialect == "sqlite")

    def _drop_constraint(self, operation: Operation) -> None:
        for name in operation.tables:
            for key in self._one(name, operation):
                self._keys.drop(key, operation.constraint or "", cascade=operation.cascade)

    def _drop_columns(self, operation: Operation) -> None:
        for name in operation.tables:
            for key in self._one(name, operation):
                gone = {column.name.lower() for column in operation.columns}
                self._keys.drop_columns(key, gone)
                table = self._tables[key]
                left = tuple(c for c in table.columns if c.name.lower() not in gone)
                self._tables[key] = _with_columns(table, left)

    # --- adding ------------------------------------------------------------------------------

    def _change_columns(self, operation: Operation) -> None:
        for name in operation.tables:
            for key in self._one(name, operation) or self._mentioned(name):
                table = self._tables[key]
                columns = {column.name.lower(): column for column in table.columns}
                for column in operation.columns:
                    before = columns.get(column.name.lower())
                    if before is None:
                        columns[column.name.lower()] = column
                    elif column.nullable is not None:
                        columns[column.name.lower()] = Column(
                            before.name, column.nullable, before.primary_key
                        )
                self._tables[key] = _with_columns(table, tuple(columns.values()))

    def _columns_that_exist(self, statement: list[Operation]) -> set[tuple[TableKey, str]]:
        """The columns that ADD COLUMN IF NOT EXISTS leaves as they are, with their keys."""
        found = set()
        for operation in statement:
            if operation.kind is not Kind.ADD_COLUMN or not operation.if_exists:
                continue
            for name in operation.tables:
                for key in self._names.resolve(key_of(name)):
                    for column in operation.columns:
                        if self._tables[key].column(column.name) is not None:
                            found.add((key, column.name.lower()))
        return found

    def _add_key(
        self,
        operation: Operation,
        spec: ForeignKeySpec,
        created: dict[TableKey, bool],
        skipped: set[tuple[TableKey, str]],
    ) -> None:
        own = key_of(spec.child)
        if created.get(own) is False:
            return
        children = self._names.resolve(own) or (own,)
        if len(children) > 1:
            self._ambiguous(spec.child, children, operation, "the foreign key is taken for all")
        for child in children:
            if any((child, column.lower()) in skipped for column in spec.child_columns):
                continue
            self._keys.add(PendingKey(operation, spec, child), replaces=own not in created)

    def _one(self, name: TableName, operation: Operation) -> tuple[TableKey, ...]:
        """The table a statement changes; none, and a word about it, if it may be several."""
        found = self._names.resolve(key_of(name))
        if len(found) > 1:
            self._ambiguous(name, found, operation, "this statement is left out of the schema")
            return ()
        return found

    def _mentioned(self, name: TableName) -> tuple[TableKey, ...]:
        key = key_of(name)
        self._mention(key, name)
        return (key,)

    def _mention(self, key: TableKey, name: TableName) -> None:
        """A table that is only mentioned, so that names find it."""
        if key not in self._tables:
            self._tables[key] = Table(name)
            self._names.add(key)

    # --- the end -----------------------------------------------------------------------------

    def _finished(self, pending: Iterable[PendingKey]) -> Iterator[ForeignKey]:
        """The keys with their parents, which may have come after them."""
        for key in pending:
            parent = key.parent or self._parent_of(key)
            if parent in self._dropped:
                continue
            self._mention(parent, key.spec.parent)
            operation = key.operation
            yield ForeignKey(
                spec=key.spec,
                child=key.child,
                parent=parent,
                span=operation.span,
                statement=operation.statement,
                source=operation.source,
                dialect=operation.dialect,
                context=operation.context,
                name=key.name,
            )

    def _parent_of(self, key: PendingKey) -> TableKey:
        own = key_of(key.spec.parent)
        found = self._names.resolve(own)
        if not found:
            return own
        if len(found) > 1:
            beside = [each for each in found if each[:-1] == key.child[:-1]]
            chosen = beside[0] if beside else found[0]
            note = f"the foreign key is taken to reference {shown(chosen)}"
            self._ambiguous(key.spec.parent, found, key.operation, note)
            return chosen
        return found[0]

    def _ambiguous(
        self, name: TableName, found: Sequence[TableKey], operation: Operation, note: str
    ) -> None:
        meanings = " or ".join(shown(each) for each in found)
        reason = f"{name} may mean {meanings}: {note}"
        entry = Unchecked(Cause.SCHEMA, reason, operation.span, str(name))
        self._unchecked.setdefault((reason, operation.span), entry)


def _with_columns(table: Table, columns: tuple[Column, ...]) -> Table:
    return Table(table.name, table.span, columns, table.rows, table.partition_of, table.inherits)


def _order_is_certain(operation: Operation) -> bool:
    return operation.context is CodeContext.MIGRATION_UP or is_numbered(operation.span.path)


def _created_by_file(operations: Iterable[Operation]) -> dict[tuple[str, TableKey], int]:
    """Where each file last makes each table, by CREATE or by a rename."""
    created: dict[tuple[str, TableKey], int] = {}
    for operation in operations:
        names: tuple[TableName, ...] = ()
        if operation.kind is Kind.CREATE_TABLE:
            names = operation.tables[:1]
        elif operation.kind is Kind.RENAME_TABLE and operation.new_name is not None:
            names = (operation.new_name,)
        for name in names:
            created[operation.span.path, key_of(name)] = operation.span.start
    return created


def _statement(operation: Operation) -> Span:
    return operation.statement


def _distinct(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Each operation once: several flows may reach the same place."""
    seen = set()
    for operation in operations:
        key = (operation.kind, operation.span, operation.tables, operation.foreign_key)
        if operation.span.path and key in seen:
            continue
        seen.add(key)
        yield operation
