"""Where the code stands, and what is kept, changes how loud a rule is."""

from __future__ import annotations

from typing import Any

import pytest

from ftc_lint.rule import Example
from ftc_lint.testing import report_on

SCHEMA = (
    "CREATE TABLE listing (id int PRIMARY KEY);\n"
    "CREATE TABLE price (listing_id int REFERENCES listing ON DELETE CASCADE);\n"
)
ALEMBIC = (
    "from alembic import op\n"
    "\n"
    'revision = "1"\n'
    "down_revision = None\n"
    "\n"
    "\n"
    "def upgrade():\n"
    "    {up}\n"
    "\n"
    "\n"
    "def downgrade():\n"
    "    {down}\n"
)
RUNS = (
    "import sqlite3\n"
    "\n"
    "\n"
    "def run(self, connection: sqlite3.Connection, tmp_table, old_table, table_name):\n"
    '    connection.execute(f"{}")\n'
)
REMADE = (
    "DROP TABLE listing;\nCREATE TABLE listing AS SELECT id, max(day) FROM prices GROUP BY id;\n"
)
MART = (
    'MAKE = "CREATE TABLE listing AS SELECT id, max(day) FROM prices GROUP BY id"\n'
    "def mart(connection, full):\n"
    '    connection.execute("DROP TABLE listing")\n'
    "    {}\n"
)
FED = (
    'def feed(connection, row):\n    connection.execute("INSERT INTO listing VALUES (?, ?)", row)\n'
)
WRITER = "def {}(connection=None):\n    connection.execute('UPDATE t SET a = 1 WHERE id = 7')\n"
MAIN = "if __name__ == '__main__':\n    store()\n"
PROTECTED: dict[str, Any] = {"protected_tables": ["listing"]}


def migration(up: str = "pass", down: str = "pass") -> dict[str, str]:
    return {"migrations/versions/0001_x.py": ALEMBIC.format(up=up, down=down)}


