"""The catalog and the counts of real DuckDB files."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from ftc_lint.catalog import CountMethod, Engine, RelationName, TableKind, UnknownCause
from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.live.errors import ConnectionFailed
from ftc_lint.live.session import Session
from ftc_lint.operations import Action

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a database file out of a script."""

    def write(script: str) -> Path:
        path = tmp_path / "data.duckdb"
        connection = duckdb.connect(str(path))
        connection.execute(script)
        connection.close()
        return path

    return write


def open_(path: Path) -> Session:
    return open_session(read_address(str(path), {}))


def test_tables_views_keys_and_indexes(make: Make) -> None:
    path = make(
        """CREATE SCHEMA s;
        CREATE TABLE "P x" (a INT, "b c" INT, PRIMARY KEY (a, "b c"));
        CREATE TABLE c (id INT PRIMARY KEY, a INT, b INT NOT NULL,
                        FOREIGN KEY (a, b) REFERENCES "P x" (a, "b c"));
        CREATE INDEX i ON c (b, a);
        CREATE TABLE s.p (id INT PRIMARY KEY); CREATE TABLE s.q (id INT REFERENCES s.p (id));
        CREATE VIEW v AS SELECT 1;
        INSERT INTO "P x" VALUES (1, 1); INSERT INTO c VALUES (1, 1, 1), (2, NULL, 2);"""
    )
    with open_(path) as session:
        catalog = session.catalog()
        assert catalog.engine is Engine.DUCKDB
        assert catalog.schemas == ("main", "s")
        kinds = {str(table.name): table.kind for table in catalog.tables}
        assert kinds.pop("main.v") is TableKind.VIEW
        assert set(kinds) == {"main.P x", "main.c", "s.p", "s.q"}
        composite, other = catalog.foreign_keys
        assert composite.child_columns == ("a", "b")
        assert composite.parent == RelationName("main", "P x")
        assert composite.parent_columns == ("a", "b c")
        assert composite.on_delete is Action.NO_ACTION
        assert composite.nullable_columns == ("a",)
        assert composite.indexed_by == ("i",)
        assert (other.child, other.parent) == (RelationName("s", "q"), RelationName("s", "p"))
        assert session.count_orphans(composite).value == 0
        assert session.count(RelationName("main", "c")).value == 2
        assert catalog.estimate(RelationName("main", "c")).planner == 2
        assert catalog.unchecked == ()


def test_counts_bounded_missing_and_too_long(make: Make) -> None:
    path = make(
        """CREATE TABLE t AS SELECT range AS x FROM range(1000);
        CREATE VIEW endless AS SELECT count(*) AS n FROM range(100000000) a, range(100000000) b;"""
    )
    with open_(path) as session:
        bounded = session.count(RelationName("main", "t"), limit=10)
        assert (bounded.value, bounded.method) == (10, CountMethod.BOUNDED)
        assert session.count(RelationName("main", "nix")).cause is UnknownCause.MISSING
        endless = session.count(RelationName("main", "endless"), timeout_s=0.05)
        assert endless.cause is UnknownCause.TIMEOUT
        assert session.count(RelationName("main", "t")).value == 1000


@pytest.fixture
def alarmed() -> Iterator[Callable[[float], None]]:
    """Sends a Ctrl-C's signal after so many seconds, with no thread whose start it might meet."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds) and None
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_control_c_at_any_moment_ends_a_count(make: Make, alarmed: Callable[[float], None]) -> None:
    """DuckDB itself loses one of some hundred, or makes a RuntimeError of it."""
    path = make("CREATE VIEW endless AS SELECT 1 FROM range(100000000) a, range(100000000) b")
    with open_(path) as session:
        for number in range(150):
            with pytest.raises(KeyboardInterrupt):  # noqa: PT012  also while it begins
                alarmed(0.00001 + number * 0.00005)
                session.count(RelationName("main", "endless"), timeout_s=600)
        assert session.count(RelationName("main", "endless"), limit=3).value == 3


def test_the_file_cannot_be_written(make: Make) -> None:
    with open_(make("CREATE TABLE t (x INT)")) as session:
        connection = session._connection  # type: ignore[attr-defined]
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("INSERT INTO t VALUES (1)")


def test_a_file_that_another_process_holds(make: Make) -> None:
    path = make("CREATE TABLE t (x INT)")
    script = f"import duckdb; c = duckdb.connect({str(path)!r}); print('open', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(ConnectionFailed, match="another process has it open for writing"):
            open_(path)
    finally:
        holder.communicate(b"\n")


def test_a_damaged_file_is_one_line(make: Make) -> None:
    path = make("CREATE TABLE t (x INT)")
    path.write_bytes(path.read_bytes()[:12] + b"\xff" * 9000)
    with pytest.raises(ConnectionFailed) as raised:
        open_(path)
    assert str(raised.value).isprintable()
