"""The remedies of FTC101, FTC201 and FTC303 do what they promise, and are clean themselves."""

from __future__ import annotations

import pytest

from ftc_lint.operations import TableName
from ftc_lint.remedies.python_shape import python_shape
from ftc_lint.remedies.quoting import quoted_table
from ftc_lint.remedies.replacing import safe_replacement
from ftc_lint.rule import python
from ftc_lint.schema import Schema, build
from ftc_lint.sql.parse import parse
from ftc_lint.testing import report_on
from servers.postgres import PostgresDatabase

DDL = """
CREATE SCHEMA "My Data";
CREATE TABLE "My Data"."Listing" (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, symbol text, status text
);
CREATE TABLE "My Data".prices (
    listing bigint REFERENCES "My Data"."Listing" ON DELETE {action}, day int, close int,
    PRIMARY KEY (listing, day)
);
"""
ROWS = """
INSERT INTO "My Data"."Listing" (symbol, status) VALUES ('A', 'active'), ('B', 'active');
INSERT INTO "My Data".prices VALUES (1, 1, 10), (2, 1, 20);
CREATE TABLE "My Data"."Listing_new" AS SELECT * FROM "My Data"."Listing" WHERE symbol = 'A';
UPDATE "My Data"."Listing_new" SET symbol = 'AA';
"""
LISTING = TableName(("My Data", "Listing"), (True, True))


def schema_of(ddl: str) -> Schema:
    return build(parse(ddl, "postgres").operations)


def run_steps(database: PostgresDatabase, sql: str, last: str) -> None:
    """Run a remedy up to the step that begins with `-- <last>`."""
    with database.connect() as connection:
        connection.execute(sql.partition(f"-- {last}.")[0].encode())


def test_where_keys_cascade_the_remedy_upserts_and_deletes_nothing(
    pg_newest: PostgresDatabase,
) -> None:
    ddl = DDL.format(action="CASCADE")
    pg_newest.run(ddl, ROWS)
    schema = schema_of(ddl)
    radius = schema.delete_reach([LISTING])
    remedy = safe_replacement([LISTING], schema, "postgres", radius)
    assert remedy is not None
    run_steps(pg_newest, remedy.sql, "3")
    with pg_newest.connect() as connection:
        listing = connection.execute('SELECT symbol, status FROM "My Data"."Listing" ORDER BY id')
        assert listing.fetchall() == [("AA", "active"), ("B", "inactive")]
        prices = connection.execute('SELECT count(*) FROM "My Data".prices').fetchone()
        assert prices == (2,)


def test_the_restore_brings_back_what_a_cascade_took(pg_newest: PostgresDatabase) -> None:
    ddl = DDL.format(action="CASCADE")
    pg_newest.run(ddl, ROWS)
    schema = schema_of(ddl)
    remedy = safe_replacement([LISTING], schema, "postgres", schema.delete_reach([LISTING]))
    assert remedy is not None
    backup, _, rest = remedy.sql.partition("-- 2.")
    restore = rest.partition("-- 3.")[2].partition("\n")[2]
    with pg_newest.connect() as connection:
        connection.execute(backup.encode())
        connection.execute('DELETE FROM "My Data"."Listing" WHERE symbol = \'A\'')
        connection.execute(restore.encode())
        found = connection.execute(
            'SELECT l.symbol, p.close FROM "My Data"."Listing" l JOIN "My Data".prices p'
            " ON p.listing = l.id ORDER BY 1"
        )
        assert found.fetchall() == [("A", 10), ("B", 20)]


def test_where_keys_do_not_cascade_it_replaces_in_one_transaction() -> None:
    schema = schema_of(DDL.format(action="RESTRICT"))
    remedy = safe_replacement([TableName.parse("prices")], schema, "postgres")
    assert remedy is not None
    assert "BEGIN;\nDELETE FROM prices;" in remedy.sql
    assert remedy.sql.index("CREATE TABLE prices_backup") < remedy.sql.index("DELETE FROM prices")


def test_a_name_that_is_not_known_has_no_remedy() -> None:
    assert safe_replacement([TableName.parse("{table}")], Schema(), "postgres") is None


@pytest.mark.parametrize("cascades", [True, False])
def test_the_python_shape_is_clean_under_all_rules(cascades: bool) -> None:
    code = (
        "from datetime import datetime\n\nimport psycopg\n"
        "from loading import load_prices, mark_inactive_prices, upsert_prices, verify_prices\n\n\n"
    ) + python_shape(TableName.parse("extracted.prices"), "postgres", cascades=cascades).replace(
        "(connection,", "(connection: psycopg.Connection,", 1
    )
    report = report_on(python(code))
    assert [(f.code, f.message) for f in report.findings] == []


@pytest.mark.parametrize(
    ("name", "dialect", "written"),
    [
        (TableName(("public", "prices")), "postgres", "public.prices"),
        (TableName(("s", "Prices"), (False, True)), "postgres", 's."Prices"'),
        (TableName(("Prices",)), "mysql", "Prices"),
        (TableName(("order",)), "mysql", "`order`"),
        (TableName(("my table",)), "tsql", "[my table]"),
        (TableName(("prices",), (True,)), "oracle", '"prices"'),
        (TableName(("prices_{year}",)), "postgres", "prices_{year}"),
        (TableName(("order",)), "bigquery", "`order`"),
    ],
)
def test_names_are_quoted_where_the_dialect_needs_it(
    name: TableName, dialect: str, written: str
) -> None:
    assert quoted_table(name, dialect) == written
