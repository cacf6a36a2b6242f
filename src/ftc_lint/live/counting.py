"""The SQL of counting, the same for every engine."""

from __future__ import annotations

from ftc_lint.catalog import Engine, ForeignKey, RelationName, RowCount
from ftc_lint.remedies.identifiers import quote_relation
from ftc_lint.remedies.orphans import orphan_rows


def row_query(engine: Engine, table: RelationName, limit: int | None) -> str:
    """Counts a relation's rows, up to `limit` of them if there is one."""
    return _bounded(f"FROM {quote_relation(engine, table)}", limit)


def orphan_count_query(engine: Engine, key: ForeignKey, limit: int | None) -> str:
    """Counts the child rows without a parent row. Raises `ValueError` for a key over a period."""
    return _bounded(orphan_rows(engine, key), limit)


def _bounded(rows: str, limit: int | None) -> str:
    if limit is None:
        return f"SELECT count(*) {rows}"
    return f"SELECT count(*) FROM (SELECT 1 {rows} LIMIT {limit:d}) AS bounded"


def counted(value: int, limit: int | None, seconds: float) -> RowCount:
    """What a finished count says: exact, unless it stopped at the limit."""
    if limit is not None and value >= limit:
        return RowCount.at_least(value, seconds)
    return RowCount.exact(value, seconds)
