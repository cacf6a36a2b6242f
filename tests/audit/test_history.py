"""Row counts from one audit to the next."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

FULL = "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3), (4);"
AUDIT = ("--db", "a.db", "--select", "FTC503", "--output-format", "json")


def drops(run, *more: str) -> list[str]:
    return [f["message"] for f in json.loads(run(*AUDIT, *more).out)["findings"]]


def test_a_drop_is_told_until_it_is_accepted(run, sqlite) -> None:
    sqlite(FULL)
    assert drops(run) == []
    sqlite("DELETE FROM t WHERE a > 1")
    assert len(drops(run)) == 1
    assert len(drops(run)) == 1  # a drop does not become the new normal by itself
    assert drops(run, "--accept", "t") == []
    assert drops(run) == []
    sqlite("DELETE FROM t")
    (message,) = drops(run)
    assert message == "main.t had 1 rows and now has 0: the table is empty"


def test_what_came_back_is_compared_with_what_was_before(run, sqlite) -> None:
    sqlite(FULL)
    drops(run)
    sqlite("DELETE FROM t")
    drops(run)
    sqlite("INSERT INTO t VALUES (1), (2), (3), (4)")
    assert drops(run) == []


def test_a_table_that_is_not_there_cannot_be_accepted(run, sqlite) -> None:
    sqlite(FULL)
    ran = run(*AUDIT, "--accept", "nothing")
    assert ran.status == 2
    assert "there is no table nothing" in ran.err


def test_another_database_has_a_history_of_its_own(run, sqlite) -> None:
    sqlite(FULL)
    drops(run)
    sqlite("CREATE TABLE t (a)", "other.db")
    ran = run("--db", "other.db", "--select", "FTC503")
    assert ran.status == 0


def test_a_damaged_history_is_told_and_kept(run, sqlite) -> None:
    sqlite(FULL)
    Path(".ftc_lint").mkdir()
    Path(".ftc_lint/history.db").write_bytes(b"not a database at all" * 50)
    ran = run("--db", "a.db")
    assert ran.status == 4
    assert "cannot be read" in ran.out
    assert Path(".ftc_lint/history.db").read_bytes().startswith(b"not a database")


def test_the_history_holds_counts_and_nothing_else(run, sqlite) -> None:
    sqlite(FULL)
    drops(run)
    connection = sqlite3.connect(".ftc_lint/history.db")
    rows = connection.execute("SELECT table_name, row_count, method FROM counts").fetchall()
    assert rows == [("t", 4, "exact")]
