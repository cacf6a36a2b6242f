"""`ftc-lint --db` on SQLite files: what is the database, what is a path, and the exit status."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

SECRET = "s3cr3t-p4ss"


def codes(ran) -> list[str]:
    return [finding["code"] for finding in json.loads(ran.out)["findings"]]


def test_an_audit_finds_what_cascades_and_says_where_it_looked(run, sqlite, listing) -> None:
    ran = run("--db", sqlite(listing), "--output-format", "full")
    assert ran.status == 1
    assert "main.listing_status     2                 new" in ran.out
    assert "error[FTC501]" in ran.out
    assert "└─ main.overview [2 rows]" in ran.out
    assert ran.out.endswith(
        f"in a.db (SQLite {sqlite3.sqlite_version}; 2 tables, 1 foreign key).\n"
    )


def test_json_names_the_relation_and_no_place(run, sqlite, listing) -> None:
    ran = run("--db", sqlite(listing), "--output-format", "json", "--select", "FTC501")
    (finding,) = json.loads(ran.out)["findings"]
    assert finding["filename"] is None
    assert finding["tables"] == ["main.overview", "main.listing_status"]
    assert finding["blast_radius"]["roots"][0]["children"][0]["rows"] == 2
    assert "ON DELETE RESTRICT" in finding["remedy"]["sql"]


def test_the_word_after_db(run, sqlite, monkeypatch) -> None:
    name = sqlite("CREATE TABLE a (b);")
    Path("etl.sql").write_text("SELECT 1;\n")
    assert run("--db", "nothing.db").status == 2
    assert run("--db", "mongodb://a").status == 2
    assert run("--db", "env:NOT_SET").status == 2
    assert "set it to a URL" in run("--db", "env:NOT_SET").err
    ran = run("--db", "etl.sql")  # a PATH, and no database is named
    assert ran.status == 2
    assert "DATABASE_URL" in ran.err
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{name}")
    ran = run("--db", "etl.sql")
    assert ran.status == 0
    assert "1 file" in ran.out
    assert run("--db").status == 0
    assert run("--db", "env:DATABASE_URL", "etl.sql").status == 0


def test_paths_are_settled_before_any_connection_is_made(run) -> None:
    ran = run("--db", "postgresql://u@localhost:1/db", "no/such/path.sql")
    assert ran.status == 2
    assert "no/such/path.sql" in ran.err


def test_no_connection_is_status_4_and_the_files_are_still_checked(run) -> None:
    Path("etl.sql").write_text("TRUNCATE a CASCADE;\n")
    ran = run("--db", "postgresql://u@localhost:1/db", "etl.sql")
    assert ran.status == 4
    assert "etl.sql:1:1: FTC101" in ran.out
    assert "The database was not audited." in ran.out
    ran = run("--db", "postgresql://u@localhost:1/db", "--output-format", "json")
    assert ran.status == 4
    assert "cannot connect" in json.loads(ran.out)["unchecked"][0]["reason"]


def test_no_password_is_printed(run, monkeypatch) -> None:
    for url in (
        f"postgresql://u:{SECRET}@localhost:1/db",
        f"postgresql://u:{SECRET}@@localhost:1/db",
        f"postgresql://u:{SECRET}%zz@localhost:1/db",
        f"postgresql://u: {SECRET}@localhost:1/db",
        f"postgresql://localhost:1/db?password={SECRET}",
        f"postgresql:/u:{SECRET}@localhost/db",
        f"mysql://u:{SECRET}@localhost:1/db",
        f"oracle://u:{SECRET}@localhost/db",
    ):
        for arguments in (("--db", url), ("--db", "env:THE_URL")):
            monkeypatch.setenv("THE_URL", url)
            for extra in ((), ("-v",), ("--output-format", "json")):
                ran = run(*arguments, *extra)
                assert ran.status in (2, 4)
                assert SECRET not in ran.out + ran.err


def test_options_of_the_audit_need_a_database(run) -> None:
    assert run("--accept", "a").status == 2
    assert run("--write-remedy", "r.sql").status == 2


def test_code_and_database_together(run, sqlite, listing) -> None:
    name = sqlite(listing)
    Path("schema.sql").write_text(
        "CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY);\n"
        "CREATE TABLE overview (symbol_id bigint REFERENCES listing_status ON DELETE RESTRICT);\n"
    )
    Path("etl.sql").write_text("TRUNCATE listing_status CASCADE;\n")
    ran = run("--db", name, "etl.sql", "--output-format", "json", "--select", "FTC101,FTC509")
    truncate, drift = json.loads(ran.out)["findings"]
    assert truncate["blast_radius"]["roots"][0]["rows"] == 2
    assert truncate["blast_radius"]["roots"][0]["children"][0]["rows"] == 2
    assert "it reaches 4 rows in 2 tables" in truncate["message"]
    assert "CASCADE in the database and ON DELETE RESTRICT in the project" in drift["message"]


def test_a_snapshot_says_the_same_without_the_database(run, sqlite, listing) -> None:
    name = sqlite(listing)
    run("--db", name, "--write-snapshot", "ftc-lint.snapshot.json")
    Path("etl.sql").write_text("TRUNCATE listing_status CASCADE;\n")
    arguments = ("--select", "FTC101", "--output-format", "json")
    live = json.loads(run("--db", name, "etl.sql", *arguments).out)["findings"]
    stored = json.loads(run("etl.sql", "--schema", "ftc-lint.snapshot.json", *arguments).out)
    assert [f["blast_radius"] for f in live] == [f["blast_radius"] for f in stored["findings"]]


def test_a_remedy_for_sqlite_can_be_run_as_it_is(run, sqlite, listing) -> None:
    name = sqlite(listing)
    run("--db", name, "--write-remedy", "remedy.sql", "--select", "FTC501")
    sqlite(Path("remedy.sql").read_text(), name)
    ran = run("--db", name, "--select", "FTC501,FTC502,FTC503", "--output-format", "json")
    assert codes(ran) == []
    connection = sqlite3.connect(name)
    assert connection.execute("SELECT count(*) FROM overview").fetchone() == (2,)


def test_what_is_accepted_is_silent_and_an_unused_entry_is_told(run, sqlite, listing) -> None:
    name = sqlite(listing)
    Path("ftc-lint.toml").write_text(
        '[live]\nignore = { FTC501 = ["overview", "gone"] }\nschemas = ["main"]\n'
    )
    ran = run("--db", name, "--output-format", "json", "--ignore", "FTC505")
    (finding,) = json.loads(ran.out)["findings"]
    assert finding["code"] == "FTC901"
    assert '["gone"]' in finding["message"]


def test_metrics_are_whole_and_tell_each_table(run, sqlite, listing) -> None:
    ran = run("--db", sqlite(listing), "--output-format", "openmetrics")
    lines = ran.out.splitlines()
    assert lines[-1] == "# EOF"
    assert 'ftc_lint_table_rows{database="a.db",table="main.overview"} 2' in lines
    assert 'ftc_lint_findings{code="FTC501",rule="live-on-delete-cascade",severity="error"} 1' in (
        lines
    )
    ran = run("--db", "postgresql://u@localhost:1/db", "--output-format", "openmetrics")
    assert ran.status == 4
    assert "ftc_lint_unchecked 1" in ran.out


def test_the_audited_file_is_not_touched(run, sqlite, listing) -> None:
    name = sqlite(listing)
    before = Path(name).read_bytes()
    run("--db", name)
    assert Path(name).read_bytes() == before
    assert Path(".ftc_lint/.gitignore").read_text() == "*\n"


def test_a_history_that_cannot_be_written_is_told(run, sqlite, listing) -> None:
    name = sqlite(listing)
    Path("ftc-lint.toml").write_text('[live]\nhistory = "file/history.db"\n')
    Path("file").write_text("no directory\n")
    ran = run("--db", name)
    assert ran.status == 4
    assert "not checked: the history" in ran.out
    assert "FTC501" in ran.out
