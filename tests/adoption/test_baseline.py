"""--baseline and --write-baseline by the command line."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

BAD = "TRUNCATE prices CASCADE;\n"
DELETE = "DELETE FROM users;\n"
FILE = "baseline.json"


@pytest.fixture
def project(run, write):
    """A project with three findings, and its baseline."""
    write({"ftc-lint.toml": "", "a.sql": BAD + DELETE, "b.sql": BAD})
    ran = run("--write-baseline", FILE)
    assert (ran.status, ran.out) == (0, "Wrote 3 findings in 2 files to baseline.json.\n")
    return write


def entries() -> list[dict]:
    return json.loads(Path(FILE).read_text())["findings"]


def found(ran) -> list[str]:
    return [line.partition(" [")[0] for line in ran.out.splitlines()[:-1]]


def test_what_is_in_it_is_left_out_and_counted(run, project) -> None:
    ran = run("--baseline", FILE)
    covered = "2 files (3 SQL statements; 3 known findings left out)"
    assert (ran.status, ran.out, ran.err) == (0, f"Found nothing new in {covered}.\n", "")


def test_moved_lines_and_renamed_files_are_known(run, project) -> None:
    project({"a.sql": f"SELECT 1;\n\n{DELETE}\n  TRUNCATE   prices\n CASCADE;\n"})
    Path("b.sql").rename("sub.sql")
    ran = run("--baseline", FILE)
    assert (ran.status, found(ran), ran.err) == (0, [], "")


def test_a_new_one_is_found_and_only_that(run, project) -> None:
    project({"a.sql": BAD + DELETE + "DROP TABLE users;\n", "c.sql": BAD})
    ran = run("--baseline", FILE)
    assert found(ran) == ["a.sql:3:1: FTC104", "c.sql:1:1: FTC101"]
    assert ran.status == 1


def test_one_more_of_the_same_is_new(run, project) -> None:
    project({"b.sql": BAD * 2})
    assert found(run("--baseline", FILE)) == ["b.sql:2:1: FTC101"]


def test_a_delete_that_reaches_further_is_new(run, write) -> None:
    keys = "CREATE TABLE users (id int PRIMARY KEY);\n"
    keys += "CREATE TABLE orders (u int REFERENCES users{});\n"
    write({"ftc-lint.toml": 'ignore = ["FTC301"]\n', "s.sql": keys.format(""), "a.sql": DELETE})
    run("--write-baseline", FILE)
    write({"s.sql": keys.format(" ON DELETE CASCADE")})
    assert [line[:5] for line in found(run("--baseline", FILE))] == ["a.sql"]
    run("--write-baseline", FILE)
    write({"s.sql": keys.format("")})
    assert run("--baseline", FILE).status == 0  # less is not new


def test_a_backup_that_goes_away_makes_it_new(run, write) -> None:
    backup = "CREATE TABLE prices_backup AS SELECT * FROM prices;\n"
    write({"ftc-lint.toml": "", "a.sql": backup + BAD})
    run("--write-baseline", FILE)
    write({"a.sql": BAD})
    assert found(run("--baseline", FILE)) == ["a.sql:1:1: FTC101"]


def test_a_foreign_key_keeps_its_entry_when_a_column_is_added_beside_it(run, write) -> None:
    table = "CREATE TABLE orders ({}u int REFERENCES users ON DELETE CASCADE);\n"
    write({"ftc-lint.toml": "", "s.sql": table.format("")})
    run("--write-baseline", FILE)
    write({"s.sql": table.format("id int, ")})
    assert run("--baseline", FILE).status == 0


def test_severities_stay_what_they_are(run, project) -> None:
    assert "known" in run("--baseline", FILE, "--fail-on", "info").out
    project({"c.sql": BAD})
    assert "c.sql:1:1: FTC101 [error]" in run("--baseline", FILE).out


# --- what is fixed ---------------------------------------------------------------------------


def test_fixed_ones_are_told_with_what_takes_them_out(run, project) -> None:
    project({"a.sql": BAD, "c.sql": "DROP TABLE users;\n"})
    Path("b.sql").unlink()
    ran = run("--baseline", FILE)
    command = "ftc-lint --baseline baseline.json --write-baseline baseline.json"
    assert ran.err == (
        f"ftc-lint: note: 2 findings of baseline.json are fixed; take them out with `{command}`\n"
    )
    assert run("--baseline", FILE, "-q").err == ""
    ran = run(*command.split()[1:])
    assert ran.out == (
        "Wrote 1 finding in 1 file to baseline.json. 2 fixed ones went out. 1 new one did not go "
        "in.\n"
    )
    assert ran.status == 0
    assert [entry["path"] for entry in entries()] == ["a.sql"]
    ran = run("--baseline", FILE)
    assert (found(ran), ran.err) == (["c.sql:1:1: FTC104"], "")


@pytest.mark.parametrize("options", [("--select", "FTC104"), ("--exclude", "*.sql")])
def test_what_was_not_looked_for_is_not_fixed(run, project, options) -> None:
    project({"c.py": "x = 1\n"})
    ran = run("--baseline", FILE, *options)
    assert ran.err == ""
    run("--baseline", FILE, "--write-baseline", FILE, *options)
    assert len(entries()) == 3


def test_a_file_that_cannot_be_read_is_not_fixed(run, project) -> None:
    project({"b.sql": b"\xff\xfe\x00"})
    assert "fixed" not in run("--baseline", FILE).err


# --- with other options ----------------------------------------------------------------------


def test_paths_limit_what_is_reported_not_what_is_known(run, project) -> None:
    project({"a.sql": BAD + DELETE + "DROP TABLE users;\n", "b.sql": BAD * 2})
    ran = run("--baseline", FILE, "b.sql")
    assert found(ran) == ["b.sql:2:1: FTC101"]
    assert ran.out.endswith("in 1 of 1 file (5 SQL statements; 1 known finding left out).\n")


def test_writing_with_paths_leaves_the_rest_of_the_file_alone(run, project) -> None:
    project({"a.sql": BAD + DELETE + "DROP TABLE users;\n", "b.sql": BAD + "DROP TABLE users;\n"})
    run("--write-baseline", FILE, "b.sql")
    assert [(e["path"], e["rule"]) for e in entries()] == [
        ("a.sql", "FTC101"), ("a.sql", "FTC201"), ("b.sql", "FTC101"), ("b.sql", "FTC104"),
    ]  # fmt: skip


def test_standard_input_stands_for_its_file(run, project, monkeypatch) -> None:
    given = SimpleNamespace(buffer=io.BytesIO(b"\n" + BAD.encode() + b"DROP TABLE users;\n"))
    monkeypatch.setattr(sys, "stdin", given)
    ran = run("--baseline", FILE, "-", "--stdin-filename", "b.sql")
    assert found(ran) == ["b.sql:3:1: FTC104"]


def test_every_format_shows_the_same(run, project) -> None:
    project({"c.sql": BAD})
    ran = run("--baseline", FILE, "--output-format", "json")
    assert [f["filename"] for f in json.loads(ran.out)["findings"]] == ["c.sql"]
    ran = run("--baseline", FILE, "--output-format", "sarif")
    assert len(json.loads(ran.out)["runs"][0]["results"]) == 1


def test_suppressions_come_first(run, project) -> None:
    project({"b.sql": f"-- ftc-lint: ignore[FTC101] meant\n{BAD}"})
    ran = run("--baseline", FILE)
    assert "1 finding of baseline.json is fixed; take it out" in ran.err
    assert ran.status == 0


def test_paths_are_those_of_the_root_wherever_it_is_run(run, project, monkeypatch) -> None:
    project({"sub/c.sql": "SELECT 1;"})
    monkeypatch.chdir("sub")
    assert run("--baseline", f"../{FILE}").status == 0


def test_the_live_database_has_entries_without_a_path(run, project) -> None:
    with closing(sqlite3.connect("a.db")) as connection:
        connection.executescript(
            "CREATE TABLE users (id INTEGER PRIMARY KEY);"
            "CREATE TABLE orders (u INTEGER REFERENCES users ON DELETE CASCADE);"
        )
    audit = ("--db", "a.db", "--select", "FTC5")
    assert run(*audit).status == 1
    assert run(*audit, "--write-baseline", "live.json").status == 0
    text = Path("live.json").read_text()
    assert {entry["path"] for entry in json.loads(text)["findings"]} == {None}
    ran = run(*audit, "--baseline", "live.json")
    assert (ran.status, ran.err) == (0, "")
    assert run("--baseline", "live.json").err == ""  # not audited, so not fixed
    run("--baseline", "live.json", "--write-baseline", "live.json")
    assert Path("live.json").read_text() == text
    assert run("--db", "a.db", "--since", "HEAD").status == 2


# --- the file --------------------------------------------------------------------------------


def test_it_is_the_same_however_often_it_is_written(run, project) -> None:
    text = Path(FILE).read_text()
    run("--write-baseline", FILE)
    assert Path(FILE).read_text() == text
    assert json.loads(text)["version"] == 1
    assert [line.partition('"count"')[0].rstrip(", ") for line in text.splitlines()[3:-2]] == [
        '    {"path": "a.sql", "rule": "FTC101", "message": "TRUNCATE … CASCADE empties prices and '
        'every table that references it; no backup of it is taken first"',
        '    {"path": "a.sql", "rule": "FTC201", "message": "This DELETE empties users, and no '
        'backup of users is taken first"',
        '    {"path": "b.sql", "rule": "FTC101", "message": "TRUNCATE … CASCADE empties prices and '
        'every table that references it; no backup of it is taken first"',
    ]


def test_hostile_names_are_data(run, write) -> None:
    write({"ftc-lint.toml": "", "a\u202eb.sql": 'TRUNCATE "x\u202e\x1b" CASCADE;\n'})
    run("--write-baseline", FILE)
    text = Path(FILE).read_text()
    assert text.replace("\n", "").isprintable()
    assert run("--baseline", FILE).status == 0


BROKEN = {
    "not-there.json": None,
    "empty.json": "",
    "conflict.json": '{\n  "version": 1,\n<<<<<<< HEAD\n',
    "text.json": b"\xff",
    "list.json": "[]",
    "other.json": '{"findings": []}',
    "deep.json": "[" * 100_000,
    "number.json": '{"version": 1, "findings": [' + "9" * 5000 + "]}",
    "later.json": '{"version": 2, "findings": []}',
    "true.json": '{"version": true, "findings": []}',
    "findings.json": '{"version": 1, "findings": {}}',
    "entry.json": '{"version": 1, "findings": [1]}',
    "path.json": '{"version": 1, "findings": [{"count": 1}]}',
    "count.json": '{"version": 1, "findings": [{"path": null, "count": 0}]}',
    "rule.json": '{"version": 1, "findings": [{"path": null, "count": 1, "rule": []}]}',
}


@pytest.mark.parametrize("name", [*BROKEN, "."])
def test_a_file_that_is_none_is_one_line_and_status_2(run, write, name) -> None:
    write({"a.sql": BAD, **{n: text for n, text in BROKEN.items() if text is not None}})
    ran = run("--baseline", name)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"ftc-lint: error: --baseline {name}: ")
    assert ran.err.count("\n") == 1


def test_messages_say_what_is_wrong_and_what_to_do(run, write) -> None:
    write({name: text for name, text in BROKEN.items() if text is not None})
    assert "conflict.json: line 3 is not JSON" in run("--baseline", "conflict.json").err
    assert run("--baseline", "later.json").err == (
        "ftc-lint: error: --baseline later.json: is of version 2, and this ftc-lint reads version "
        "1; write it again with --write-baseline later.json\n"
    )
    assert "no such file; write it with --write-baseline" in run("--baseline", "no.json").err


def test_an_entry_with_a_huge_count_costs_nothing(run, project) -> None:
    text = Path(FILE).read_text().replace('"count": 1', '"count": 99999999999')
    Path(FILE).write_text(text)
    ran = run("--baseline", FILE)
    assert ran.status == 0
    assert "299,999,999,994 findings" in ran.err


def test_where_it_cannot_be_written(run, write) -> None:
    write({"a.sql": BAD})
    ran = run("--write-baseline", "no/such/b.json")
    assert (ran.status, ran.err) == (
        2, "ftc-lint: error: --write-baseline no/such/b.json: No such file or directory\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [("--show-files", "--baseline", "b"), ("--init", "--since", "HEAD"),
     ("--since", "HEAD", "--write-baseline", "b")],
)  # fmt: skip
def test_what_does_not_go_together_is_said(run, arguments) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
