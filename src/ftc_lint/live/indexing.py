"""Which indexes support which foreign keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftc_lint.catalog import Index, RelationName


class IndexLookup:
    """The indexes of a database by table; `None` indexes are unknown ones."""

    def __init__(self, indexes: Iterable[Index] | None) -> None:
        self._by_table: dict[RelationName, list[Index]] | None = None
        if indexes is not None:
            self._by_table = {}
            for index in indexes:
                self._by_table.setdefault(index.table, []).append(index)

    def supporting(self, table: RelationName, columns: Sequence[str]) -> tuple[str, ...] | None:
        """The names of the indexes that find rows by these columns; None if unknown."""
        if self._by_table is None:
            return None
        indexes = self._by_table.get(table, ())
        if not any(index.columns and index.columns[0] in columns for index in indexes):
            return ()
        wanted = frozenset(columns)
        return tuple(index.name for index in indexes if index.supports(wanted))
