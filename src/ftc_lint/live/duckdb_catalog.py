"""duckdb_tables(), duckdb_constraints() and duckdb_indexes() → `Catalog`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ftc_lint.catalog import (
    Catalog,
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

_HERE = "database_name = current_database()"
_SERVER = "SELECT version(), current_database()"
_SCHEMAS = f"""
SELECT schema_name FROM duckdb_schemas()
WHERE {_HERE} AND (NOT internal OR schema_name = 'main') ORDER BY 1
"""
_TABLES = f"""
SELECT schema_name, table_name, estimated_size, sql FROM duckdb_tables()
WHERE {_HERE} AND NOT internal AND NOT temporary ORDER BY 1, 2
"""
_VIEWS = f"""
SELECT schema_name, view_name, sql FROM duckdb_views()
WHERE {_HERE} AND NOT internal AND NOT temporary ORDER BY 1, 2
"""
_CONSTRAINTS = f"""
SELECT schema_name, table_name, constraint_type, constraint_column_names, constraint_text
FROM duckdb_constraints() WHERE {_HERE} ORDER BY schema_name, table_name, constraint_index
"""
_INDEXES = f"""
SELECT schema_name, table_name, index_name, is_unique, expressions::VARCHAR
FROM duckdb_indexes() WHERE {_HERE} ORDER BY 1, 2, 3
"""
_NAME = r'(?:"(?:[^"]|"")*"|[^\s".(),]+)'
_REFERENCE = re.compile(
    rf"REFERENCES\s+(?:{_NAME}\.)?({_NAME})\s*\(\s*({_NAME}(?:\s*,\s*{_NAME})*)"
)
_PLAIN_COLUMN = re.compile(r'"?(\w+)"?\Z')


def read_catalog(parts: Parts, address: Address, schemas: Sequence[str] | None) -> Catalog:
    """Read everything. Raises `QueryFailed` if not even the tables can be read."""
    version, database = parts.require(_SERVER)[0]
    present = tuple(SchemaFacts(name) for (name,) in parts.require(_SCHEMAS))
    tables = [_table(row) for row in parts.require(_TABLES)]
    views = [
        Table(RelationName(schema, name), TableKind.VIEW, definition=sql)
        for schema, name, sql in parts.read(Part.TABLES, _VIEWS) or ()
    ]
    constraints = parts.read(Part.FOREIGN_KEYS, _CONSTRAINTS) or []
    indexes = _indexes(parts, constraints)
    return Catalog(
        Engine.DUCKDB,
        version.lstrip("v"),
        database,
        schemas=tuple(parts.choose_schemas(schemas, (each.name for each in present))),
        version_number=tuple(int(number) for number in re.findall(r"\d+", version)[:3]),
        server=address.display,
        all_schemas=present,
        tables=tuple(sorted(tables + views, key=lambda table: table.name)),
        foreign_keys=_foreign_keys(parts, constraints, IndexLookup(indexes)),
        indexes=tuple(indexes or ()),
        unchecked=tuple(parts.unchecked),
        notices=address.notices(),
    )


def _table(row: Row) -> Table:
    schema, name, rows, sql = row
    return Table(RelationName(schema, name), estimate=Estimate(planner=rows), definition=sql)


def _indexes(parts: Parts, constraints: list[Row]) -> list[Index] | None:
    rows = parts.read(Part.INDEXES, _INDEXES)
    if rows is None:
        return None
    indexes = [
        Index(
            f"{table}_{kind.split()[0].lower()}",
            RelationName(schema, table),
            tuple(columns),
            method="art",
            unique=True,
            primary=kind == "PRIMARY KEY",
        )
        for schema, table, kind, columns, _ in constraints
        if kind in ("PRIMARY KEY", "UNIQUE")
    ]
    for schema, table, name, unique, expressions in rows:
        columns = tuple(_column(each) for each in expressions.strip("[]").split(","))
        indexes.append(Index(name, RelationName(schema, table), columns, "art", unique))
    return indexes


def _column(expression: str) -> str | None:
    plain = _PLAIN_COLUMN.match(expression.strip().strip("'"))
    return plain.group(1) if plain else None


def _foreign_keys(
    parts: Parts, constraints: list[Row], indexes: IndexLookup
) -> tuple[ForeignKey, ...]:
    not_null = {
        (schema, table, column)
        for schema, table, kind, columns, _ in constraints
        for column in columns
        if kind in ("NOT NULL", "PRIMARY KEY")
    }
    keys: list[ForeignKey] = []
    for schema, table, kind, columns, text in constraints:
        if kind != "FOREIGN KEY":
            continue
        reference = _REFERENCE.search(text)
        if reference is None:
            parts.note(Part.FOREIGN_KEYS, f"{schema}.{table}", f"cannot read the key: {text}")
            continue
        child = RelationName(schema, table)
        nullable = (name for name in columns if (schema, table, name) not in not_null)
        keys.append(
            ForeignKey(
                f"{schema}.{table}: {text}",
                None,
                child,
                tuple(columns),
                # DuckDB has no foreign keys across schemas.
                RelationName(schema, _unquoted(reference.group(1))),
                tuple(_unquoted(name) for name in re.findall(_NAME, reference.group(2))),
                nullable_columns=tuple(nullable),
                indexed_by=indexes.supporting(child, columns),
            )
        )
    return tuple(keys)


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
