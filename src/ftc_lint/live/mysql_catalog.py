"""information_schema → `Catalog`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

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
    SchemaFacts,
    Table,
    TableKind,
    TablePrivileges,
)
from ftc_lint.live import mysql_queries as queries
from ftc_lint.live.indexing import IndexLookup
from ftc_lint.live.mysql_grants import Grants, read_grants
from ftc_lint.live.mysql_keys import read_foreign_keys
from ftc_lint.live.notices import replica_notice, role_notices
from ftc_lint.live.parts import Parts, Row

_KINDS = {
    "BASE TABLE": TableKind.TABLE,
    "SYSTEM VERSIONED": TableKind.TABLE,
    "VIEW": TableKind.VIEW,
}
_CHECKS_OFF = re.compile(r"foreign_key_checks\s*=\s*(?:0|off)", re.IGNORECASE)


def engine_of(version: str) -> Engine:
    """MariaDB says so in its version."""
    return Engine.MARIADB if "mariadb" in version.lower() else Engine.MYSQL


def read_catalog(
    parts: Parts, server: str, schemas: Sequence[str] | None, notices: tuple[Notice, ...]
) -> Catalog:
    """Read everything the role may see. Raises `QueryFailed` if not even the tables can be read."""
    version, database, user, read_only, enforced, enforced_here, on_connect = parts.require(
        queries.SERVER
    )[0]
    replica = str(read_only).upper() not in ("0", "OFF")
    grants = _grants(parts)
    role = Role(user, grants.superuser if grants else None)
    present = tuple(SchemaFacts(name) for (name,) in parts.require(queries.SCHEMAS))
    audited = parts.choose_schemas(schemas or (database,), (each.name for each in present))
    _note_hidden_tables(parts, grants, audited)
    tables = _tables(parts, grants)
    indexes = _indexes(parts)
    foreign_keys = read_foreign_keys(parts, [table.name for table in tables], IndexLookup(indexes))
    return Catalog(
        engine_of(version),
        version,
        database,
        schemas=tuple(audited),
        version_number=tuple(int(number) for number in re.findall(r"\d+", version)[:3]),
        server=server,
        role=role,
        replica=replica,
        all_schemas=present,
        tables=tables,
        foreign_keys=foreign_keys,
        indexes=tuple(indexes or ()),
        enforcement=_enforcement(enforced, enforced_here, on_connect or ""),
        unchecked=tuple(parts.unchecked),
        notices=notices + role_notices(role) + replica_notice(replica),
    )


def _grants(parts: Parts) -> Grants | None:
    rows = parts.read(Part.PRIVILEGES, queries.GRANTS)
    return None if rows is None else read_grants(line for (line,) in rows)


def _note_hidden_tables(parts: Parts, grants: Grants | None, schemas: list[str]) -> None:
    """information_schema leaves out, without a word, every table that the role has no privilege
    on; their foreign keys into the others are then unknown."""
    for schema in schemas:
        if grants is None or not grants.sees_schema(schema):
            parts.note(
                Part.TABLES,
                schema,
                "the role has no privilege on the whole database, so tables without a grant of "
                "their own are invisible, and so are their foreign keys",
            )


def _tables(parts: Parts, grants: Grants | None) -> tuple[Table, ...]:
    found = []
    for schema, name, kind, storage, rows, created, comment in parts.require(queries.TABLES):
        if kind not in _KINDS:  # sequences
            continue
        table = RelationName(schema, name)
        if storage is None and kind != "VIEW":
            parts.note(Part.TABLES, str(table), comment or "the server says nothing of it")
        found.append(
            Table(
                table,
                _KINDS[kind],
                estimate=Estimate(planner=rows if kind != "VIEW" else None),
                privileges=grants.on(table) if grants else TablePrivileges(),
                storage=storage,
                created=created,
            )
        )
    return tuple(found)


def _indexes(parts: Parts) -> list[Index] | None:
    rows = parts.read(Part.INDEXES, queries.INDEXES)
    if rows is None:
        return None
    grouped = groupby(rows, itemgetter(0, 1, 2))
    return [_index(RelationName(*key[:2]), key[2], list(group)) for key, group in grouped]


def _index(table: RelationName, name: str, group: list[Row]) -> Index:
    """A prefix of a column (`SUB_PART`) does not identify a row, so it counts as an expression."""
    columns = tuple(None if row[5] is not None else row[4] for row in group)
    method = str(group[0][6]).lower()
    return Index(name, table, columns, method, not group[0][3], primary=name == "PRIMARY")


def _enforcement(enforced: int, enforced_here: int, on_connect: str) -> Enforcement:
    if not enforced:
        return Enforcement(False, "the server's global foreign_key_checks is 0")
    if not enforced_here or _CHECKS_OFF.search(on_connect):
        return Enforcement(False, "init_connect turns foreign_key_checks off for new sessions")
    return Enforcement()
