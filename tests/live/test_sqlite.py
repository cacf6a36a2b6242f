"""The catalog and the counts of real SQLite files."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from ftc_lint.catalog import (
    Catalog,
    CountMethod,
    Engine,
    ForeignKey,
    Part,
    RelationName,
    TableKind,
    UnknownCause,
)
from ftc_lint.live.address import Address, Origin, read_address
from ftc_lint.live.connect import open_session
from ftc_lint.live.errors import ConnectionFailed, QueryFailed
from ftc_lint.live.session import Limits, Session
from ftc_lint.live.sqlite_declarations import Declaration, read_declarations
from ftc_lint.operations import Action

Make = Callable[..., Path]


def main(name: str) -> RelationName:
    return RelationName("main", name)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a database file out of a script."""

    def write(script: str, name: str = "data.db") -> Path:
        path = tmp_path / name
        connection = sqlite3.connect(path)
        connection.executescript(script)
        connection.close()
        return path

    return write


def open_(path: Path, limits: Limits | None = None) -> Session:
    return open_session(read_address(str(path), {}), limits)


def catalog_of(path: Path) -> Catalog:
    with open_(path) as session:
        return session.catalog()


def key_named(catalog: Catalog, name: str) -> ForeignKey:
    (key,) = [key for key in catalog.foreign_keys if key.name == name]
    return key


def test_tables_views_virtual_tables_and_estimates(make: Make) -> None:
    path = make(
        """CREATE TABLE "Ünï 'x'" (id INTEGER PRIMARY KEY);
        INSERT INTO "Ünï 'x'" VALUES (1), (2), (3);
        CREATE INDEX i ON "Ünï 'x'" (id);
        CREATE VIEW v AS SELECT 1;
        CREATE VIRTUAL TABLE words USING fts5(word);
        ANALYZE;
        CREATE TABLE later (id);"""
    )
    catalog = catalog_of(path)
    kinds = {table.name.name: table.kind for table in catalog.tables}
    assert kinds["Ünï 'x'"] is TableKind.TABLE
    assert kinds["v"] is TableKind.VIEW
    assert kinds["words"] is TableKind.VIRTUAL
    assert "sqlite_stat1" not in kinds
    assert catalog.estimate(main("Ünï 'x'")).planner == 3
    assert catalog.estimate(main("later")).planner is None
    assert (catalog.schemas, catalog.database) == (("main",), str(path))
    assert catalog.unchecked == ()


def test_every_action_and_the_parent_key_that_is_not_written(make: Make) -> None:
    path = make(
        """CREATE TABLE P (a, b, PRIMARY KEY (b, a));
        CREATE TABLE c (x, y NOT NULL,
          CONSTRAINT one FOREIGN KEY (x, y) REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL,
          CONSTRAINT two FOREIGN KEY (x, y) REFERENCES P (a, b) ON DELETE RESTRICT,
          CONSTRAINT three FOREIGN KEY (x, y) REFERENCES P ON DELETE SET DEFAULT,
          CONSTRAINT four FOREIGN KEY (x, y) REFERENCES P);"""
    )
    catalog = catalog_of(path)
    one, two = key_named(catalog, "one"), key_named(catalog, "two")
    assert (one.on_delete, one.on_update) == (Action.CASCADE, Action.SET_NULL)
    assert one.parent == main("P")
    assert one.parent_columns == ("b", "a")
    assert one.nullable_columns == ("x",)
    assert (two.on_delete, two.parent_columns) == (Action.RESTRICT, ("a", "b"))
    assert key_named(catalog, "three").on_delete is Action.SET_DEFAULT
    assert key_named(catalog, "four").on_delete is Action.NO_ACTION


def test_columns_added_later_and_self_references(make: Make) -> None:
    path = make(
        """CREATE TABLE tree (id INTEGER PRIMARY KEY, up REFERENCES tree);
        ALTER TABLE tree ADD COLUMN "side" CONSTRAINT later REFERENCES tree (id) ON DELETE CASCADE;
        """
    )
    catalog = catalog_of(path)
    later = key_named(catalog, "later")
    assert later.child == later.parent == main("tree")
    assert (later.child_columns, later.cascades) == (("side",), True)
    assert key_named(catalog, None).child_columns == ("up",)


