"""SQLite, through the standard library.

The file is opened with mode=ro. Never with immutable=1, which would ignore the write-ahead log.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from ftc_lint.catalog import (
    Catalog,
    Engine,
    ForeignKey,
    RelationName,
    RowCount,
    TableSize,
    UnknownCause,
)
from ftc_lint.live.address import Address
from ftc_lint.live.counting import counted, row_query
from ftc_lint.live.errors import ConnectionFailed, QueryFailed, TimedOut
from ftc_lint.live.parts import Parts, Row
from ftc_lint.live.redact import one_line
from ftc_lint.live.session import DEFAULT_COUNT_TIMEOUT_S, Limits
from ftc_lint.live.sqlite_catalog import read_catalog

_STEPS_BETWEEN_LOOKS = 20_000  # of SQLite's virtual machine: well under a millisecond
_SETUP = (
    "PRAGMA query_only = ON",
    "PRAGMA trusted_schema = OFF",  # no function with side effects out of a view or an index
    "PRAGMA schema_version",  # reads the file, and so fails here if it is none of SQLite's
)


def open_session(address: Address, limits: Limits) -> SqliteSession:
    """Open the file. Raises `ConnectionFailed`."""
    try:
        location = f"{Path(address.path).absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(
            location, uri=True, timeout=limits.lock_s, isolation_level=None
        )
        for statement in _SETUP:
            connection.execute(statement).fetchall()
    except sqlite3.Error as error:
        raise ConnectionFailed(f"cannot open {address.display}: {_said(error)}") from None
    return SqliteSession(address, limits, connection)


class SqliteSession:
    """A session with one SQLite file; see `ftc_lint.live.session.Session`.

    In rollback-journal mode a count keeps writers from committing for as long as it lasts: that is
    SQLite's way, and the timeout bounds it.
    """

    engine = Engine.SQLITE

    def __init__(self, address: Address, limits: Limits, connection: sqlite3.Connection) -> None:
        self.address = address
        self._limits = limits
        self._connection = connection

    def catalog(self, schemas: Sequence[str] | None = None) -> Catalog:
        """See `Session.catalog`."""
        try:
            self._connection.execute("BEGIN")
            return read_catalog(Parts(self._run), self.address, schemas)
        except sqlite3.Error as error:
            raise QueryFailed(_said(error)) from None
        finally:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")

    def count(
        self,
        table: RelationName,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """See `Session.count`."""
        return self._count(row_query(Engine.SQLITE, table, limit), limit, timeout_s)

    def count_orphans(
        self,
        key: ForeignKey,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """See `Session.count_orphans`. Asks PRAGMA foreign_key_check, which compares as SQLite's
        own enforcement does (affinity, collation, a missing parent table)."""
        number = int(key.identity.rpartition("#")[2])
        rows = (
            f"FROM pragma_foreign_key_check({_string(key.child.name)}, 'main') "
            f"WHERE fkid = {number:d}"
        )
        query = f"SELECT count(*) {rows}"
        if limit is not None:
            query = f"SELECT count(*) FROM (SELECT 1 {rows} LIMIT {limit:d})"
        return self._count(query, limit, timeout_s)

    def sizes(self, tables: Sequence[RelationName]) -> dict[RelationName, TableSize]:
        """See `Session.sizes`. Needs the table dbstat, which not every library has."""
        return {table: self._size(table) for table in tables}

    def close(self) -> None:
        """See `Session.close`."""
        self._connection.close()

    def __enter__(self) -> SqliteSession:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, query: str) -> list[Row]:
        try:
            return list(self._fetch(query, self._limits.catalog_s))
        except sqlite3.Error as error:
            kind = TimedOut if _is_locked(error) or _is_interrupted(error) else QueryFailed
            raise kind(_said(error)) from None

    def _fetch(self, query: str, timeout_s: float) -> list[Row]:
        """All rows; interrupted at the timeout. A Ctrl-C arrives inside the handler, where the
        module swallows it: so an interrupt that is not ours is the user's."""
        deadline = time.monotonic() + timeout_s
        expired = False

        def look() -> bool:
            nonlocal expired
            expired = time.monotonic() > deadline
            return expired

        self._connection.set_progress_handler(look, _STEPS_BETWEEN_LOOKS)
        try:
            return list(self._connection.execute(query).fetchall())
        except sqlite3.OperationalError as error:
            if _is_interrupted(error) and not expired:
                raise KeyboardInterrupt from None
            raise
        finally:
            self._connection.set_progress_handler(None, 0)

    def _count(self, query: str, limit: int | None, timeout_s: float) -> RowCount:
        started = time.monotonic()
        try:
            value = self._fetch(query, timeout_s)[0][0]
        except sqlite3.Error as error:
            seconds = time.monotonic() - started
            return RowCount.unknown(*_explain(error, timeout_s), seconds)
        return counted(value, limit, time.monotonic() - started)

    def _size(self, table: RelationName) -> TableSize:
        name = _string(table.name)
        query = (
            "SELECT sum(pgsize) FROM dbstat WHERE aggregate = true AND name IN "
            f"(SELECT name FROM main.sqlite_master WHERE tbl_name = {name})"
        )
        try:
            size = self._fetch(query, self._limits.catalog_s)[0][0]
        except sqlite3.Error as error:
            return TableSize(None, _said(error))
        return TableSize(size, "" if size is not None else "nothing is stored under this name")


def _explain(error: sqlite3.Error, timeout_s: float) -> tuple[UnknownCause, str]:
    if _is_interrupted(error):
        return UnknownCause.TIMEOUT, f"not counted within {timeout_s:g} s"
    if _is_locked(error):
        return UnknownCause.LOCKED, "another process holds a lock on the file"
    if str(error).startswith("no such table"):
        return UnknownCause.MISSING, "it no longer exists"
    return UnknownCause.FAILED, _said(error)


def _is_interrupted(error: sqlite3.Error) -> bool:
    return str(error) == "interrupted"


def _is_locked(error: sqlite3.Error) -> bool:
    return "is locked" in str(error)


def _said(error: sqlite3.Error) -> str:
    return one_line(str(error))


def _string(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("'", "''") + "'"
