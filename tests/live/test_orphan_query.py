"""The query for orphans that people are given to run, on every engine."""

from __future__ import annotations

import sqlite3

import duckdb
import pytest

from ftc_lint.catalog import Engine, ForeignKey, RelationName
from ftc_lint.remedies.orphans import orphan_query
from servers.mariadb import MariadbDatabase
from servers.postgres import PostgresDatabase

TABLES = (
    "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b))",
    "CREATE TABLE c (a int, b int)",
    "INSERT INTO p VALUES (1, 1), (2, 2)",
    "INSERT INTO c VALUES (1, 1), (1, 2), (3, 3), (NULL, 3), (NULL, NULL)",
)


def key(schema: str, match: str = "SIMPLE") -> ForeignKey:
    child, parent = RelationName(schema, "c"), RelationName(schema, "p")
    return ForeignKey("1", "fk", child, ("a", "b"), parent, ("a", "b"), match=match)


def test_postgresql(pg_newest: PostgresDatabase) -> None:
    pg_newest.run(*TABLES)
    with pg_newest.connect() as connection:
        for match, expected in (("SIMPLE", 2), ("FULL", 3)):
            query = orphan_query(Engine.POSTGRESQL, key("public", match))
            assert connection.execute(query).fetchone() == (expected,)


def test_mariadb(mariadb: MariadbDatabase) -> None:
    mariadb.run(*TABLES)
    with mariadb.connect() as connection, connection.cursor() as cursor:
        cursor.execute(orphan_query(Engine.MARIADB, key(mariadb.name)))
        assert cursor.fetchall() == ((2,),)


def test_sqlite_and_duckdb() -> None:
    for connection, engine in (
        (sqlite3.connect(":memory:"), Engine.SQLITE),
        (duckdb.connect(), Engine.DUCKDB),
    ):
        for statement in TABLES:
            connection.execute(statement)
        assert connection.execute(orphan_query(engine, key("main"))).fetchall() == [(2,)]
        connection.close()


def test_the_text_reads_well() -> None:
    assert orphan_query(Engine.POSTGRESQL, key("public")) == (
        "SELECT count(*)\n"
        'FROM "public"."c" AS c\n'
        'WHERE c."a" IS NOT NULL AND c."b" IS NOT NULL\n'
        '  AND NOT EXISTS (SELECT 1 FROM "public"."p" AS p WHERE p."a" = c."a" AND p."b" = c."b");'
    )


def test_a_key_over_a_period_has_no_such_query() -> None:
    child = RelationName("public", "c")
    period = ForeignKey("1", "fk", child, ("d",), child, ("d",), temporal=True)
    with pytest.raises(ValueError, match="period"):
        orphan_query(Engine.POSTGRESQL, period)
