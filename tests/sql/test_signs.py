"""A script's dialect is told by what no other dialect writes, and by the path it lies at."""

from __future__ import annotations

import pytest

from ftc_lint.analysis import read_file
from ftc_lint.settings import Settings
from ftc_lint.sql.signs import told_dialect
from ftc_lint.text import Source

DUMP = """-- MySQL dump 10.13
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `people`;
CREATE TABLE `people` (`id` int NOT NULL AUTO_INCREMENT, `n` text) ENGINE=InnoDB;
INSERT INTO `people` VALUES (1,'o\\'neil; ok'),(2,'x');
DROP TABLE IF EXISTS `cities`;
"""
BATCHES = """CREATE PROCEDURE dbo.clean AS
UPDATE dbo.prices SET day = 1 WHERE id = 2
GO
DELETE FROM [dbo].[prices]
GO
"""


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("mysql", DUMP),
        ("tsql", BATCHES),
        ("oracle", "CREATE TABLE t (a VARCHAR2(9), b NUMBER(3));\nDROP TABLE t PURGE\n/\n"),
        ("sqlite", "PRAGMA foreign_keys = 0;\nDROP TABLE t;\n"),
        ("postgres", "DO $$ BEGIN DELETE FROM t; END $$;"),
        ("postgres", "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN END';"),
        ("snowflake", "USE ROLE loader;\nUSE WAREHOUSE w;\nTRUNCATE TABLE t;"),
        ("bigquery", "SELECT SAFE_CAST(a AS INT64) FROM t"),
        ("databricks", "CREATE TABLE t (a INT) USING DELTA"),
        ("clickhouse", "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a"),
        ("duckdb", "CREATE TABLE t AS SELECT * FROM read_csv_auto('a.csv')"),
        ("redshift", "CREATE TABLE t (a int) DISTSTYLE ALL"),
    ],
)
def test_words_tell(dialect: str, text: str) -> None:
    assert told_dialect(text, "a.sql") == dialect


@pytest.mark.parametrize(
    ("dialect", "path"),
    [
        ("mysql", "db/mysql/V2__drop.sql"),
        ("mysql", "schema.mariadb.sql"),
        ("postgres", "mysql_to_pg/up.pgsql.sql"),
        ("tsql", "upgrade-mssql-3.sql"),
        (None, "db/migrations/0001_drop.sql"),
        (None, "spgist.sql"),
    ],
)
def test_a_path_tells(dialect: str | None, path: str) -> None:
    assert told_dialect("DROP TABLE t;", path) == dialect


def test_what_stands_in_a_script_counts_for_more_than_its_path() -> None:
    assert told_dialect(DUMP, "from_postgres/people.sql") == "mysql"


@pytest.mark.parametrize(
    "text", ["", "DELETE FROM t;", "$%AUTO_INCREMENT%$", "SELECT $$ENGINE=InnoDB$$;"]
)
def test_little_and_undecided_signs_do_not_tell(text: str) -> None:
    assert told_dialect(text, "a.sql") is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (DUMP, ["drop-table", "create-table", "insert", "drop-table"]),
        (BATCHES, ["update", "delete"]),
    ],
)
def test_a_script_is_read_as_what_it_shows(text: str, kinds: list[str]) -> None:
    facts = read_file(Source("a.sql", text), "sql", None, Settings())
    assert [operation.kind.value for operation in facts.parsed.operations] == kinds


def test_what_the_configuration_says_stands() -> None:
    facts = read_file(Source("a.sql", DUMP), "sql", "oracle", Settings())
    assert facts.dialect == "oracle"