@pytest.mark.parametrize(
    ("create", "expected"),
    [
        ("CREATE TABLE t (a REFERENCES p)", [Declaration(None, "p")]),
        (
            "CREATE TABLE t (a CONSTRAINT n NOT NULL REFERENCES p DEFERRABLE)",
            [Declaration(None, "p", True)],
        ),
        (
            "CREATE TABLE t (a CONSTRAINT [n n] REFERENCES `p``` (x) NOT DEFERRABLE, "
            "b REFERENCES q DEFERRABLE INITIALLY DEFERRED)",
            [Declaration("n n", "p`"), Declaration(None, "q", True, True)],
        ),
        (
            "CREATE TABLE t (a, b, -- REFERENCES x\n CONSTRAINT \"o\"\"k\" FOREIGN KEY (a, b) "
            "/* REFERENCES y */ REFERENCES p (c, d) ON DELETE SET NULL DEFERRABLE INITIALLY "
            "IMMEDIATE, CHECK (a <> 'REFERENCES z'))",
            [Declaration('o"k', "p", True)],
        ),
        (
            "CREATE TABLE t (a DEFAULT (1) REFERENCES p, CHECK (a > 0))",
            [Declaration(None, "p")],
        ),
        ("CREATE TABLE references_ (a)", []),
    ],
)  # fmt: skip
def test_names_and_deferrable_are_read_from_the_text(
    make: Make, create: str, expected: list[Declaration]
) -> None:
    make(create)  # SQLite itself accepts it
    assert read_declarations(create) == expected


def test_indexes_and_the_rowid_support_keys(make: Make) -> None:
    path = make(
        """CREATE TABLE p (id INTEGER PRIMARY KEY);
        CREATE TABLE a (id INTEGER PRIMARY KEY CONSTRAINT own REFERENCES p);
        CREATE TABLE b (x CONSTRAINT bare REFERENCES p, y CONSTRAINT with_index REFERENCES p,
                        z CONSTRAINT partly REFERENCES p);
        CREATE INDEX i ON b (y, x);
        CREATE INDEX j ON b (z) WHERE z > 0;
        CREATE INDEX k ON b (lower(z));"""
    )
    catalog = catalog_of(path)
    assert key_named(catalog, "own").indexed_by == ("rowid",)
    assert key_named(catalog, "with_index").indexed_by == ("i",)
    assert key_named(catalog, "bare").indexed_by == ()
    assert key_named(catalog, "partly").indexed_by == ()


def test_orphans_are_judged_as_sqlite_itself_does(make: Make) -> None:
    """By the parent's collation and affinity, and without a parent table too."""
    path = make(
        """CREATE TABLE p (name TEXT COLLATE NOCASE PRIMARY KEY, n INTEGER UNIQUE);
        CREATE TABLE "c'" (name CONSTRAINT by_name REFERENCES p, n TEXT CONSTRAINT by_number
                         REFERENCES p (n), g CONSTRAINT gone REFERENCES nowhere (id));
        INSERT INTO p VALUES ('Alpha', 7);
        INSERT INTO "c'" VALUES ('ALPHA', '7', NULL), ('beta', '8', 1), (NULL, NULL, 2);"""
    )
    with open_(path) as session:
        catalog = session.catalog()
        counts = {key.name: session.count_orphans(key).value for key in catalog.foreign_keys}
        assert counts == {"by_name": 1, "by_number": 1, "gone": 2}
        bounded = session.count_orphans(key_named(catalog, "gone"), limit=1)
        assert (bounded.value, bounded.method) == (1, CountMethod.BOUNDED)
        assert catalog.table(key_named(catalog, "gone").parent) is None


