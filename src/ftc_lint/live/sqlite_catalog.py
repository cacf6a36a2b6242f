"""PRAGMAs and sqlite_master → `Catalog`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from ftc_lint.catalog import (
    Catalog,
    Enforcement,
    Engine,
    Estimate,
    ForeignKey,
    Index,
    Part,
    RelationName,
    SchemaFacts,
    Table,
    TableKind,
)
from ftc_lint.live.address import Address
from ftc_lint.live.indexing import IndexLookup
from ftc_lint.live.parts import Parts, Row
from ftc_lint.live.sqlite_declarations import Declaration, read_declarations
from ftc_lint.operations import Action

SCHEMA = "main"

_SERVER = "SELECT sqlite_version(), (SELECT foreign_keys FROM pragma_foreign_keys)"
_TABLES = """
SELECT name, type, sql FROM main.sqlite_master
WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
"""
_SHADOWS = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'"
_PLAIN_TABLES = """(
SELECT name FROM main.sqlite_master
WHERE type = 'table' AND sql NOT LIKE 'create virtual table%'
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
) AS m"""
_COLUMNS = f"""
SELECT m.name, i.name, i.type, i."notnull", i.pk
FROM {_PLAIN_TABLES} JOIN pragma_table_info(m.name) AS i ORDER BY m.name, i.cid
"""
_FOREIGN_KEYS = f"""
SELECT m.name, f.id, f."table", f."from", f."to", f.on_update, f.on_delete
FROM {_PLAIN_TABLES} JOIN pragma_foreign_key_list(m.name) AS f ORDER BY m.name, f.id, f.seq
"""
_INDEXES = f"""
SELECT m.name, l.name, l."unique", l.origin, l.partial, i.name
FROM {_PLAIN_TABLES} JOIN pragma_index_list(m.name) AS l JOIN pragma_index_info(l.name) AS i
ORDER BY m.name, l.name, i.seqno
"""
_STATISTICS = "SELECT tbl, stat FROM main.sqlite_stat1"
_HAS_STATISTICS = "SELECT 1 FROM main.sqlite_master WHERE name = 'sqlite_stat1'"

_TABLE_LIST_SINCE = (3, 37)
_NOT_STORED = (
    "SQLite enforces foreign keys only on connections that run PRAGMA foreign_keys = ON, which the "
    "database does not store; this library's default is "
)

Columns = dict[str, list[Row]]  # table → (table, column, type, not null, place in the key)


def read_catalog(parts: Parts, address: Address, schemas: Sequence[str] | None) -> Catalog:
    """Read everything. Raises `QueryFailed` if not even the tables can be read."""
    version, enforced = parts.require(_SERVER)[0]
    numbers = tuple(int(number) for number in version.split("."))
    heads = parts.require(_TABLES)
    columns = _grouped(parts.read(Part.FOREIGN_KEYS, _COLUMNS) or [])
    indexes = _indexes(parts, columns)
    tables = _tables(parts, heads, numbers)
    foreign_keys = _foreign_keys(parts, heads, columns, IndexLookup(indexes))
    return Catalog(
        Engine.SQLITE,
        version,
        address.path,
        schemas=tuple(parts.choose_schemas(schemas, (SCHEMA,))),
        version_number=numbers,
        server=address.display,
        all_schemas=(SchemaFacts(SCHEMA),),
        tables=tables,
        foreign_keys=foreign_keys,
        indexes=tuple(indexes or ()),
        enforcement=Enforcement(bool(enforced), _NOT_STORED + ("on" if enforced else "off")),
        unchecked=tuple(parts.unchecked),
        notices=address.notices(),
    )


def _grouped(rows: list[Row]) -> Columns:
    return {table: list(group) for table, group in groupby(rows, itemgetter(0))}


def _tables(parts: Parts, heads: list[Row], version: tuple[int, ...]) -> tuple[Table, ...]:
    rows: dict[str, int] = {}
    if parts.require(_HAS_STATISTICS):
        for table, statistic in parts.read(Part.TABLES, _STATISTICS) or ():
            first = str(statistic).split(" ", 1)[0]
            if first.isdigit():
                rows[table] = max(rows.get(table, 0), int(first))
    shadows: set[str] = set()
    if version >= _TABLE_LIST_SINCE:
        shadows = {name for (name,) in parts.read(Part.TABLES, _SHADOWS) or ()}
    return tuple(
        Table(
            RelationName(SCHEMA, name),
            _kind(kind, sql),
            estimate=Estimate(planner=rows.get(name)),
            definition=sql,
        )
        for name, kind, sql in heads
        if name not in shadows
    )


def _kind(kind: str, sql: str) -> TableKind:
    if kind == "view":
        return TableKind.VIEW
    if sql.lower().startswith("create virtual table"):
        return TableKind.VIRTUAL
    return TableKind.TABLE


def _indexes(parts: Parts, columns: Columns) -> list[Index] | None:
    rows = parts.read(Part.INDEXES, _INDEXES)
    if rows is None:
        return None
    found = [_rowid_index(table, of_table) for table, of_table in columns.items()]
    indexes = [index for index in found if index is not None]
    for (table, name, unique, origin, partial), group in groupby(rows, itemgetter(0, 1, 2, 3, 4)):
        indexes.append(
            Index(
                name,
                RelationName(SCHEMA, table),
                tuple(row[5] for row in group),
                unique=bool(unique),
                primary=origin == "pk",
                partial=bool(partial),
            )
        )
    return indexes


def _rowid_index(table: str, columns: list[Row]) -> Index | None:
    """INTEGER PRIMARY KEY is the table's own order and needs no index. (A WITHOUT ROWID table has
    an index as well: being told of both does no harm.)"""
    key = [column for column in columns if column[4]]
    if len(key) != 1 or key[0][2].upper() != "INTEGER":
        return None
    name = RelationName(SCHEMA, table)
    return Index("rowid", name, (key[0][1],), method="rowid", unique=True, primary=True)


def _foreign_keys(
    parts: Parts, heads: list[Row], columns: Columns, indexes: IndexLookup
) -> tuple[ForeignKey, ...]:
    rows = parts.read(Part.FOREIGN_KEYS, _FOREIGN_KEYS) or []
    exact = {name.lower(): name for name, _, _ in heads}
    texts = {name: sql for name, _, sql in heads}
    keys: list[ForeignKey] = []
    for table, of_table in groupby(rows, itemgetter(0)):
        groups = [list(group) for _, group in groupby(of_table, itemgetter(1))]
        # SQLite numbers the keys of a table from the last one declared.
        declared = list(reversed(read_declarations(texts[table])))
        for group in groups:
            declaration = _matching(declared, group, len(groups))
            keys.append(_foreign_key(group, declaration, exact, columns, indexes))
    return tuple(keys)


def _matching(declared: list[Declaration], group: list[Row], count: int) -> Declaration | None:
    number, parent = group[0][1], group[0][2]
    if len(declared) != count or declared[number].parent.lower() != parent.lower():
        return None
    return declared[number]


def _foreign_key(
    group: list[Row],
    declaration: Declaration | None,
    exact: dict[str, str],
    columns: Columns,
    indexes: IndexLookup,
) -> ForeignKey:
    table: str
    written: str
    table, number, written, _, _, on_update, on_delete = group[0]
    parent = exact.get(written.lower(), written)
    child_columns = tuple(row[3] for row in group)
    parent_columns = tuple(row[4] for row in group)
    if None in parent_columns:
        parent_columns = _primary_key(columns.get(parent, []))
    nullable = {row[1].lower() for row in columns.get(table, []) if not row[3]}
    name = RelationName(SCHEMA, table)
    return ForeignKey(
        f"{table}#{number}",
        declaration.name if declaration else None,
        name,
        child_columns,
        RelationName(SCHEMA, parent),
        parent_columns,
        Action(on_delete.lower()),
        Action(on_update.lower()),
        deferrable=declaration.deferrable if declaration else None,
        initially_deferred=declaration.initially_deferred if declaration else None,
        nullable_columns=tuple(each for each in child_columns if each.lower() in nullable),
        indexed_by=indexes.supporting(name, child_columns),
    )


def _primary_key(columns: list[Row]) -> tuple[str, ...]:
    """What `REFERENCES p` without columns means."""
    key = sorted((row for row in columns if row[4]), key=itemgetter(4))
    return tuple(row[1] for row in key)
