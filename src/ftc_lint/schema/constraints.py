"""The foreign keys while DDL is applied: their names, and what takes them away."""

from __future__ import annotations

from ftc_lint.operations import ForeignKeySpec, Operation
from ftc_lint.records import dataclass, field, replace
from ftc_lint.schema.naming import Names, TableKey, canonical, key_of
from ftc_lint.schema.order import is_model

LONGEST_NAME = 63
"""Bytes that PostgreSQL keeps of a name."""


@dataclass
class PendingKey:
    """A foreign key whose parent may still be unknown."""

    operation: Operation
    spec: ForeignKeySpec
    child: TableKey
    parent: TableKey | None = None
    name: str | None = None


@dataclass
class Keys:
    """All foreign keys so far, in the order in which they were made."""

    names: Names
    pending: list[PendingKey] = field(default_factory=list)
    _unnamed: dict[TableKey, int] = field(default_factory=dict)
    _named: dict[str, list[PendingKey]] = field(default_factory=dict)  # those that went, too

    def add(self, key: PendingKey, *, replaces: bool) -> None:
        """One more key. `replaces`: one of the same explicit name makes way, as it must have been
        dropped; ORM keys on the same columns always do."""
        key.parent = self.names.same(key_of(key.spec.parent))
        if is_model(key.operation):
            key.spec = self._taken_over(key)
        key.name = self._name(key, replaces)
        if key.spec.enforced_by == "orm":
            self.pending = [each for each in self.pending if not _same_orm_key(each, key)]
        elif replaces and key.spec.name is not None:
            self.drop(key.child, key.spec.name)
        self.pending.append(key)
        if key.name is not None:
            self._named.setdefault(key.name, []).append(key)

    def _taken_over(self, key: PendingKey) -> ForeignKeySpec:
        """A model says again what DDL has said: it speaks for both, under the DDL's name."""
        for each in self.pending:
            if not is_model(each.operation) and _says_the_same(each, key):
                self.pending.remove(each)
                return replace(key.spec, name=key.spec.name or each.name)
        return key.spec

    def _name(self, key: PendingKey, added: bool) -> str | None:
        """The key's own name, or the one that PostgreSQL or MySQL gives it."""
        if key.spec.name is not None:
            return key.spec.name
        if key.spec.enforced_by == "orm":
            return None
        if key.operation.dialect == "mysql":
            number = self._unnamed.get(key.child, 0) + 1
            self._unnamed[key.child] = number
            return f"{key.child[-1]}_ibfk_{number}"
        if not key.spec.child_columns or key.operation.dialect not in ("postgres", "duckdb"):
            return None
        return self._free(default_name(key.child[-1], key.spec.child_columns), key, added)

    def _free(self, name: str, key: PendingKey, added: bool) -> str:
        """The default name with a number where another key of the schema has it. Two definitions
        of one table do not stand beside each other, so they do not count."""
        number, free = 0, name
        while self._is_taken(free, key, added):
            number += 1
            free = f"{name}{number}"
        return free

    def _is_taken(self, name: str, key: PendingKey, added: bool) -> bool:
        statement = key.operation.statement
        return any(
            each.child[:-1] == key.child[:-1]
            and (added or each.child != key.child or each.operation.statement == statement)
            and any(each is kept for kept in self.pending)
            for each in self._named.get(name, ())
        )

    def drop(self, child: TableKey, name: str, *, cascade: bool = False) -> None:
        """The constraint of this name goes; with a primary key CASCADE, what references it."""
        wanted = name.lower()
        self.pending = [
            each
            for each in self.pending
            if each.child != child or (each.name or "").lower() != wanted
        ]
        if cascade and wanted == f"{child[-1]}_pkey".lower():
            self.pending = [each for each in self.pending if each.parent != child]

    def drop_columns(self, table: TableKey, columns: set[str]) -> None:
        """Keys on or to these columns go with them."""
        self.pending = [
            each
            for each in self.pending
            if not (
                (each.child == table and _uses(each.spec.child_columns, columns))
                or (each.parent == table and _uses(each.spec.parent_columns, columns))
            )
        ]

    def remove_table(self, table: TableKey, *, inbound: bool) -> None:
        """Its keys go; those that reference it too, or wait for a new table of that name."""
        self.pending = [each for each in self.pending if each.child != table]
        if inbound:
            self.pending = [each for each in self.pending if not self._references(each, table)]
        for each in self.pending:
            if each.parent == table:
                each.parent = None

    def _references(self, key: PendingKey, table: TableKey) -> bool:
        if key.parent is not None:
            return key.parent == table
        return canonical(key_of(key.spec.parent)) == canonical(table)

    def rename_table(self, old: TableKey, new: TableKey, *, by_name: bool) -> None:
        """Keys follow the table; `by_name` (SQLite's rebuild): those waiting for the new name
        find it."""
        for each in self.pending:
            if each.child == old:
                each.child = new
            waits = by_name and each.parent is None and self._references(each, new)
            if each.parent == old or waits:
                each.parent = new


def default_name(table: str, columns: tuple[str, ...]) -> str:
    """The name PostgreSQL gives a foreign key: `<table>_<columns>_fkey`, cut to 63 bytes."""
    first, second, label = table, "_".join(columns), "fkey"
    room = LONGEST_NAME - len(label) - 2
    one, two = len(first.encode()), len(second.encode())
    while one + two > room:
        if one > two:
            one -= 1
        else:
            two -= 1
    return f"{_cut(first, one)}_{_cut(second, two)}_{label}"


def _cut(text: str, length: int) -> str:
    return text.encode()[:length].decode(errors="ignore")


def _says_the_same(one: PendingKey, other: PendingKey) -> bool:
    mine, theirs = one.spec, other.spec
    return (
        one.child == other.child
        and mine.child_columns == theirs.child_columns
        and mine.on_delete == theirs.on_delete
        and mine.enforced_by == theirs.enforced_by
        and mine.parent.same_as(theirs.parent)
    )


def _uses(columns: tuple[str, ...], gone: set[str]) -> bool:
    return any(column.lower() in gone for column in columns)


def _same_orm_key(one: PendingKey, other: PendingKey) -> bool:
    if one.spec.enforced_by != "orm" or one.child != other.child:
        return False
    if not other.spec.child_columns:
        return False
    return one.spec.child_columns == other.spec.child_columns