def test_counts_exact_bounded_and_missing(make: Make) -> None:
    path = make("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2), (3);")
    with open_(path) as session:
        assert session.count(main("t")).value == 3
        assert session.count(main("t"), limit=4).method is CountMethod.EXACT
        bounded = session.count(main("t"), limit=2)
        assert (bounded.value, bounded.method) == (2, CountMethod.BOUNDED)
        assert session.count(main("nix")).cause is UnknownCause.MISSING


def test_a_count_that_takes_too_long_is_unknown(make: Make) -> None:
    path = make(
        """CREATE TABLE t (x);
        CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
          SELECT i FROM n;"""
    )
    with open_(path) as session:
        assert session.count(main("endless"), timeout_s=0.05).cause is UnknownCause.TIMEOUT
        assert session.count(main("t")).value == 0


def test_control_c_ends_a_count(make: Make) -> None:
    path = make(
        """CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
          SELECT i FROM n;"""
    )
    with open_(path) as session:
        timer = threading.Timer(0.1, signal.raise_signal, (signal.SIGINT,))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            session.count(main("endless"), timeout_s=600)


def test_foreign_keys_are_off_unless_the_application_turns_them_on(make: Make) -> None:
    enforcement = catalog_of(make("CREATE TABLE t (x)")).enforcement
    connection = sqlite3.connect(":memory:")
    default = connection.execute("PRAGMA foreign_keys").fetchone()[0]
    connection.close()
    assert enforcement.on is bool(default)
    assert "PRAGMA foreign_keys = ON" in enforcement.reason


def test_the_file_is_not_changed_and_the_write_ahead_log_is_read(make: Make) -> None:
    path = make("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("INSERT INTO t VALUES (2)")  # stays in the log while the writer is open
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with open_(path) as session:
        assert session.count(main("t")).value == 2
        writer.execute("INSERT INTO t VALUES (3)")
        assert session.count(main("t")).value == 3
        session.catalog()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    writer.close()


def test_the_file_cannot_be_written(make: Make) -> None:
    path = make("CREATE TABLE t (x); CREATE TABLE log (x);")
    with open_(path) as session:
        session.catalog()
        connection = session._connection  # type: ignore[attr-defined]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM t")


def test_a_file_that_another_process_holds(make: Make) -> None:
    path = make("CREATE TABLE t (x)")
    with open_(path, Limits(lock_s=0.01)) as session:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert session.count(main("t")).cause is UnknownCause.LOCKED
        with pytest.raises(QueryFailed, match="locked"):
            session.catalog()
        with pytest.raises(ConnectionFailed, match="locked"):
            open_(path, Limits(lock_s=0.01))
        other.execute("ROLLBACK")
        assert session.count(main("t")).value == 0
        other.close()


def test_a_file_that_is_damaged_or_gone(make: Make, tmp_path: Path) -> None:
    path = make("CREATE TABLE t (x); INSERT INTO t VALUES (1);")
    path.write_bytes(path.read_bytes()[:16] + b"\xff" * 4080)
    with pytest.raises(ConnectionFailed) as raised:
        open_(path)
    assert str(raised.value).startswith(f"cannot open {path}: ")
    gone = str(tmp_path / "gone.db")
    with pytest.raises(ConnectionFailed):
        open_session(Address(Engine.SQLITE, gone, Origin.ARGUMENT, path=gone))
    assert not Path(gone).exists()


def test_a_table_whose_module_is_missing_costs_nothing_else(make: Make) -> None:
    path = make(
        """CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (x REFERENCES p);
        CREATE VIRTUAL TABLE words USING fts5(word);
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = 'CREATE VIRTUAL TABLE words USING nosuch(word)'
          WHERE name = 'words';"""
    )
    with open_(path) as session:
        catalog = session.catalog()
        assert len(catalog.foreign_keys) == 1
        assert session.count(main("words")).cause is UnknownCause.FAILED


def test_a_schema_that_does_not_exist_is_unchecked(make: Make) -> None:
    with open_(make("CREATE TABLE t (x)")) as session:
        catalog = session.catalog(("public",))
    assert (catalog.schemas, catalog.is_complete(Part.SCHEMAS)) == ((), False)
