"""MySQL 8 and MariaDB 10.6 and later, through PyMySQL.

The session is made read-only as a whole: START TRANSACTION READ ONLY would let DDL through. Each
query commits by itself.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

import pymysql
from pymysql import err

from ftc_lint import __version__
from ftc_lint.catalog import (
    Catalog,
    Engine,
    ForeignKey,
    Notice,
    Part,
    RelationName,
    RowCount,
    TableSize,
    UnknownCause,
)
from ftc_lint.live import mysql_queries as queries
from ftc_lint.live.address import Address
from ftc_lint.live.counting import counted, orphan_count_query, row_query
from ftc_lint.live.errors import ConnectionFailed, QueryFailed, TimedOut
from ftc_lint.live.mysql_catalog import engine_of, read_catalog
from ftc_lint.live.notices import is_local_host, unverified_tls
from ftc_lint.live.parts import Parts, Row
from ftc_lint.live.session import DEFAULT_COUNT_TIMEOUT_S, Limits

_READ_LIMIT_S = 3600  # the driver gives up on a dead network; the server keeps the timeouts
_LOST = frozenset({2006, 2013, 2014, 2055, 1053, 1927, 3169, 4031})
_TIMEOUTS = frozenset({1969, 3024, 1317})
_LOCKED = frozenset({1205, 3572})
_DENIED = frozenset({1044, 1045, 1142, 1143, 1227, 1370})
_MISSING = frozenset({1049, 1051, 1109, 1146})
_VERIFIED = frozenset({"VERIFY_CA", "VERIFY_IDENTITY"})
_CONNECT_ERRORS = (err.Error, ValueError, OSError)


def open_session(address: Address, limits: Limits) -> MysqlSession:
    """Connect and make the session read-only. Raises `ConnectionFailed`."""
    try:
        connection = pymysql.connect(**_arguments(address.parameters, limits))
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
            cursor.execute("SET SESSION sql_mode = '', sql_quote_show_create = 1")
            cursor.execute("SELECT version()")
            version = str(cursor.fetchall()[0][0])
    except _CONNECT_ERRORS as error:
        reason = address.redact.line(_said(error))
        raise ConnectionFailed(f"cannot connect to {address.display}: {reason}") from None
    return MysqlSession(address, limits, connection, engine_of(version))


def _arguments(given: Mapping[str, str], limits: Limits) -> dict[str, Any]:
    """PyMySQL's arguments from those of the URL."""
    arguments: dict[str, Any] = {
        "connect_timeout": max(1, round(limits.connect_s)),
        "read_timeout": _READ_LIMIT_S,
        "write_timeout": _READ_LIMIT_S,
        "autocommit": True,
        "program_name": f"ftc-lint/{__version__}",
    }
    for name, value in given.items():
        if name in ("port", "connect_timeout"):
            arguments[name] = int(value)
        elif name == "password":
            arguments[name] = value.encode()  # as text PyMySQL would send it as Latin-1
        elif not name.startswith("ssl_"):
            arguments[name] = value
    arguments["charset"] = "utf8mb4"
    context = _tls(given)
    if context is not None:
        arguments["ssl"] = context
    return arguments


def _tls_mode(given: Mapping[str, str]) -> str:
    """MySQL's name for how the connection is protected."""
    true = ("1", "true", "yes", "on")
    if given.get("ssl_verify_identity", "").lower() in true:
        return "VERIFY_IDENTITY"
    mode = given.get("ssl_mode", "").upper()
    if not mode and given.get("ssl_verify_cert", "").lower() in true:
        return "VERIFY_CA"
    if not mode and any(given.get(name) for name in ("ssl_ca", "ssl_cert", "ssl_key")):
        return "VERIFY_CA" if given.get("ssl_ca") else "REQUIRED"
    return mode or "DISABLED"


def _tls(given: Mapping[str, str]) -> ssl.SSLContext | None:
    """A context of our own: PyMySQL checks no host name when it is given no ssl_ca."""
    mode = _tls_mode(given)
    if mode in ("DISABLED", "PREFERRED"):
        return None
    context = ssl.create_default_context(cafile=given.get("ssl_ca") or None)
    if mode != "VERIFY_IDENTITY":
        context.check_hostname = False
    if mode not in _VERIFIED:
        context.verify_mode = ssl.CERT_NONE
    if given.get("ssl_cert"):
        context.load_cert_chain(given["ssl_cert"], given.get("ssl_key") or None)
    return context


