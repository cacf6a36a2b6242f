"""The tables that one table takes with it in a live database, with their rows."""

from __future__ import annotations

from ftc_lint.audit.collect import uncounted
from ftc_lint.audit.counting import Progress, count_tables
from ftc_lint.catalog import Catalog, RelationName, RowCount, Table
from ftc_lint.live.errors import LiveError
from ftc_lint.live.session import Session
from ftc_lint.reach import table_named
from ftc_lint.records import dataclass, replace
from ftc_lint.schema import Schema
from ftc_lint.schema.live import of_catalog
from ftc_lint.schema.naming import TableKey, key_of
from ftc_lint.settings import LiveSettings
from ftc_lint.unchecked import Cause, Unchecked


@dataclass(frozen=True)
class Found:
    """A live schema in which the tables that `key` reaches are counted."""

    schema: Schema
    key: TableKey
    dialect: str
    source: str
    unchecked: tuple[Unchecked, ...]


def counted_schema(
    session: Session, settings: LiveSettings, word: str, progress: Progress
) -> Found:
    """Read the catalog, and count what the table named `word` reaches. What is counted here goes
    into no history.

    Raises `LiveError` if not even the catalog can be read, `NoSuchTable`.
    """
    catalog = session.catalog(settings.schemas or None)
    schema = of_catalog(catalog)
    key = table_named(schema, word)
    unchecked = [item.as_unchecked() for item in catalog.unchecked]
    counts: dict[RelationName, RowCount] = {}
    tables = _reached(catalog, schema, key)
    try:
        count_tables(session, catalog, tables, settings, {}, progress, counts)
    except LiveError as error:
        unchecked.append(Unchecked(Cause.DATABASE, f"not all rows were counted: {error}"))
    catalog = replace(catalog, counts=counts)
    source = f"{catalog.server or catalog.database} ({catalog.engine.product} {catalog.version})"
    return Found(
        of_catalog(catalog),
        key,
        catalog.engine.dialect,
        source,
        (*unchecked, *uncounted(catalog)),
    )


def _reached(catalog: Catalog, schema: Schema, key: TableKey) -> list[Table]:
    """The tables of both trees and those that block, each once."""
    radii = (schema.graph.truncate([key]), schema.graph.delete([key]))
    names = {name for radius in radii for name in radius.rows()}
    names |= {blocked.table for radius in radii for blocked in radius.blocked_by}
    return [
        table
        for table in catalog.tables
        if str(schema.tables[key_of(table.name.table_name)].name) in names
    ]
