"""--init by the command line: what it sees, where it writes, and that the result is accepted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SCHEMA = """\
CREATE TABLE core.listing (id bigint PRIMARY KEY);
CREATE TABLE core.prices (id bigint REFERENCES core.listing ON DELETE CASCADE, key int PRIMARY KEY);
CREATE TABLE core.splits (id bigint REFERENCES core.prices ON DELETE CASCADE);
CREATE TABLE core.notes (id bigint REFERENCES core.listing ON DELETE RESTRICT);
"""
LOAD = """\
import psycopg


def backup_listing(connection):
    opaque(connection)


def verify_row_counts(connection):
    opaque(connection)


def reload(connection: psycopg.Connection) -> None:
    connection.execute("DELETE FROM core.listing")


def run_etl_prices(connection: psycopg.Connection) -> None:
    connection.execute("DELETE FROM core.prices")
"""


def keys(text: str) -> dict:
    table = tomllib.loads(text)
    return table.get("tool", table).get("ftc-lint", table)


def test_what_it_sees_is_written_and_accepted(run, write) -> None:
    write({"db/schema.sql": SCHEMA, "load.py": LOAD, "pkg/specs/check.sql": "SELECT 1;"})
    ran = run("--init")
    assert ran.out == (
        "Wrote ftc-lint.toml from 3 files: dialect postgres; protected listing; 1 entry point.\n"
    )
    assert (ran.status, ran.err) == (0, "")
    text = Path("ftc-lint.toml").read_text()
    found = keys(text)
    assert found["dialect"] == "postgres"
    assert found["protected-tables"] == ["listing"]
    assert found["test-paths"][-1] == "**/specs/**"
    assert sorted(found) == ["dialect", "protected-tables", "test-paths"]
    assert '"listing",  # and 2 tables' in text
    assert "Recognised without help: run_etl_prices (load.py, by its name)." in text
    assert "Nothing in the project calls these, and they destroy rows: reload (load.py)." in text
    assert '# backup-functions = ["load.backup_listing"]' in text
    assert '# verify-functions = ["load.verify_row_counts"]' in text
    assert run("--show-settings").status == 0
    assert "FTC201" in run().out


def test_every_line_that_is_commented_out_may_be_used(run, write) -> None:
    write({"load.py": LOAD})
    run("--init")
    path = Path("ftc-lint.toml")
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line.removeprefix("# ") if " = " in line else line for line in lines))
    assert run("--show-settings").status == 0
    assert {"entry-points", "backup-functions", "test-paths"} <= keys(path.read_text()).keys()


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_pyproject_keeps_its_own_text(run, write, end) -> None:
    own = f'[project]{end or chr(10)}name = "ü"  # mine{end}'
    write({"pyproject.toml": own, "a.sql": SCHEMA})
    os.chmod("pyproject.toml", 0o640)
    ran = run("--init")
    assert ran.out.startswith("Wrote [tool.ftc-lint] into pyproject.toml from 1 file: ")
    data = Path("pyproject.toml").read_bytes()
    assert data.startswith(own.encode())
    assert keys(data.decode())["protected-tables"] == ["listing"]
    assert (b"\r\n" in data) == (end == "\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") or end != "\r\n"
    assert Path("pyproject.toml").stat().st_mode & 0o777 == 0o640
    assert not Path("ftc-lint.toml").exists()
    assert run("--show-settings").status == 0


def test_in_a_directory_below_it_writes_at_the_root(run, write, git, monkeypatch) -> None:
    write({"sub/a.sql": SCHEMA})
    monkeypatch.chdir("sub")
    assert run("--init").out.startswith("Wrote ../ftc-lint.toml from 1 file: ")


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"ftc-lint.toml": ""}, "ftc-lint.toml"),
        ({"pyproject.toml": "[tool.ftc-lint]\n"}, "pyproject.toml"),
        ({"app/ftc-lint.toml": "", "app/a.sql": ""}, "app/ftc-lint.toml"),
    ],
)
def test_where_there_is_a_configuration_it_refuses(run, write, files, named) -> None:
    write(files)
    ran = run("--init")
    assert ran.status == 2
    assert ran.err == (
        f"ftc-lint: error: --init: {named} has a configuration already; change that one\n"
    )
    assert {str(p) for p in Path().rglob("*") if p.is_file()} == set(files)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[project\n", "pyproject.toml:1: this is not TOML"),
        (b"\xff", "pyproject.toml: is not UTF-8"),
        ("tool = {}\n", "takes no [tool.ftc-lint]"),
    ],
)
def test_a_pyproject_that_takes_no_section(run, write, text, message) -> None:
    write({"pyproject.toml": text, "a.sql": SCHEMA})
    before = Path("pyproject.toml").read_bytes()
    ran = run("--init")
    assert (ran.status, ran.err.count("\n"), message in ran.err) == (2, 1, True)
    assert Path("pyproject.toml").read_bytes() == before


def test_paths_and_home_directories(run, write, monkeypatch, tmp_path) -> None:
    write({"a.sql": ""})
    assert "--init takes no PATHS" in run("--init", "a.sql").err
    monkeypatch.setenv("HOME", str(tmp_path))
    ran = run("--init")
    assert (ran.status, "no project's directory" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("files", "dialect"),
    [
        ({"a.py": "import pymysql\n"}, "mysql"),
        ({"a.py": "import psycopg\n", "tests/b.py": "import sqlite3\n"}, "postgres"),
        ({"a.py": "import psycopg\n", "b.py": "import sqlite3\n"}, None),
        ({"a.sql": "CREATE TABLE a (b int AUTO_INCREMENT) ENGINE=InnoDB;"}, "mysql"),
        ({"a.sql": "SELECT 1\nGO\n"}, "tsql"),
        ({"a.sql": "SELECT 1;"}, None),
        ({}, None),
    ],
)
def test_dialects(run, write, files, dialect) -> None:
    write(files)
    assert run("--init").status == 0
    text = Path("ftc-lint.toml").read_text()
    assert keys(text).get("dialect") == dialect
    assert run("--show-settings").status == 0


def test_a_snapshot_counts_and_is_named(run, write) -> None:
    write({"schema.ddl2": SCHEMA, "a.py": LOAD})
    run("--init", "--schema", "schema.ddl2")
    found = keys(Path("ftc-lint.toml").read_text())
    assert found["schema"] == ["schema.ddl2"]
    assert found["protected-tables"] == ["listing"]


def test_a_table_of_the_same_name_elsewhere_stays_unprotected(run, write) -> None:
    write({"a.sql": SCHEMA + "CREATE TABLE staging.listing (id int);\n"})
    run("--init")
    assert keys(Path("ftc-lint.toml").read_text())["protected-tables"] == ["core.listing"]


def test_hostile_names_are_data(run, write) -> None:
    hostile = 'a"]\nx = 1 #\x1b\u202e'
    quoted = hostile.replace('"', '""')
    write({
        "a.sql": f'CREATE TABLE "{quoted}" (id int PRIMARY KEY);\n'
        f'CREATE TABLE b (id int REFERENCES "{quoted}" ON DELETE CASCADE);\n',
        "x\n]\x1b.py": "import psycopg\n" + LOAD,
    })  # fmt: skip
    assert run("--init").status == 0
    assert run("--show-settings").status == 0
    assert not {"x"} & keys(Path("ftc-lint.toml").read_text()).keys()
