"""A PostgreSQL server of our own, and databases in it."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg

from servers.accounts import ending_with_us, environment, make_directory, unprivileged

ADMIN = "ftc_admin"
_START_LIMIT_S = 60.0
_NUMBERS = itertools.count()
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_line_prefix": "%a|%p|",
    "logging_collector": "off",
    "track_activity_query_size": "4096",
}
_HBA = f"""
local all {ADMIN} trust
local replication {ADMIN} trust
local all all scram-sha-256
host all {ADMIN} 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""


@dataclass(frozen=True)
class Place:
    """Where a server answers: a directory of sockets, or a host."""

    host: str
    port: int
    user: str = ADMIN
    password: str = ""


class PostgresServer:
    """A server that can be started, killed and asked for its log."""

    def __init__(self, programs: Path, major: int, standby_of: PostgresServer | None = None):
        self.programs = programs
        self.major = major
        self.directory = make_directory(f"ftc-pg{major}-")
        self.log = self.directory / "log"
        self._process: subprocess.Popen[bytes] | None = None
        host = "127.0.0.1" if os.name == "nt" else str(self.directory)
        self.place = Place(host, _free_port())
        if standby_of is None:
            self._init()
        else:
            self._clone(standby_of)

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _init(self) -> None:
        options = ["-U", ADMIN, "-E", "UTF8", "--locale=C", "--no-sync", "-A", "trust"]
        self._run("initdb", "-D", str(self._data), *options)
        (self._data / "pg_hba.conf").write_text(_HBA)

    def _clone(self, primary: PostgresServer) -> None:
        place = primary.place
        target = ["-h", place.host, "-p", str(place.port), "-U", ADMIN, "-D", str(self._data)]
        self._run("pg_basebackup", *target, "--write-recovery-conf", "--no-sync", "-c", "fast")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            capture_output=True,
            text=True,
            env=environment(),
            cwd=self.directory,
            **unprivileged(),
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")

    def start(self) -> PostgresServer:
        """Start it in the foreground of a child process and wait until it answers."""
        settings = {
            **_SETTINGS,
            "unix_socket_directories": "" if os.name == "nt" else str(self.directory),
            "listen_addresses": "127.0.0.1",
            "port": str(self.place.port),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", str(self._data), *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=environment(),
                cwd=self.directory,
                **unprivileged(),
                **ending_with_us(signal.SIGINT),
            )
        atexit.register(self.stop)
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_LIMIT_S
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise RuntimeError(f"no server: {self.log.read_text()}") from None
                time.sleep(0.05)

    def kill(self) -> None:
        """End it at once, as a crash would, for every connection."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGQUIT)
            self._process.wait(30)

    def stop(self) -> None:
        """End it and remove all of it. May be called twice."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def connect(self, database: str = "postgres", **options: Any) -> psycopg.Connection[Any]:
        """A connection as the administrator, committing each statement."""
        place = self.place
        given = {"user": place.user, "password": place.password or None, **options}
        return psycopg.connect(
            host=place.host, port=place.port, dbname=database, autocommit=True, **given
        )

    def new_database(self) -> PostgresDatabase:
        """A fresh, empty database."""
        return new_database(self)

    def log_lines(self) -> list[str]:
        """What the server has logged so far."""
        return self.log.read_text(errors="replace").splitlines()


class ExternalServer(PostgresServer):
    """The server that FTC_TEST_PG_URL names, whose role must be a superuser. Never stopped."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.place = Place(
            parts.hostname or "", parts.port or 5432, parts.username or "", parts.password or ""
        )
        with self.connect() as connection:
            self.major = connection.info.server_version // 10000


@dataclass(frozen=True)
class PostgresDatabase:
    """One database of a server, dropped at the end of its test."""

    server: PostgresServer
    name: str

    @property
    def major(self) -> int:
        return self.server.major

    def url(self, user: str | None = None, password: str | None = None) -> str:
        """Its URL, for the administrator or another role."""
        place = self.server.place
        user, password = user or place.user, password or place.password
        login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
        host = quote(place.host, safe="")
        return f"postgresql://{login}@{host}:{place.port}/{quote(self.name, safe='')}"

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """A connection, as the administrator unless `user` says otherwise."""
        return self.server.connect(self.name, **options)

    def run(self, *statements: str) -> None:
        """Execute statements as the administrator."""
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)

    def role(self, *grants: str) -> tuple[str, str]:
        """A new role that may log in: (name, password). `{}` in a grant is its name."""
        name = f"{self.name}_role{next(_NUMBERS)}"
        self.run(f"CREATE ROLE {name} LOGIN PASSWORD 'pw-{name}'")
        self.run(*(grant.format(name) for grant in grants))
        return name, f"pw-{name}"

    def drop(self) -> None:
        """Remove it with the roles made for it."""
        with self.server.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            roles = connection.execute(
                "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)",
                (f"{self.name}_role",),
            ).fetchall()
            for (role,) in roles:
                connection.execute(f'DROP ROLE "{role}"')


def new_database(server: PostgresServer) -> PostgresDatabase:
    name = f"ftc_{os.getpid()}_{next(_NUMBERS)}"
    with server.connect() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return PostgresDatabase(server, name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
