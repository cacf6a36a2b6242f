"""A schema as plain data, with the questions that rules ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ftc_lint.findings import BlastRadius
from ftc_lint.operations import Action, CodeContext, Column, ForeignKeySpec, TableName
from ftc_lint.records import dataclass, field
from ftc_lint.schema.cascade import Graph
from ftc_lint.schema.naming import Names, TableKey, key_of
from ftc_lint.text import Span
from ftc_lint.unchecked import Unchecked

NOT_ENFORCING = frozenset(
    {"snowflake", "bigquery", "redshift", "databricks", "spark", "spark2", "hive", "athena"}
)
"""Dialects whose databases let foreign keys be declared and never act on them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it ends up. `span` is where it is created, None for a snapshot's or a live one
    and for one that is only mentioned by a foreign key; `rows` where a snapshot or the live
    database counted them."""

    name: TableName
    span: Span | None = None
    columns: tuple[Column, ...] = ()
    rows: int | None = None
    partition_of: TableKey | None = None
    inherits: tuple[TableKey, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of this name, without regard to case; None if it is not known."""
        wanted = name.lower()
        for column in self.columns:
            if column.name.lower() == wanted:
                return column
        return None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key as it ends up, with the place that declares it so.

    `name` is its own or the one PostgreSQL gives it; `span` is None for a snapshot's.
    """

    spec: ForeignKeySpec
    child: TableKey
    parent: TableKey
    span: Span | None = None
    statement: Span | None = None
    source: str = "sql"
    dialect: str = "postgres"
    context: CodeContext = CodeContext.APP
    name: str | None = None

    @property
    def on_delete(self) -> Action:
        """What it does to the child rows when a parent row is deleted."""
        return self.spec.on_delete

    @property
    def enforced_by(self) -> str:
        """Who follows it: "database", "orm", or "" for one that is declared and never acted on."""
        if self.spec.enforced_by == "database" and self.dialect in NOT_ENFORCING:
            return ""
        return self.spec.enforced_by


@dataclass(frozen=True)
class Schema:
    """All tables and foreign keys of a project, a snapshot or a live database.

    `test_foreign_keys` are declared by tests: places to look at, but no part of the graph.
    """

    tables: dict[TableKey, Table] = field(default_factory=dict)
    foreign_keys: tuple[ForeignKey, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    test_foreign_keys: tuple[ForeignKey, ...] = ()

    @cached_property
    def _names(self) -> Names:
        return Names(self.tables)

    @cached_property
    def graph(self) -> Graph:
        """The foreign keys as a graph."""
        return Graph(self.tables, self.foreign_keys)

    def resolve(self, name: TableName) -> tuple[TableKey, ...]:
        """The tables a name may mean: none if unknown, several if ambiguous."""
        return self._names.resolve(key_of(name))

    def table(self, key: TableKey) -> Table | None:
        """The table of a key that `resolve` gave."""
        return self.tables.get(key)

    def truncate_cascade(
        self,
        tables: Iterable[TableName],
        *,
        only_cascading: bool = False,
        only: bool = False,
    ) -> BlastRadius:
        """What TRUNCATE … CASCADE empties: the reverse closure over all database foreign keys,
        whatever their action (`only_cascading`: Oracle's rule). `only`: TRUNCATE ONLY."""
        return self.graph.truncate(self._roots(tables), only_cascading=only_cascading, only=only)

    def delete_reach(
        self, tables: Iterable[TableName], *, orm: bool = False, only: bool = False
    ) -> BlastRadius:
        """What a DELETE of all rows deletes from: the closure over ON DELETE CASCADE keys, with
        the keys that block it while their table holds rows. `orm`: keys that only an ORM follows
        count too. `only`: DELETE FROM ONLY."""
        return self.graph.delete(self._roots(tables), orm=orm, only=only)

    def _roots(self, tables: Iterable[TableName]) -> list[TableKey]:
        """The keys of the names; one that is unknown stands for itself."""
        roots: dict[TableKey, None] = {}
        for name in tables:
            for key in self.resolve(name) or (key_of(name),):
                roots.setdefault(key)
        return list(roots)
