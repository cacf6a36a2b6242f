"""Everything that goes wrong around an audit, through the command line: one clear line, the right
exit status, no password anywhere, and what was found until then is still printed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ftc_lint.audit import collect, counting
from servers.postgres import PostgresDatabase

SECRET = "hunTer2Xq"
FORMATS = ("full", "concise", "json", "html", "markdown", "sarif", "junit", "openmetrics")


@pytest.fixture
def closed_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def told(ran) -> str:
    """The reason that is given, checked: exit status 4, one line, no traceback, no secret."""
    assert ran.status == 4
    assert SECRET not in ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err
    (item,) = json.loads(ran.out)["unchecked"]
    assert item["reason"].isprintable()
    return item["reason"]


def test_connection_refused_wrong_password_wrong_database(pg_newest, closed_port, run) -> None:
    role, _ = pg_newest.role()
    missing = PostgresDatabase(pg_newest.server, "no_such_database")
    for url, words in (
        (f"postgresql://u:{SECRET}@127.0.0.1:{closed_port}/d", "refused"),
        (pg_newest.url(role, SECRET), "authentication failed"),
        (missing.url(), '"no_such_database" does not exist'),
    ):
        assert words in told(run("--db", url, "--output-format", "json"))


def test_mariadb_wrong_password_and_wrong_database(mariadb, run) -> None:
    good = mariadb.url()
    bad = good.replace(f"/{mariadb.name}", "/no_such_database")
    assert "no_such_database" in told(run("--db", bad, "--output-format", "json"))
    role, _ = mariadb.role()
    assert "denied" in told(run("--db", mariadb.url(role, SECRET), "--output-format", "json"))


def test_a_server_that_dies_while_it_counts(pg_disposable, run, listing, monkeypatch) -> None:
    server = pg_disposable()
    database = server.new_database()
    database.run(listing)
    url = database.url()
    original, calls = counting.count_table, []

    def dying(*arguments, **named):
        if calls:
            server.kill()
        calls.append(1)
        return original(*arguments, **named)

    monkeypatch.setattr(counting, "count_table", dying)
    ran = run("--db", url, "--output-format", "full")
    assert ran.status == 4
    assert "public.listing_status     2" in ran.out
    assert "FTC501" in ran.out
    assert "not all rows were counted" in ran.out


def test_a_table_that_is_dropped_in_between(pg_newest, run, listing, monkeypatch) -> None:
    pg_newest.run(listing, "CREATE TABLE fleeting (a int)")
    original = collect.count_all

    def dropping(*arguments):
        pg_newest.run("DROP TABLE fleeting")
        return original(*arguments)

    monkeypatch.setattr(collect, "count_all", dropping)
    ran = run("--db", pg_newest.url(), "--output-format", "full")
    assert ran.status == 4
    assert "not checked: the rows of public.fleeting are unknown: it no longer exists" in ran.out
    assert "public.overview           2" in ran.out


def test_a_read_only_replica_is_audited_and_said_to_be_one(
    pg_disposable: Callable, run, listing
) -> None:
    primary = pg_disposable()
    database = primary.new_database()
    database.run(listing)
    replica = PostgresDatabase(pg_disposable(primary), database.name)
    ran = run("--db", replica.url())
    assert ran.status == 1
    assert "FTC501" in ran.out
    assert "warning: the server is a read-only replica" in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the size of files")
def test_a_disk_that_is_full_when_the_history_is_written(sqlite, listing) -> None:
    name = sqlite(listing + "".join(f"CREATE TABLE t{n} (a int);" for n in range(200)))
    code = (
        "import resource, sys\n"
        "from ftc_lint.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))\n"
        "sys.exit(main(['--db', sys.argv[1]]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True)
    assert done.returncode == 4
    assert "FTC501" in done.stdout
    assert "not checked: the history" in done.stdout
    assert "cannot be written" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
def test_output_that_cannot_be_written(sqlite, listing) -> None:
    name = sqlite(listing)
    command = [sys.executable, "-m", "ftc_lint", "--db", name, "--write-snapshot", "snap.json"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr == (
        "ftc-lint: error: standard output cannot be written: No space left on device\n"
    )
    assert json.loads(Path("snap.json").read_text())["tables"]


def test_a_file_that_cannot_be_written_costs_no_findings(run, sqlite, listing) -> None:
    ran = run("--db", sqlite(listing), "--write-remedy", "no/such/directory.sql")
    assert ran.status == 2
    assert "--write-remedy no/such/directory.sql: No such file" in ran.err
    assert "FTC501" in ran.out


def test_locks_that_others_hold_cost_their_tables_only(pg_newest, run, listing) -> None:
    pg_newest.run(listing, "CREATE TABLE free (a int)", "INSERT INTO free VALUES (1)")
    with pg_newest.connect() as other, other.transaction():
        other.execute("LOCK TABLE listing_status, overview IN ACCESS EXCLUSIVE MODE")
        ran = run("--db", pg_newest.url(), "--output-format", "json")
        waiting = other.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    assert ran.status == 4
    assert waiting == (0,)
    document = json.loads(ran.out)
    assert "FTC501" in {finding["code"] for finding in document["findings"]}
    reasons = " ".join(item["reason"] for item in document["unchecked"])
    assert "public.listing_status" in reasons
    assert "orphans of public.overview" in reasons
    assert "public.free" not in reasons


def test_an_interrupted_audit_ends_with_130(run, sqlite, listing, monkeypatch) -> None:
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(collect, "count_all", interrupted)
    ran = run("--db", sqlite(listing))
    assert (ran.status, ran.err) == (130, "ftc-lint: interrupted\n")


@pytest.mark.parametrize("name", FORMATS)
def test_a_password_is_nowhere_in_what_an_audit_leaves(pg_newest, run, listing, name) -> None:
    pg_newest.run(listing)
    role, password = pg_newest.role("GRANT SELECT ON listing_status TO {}")
    arguments = ("--write-snapshot", "snap.json", "--write-remedy", "remedy.sql", "-v")
    ran = run("--db", pg_newest.url(role, password), "--output-format", name, *arguments)
    assert ran.status == 4  # overview cannot be read
    files = [path for path in Path().rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"snap.json", "remedy.sql", "history.db"}
    for content in (ran.out, ran.err, *(path.read_bytes().decode("latin-1") for path in files)):
        assert password not in content
        assert f"pw-{role}" not in content
    runs = sqlite3.connect(".ftc_lint/history.db").execute("SELECT database FROM runs").fetchall()
    assert runs
    assert role not in runs[0][0]


MALFORMED = (
    "postgresql://u:{s}@@h/d", "postgresql://u:{s}%zz@h/d", "postgresql://u: {s}@h/d",
    "postgresql://u:{s}#x@h/d", "postgresql://u:{s}/x@h/d", "postgresql://u:{s}?x@h/d",
    "postgresql://u:a@{s}@h/d", "postgresql://u:{s}@h:port/d", "postgresql://u:{s}@h:99999/d",
    "postgresql://u:{s}@[::1/d", "postgresql://u:{s}@h/d?nope={s}", "postgresql://u:{s}@h/d?{s}",
    "postgresql:/u:{s}@h/d", "postgresql:u:{s}@h/d", "postgres//u:{s}@h/d", "u:{s}@h/d",
    "postgresql://u:%FF{s}@h/d", "postgresql://u:%00{s}@h/d", "postgresql://u:{s}\n@h/d",
    "postgresql+asyncpg://u:{s}@@h/d", "mysql://u:{s}@h", "mysql://u:{s}@h,i/d",
    "mysql://u:{s}@h/d?ssl={s}", "mysql+pymysql://u:{s}%@h/d", "oracle://u:{s}@h/d",
    "mssql+pyodbc://u:{s}@h/d", "sqlite://u:{s}@h/d", "duckdb://{s}", "service={s}:x",
    "postgresql://{s}", "https://u:{s}@h/d", "postgresql://u:{s}\u202e@h/d", "://u:{s}@h/d",
)  # fmt: skip


@pytest.mark.parametrize("url", MALFORMED)
def test_no_malformed_address_shows_its_password(run, monkeypatch, url) -> None:
    """A word without any password in it, such as a service's name, may be shown."""
    url = url.replace("{s}", SECRET)
    monkeypatch.setenv("AUDIT_URL", url)
    for arguments in (("--db", url), ("--db", "env:AUDIT_URL"), ("--db", "env:AUDIT_URL", "-v")):
        ran = run(*arguments, "--output-format", "json")
        assert ran.status in (2, 4)
        if "@" in url:
            assert SECRET not in ran.out + ran.err
        assert len(ran.err.splitlines()) <= 2
    monkeypatch.setenv("DATABASE_URL", url)
    ran = run("--db")
    assert ran.status in (2, 4)
    if "@" in url:
        assert SECRET not in ran.out + ran.err
