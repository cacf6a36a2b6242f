"""`ftc-lint --checklist SCRIPT`: a box is ticked only for what was established."""

from __future__ import annotations

from pathlib import Path

SCRIPT = """import psycopg
from helpers import replace


def run_etl(connection: psycopg.Connection, dry_run: bool = False) -> None:
    if dry_run:
        return
    replace(connection)
"""
BACKUP = '    connection.execute("CREATE TABLE b AS SELECT * FROM listing_status")\n'
HELPER = """import psycopg


def replace(connection: psycopg.Connection) -> None:
{}    connection.execute("DELETE FROM listing_status")
    connection.execute("INSERT INTO listing_status SELECT * FROM listing_new")
"""


def ticked(ran) -> list[str]:
    lines = [line for line in ran.out.splitlines() if line.startswith("- [x]")]
    return [line.split("**")[1] for line in lines]


def write(helper: str, configuration: str = "") -> None:
    Path("etl.py").write_text(SCRIPT)
    Path("helpers.py").write_text(HELPER.format(helper))
    Path("ftc-lint.toml").write_text(configuration)


def test_what_a_helper_in_another_file_does_counts(run) -> None:
    write("")
    ran = run("--checklist", "etl.py")
    assert ran.status == 0
    assert "Backup taken before the data is replaced**: `listing_status`: none" in ran.out
    assert ticked(ran) == ["Dry run there and honoured"]


def test_backup_and_ranges_are_ticked_when_they_are_there(run) -> None:
    write(BACKUP, "[live.row-counts]\nlisting_status = [1, 2]\n")
    assert ticked(run("--checklist", "etl.py")) == [
        "Backup taken before the data is replaced",
        "Dry run there and honoured",
        "Monitoring ranges set for every table",
    ]


def test_a_script_without_sql_gets_no_ticks(run) -> None:
    Path("etl.py").write_text("print(1)\n")
    ran = run("--checklist", "etl.py")
    assert ran.status == 0
    assert ticked(ran) == []


def test_the_database_says_more(run, sqlite, listing) -> None:
    write("")
    name = sqlite(listing)
    ran = run("--checklist", "etl.py", "--db", name)
    assert "1 to look at: FTC201" in ran.out
    sqlite("DROP TABLE overview", name)
    assert "Code reviewed for cascades" in ticked(run("--checklist", "etl.py", "--db", name))


def test_a_database_that_does_not_answer_is_status_4(run) -> None:
    write("")
    ran = run("--checklist", "etl.py", "--db", "postgresql://u@localhost:1/db")
    assert ran.status == 4
    assert "The database was not audited" in ran.out
    assert run("--checklist", "nothing.py").status == 2