@pytest.mark.parametrize(
    ("files", "settings", "expected"),
    [
        ({"a.sql": "TRUNCATE listing CASCADE;"}, {}, "FTC101 error"),
        ({"tests/a.sql": "TRUNCATE listing CASCADE;"}, {}, "FTC101 info"),
        ({"a.sql": "TRUNCATE listing;"}, {}, "FTC102 warning"),
        (
            {"a.sql": "CREATE TABLE listing_bak AS SELECT * FROM listing;\nTRUNCATE listing;"},
            {},
            "FTC102 info",
        ),
        (
            {"a.sql": "CREATE TABLE listing_bak AS SELECT * FROM listing;\nTRUNCATE listing;"},
            PROTECTED,
            "FTC102 warning",
        ),
        ({"a.sql": "DROP TABLE listing;"}, {}, "FTC104 warning"),
        (migration(up='op.drop_table("listing")'), {}, "FTC104 info"),
        (migration(down='op.drop_table("listing")'), {}, "FTC104 info"),
        (migration(up='op.drop_table("listing")'), PROTECTED, "FTC104 warning"),
        (migration(up='op.drop_column("listing", "x")'), {}, "FTC107 info"),
        (migration(up='op.drop_column("listing", "x")'), PROTECTED, "FTC107 warning"),
        (migration(up='op.execute("DROP TABLE listing CASCADE")'), {}, "FTC105 info"),
        (migration(up='op.execute("DROP TABLE listing CASCADE")'), PROTECTED, "FTC105 error"),
        (migration(up='op.execute("TRUNCATE listing CASCADE")'), {}, "FTC101 error"),
        ({"db/migrations/2_x.down.sql": "DROP TABLE listing;"}, {}, "FTC104 info"),
        ({"app/upgrades/db12.py": RUNS.format("DROP TABLE listing")}, {}, "FTC104 info"),
        ({"app/core/migrations.py": RUNS.format("DROP TABLE listing")}, {}, "FTC104 info"),
        ({"app/core/db_migration.py": RUNS.format("DROP TABLE listing")}, {}, "FTC104 info"),
        ({"app/core/migrations.py": RUNS.format("TRUNCATE listing")}, {}, "FTC102 warning"),
        ({"app/core/data_migrations_cli.py": RUNS.format("DROP TABLE a")}, {}, "FTC104 warning"),
        ({"app/upgrades/tools.py": RUNS.format("DROP TABLE listing")}, {}, "FTC104 warning"),
        ({"a.sql": REMADE}, {}, "FTC104 info"),
        ({"a.sql": REMADE}, PROTECTED, "FTC104 warning"),
        ({"a.sql": REMADE.replace("prices", "listing")}, {}, "FTC104 warning"),
        ({"a.sql": "DROP TABLE listing;\nCREATE TABLE listing (id int);"}, {}, "FTC104 warning"),
        ({"a.py": MART.format("connection.execute(MAKE)")}, {}, "FTC104 info"),
        ({"a.py": MART.format("if full: connection.execute(MAKE)")}, {}, "FTC104 warning"),
        ({"a.py": MART.format("connection.execute(MAKE)") + FED}, {}, "FTC104 warning"),
        (
            {"a.py": MART.format("connection.execute(MAKE)") + FED.replace("listing", "prices")},
            {},
            "FTC104 info",
        ),
        ({"etl.py": WRITER.format("run_etl")}, {}, "FTC401 warning"),
        ({"etl.py": WRITER.format("store") + MAIN}, {}, "FTC401 info"),
        (
            {"etl.py": "import click\n@click.command()\n" + WRITER.format("store")},
            {},
            "FTC401 info",
        ),
        (
            {"etl.py": "from prefect import flow\n@flow\n" + WRITER.format("a")},
            {},
            "FTC401 warning",
        ),
        (
            {"etl.py": WRITER.format("store").replace("UPDATE t SET", "DELETE FROM t --") + MAIN},
            {},
            "FTC401 error",
        ),
        ({"a.sql": "DROP SCHEMA s;"}, {}, "FTC106 info"),
        ({"a.sql": "DROP SCHEMA s;"}, {"dialect": "tsql"}, "FTC106 info"),
        ({"a.sql": "DROP SCHEMA s;"}, {"dialect": "mysql"}, "FTC106 error"),
        ({"a.sql": "DROP SCHEMA s;"}, {"dialect": "snowflake"}, "FTC106 error"),
        ({"a.sql": "DROP DATABASE s;"}, {}, "FTC106 error"),
        ({"migrations/V1__x.sql": "DROP SCHEMA s;"}, {"dialect": "snowflake"}, "FTC106 info"),
        ({"migrations/V1__x.sql": "DROP DATABASE s;"}, {}, "FTC106 error"),
        ({"a.sql": "DROP SCHEMA s CASCADE;"}, {}, "FTC105 error"),
        ({"a.sql": "DROP SCHEMA staging_area CASCADE;"}, {}, "FTC105 info"),
        ({"a.sql": "DROP SCHEMA staging_area;"}, {}, "FTC106"),
        ({"a.sql": "DROP TABLE staging_area CASCADE;"}, {}, "FTC105"),
        ({"a.sql": "UPDATE listing SET x = 1;"}, {}, "FTC103 warning"),
        (migration(up='op.execute("UPDATE listing SET x = 1")'), {}, "FTC103 info"),
        (migration(up='op.execute("UPDATE listing SET x = 1")'), PROTECTED, "FTC103 warning"),
        ({"app/tests/a.sql": "TRUNCATE listing;"}, {}, "FTC102 info"),
        ({"forum/category/tests.py": RUNS.format("TRUNCATE listing")}, {}, "FTC102 info"),
        ({"etl/load_test.py": RUNS.format("TRUNCATE listing")}, {}, "FTC102 info"),
        ({"etl/latest.py": RUNS.format("TRUNCATE listing")}, {}, "FTC102 warning"),
        ({"app.py": RUNS.format("DROP TABLE {tmp_table}")}, {}, "FTC104"),
        ({"app.py": RUNS.format("DROP TABLE {self.staging_listing}")}, {}, "FTC104"),
        ({"app.py": RUNS.format("DROP TABLE {old_table}")}, {}, "FTC104 warning"),
        ({"app.py": 'DROP = "DROP TABLE {table_name}"\n'}, {}, "FTC104 info"),
        ({"app.py": 'DROP = "DROP TABLE {table_name} CASCADE"\n'}, {}, "FTC105 info"),
        ({"app.py": 'DROP = "DROP TABLE listing_{year}"\n'}, {}, "FTC104 warning"),
        ({"app.py": RUNS.format("DROP TABLE {table_name}")}, {}, "FTC104 warning"),
        (
            {
                "app.py": 'KEY = "ALTER TABLE {a} ADD FOREIGN KEY (x) REFERENCES {b} '
                'ON DELETE CASCADE"\n'
            },
            {},
            "FTC301 info",
        ),
        (migration(up='op.execute("PRAGMA foreign_keys=OFF")'), {}, "FTC110 info"),
        (migration(up='op.execute("SET FOREIGN_KEY_CHECKS=0")'), {}, "FTC110 error"),
        ({"a.sql": "SET session_replication_role = replica;"}, {}, "FTC110 error"),
        ({"a.py": "LINES = ['SET FOREIGN_KEY_CHECKS = 0;', '-- rows']\n"}, {}, "FTC110 warning"),
        (
            {
                "a.sql": "SET session_replication_role = replica;\n"
                "INSERT INTO price VALUES (1);\n"
                "SET session_replication_role = DEFAULT;"
            },
            {},
            "FTC110 warning",
        ),
        ({"a.sql": "DELETE FROM listing;"}, {}, "FTC201 error"),
        ({"a.sql": "DELETE FROM listing WHERE id < 7;"}, PROTECTED, "FTC201 error"),
        ({"a.sql": "DELETE FROM listing WHERE id < 7;"}, {"delete_scope": "all"}, "FTC201 error"),
        (
            {
                "a.py": "import psycopg\n"
                "from elsewhere import make_backup\n"
                "\n"
                "\n"
                "def run(db: psycopg.Connection) -> None:\n"
                '    make_backup("listing")\n'
                '    db.execute("DELETE FROM listing")\n'
            },
            {},
            "FTC201 warning",
        ),
        (
            {
                "schema.sql": SCHEMA,
                "b.sql": "CREATE TABLE listing_bak AS SELECT * FROM listing;\nDELETE FROM listing;",
            },
            {},
            "FTC303 error",
        ),
        (
            {"schema.sql": SCHEMA, "b.sql": "DELETE FROM listing WHERE id < 7;"},
            {},
            "FTC303 warning",
        ),
        ({"schema.sql": SCHEMA, "b.sql": "DELETE FROM listing WHERE id = 7;"}, {}, "FTC303 info"),
        (
            {"schema.sql": SCHEMA, "b.sql": "REPLACE INTO listing VALUES (7);"},
            {"dialect": "mysql"},
            "FTC303 warning",
        ),
        ({"schema.sql": SCHEMA}, {}, "FTC301 error"),
    ],
)
def test_severity(files: dict[str, str], settings: dict[str, Any], expected: str) -> None:
    code, _, severity = expected.partition(" ")
    report = report_on(Example(files, {"select": ["FTC"], **settings}))
    found = [f for f in report.findings if f.code == code]
    assert [f.severity.value for f in found] == ([severity] if severity else [])


