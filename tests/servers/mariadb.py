"""A MariaDB server of our own, and databases in it."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pymysql

from servers.accounts import ending_with_us, environment, make_directory, unprivileged

_START_LIMIT_S = 60.0
_NUMBERS = itertools.count()
_INSTALL = ("mariadb-install-db", "mysql_install_db")
_SERVER = ("mariadbd", "mysqld")
_SETTINGS = (
    "--skip-networking",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-buffer-pool-size=32M",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
)


def find_programs() -> tuple[Path, Path] | None:
    """The installer and the server, where Debian's packages put them or on the PATH."""
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/bin", "/usr/sbin"))
    found = [_which(names, places) for names in (_INSTALL, _SERVER)]
    return (Path(found[0]), Path(found[1])) if found[0] and found[1] else None


def _which(names: tuple[str, ...], places: str) -> str | None:
    return next(filter(None, (shutil.which(name, path=places) for name in names)), None)


class MariadbServer:
    """A server that can be started, killed and asked for its statements."""

    def __init__(self, installer: Path, program: Path) -> None:
        self._program = program
        self.directory = make_directory("ftc-maria-")
        self.log = self.directory / "log"
        self.statements = self.directory / "statements"
        self.connection = {"unix_socket": str(self.directory / "s"), "user": "root"}
        self._process: subprocess.Popen[bytes] | None = None
        done = subprocess.run(
            [
                installer,
                "--no-defaults",
                f"--datadir={self.directory / 'data'}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            capture_output=True,
            text=True,
            env=environment(),
            cwd=self.directory,
            **unprivileged(),
        )
        if done.returncode:
            raise RuntimeError(f"{installer.name} failed: {done.stdout}{done.stderr}")

    def start(self) -> MariadbServer:
        """Start it in the foreground of a child process and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._program,
                    "--no-defaults",
                    f"--datadir={self.directory / 'data'}",
                    f"--socket={self.connection['unix_socket']}",
                    f"--pid-file={self.directory / 'pid'}",
                    f"--general-log-file={self.statements}",
                    *_SETTINGS,
                ],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=environment(),
                cwd=self.directory,
                **unprivileged(),
                **ending_with_us(signal.SIGTERM),
            )
        atexit.register(self.stop)
        deadline = time.monotonic() + _START_LIMIT_S
        while True:
            try:
                self.connect().close()
                return self
            except pymysql.err.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"no server: {self.log.read_text()}") from None
                time.sleep(0.05)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(30)

    def stop(self) -> None:
        """End it and remove all of it. May be called twice."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def connect(self, **options: Any) -> pymysql.connections.Connection[Any]:
        """A connection as root, committing each statement."""
        return pymysql.connect(**{**self.connection, "autocommit": True, **options})

    def new_database(self) -> MariadbDatabase:
        """A fresh, empty database."""
        name = f"ftc_{os.getpid()}_{next(_NUMBERS)}"
        database = MariadbDatabase(self, name)
        database.server_run(f"CREATE DATABASE {name}")
        return database


class ExternalMariadb(MariadbServer):
    """The server that FTC_TEST_MYSQL_URL names, whose user must be all-powerful. Never stopped."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.connection = {
            "host": parts.hostname or "localhost",
            "port": parts.port or 3306,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
        }


@dataclass(frozen=True)
class MariadbDatabase:
    """One database of a server, dropped at the end of its test."""

    server: MariadbServer
    name: str

    def url(self, user: str | None = None, password: str | None = None) -> str:
        """Its URL, for root or another user."""
        given = self.server.connection
        user = user or given["user"]
        password = password or given.get("password")
        login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
        if "unix_socket" in given:
            return f"mysql://{login}@localhost/{self.name}?unix_socket={given['unix_socket']}"
        return f"mysql://{login}@{given['host']}:{given['port']}/{self.name}"

    def connect(self, **options: Any) -> pymysql.connections.Connection[Any]:
        """A connection, as root unless `user` says otherwise."""
        return self.server.connect(database=self.name, **options)

    def run(self, *statements: str) -> None:
        """Execute statements as root in this database."""
        with self.connect() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def server_run(self, *statements: str) -> None:
        """Execute statements as root, in no database."""
        with self.server.connect() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def role(self, *grants: str) -> tuple[str, str]:
        """A new user: (name, password). `{}` in a grant is the user."""
        name = f"{self.name}_u{next(_NUMBERS)}"
        self.run(f"CREATE USER {name}@'%' IDENTIFIED BY 'pw-{name}'")
        self.run(*(grant.format(f"{name}@'%'") for grant in grants))
        return name, f"pw-{name}"

    def drop(self) -> None:
        """Remove it with the users made for it."""
        with self.server.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.name}")
            own = "SELECT user FROM mysql.user WHERE LEFT(user, %s) = %s"
            prefix = f"{self.name}_u"
            cursor.execute(own, (len(prefix), prefix))
            for (user,) in cursor.fetchall():
                cursor.execute(f"DROP USER {user}@'%'")
