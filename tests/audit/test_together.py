"""Code and database together, on a real server: what one says of the other, with live rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SCHEMA = """
CREATE SCHEMA extracted;
CREATE TABLE extracted.listing_status (symbol_id bigint PRIMARY KEY, symbol text);
CREATE TABLE extracted.overview (symbol_id bigint PRIMARY KEY
    REFERENCES extracted.listing_status ON DELETE CASCADE);
CREATE TABLE extracted.prices (symbol_id bigint
    REFERENCES extracted.listing_status ON DELETE CASCADE, day date);
CREATE INDEX ON extracted.prices (symbol_id);
INSERT INTO extracted.listing_status SELECT n, 'S' || n FROM generate_series(1, 100) n;
INSERT INTO extracted.overview SELECT n FROM generate_series(1, 90) n;
INSERT INTO extracted.prices SELECT n % 100 + 1, date '2026-01-01' FROM generate_series(1, 5000) n;
"""
PROJECT = SCHEMA.partition("INSERT")[0].replace("CASCADE", "RESTRICT")
LOADER = """import psycopg


def reload(connection: psycopg.Connection) -> None:
    connection.execute("TRUNCATE extracted.listing_status CASCADE")


def refresh(connection: psycopg.Connection) -> None:
    connection.execute("DELETE FROM extracted.listing_status")


def prune(connection: psycopg.Connection, since: str) -> None:
    connection.execute("DELETE FROM extracted.listing_status WHERE symbol > %s", (since,))
"""


@pytest.fixture
def project(pg_newest) -> str:
    """A repository that says RESTRICT where its database says CASCADE; the database's URL."""
    pg_newest.run(SCHEMA)
    Path("db").mkdir()
    Path("db/schema.sql").write_text(PROJECT)
    Path("load.py").write_text(LOADER)
    Path("ftc-lint.toml").write_text('[live]\nschemas = ["extracted"]\n')
    return pg_newest.url()


def messages(ran) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in json.loads(ran.out)["findings"]:
        found.setdefault(finding["code"], []).append(finding["message"])
    return found


def test_the_repository_and_production_differ(project, run) -> None:
    ran = run("--db", project, "load.py", "--select", "FTC509", "--output-format", "json")
    drift = messages(ran)["FTC509"]
    assert len(drift) == 2
    assert "ON DELETE CASCADE in the database and ON DELETE RESTRICT in the project" in drift[0]


def test_statements_are_told_with_live_rows(project, run) -> None:
    arguments = ("--select", "FTC101,FTC201,FTC303", "--output-format", "json")
    ran = run("--db", project, "load.py", *arguments)
    assert ran.status == 1
    found = messages(ran)
    assert "it reaches 5,190 rows in 3 tables" in found["FTC101"][0]
    by_line = {f["location"]["row"]: f for f in json.loads(ran.out)["findings"]}
    deleting = by_line[9]
    assert "5,190 rows in 3 tables" in deleting["message"]
    assert [c["rows"] for c in deleting["blast_radius"]["roots"][0]["children"]] == [90, 5000]
    assert "up to 5,190 rows" in by_line[13]["message"]


def test_a_snapshot_in_git_says_the_same_without_credentials(project, run) -> None:
    run("--db", project, "--write-snapshot", "ftc-lint.snapshot.json", "-q")
    again = Path("ftc-lint.snapshot.json").read_text()
    arguments = ("--select", "FTC101,FTC201,FTC303", "--output-format", "json")
    live = json.loads(run("--db", project, "load.py", *arguments).out)["findings"]
    Path("ftc-lint.toml").write_text('schema = ["ftc-lint.snapshot.json"]\n')
    stored = json.loads(run("load.py", *arguments).out)["findings"]
    assert stored == live
    taken = json.loads(again)
    assert (taken["version"], len(taken["tables"]), len(taken["foreign_keys"])) == (1, 3, 2)
    ran = run("--blast-radius", "listing_status")
    assert "DELETE FROM extracted.listing_status deletes from 3 tables, 5,190 rows" in ran.out


def test_the_checklist_of_a_script_before_it_runs(project, run) -> None:
    ran = run("--checklist", "load.py", "--db", project)
    assert ran.status == 0
    assert ran.out.startswith("## Before `load.py` runs\n")
    boxes = [line for line in ran.out.splitlines() if line.startswith("- [")]
    assert len(boxes) == 9
    assert "- [ ] **Code reviewed for cascades**" in ran.out
    assert not any(line.startswith("- [x]") for line in boxes)