def test_a_statement_speaks_through_its_more_specific_rule_only() -> None:
    files = {"schema.sql": SCHEMA, "b.sql": "DELETE FROM listing;\nDROP SCHEMA s CASCADE;\n"}
    report = report_on(Example(files))
    assert sorted(f.code for f in report.findings) == ["FTC105", "FTC201", "FTC301"]
    (delete,) = [f for f in report.findings if f.code == "FTC201"]
    assert delete.blast_radius is not None
    assert delete.blast_radius.cascaded() == ("price",)


def test_suppressing_the_specific_rule_wakes_no_other() -> None:
    text = "DROP SCHEMA s CASCADE;  -- ftc-lint: ignore[FTC105] agreed\n"
    assert report_on(Example({"a.sql": text})).findings == ()


def test_an_ambiguous_name_is_said_to_be_ambiguous() -> None:
    schema = "CREATE TABLE a.t (id int);\nCREATE TABLE b.t (id int);\n"
    report = report_on(Example({"schema.sql": schema, "x.sql": "TRUNCATE t CASCADE;\n"}))
    (found,) = report.findings
    assert "t may mean a.t or b.t" in found.message


SWITCHED = """import sqlite3


def load(connection: sqlite3.Connection, dialect, keys):
    off = keys and not connection.in_transaction
    if dialect == "mysql":
        connection.execute("SET FOREIGN_KEY_CHECKS = 0")
    elif {off}:
        connection.execute("PRAGMA foreign_keys = 0")
    try:
        connection.execute("INSERT INTO a VALUES (1)")
    finally:
        if dialect == "mysql":
            connection.execute("SET FOREIGN_KEY_CHECKS = 1")
        elif {on}:
            connection.execute("PRAGMA foreign_keys = 1")
"""


