"""What goes wrong with a server: one clear line each, never a number, never a password."""

from __future__ import annotations

import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from ftc_lint.catalog import RelationName, UnknownCause
from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.live.errors import ConnectionFailed, QueryFailed
from ftc_lint.live.session import Limits, Session
from servers.postgres import PostgresDatabase, PostgresServer

SECRET = "hunTer2Xq"
T = RelationName("public", "t")


def open_(url: str, limits: Limits | None = None) -> Session:
    return open_session(read_address("env:DB", {"DB": url}), limits)


@pytest.fixture
def pg(pg_newest: PostgresDatabase) -> PostgresDatabase:
    """The newest version alone: what fails here fails the same on all."""
    return pg_newest


@pytest.fixture
def closed_port() -> int:
    """A port of this machine where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def refusal(url: str) -> str:
    """The one line that a failing connection gives, checked for secrets all over."""
    with pytest.raises(ConnectionFailed) as raised:
        open_(url, Limits(connect_s=2))
    message = str(raised.value)
    assert message.isprintable()
    assert SECRET not in message
    assert SECRET not in "".join(traceback.format_exception(raised.value))
    return message


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_connection_refused(closed_port: int, scheme: str) -> None:
    message = refusal(f"{scheme}://u:{SECRET}@127.0.0.1:{closed_port}/d")
    assert message.startswith(f"cannot connect to {scheme}://u@127.0.0.1:{closed_port}/d: ")
    assert "refused" in message


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?sslmode=hunTer2Xq",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?sslmode=nonsense",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?connect_timeout=soon",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?connect_timeout=1e99",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?target_session_attrs=hunTer2Xq",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?sslrootcert=/no/such&sslmode=verify-full",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?passfile=/no/such",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?client_encoding=hunTer2Xq",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port}/d?hostaddr=hunTer2Xq",
        "postgresql://u:hunTer2Xq@127.0.0.1:{port},127.0.0.1:{port}/d",
        "postgresql://u:hunTer2Xq@127.0.0.1,127.0.0.1:{port},127.0.0.1:1/d",
        "postgresql://u:hunTer2Xq%20%5C%27@127.0.0.1:{port}/d%27",
        "postgresql://u:hunTer2Xq@%2Fno%2Fsuch%2Fdirectory/d",
        "postgresql://hunTer2Xq:hunTer2Xq@127.0.0.1:{port}/hunTer2Xq",
        "postgresql:///d?service=nosuch&password=hunTer2Xq",
        "postgresql://u@127.0.0.1:{port}/d?password=hunTer2Xq",
        "postgresql://u:hunTer2Xq@%2Ftmp/" + "d" * 300,
        "postgresql://u:hunTer2Xq@" + "x" * 70 + ":{port}/d",
        "mysql://u:hunTer2Xq@127.0.0.1:{port}/d?ssl_ca=/no/such",
        "mysql://u:hunTer2Xq@127.0.0.1:{port}/d?ssl_mode=VERIFY_CA&ssl_cert=/no/hunTer2Xq",
        "mysql://u:hunTer2Xq@127.0.0.1:{port}/d?charset=hunTer2Xq",
        "mysql://u:hunTer2Xq@127.0.0.1:{port}/d?connect_timeout=0",
        "mysql://u:hunTer2Xq@127.0.0.1:{port}/d?connect_timeout=99999999999",
        "mysql://u:hunTer2Xq@/d?unix_socket=/no/such",
        "mysql://hunTer2Xq:hunTer2Xq@127.0.0.1:{port}/hunTer2Xq",
    ],
)
def test_failing_connections_never_show_the_password(closed_port: int, url: str) -> None:
    refusal(url.replace("{port}", str(closed_port)))


def test_wrong_password_wrong_user_wrong_database(pg: PostgresDatabase) -> None:
    role, _ = pg.role()
    assert "authentication failed" in refusal(pg.url(role, SECRET))
    assert "authentication failed" in refusal(pg.url("nobody_here", SECRET))
    missing = PostgresDatabase(pg.server, "no_such_database")
    assert '"no_such_database" does not exist' in refusal(missing.url())


def test_a_password_from_elsewhere_is_hidden_too(
    pg: PostgresDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    role, password = pg.role("GRANT CREATE ON SCHEMA public TO {}")
    passfile = tmp_path / "pgpass"
    passfile.write_text(f"*:*:*:*:{password}\n")
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    monkeypatch.setenv("PGPASSWORD", "")
    # The server repeats the password in its own error message.
    pg.run(f"CREATE VIEW t AS SELECT ('{password}' || pg_backend_pid())::int AS id")
    pg.run(f"GRANT SELECT ON t TO {role}")
    pg.run("CREATE VIEW u AS SELECT * FROM t WHERE id > 0", f"GRANT SELECT ON u TO {role}")
    with open_(pg.url(role)) as session:
        count = session.count(RelationName("public", "u"))
        assert count.cause is UnknownCause.FAILED
        assert password not in count.reason
        assert "***" in count.reason


def test_a_table_dropped_between_catalog_and_count(pg: PostgresDatabase) -> None:
    pg.run("CREATE TABLE t (id int)", "CREATE TABLE other (id int)")
    with open_(pg.url()) as session:
        catalog = session.catalog()
        pg.run("DROP TABLE t")
        assert len(catalog.tables) == 2
        assert session.count(T).cause is UnknownCause.MISSING
        assert "no longer" in session.sizes((T,))[T].reason
        assert session.count(RelationName("public", "other")).value == 0
        assert session.count(RelationName("gone", "t")).cause is UnknownCause.MISSING


def test_a_connection_that_the_server_ends(pg: PostgresDatabase) -> None:
    pg.run("CREATE TABLE t (id int)")
    session = open_(pg.url())
    session.catalog()
    pg.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{pg.name}' AND pid <> pg_backend_pid()"
    )
    for attempt in (lambda: session.count(T), session.catalog, lambda: session.sizes((T,))):
        with pytest.raises(ConnectionFailed, match="was lost") as raised:
            attempt()
        assert str(raised.value).isprintable()
    session.close()
    session.close()


def test_a_server_that_dies_mid_audit(pg_disposable: Callable[..., PostgresServer]) -> None:
    server = pg_disposable()
    database = server.new_database()
    database.run("CREATE TABLE t (id int)")
    session = open_(database.url())
    assert session.count(T).value == 0
    server.kill()
    with pytest.raises(ConnectionFailed, match="was lost"):
        session.count(T)
    session.close()


def test_a_read_only_replica(pg_disposable: Callable[..., PostgresServer]) -> None:
    primary = pg_disposable()
    database = primary.new_database()
    database.run("CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)")
    replica = PostgresDatabase(pg_disposable(standby_of=primary), database.name)
    with open_(replica.url()) as session:
        catalog = session.catalog()
        assert catalog.replica is True
        assert "replica" in [notice.kind for notice in catalog.notices]
        assert session.count(T).value == 1


@pytest.mark.parametrize("relation", ["pg_inherits", "pg_db_role_setting"])
def test_a_locked_catalog_costs_its_part_alone(pg: PostgresDatabase, relation: str) -> None:
    pg.run("CREATE TABLE t (id int)")
    with open_(pg.url(), Limits(lock_s=0.05)) as session, pg.connect() as other:
        session.count(T)  # the session has its own caches by now
        with other.transaction():
            other.execute(f"LOCK TABLE pg_catalog.{relation} IN ACCESS EXCLUSIVE MODE")
            catalog = session.catalog()
        assert [table.name for table in catalog.tables] == [T]
        assert {item.reason for item in catalog.unchecked} == {
            "another session holds a lock on the catalog"
        }
        assert session.catalog().unchecked == ()


def test_without_any_table_there_is_nothing_to_say(pg: PostgresDatabase) -> None:
    role, password = pg.role()
    pg.run("REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC")
    with (
        open_(pg.url(role, password)) as session,
        pytest.raises(QueryFailed, match="permission denied for table pg_class"),
    ):
        session.catalog()


def test_a_missing_driver_is_one_line_that_names_the_extra() -> None:
    """In a process of its own, where the drivers cannot be imported."""
    script = """
import sys
for name in ("psycopg", "pymysql", "duckdb"):
    sys.modules[name] = None
from ftc_lint.live.address import Address, Origin
from ftc_lint.live.connect import open_session
from ftc_lint.live.errors import DriverMissing
from ftc_lint.catalog import Engine
for engine in (Engine.POSTGRESQL, Engine.MYSQL, Engine.DUCKDB):
    try:
        open_session(Address(engine, "x", Origin.ARGUMENT))
    except DriverMissing as error:
        print(error)
"""
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert [line.rpartition("run: ")[2] for line in said] == [
        "pip install 'ftc-lint[postgres]'",
        "pip install 'ftc-lint[mysql]'",
        "pip install 'ftc-lint[duckdb]'",
    ]


def test_reading_an_address_imports_no_driver() -> None:
    script = """
import sys
from ftc_lint.live.address import read_address
read_address("postgresql://u:p@h/d", {})
read_address("mysql://u:p@h/d", {})
print({"psycopg", "pymysql", "duckdb", "sqlite3", "sqlglot", "libcst"} & set(sys.modules))
"""
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "set()"
