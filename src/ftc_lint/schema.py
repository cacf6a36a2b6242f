"""Tables, foreign keys and the cascade graph. (Interface first; see tests for behaviour.)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ftc_lint.findings import BlastRadius
from ftc_lint.operations import Column, ForeignKeySpec, TableName
from ftc_lint.text import Span
from ftc_lint.unchecked import Unchecked

TableKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it ends up. `span` is where it is created, None for a snapshot's or a live
    one; `rows` where a snapshot or the live database counted them."""

    name: TableName
    span: Span | None = None
    columns: tuple[Column, ...] = ()
    rows: int | None = None
    partition_of: TableKey | None = None
    inherits: tuple[TableKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key as it ends up, with the place that declares it so."""

    spec: ForeignKeySpec
    child: TableKey
    parent: TableKey
    span: Span | None = None
    statement: Span | None = None
    source: str = "sql"


@dataclass(frozen=True)
class Schema:
    """All tables and foreign keys of a project, a snapshot or a live database."""

    tables: dict[TableKey, Table] = field(default_factory=dict)
    foreign_keys: tuple[ForeignKey, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()

    def resolve(self, name: TableName) -> tuple[TableKey, ...]:
        """The tables a name may mean: none if unknown, several if ambiguous."""
        raise NotImplementedError

    def truncate_cascade(
        self, tables: Iterable[TableName], *, only_cascading: bool = False
    ) -> BlastRadius:
        """What TRUNCATE … CASCADE empties: the reverse closure over all database foreign keys,
        whatever their action (`only_cascading`: Oracle's rule)."""
        raise NotImplementedError

    def delete_reach(self, tables: Iterable[TableName], *, orm: bool = False) -> BlastRadius:
        """What a DELETE deletes from: the closure over ON DELETE CASCADE keys, with the keys that
        block it. `orm`: keys that only an ORM follows count too."""
        raise NotImplementedError
