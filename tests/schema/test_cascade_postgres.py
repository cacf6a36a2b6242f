"""What TRUNCATE CASCADE and DELETE reach in a real PostgreSQL is what the graph says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from random_schemas import SCHEMAS, Generated, Table, generate

from ftc_lint.findings import BlastRadius, Reached
from ftc_lint.operations import TableName
from ftc_lint.schema import ForeignKey, Schema, build
from ftc_lint.sql.parse import parse
from servers.fixtures import WANTED_MAJORS, PostgresServers

SEEDS = int(os.environ.get("FTC_TEST_SCHEMAS", "8"))
"""Random schemas for each version; some 30 statements are compared on each."""


@pytest.fixture(scope="module", params=WANTED_MAJORS, ids=lambda major: f"pg{major}")
def connection(
    request: pytest.FixtureRequest, postgres_servers: PostgresServers
) -> Iterator[psycopg.Connection[Any]]:
    """One database on each version for all schemas, which clean up after themselves."""
    database = postgres_servers.get(request.param).new_database()
    with database.connect() as connection:
        yield connection
    database.drop()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_schema(connection: psycopg.Connection[Any], seed: int) -> None:
    keys_inside = seed % 3 == 0
    generated = generate(seed, keys_inside=keys_inside)
    with made(connection, generated) as ddl:
        schema = build(parse(";\n".join(ddl), "postgres").operations)
        assert declared(schema) == catalogued(connection)
        for table in generated.tables:
            for only in [False] if table.partitioned else [False, True]:
                compare_truncate(connection, generated, schema, table, only)
                if not keys_inside:
                    compare_delete(connection, generated, schema, table, only)


def compare_truncate(
    connection: psycopg.Connection[Any],
    generated: Generated,
    schema: Schema,
    table: Table,
    only: bool,
) -> None:
    statement = f"TRUNCATE {'ONLY ' if only else ''}{table.sql} CASCADE"
    emptied, error = run(connection, generated, statement)
    assert error is None, statement
    radius = schema.truncate_cascade([name_of(table)], only=only)
    assert reached(radius, generated) == emptied, statement


def compare_delete(
    connection: psycopg.Connection[Any],
    generated: Generated,
    schema: Schema,
    table: Table,
    only: bool,
) -> None:
    statement = f"DELETE FROM {'ONLY ' if only else ''}{table.sql}"
    radius = schema.delete_reach([name_of(table)], only=only)
    if meets_siblings(radius, generated, table):
        return
    deleted, error = run(connection, generated, statement)
    if error is not None:
        assert radius.blocked_by, f"{statement}: {error}"
        return
    assert reached(radius, generated) == deleted, statement
    below = set(radius.tables())
    assert all(blocked.table in below for blocked in radius.blocked_by), (
        f"{statement} does not fail, and rows of {radius.blocked_by} are left"
    )


def meets_siblings(radius: BlastRadius, generated: Generated, table: Table) -> bool:
    """Whether the way leads from a part of a partitioned table to another part of it: what is
    reached is then known of some of its rows only."""
    tables = {each.shown: each for each in generated.tables}
    names = (*radius.tables(), *(blocked.table for blocked in radius.blocked_by))
    touched = {each.shown: each for each in (table, *(tables[name] for name in names))}
    return len({each.root.shown for each in touched.values()}) < len(touched)


def name_of(table: Table) -> TableName:
    return TableName((table.schema, table.name), (True, True))


@contextmanager
def made(connection: psycopg.Connection[Any], generated: Generated) -> Iterator[list[str]]:
    """The schema with its rows, dropped afterwards. Gives the DDL that PostgreSQL took: it has no
    key from a partition to its own root."""
    taken = []
    for statement in generated.ddl:
        with suppress(psycopg.errors.ObjectInUse):
            connection.execute(statement)
            taken.append(statement)
    connection.execute("; ".join(generated.data))
    try:
        yield taken
    finally:
        drops = ", ".join(f'"{name}"' for name in SCHEMAS)
        connection.execute(f"DROP SCHEMA {drops} CASCADE; CREATE SCHEMA public")


def run(
    connection: psycopg.Connection[Any], generated: Generated, statement: str
) -> tuple[set[str], str | None]:
    """The tables that lose rows, and the error if it fails."""
    query = " UNION ALL ".join(
        f"SELECT '{each.shown}', count(*) FROM ONLY {each.sql}"
        for each in generated.tables
        if each.holds_rows
    )
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            left = dict(connection.execute(query).fetchall())
    except psycopg.errors.IntegrityError as error:
        return set(), str(error)
    full = {each.shown: len(each.rows) for each in generated.tables if each.holds_rows}
    return {name for name, rows in left.items() if rows < full[name]}, None


def reached(radius: BlastRadius, generated: Generated) -> set[str]:
    """The tables with rows that a blast radius stands for: partitions go with their root."""
    units = {node.table for node in nodes(radius.roots)}
    return {
        table.shown
        for table in generated.tables
        if table.holds_rows and any(each.shown in units for each in lineage(table))
    }


def nodes(level: tuple[Reached, ...]) -> Iterator[Reached]:
    for node in level:
        yield node
        yield from nodes(node.children)


def lineage(table: Table) -> Iterator[Table]:
    """The table and what it is a partition of."""
    current: Table | None = table
    while current is not None:
        yield current
        current = current.leaf_of


_ACTIONS = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}


def plain(name: str) -> str:
    """The name without the number that PostgreSQL adds if a partition's copy has it already."""
    return re.sub(r"_fkey\d+$", "_fkey", name)


def declared(schema: Schema) -> set[tuple[str, str, str, str]]:
    """The keys of a schema. PostgreSQL lets a partition's own key go up in the same one of its
    root that is made later, so such a key is left out."""
    keys = schema.foreign_keys
    return {
        (plain(str(key.name)), ".".join(key.child), ".".join(key.parent), key.on_delete.value)
        for number, key in enumerate(keys)
        if not any(goes_up(key, later, schema) for later in keys[number + 1 :])
    }


def goes_up(key: ForeignKey, later: ForeignKey, schema: Schema) -> bool:
    return later.child in schema.graph.roots_of(key.child) and (
        (key.spec.child_columns, key.parent, key.on_delete)
        == (later.spec.child_columns, later.parent, later.on_delete)
    )


def catalogued(connection: psycopg.Connection[Any]) -> set[tuple[str, str, str, str]]:
    rows = connection.execute(
        """
        SELECT c.conname, cn.nspname || '.' || cr.relname, pn.nspname || '.' || pr.relname,
               c.confdeltype
        FROM pg_constraint c
        JOIN pg_class cr ON cr.oid = c.conrelid JOIN pg_namespace cn ON cn.oid = cr.relnamespace
        JOIN pg_class pr ON pr.oid = c.confrelid JOIN pg_namespace pn ON pn.oid = pr.relnamespace
        WHERE c.contype = 'f' AND c.conparentid = 0
        """
    ).fetchall()
    return {(plain(name), child, parent, _ACTIONS[action]) for name, child, parent, action in rows}
