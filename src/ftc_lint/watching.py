"""Which tables of a live database are watched, and what the configuration expects of them."""

from __future__ import annotations

from ftc_lint.catalog import Catalog, RelationName, Table, TableKind
from ftc_lint.context import matches
from ftc_lint.settings import LiveSettings

_STORED = (TableKind.TABLE, TableKind.PARTITIONED, TableKind.INHERITANCE_CHILD)


def row_range(settings: LiveSettings, name: RelationName) -> tuple[int, int] | None:
    """The least and the most rows that the configuration gives a table."""
    for pattern, limits in settings.row_counts.items():
        if matches(name.table_name, (pattern,)):
            return limits
    return None


def counted_tables(catalog: Catalog, settings: LiveSettings) -> tuple[Table, ...]:
    """The relations whose rows the audit counts: tables, each with its partitions; of views and
    foreign tables only those with a range."""
    return tuple(
        table
        for table in catalog.audited_tables()
        if (table.kind in _STORED and table.partition_of is None)
        or row_range(settings, table.name) is not None
    )