@pytest.mark.parametrize(
    ("off", "on", "expected"),
    [
        ("dialect == 'sqlite'", 'dialect == "sqlite"', ["warning", "warning"]),
        ("off", "off", ["warning", "warning"]),
        ("off", "keys", ["warning", "error"]),
        ("dialect == 'sqlite'", "dialect == 'duckdb'", ["warning", "error"]),
        ("off", "not off", ["warning", "error"]),
    ],
)
def test_switched_on_under_the_condition_that_switched_it_off(
    off: str, on: str, expected: list[str]
) -> None:
    files = {"load.py": SWITCHED.format(off=off, on=on)}
    found = report_on(Example(files, {"select": ["FTC110"]})).findings
    assert [each.severity.value for each in found] == expected


def _keys(files: dict[str, str]) -> list[tuple[str, str, list[str]]]:
    found = report_on(Example(files, {"select": ["FTC301"]})).findings
    return [
        (
            each.severity.value,
            each.span.path if each.span else "",
            [r.span.path for r in each.related],
        )
        for each in found
    ]


CHILD = "CREATE TABLE price (listing_id int REFERENCES listing (id) ON DELETE CASCADE);"
MODEL = """from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Price(Base):
    __tablename__ = "price"
    id = Column(Integer, primary_key=True)
    listing_id = Column(Integer, ForeignKey("listing.id", ondelete="CASCADE"))
"""


def test_a_key_that_migration_and_schema_file_declare_is_said_once() -> None:
    files = {"migrations/0001_price.sql": CHILD, "schema.sql": CHILD}
    assert _keys(files) == [("error", "schema.sql", ["migrations/0001_price.sql"])]


def test_a_key_that_a_model_declares_too_is_said_at_the_model() -> None:
    files = {"migrations/0001_price.sql": CHILD, "models.py": MODEL}
    assert _keys(files) == [("warning", "models.py", [])]


def test_keys_on_different_columns_are_different_keys() -> None:
    both = CHILD.replace(");", ", other_id int REFERENCES listing (id) ON DELETE CASCADE);")
    assert [severity for severity, _, _ in _keys({"schema.sql": both})] == ["error", "error"]


def test_a_replace_says_that_keys_cascade_only_where_that_may_be() -> None:
    def message(schema: str) -> str:
        files = {"schema.sql": schema, "a.sql": "INSERT OR REPLACE INTO listing VALUES (1);"}
        (finding,) = report_on(Example(files, {"select": ["FTC108"], "dialect": "sqlite"})).findings
        return finding.message

    assert "ON DELETE CASCADE" in message("")
    assert "lose their values" in message("CREATE TABLE listing (id int PRIMARY KEY);\n")


DJANGO_MIGRATION = """from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel("Listing", [("id", models.AutoField(primary_key=True))]),
        migrations.CreateModel(
            "Price",
            [("listing", models.ForeignKey("shop.Listing", on_delete=models.CASCADE))],
        ),
    ]
"""
DJANGO_MODELS = """from django.db import models


class Listing(models.Model):
    pass


class Price(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE)
"""


def test_a_key_of_django_is_reported_at_its_model_only() -> None:
    files = {"shop/migrations/0001_initial.py": DJANGO_MIGRATION}
    assert report_on(Example(files)).findings == ()
    report = report_on(Example({**files, "shop/models.py": DJANGO_MODELS}))
    assert [(f.code, f.span and f.span.path) for f in report.findings] == [
        ("FTC302", "shop/models.py")
    ]


