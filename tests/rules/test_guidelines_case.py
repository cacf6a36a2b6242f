"""A DELETE after a backup of that table alone, where seven tables hang on it by cascading keys."""

from __future__ import annotations

from ftc_lint.rule import Example
from ftc_lint.testing import report_on

CHILDREN = (
    "overview",
    "time_series_daily",
    "income_statement",
    "balance_sheet",
    "cash_flow",
    "insider_transactions",
    "earnings_call",
)

SCHEMA = "CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY, symbol text);\n" + "".join(
    f"CREATE TABLE {child} (\n"
    "    id bigint PRIMARY KEY,\n"
    "    symbol_id bigint NOT NULL REFERENCES listing_status (symbol_id) ON DELETE CASCADE\n"
    ");\n"
    for child in CHILDREN
)

LOADER = """
from datetime import datetime

import psycopg2


class Loader:
    def __init__(self, url):
        self.db = psycopg2.connect(url).cursor()

    def safe_replace(self, table_name, rows):
        stamp = datetime.now().strftime("%Y%m%d_%H%M%S")
        kept = f"{table_name}_backup_{stamp}"
        self.db.execute(f"CREATE TABLE {kept} AS SELECT * FROM {table_name}")
        try:
            self.db.execute(f"DELETE FROM {table_name}")
            self.load(table_name, rows)
            if self.verify_rows(table_name):
                self.db.execute(f"DROP TABLE {kept}")
            else:
                self.restore(table_name, kept)
        except Exception:
            self.restore(table_name, kept)
            raise

    def load(self, table_name, rows):
        self.db.executemany(f"INSERT INTO {table_name} VALUES (%s, %s)", rows)

    def verify_rows(self, table_name):
        self.db.execute(f"SELECT count(*) FROM {table_name}")
        return self.db.fetchone()[0] > 0

    def restore(self, table_name, kept):
        self.db.execute(f"DELETE FROM {table_name}")
        self.db.execute(f"INSERT INTO {table_name} SELECT * FROM {kept}")


def refresh(url, rows):
    Loader(url).safe_replace("listing_status", rows)
"""


def findings(**more: str) -> dict[str, list[tuple[str, ...]]]:
    """The tables each rule shows below the table that the DELETE names."""
    example = Example({"db/schema.sql": SCHEMA, "etl/loader.py": LOADER, **more})
    found: dict[str, list[tuple[str, ...]]] = {}
    for finding in report_on(example).findings:
        radius = finding.blast_radius
        found.setdefault(finding.code, []).append(radius.cascaded() if radius else ())
    return found


def test_the_delete_is_known_to_reach_the_seven_tables() -> None:
    found = findings()
    assert "FTC201" not in found
    assert found["FTC303"]
    for tables in found["FTC303"]:
        assert sorted(tables) == sorted(CHILDREN)


def test_without_cascades_the_pattern_is_clean() -> None:
    loader = {"db/schema.sql": SCHEMA.replace(" ON DELETE CASCADE", "")}
    example = Example({**loader, "etl/loader.py": LOADER})
    assert not {each.code for each in report_on(example).findings} & {
        "FTC201", "FTC202", "FTC203", "FTC204", "FTC303",
    }  # fmt: skip
