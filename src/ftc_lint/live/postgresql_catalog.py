"""Rows of pg_catalog → `Catalog`."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.catalog import (
    Catalog,
    Enforcement,
    Engine,
    Estimate,
    Index,
    Notice,
    Part,
    RelationName,
    Role,
    RowSecurity,
    SchemaFacts,
    Table,
    TableKind,
    TablePrivileges,
)
from ftc_lint.live import postgresql_queries as queries
from ftc_lint.live.indexing import IndexLookup
from ftc_lint.live.notices import replica_notice, role_notices
from ftc_lint.live.parts import Parts, Row
from ftc_lint.live.postgresql_keys import Columns, Names, read_foreign_keys

_VERSION_14 = 140000
_KINDS = {
    "p": TableKind.PARTITIONED,
    "v": TableKind.VIEW,
    "m": TableKind.MATERIALIZED_VIEW,
    "f": TableKind.FOREIGN,
}


def read_catalog(
    parts: Parts, server: str, schemas: Sequence[str] | None, notices: tuple[Notice, ...]
) -> Catalog:
    """Read everything, in the transaction that `parts` runs its queries in.

    Raises `QueryFailed` if not even the server's facts and its tables can be read.
    """
    facts = parts.require(queries.SERVER)[0]
    database, user, replica, version, version_number, replication = facts
    role = _role(parts, user)
    present = _schemas(parts)
    heads = parts.require(queries.TABLES)
    names = {head[0]: RelationName(head[1], head[2]) for head in heads}
    inheritance = parts.read(Part.TABLES, queries.INHERITANCE) or []
    columns = _columns(parts)
    indexes = _indexes(parts, names, columns)
    with_children = frozenset(head[0] for head in heads if head[6] and head[3] == "r")
    foreign_keys = read_foreign_keys(
        parts, version_number, names, columns, IndexLookup(indexes), with_children
    )
    return Catalog(
        Engine.POSTGRESQL,
        version,
        database,
        schemas=tuple(parts.choose_schemas(schemas, (each.name for each in present))),
        version_number=(version_number // 10000, version_number % 10000),
        server=server,
        role=role,
        replica=replica,
        all_schemas=present,
        tables=_tables(heads, names, inheritance, version_number),
        foreign_keys=foreign_keys,
        indexes=tuple(indexes or ()),
        enforcement=_enforcement(parts, replication, user),
        unchecked=tuple(parts.unchecked),
        notices=notices + role_notices(role) + replica_notice(replica),
    )


def _role(parts: Parts, name: str) -> Role:
    rows = parts.read(Part.ROLE, queries.ROLE)
    return Role(name, *rows[0]) if rows else Role(name, None)


def _schemas(parts: Parts) -> tuple[SchemaFacts, ...]:
    rows = parts.require(queries.SCHEMAS)
    return tuple(SchemaFacts(name, usable, owned) for name, usable, owned in rows)


def _columns(parts: Parts) -> Columns | None:
    rows = parts.read(Part.FOREIGN_KEYS, queries.COLUMNS)
    if rows is None:
        return None
    columns: Columns = {}
    for table, number, name, not_null in rows:
        columns.setdefault(table, {})[number] = (name, not_null)
    return columns


def _indexes(parts: Parts, names: Names, columns: Columns | None) -> list[Index] | None:
    rows = parts.read(Part.INDEXES, queries.INDEXES)
    if rows is None or columns is None:
        return None
    return [_index(row, names, columns) for row in rows if row[1] in names]


def _index(row: Row, names: Names, columns: Columns) -> Index:
    name, table, numbers, key_columns, method, unique, primary, valid, partial = row
    of_table = columns.get(table, {})
    keys = [of_table.get(int(number)) for number in numbers.split()[:key_columns]]
    return Index(
        name,
        names[table],
        tuple(key[0] if key else None for key in keys),
        method,
        unique,
        primary,
        valid,
        partial,
    )


def _tables(
    heads: list[Row], names: Names, inheritance: list[Row], version: int
) -> tuple[Table, ...]:
    parents: dict[int, list[RelationName]] = {}
    for child, parent in inheritance:
        if child in names and parent in names:
            parents.setdefault(child, []).append(names[parent])
    return tuple(_table(head, names, tuple(parents.get(head[0], ())), version) for head in heads)


def _table(row: Row, names: Names, parents: tuple[RelationName, ...], version: int) -> Table:
    oid, _, _, kind, is_partition, persistence, _, owner, owned, owns_schema = row[:10]
    planner, pages, live, row_security, forced, hides_rows = row[10:16]
    select, insert, update, delete, truncate = row[16:]
    return Table(
        names[oid],
        _kind(kind, is_partition, bool(parents)),
        identity=str(oid),
        owner=owner,
        owned=owned,
        estimate=_estimate(kind, planner, pages, live, version),
        partition_of=parents[0] if is_partition and parents else None,
        inherits=() if is_partition else parents,
        row_security=RowSecurity(row_security, forced, hides_rows),
        privileges=TablePrivileges(select, insert, update, delete, truncate, owned or owns_schema),
        temporary=persistence == "t",
        unlogged=persistence == "u",
    )


def _kind(kind: str, is_partition: bool, has_parents: bool) -> TableKind:
    if kind in _KINDS:
        return _KINDS[kind]
    if is_partition:
        return TableKind.PARTITION
    return TableKind.INHERITANCE_CHILD if has_parents else TableKind.TABLE


def _estimate(kind: str, planner: float, pages: int, live: int, version: int) -> Estimate:
    """reltuples is -1 (before 14: 0 with no pages) until the table was first analysed."""
    if kind not in ("r", "m"):
        return Estimate()
    never_analysed = planner < 0 or (version < _VERSION_14 and planner == 0 and pages == 0)
    return Estimate(None if never_analysed else int(planner), live)


def _enforcement(parts: Parts, replication: str, user: str) -> Enforcement:
    """session_replication_role = replica silences every foreign key of a session."""
    rows = parts.read(Part.TRIGGERS, queries.REPLICA_SETTINGS) or []
    exceptions = tuple(
        " in database ".join(filter(None, (f"role {role}" if role else "every role", database)))
        for role, database in rows
    )
    if replication == "replica":
        reason = f"session_replication_role is replica for {user}"
        return Enforcement(False, reason, exceptions)
    return Enforcement(True, "", exceptions)