def test_a_dropped_backup_is_reported_once() -> None:
    text = (
        "ALTER TABLE listing RENAME TO listing_old;\n"
        "CREATE TABLE listing (id int);\n"
        "INSERT INTO listing SELECT * FROM new_listing;\n"
        "DROP TABLE listing_old;\n"
    )
    report = report_on(Example({"a.sql": text}))
    assert [finding.code for finding in report.findings] == ["FTC202"]


def test_a_backup_whose_rows_are_all_put_back_may_be_dropped() -> None:
    text = (
        "ALTER TABLE listing RENAME TO listing_old;\n"
        "CREATE TABLE listing (id int);\n"
        "INSERT INTO listing SELECT * FROM listing_old;\n"
        "DROP TABLE listing_old;\n"
    )
    report = report_on(Example({"a.sql": text}))
    assert [finding.code for finding in report.findings] == []


def test_all_schemas_of_a_statement_are_named_and_the_loudest_counts() -> None:
    report = report_on(Example({"a.sql": "DROP SCHEMA extracted, staging_area CASCADE;"}))
    (found,) = report.findings
    assert (found.code, found.severity.value) == ("FTC105", "error")
    assert found.message.endswith("every table in extracted and staging_area")


def test_columns_of_two_values_that_are_written_alike() -> None:
    code = (
        "import psycopg2\n\ncur = psycopg2.connect().cursor()\n\n\n"
        "def drop(rows, names):\n"
        "    for name in rows:\n"
        "        cur.execute(f'ALTER TABLE a DROP COLUMN {name}')\n"
        "    for name in names:\n"
        "        cur.execute(f'ALTER TABLE a DROP COLUMN {name}, DROP COLUMN b')\n"
    )
    report = report_on(Example({"a.py": code}, {"select": ["FTC107"]}))
    assert [finding.message for finding in report.findings] == [
        "DROP COLUMN destroys {name} of a with its values",
        "DROP COLUMN destroys {name} of a with its values",
        "DROP COLUMN destroys b of a with its values",
    ]


COMMANDS = (
    "import click\n"
    "import psycopg\n"
    "\n"
    "\n"
    "def ensure_tables(db: psycopg.Connection) -> None:\n"
    '    db.execute("DELETE FROM state WHERE kind <> lower(kind)")\n'
    "\n"
    "\n"
    "@click.command()\n"
    "def act(name: str) -> None:\n"
    "    db = psycopg.connect('')\n"
    "    ensure_tables(db)\n"
    "    {}\n"
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "db.execute(\"DELETE FROM prices WHERE day < '2020-01-01'\")",
            "error: act has no dry run, and it deletes from prices",
        ),
        (
            'db.execute("DELETE FROM prices WHERE id = 3")',
            "warning: act has no dry run, and it deletes from prices",
        ),
        (
            'db.execute("INSERT INTO prices VALUES (1)")',
            "info: act has no dry run, and it inserts into prices",
        ),
        (
            'print(db.execute("SELECT 1 FROM prices").fetchone())',
            "info: act has no dry run, and it deletes from state",
        ),
    ],
)
def test_missing_dry_run_is_as_loud_as_what_the_command_does_itself(
    line: str, expected: str
) -> None:
    files = {"commands.py": COMMANDS.format(line)}
    report = report_on(Example(files, {"select": ["FTC401"]}))
    (one,) = report.findings
    assert f"{one.severity.value}: {one.message}" == expected


def test_what_makes_a_table_anew_from_a_query_or_a_clone_is_information() -> None:
    for written in (
        "AS SELECT 1",
        "AS {{ sql }}",
        "CLONE t",
        "CLONE AS {{ t }}",
        "COPY GRANTS AS (SELECT 1)",
    ):
        text = f"CREATE OR REPLACE TABLE prices {written};"
        (found,) = report_on(Example({"a.sql": text})).findings
        assert (found.code, found.severity.value) == ("FTC104", "info"), written


def test_an_insert_overwrite_is_not_said_to_replace_single_rows() -> None:
    text = "INSERT OVERWRITE TABLE prices SELECT * FROM new_prices;"
    (found,) = report_on(Example({"a.sql": text})).findings
    assert found.message == (
        "INSERT OVERWRITE replaces the rows of prices, or of the partitions it writes"
    )