class MysqlSession:
    """A session with one MySQL or MariaDB server; see `ftc_lint.live.session.Session`."""

    def __init__(
        self,
        address: Address,
        limits: Limits,
        connection: pymysql.connections.Connection[Any],
        engine: Engine,
    ) -> None:
        self.address = address
        self.engine = engine
        self._limits = limits
        self._connection = connection
        self._warned = False

    def catalog(self, schemas: Sequence[str] | None = None) -> Catalog:
        """See `Session.catalog`."""
        notices = self.address.notices() + self._tls_notices()
        parts = Parts(lambda query: self._run(query, parts))
        return read_catalog(parts, self.address.display, schemas, notices)

    def count(
        self,
        table: RelationName,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """See `Session.count`."""
        return self._count(row_query(self.engine, table, limit), limit, timeout_s)

    def count_orphans(
        self,
        key: ForeignKey,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """See `Session.count_orphans`."""
        return self._count(orphan_count_query(self.engine, key, limit), limit, timeout_s)

    def sizes(self, tables: Sequence[RelationName]) -> dict[RelationName, TableSize]:
        """See `Session.sizes`."""
        return {table: self._size(table) for table in tables}

    def close(self) -> None:
        """See `Session.close`."""
        if self._connection.open:
            try:
                self._connection.close()
            except err.Error:
                return  # the server was gone before us: nothing is left to close

    def __enter__(self) -> MysqlSession:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, query: str, parts: Parts) -> list[Row]:
        """One query of the catalog. The server leaves locked tables out of information_schema and
        says so in a warning alone."""
        try:
            rows = self._fetch(query, self._limits.catalog_s, lock_s=0)
            for _, code, message in self._warnings():
                if code in _TIMEOUTS | _LOCKED:
                    part = queries.PARTS.get(query, Part.TABLES)
                    parts.note(part, part.value, f"another session holds a lock: {message}")
            return rows
        except err.Error as error:
            if _code(error) in _TIMEOUTS | _LOCKED:
                raise TimedOut(self._line(error)) from None
            raise QueryFailed(self._line(error)) from None

    def _fetch(self, query: str, timeout_s: float, *parameters: str, lock_s: int = 1) -> list[Row]:
        """All rows. Raises `ConnectionFailed` when the server is gone."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(self._settings(timeout_s, lock_s))
                cursor.execute(query, parameters or None)
                rows = list(cursor.fetchall())
                self._warned = cursor.warning_count > 0
                return rows
        except (err.Error, OSError) as error:
            if isinstance(error, err.Error) and self._is_alive(error):
                raise
            reason = self._line(error)
            lost = f"the connection to {self.address.display} was lost: {reason}"
            raise ConnectionFailed(lost) from None

    def _warnings(self) -> list[Row]:
        """(level, number, text) of each warning of the last query. The server keeps showing those
        of an older query after one that had none."""
        if not self._warned:
            return []
        with self._connection.cursor() as cursor:
            cursor.execute("SHOW WARNINGS")
            return list(cursor.fetchall())

    def _settings(self, timeout_s: float, lock_s: int) -> str:
        """Timeouts for the next query. MySQL waits at least a second for a lock."""
        if self.engine is Engine.MYSQL:
            milliseconds = max(1, round(timeout_s * 1000))
            return f"SET SESSION max_execution_time = {milliseconds}, lock_wait_timeout = 1"
        seconds = f"{max(timeout_s, 0.001):.3f}"
        return f"SET SESSION max_statement_time = {seconds}, lock_wait_timeout = {lock_s}"

    def _is_alive(self, error: err.Error) -> bool:
        if isinstance(error, err.InterfaceError) or _code(error) in _LOST:
            return False
        return bool(self._connection.open)

    def _count(self, query: str, limit: int | None, timeout_s: float) -> RowCount:
        started = time.monotonic()
        try:
            value = self._fetch(query, timeout_s)[0][0]
        except err.Error as error:
            seconds = time.monotonic() - started
            return RowCount.unknown(*self._explain(error, timeout_s), seconds)
        return counted(value, limit, time.monotonic() - started)

    def _size(self, table: RelationName) -> TableSize:
        try:
            rows = self._fetch(queries.SIZES, self._limits.catalog_s, table.schema, table.name)
        except err.Error as error:
            return TableSize(None, self._explain(error, self._limits.catalog_s)[1])
        if not rows or rows[0][2] is None:
            return TableSize(None, "nothing is stored under this name")
        return TableSize(int(rows[0][2]))

    def _explain(self, error: err.Error, timeout_s: float) -> tuple[UnknownCause, str]:
        code = _code(error)
        if code in _TIMEOUTS:
            return UnknownCause.TIMEOUT, f"not counted within {timeout_s:g} s"
        if code in _LOCKED:
            return UnknownCause.LOCKED, "another session holds a lock on it"
        if code in _DENIED:
            return UnknownCause.PERMISSION, self._line(error)
        if code in _MISSING:
            return UnknownCause.MISSING, "it no longer exists"
        return UnknownCause.FAILED, self._line(error)

    def _line(self, error: Exception) -> str:
        return self.address.redact.line(_said(error))

    def _tls_notices(self) -> tuple[Notice, ...]:
        given = self.address.parameters
        mode = _tls_mode(given)
        local = given.get("unix_socket") or is_local_host(given.get("host", ""))
        if local or mode == "VERIFY_IDENTITY":
            return ()
        return (unverified_tls(f"ssl_mode is {mode}", "ssl_mode=VERIFY_IDENTITY"),)


def _code(error: Exception) -> int:
    """The server's error number; 0 where there is none."""
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def _said(error: Exception) -> str:
    """The text alone: PyMySQL's errors print as a tuple of number and text."""
    if isinstance(error, err.Error) and len(error.args) > 1:
        return str(error.args[1])
    return str(error) or type(error).__name__
