"""A transaction pooler in front of a PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from servers.accounts import ending_with_us, environment, make_directory, unprivileged
from servers.postgres import PostgresDatabase

_START_LIMIT_S = 30.0
_PORT = 6432  # names a socket in a directory of its own


def find_program() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Pooler:
    """pgbouncer in transaction mode with a single connection to the server, so that all clients
    share it. It refuses start-up parameters it does not know, as it does by default."""

    def __init__(self, program: str, database: PostgresDatabase) -> None:
        place = database.server.place
        self.directory = make_directory("ftc-pool-")
        self._database = database
        settings = self.directory / "pgbouncer.ini"
        settings.write_text(
            f"""[databases]
{database.name} = host={place.host} port={place.port} dbname={database.name} user={place.user}
[pgbouncer]
pool_mode = transaction
default_pool_size = 1
listen_addr =
listen_port = {_PORT}
unix_socket_dir = {self.directory}
auth_type = any
logfile = {self.directory / "log"}
"""
        )
        self._process = subprocess.Popen(
            [program, str(settings)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd=self.directory,
            **unprivileged(),
            **ending_with_us(signal.SIGINT),
        )
        self._wait()

    @property
    def url(self) -> str:
        host = quote(str(self.directory), safe="")
        return (
            f"postgresql://{self._database.server.place.user}@{host}:{_PORT}/{self._database.name}"
        )

    def connect(self) -> psycopg.Connection:
        """An application's connection through the pooler."""
        return psycopg.connect(self.url, autocommit=True, prepare_threshold=None)

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_LIMIT_S
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = Path(self.directory / "log")
                    said = log.read_text() if log.exists() else ""
                    raise RuntimeError(f"no pooler: {said}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
