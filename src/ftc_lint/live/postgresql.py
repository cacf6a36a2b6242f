"""PostgreSQL 13 to 18, through psycopg 3.

Works through a transaction pooler: nothing is set for the session, no statement is prepared, and
every statement runs in a short READ ONLY transaction with its own timeouts.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import psycopg
from psycopg import errors

from ftc_lint import __version__
from ftc_lint.catalog import (
    Catalog,
    Engine,
    ForeignKey,
    Notice,
    RelationName,
    RowCount,
    TableSize,
    UnknownCause,
)
from ftc_lint.live.address import Address
from ftc_lint.live.counting import counted, orphan_count_query, row_query
from ftc_lint.live.errors import ConnectionFailed, QueryFailed, TimedOut
from ftc_lint.live.notices import is_local_host, unverified_tls
from ftc_lint.live.parts import Parts, Row
from ftc_lint.live.postgresql_catalog import read_catalog
from ftc_lint.live.session import DEFAULT_COUNT_TIMEOUT_S, Limits
from ftc_lint.remedies.identifiers import quote_relation

# A broken network is noticed within half a minute even while the server counts.
_KEEPALIVES = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
_IDLE_LIMIT_S = 60  # the server ends the transaction if this process is stopped inside it
_CONNECT_ERRORS = (psycopg.Error, ValueError, OSError)  # UnicodeError is a ValueError


def open_session(address: Address, limits: Limits) -> PostgresSession:
    """Connect. Raises `ConnectionFailed`."""
    parameters: dict[str, Any] = {
        "connect_timeout": max(2, round(limits.connect_s)),
        **_KEEPALIVES,
        **address.parameters,
        "application_name": f"ftc-lint/{__version__}",
        "client_encoding": "utf8",
    }
    try:
        connection = psycopg.connect(autocommit=True, prepare_threshold=None, **parameters)
    except _CONNECT_ERRORS as error:
        reason = address.redact.line(error)
        raise ConnectionFailed(f"cannot connect to {address.display}: {reason}") from None
    return PostgresSession(address, limits, connection)


class PostgresSession:
    """A session with one PostgreSQL database; see `ftc_lint.live.session.Session`."""

    engine = Engine.POSTGRESQL

    def __init__(
        self, address: Address, limits: Limits, connection: psycopg.Connection[Any]
    ) -> None:
        self.address = address
        self._limits = limits
        self._connection = connection
        self._redact = address.redact.with_secret(connection.info.password)

    def catalog(self, schemas: Sequence[str] | None = None) -> Catalog:
        """See `Session.catalog`. One REPEATABLE READ transaction; a refused query starts another,
        since it ends the one it was in."""
        notices = self.address.notices() + self._tls_notices()
        in_transaction = False

        def run(query: str) -> list[Row]:
            nonlocal in_transaction
            try:
                if not in_transaction:
                    self._begin("REPEATABLE READ", self._limits.catalog_s)
                    in_transaction = True
                return self._connection.execute(query).fetchall()
            except (psycopg.Error, UnicodeError) as error:
                in_transaction = False
                self._roll_back(error)
                raise self._query_failed(error) from None

        catalog = read_catalog(Parts(run), self.address.display, schemas, notices)
        if in_transaction:
            self._end()
        return catalog

    def count(
        self,
        table: RelationName,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """See `Session.count`."""
        return self._count(row_query(Engine.POSTGRESQL, table, limit), limit, timeout_s)

    def count_orphans(
        self,
        key: ForeignKey,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """See `Session.count_orphans`."""
        if key.temporal:
            reason = "a key over a period cannot be checked by comparing rows"
            return RowCount.unknown(UnknownCause.FAILED, reason)
        return self._count(orphan_count_query(Engine.POSTGRESQL, key, limit), limit, timeout_s)

    def sizes(self, tables: Sequence[RelationName]) -> dict[RelationName, TableSize]:
        """See `Session.sizes`. pg_total_relation_size waits for an ALTER TABLE, so each table is
        asked for by itself and given up on after `lock_s`."""
        return {table: self._size(table) for table in tables}

    def close(self) -> None:
        """See `Session.close`."""
        self._connection.close()

    def __enter__(self) -> PostgresSession:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _count(self, query: str, limit: int | None, timeout_s: float) -> RowCount:
        started = time.monotonic()
        try:
            value = self._one_value(query, timeout_s)
        except psycopg.Error as error:
            seconds = time.monotonic() - started
            self._roll_back(error)
            cause, reason = self._explain(error, timeout_s, seconds)
            return RowCount.unknown(cause, reason, seconds)
        return counted(value, limit, time.monotonic() - started)

    def _size(self, table: RelationName) -> TableSize:
        name = quote_relation(Engine.POSTGRESQL, table)
        timeout_s = self._limits.catalog_s
        try:
            value = self._one_value("SELECT pg_total_relation_size(%s::regclass)", timeout_s, name)
        except psycopg.Error as error:
            self._roll_back(error)
            return TableSize(None, self._explain(error, timeout_s, 0.0)[1])
        return TableSize(value)

    def _one_value(self, query: str, timeout_s: float, *parameters: str) -> int:
        """The only value of the only row, in a transaction of its own."""
        self._begin("READ COMMITTED", timeout_s)
        row = self._connection.execute(query, parameters or None).fetchone()
        self._end()
        return int(row[0]) if row else 0

    def _begin(self, isolation: str, timeout_s: float) -> None:
        """One round trip. row_security = off turns silently hidden rows into an error; an empty
        search path keeps other people's functions out of our queries."""
        self._connection.execute(
            f"BEGIN TRANSACTION ISOLATION LEVEL {isolation} READ ONLY; "
            f"SET LOCAL statement_timeout = {_milliseconds(timeout_s)}; "
            f"SET LOCAL lock_timeout = {_milliseconds(self._limits.lock_s)}; "
            f"SET LOCAL idle_in_transaction_session_timeout = {_milliseconds(_IDLE_LIMIT_S)}; "
            "SET LOCAL search_path = pg_catalog, pg_temp; "
            "SET LOCAL row_security = off"
        )

    def _end(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except psycopg.Error as error:
            raise self._lost(error) from None

    def _roll_back(self, error: Exception) -> None:
        """Make the session ready again after an error. Raises `ConnectionFailed` if it is gone."""
        if self._connection.closed or self._connection.broken:
            raise self._lost(error) from None
        try:
            self._connection.execute("ROLLBACK")
        except psycopg.Error as second:
            raise self._lost(second) from None

    def _lost(self, error: Exception) -> ConnectionFailed:
        reason = self._redact.line(error)
        return ConnectionFailed(f"the connection to {self.address.display} was lost: {reason}")

    def _query_failed(self, error: Exception) -> QueryFailed:
        if isinstance(error, errors.LockNotAvailable):
            return TimedOut("another session holds a lock on the catalog")
        if isinstance(error, errors.QueryCanceled):
            return TimedOut(self._redact.line(error))
        return QueryFailed(self._redact.line(error))

    def _explain(
        self, error: psycopg.Error, timeout_s: float, seconds: float
    ) -> tuple[UnknownCause, str]:
        """Why a query gave no number."""
        if isinstance(error, errors.LockNotAvailable):
            return UnknownCause.LOCKED, "another session holds a lock on it"
        if isinstance(error, errors.QueryCanceled) and seconds >= timeout_s:
            return UnknownCause.TIMEOUT, f"not counted within {timeout_s:g} s"
        if isinstance(error, errors.InsufficientPrivilege):
            # The server's text may be translated; the name of its function never is.
            if error.diag.source_function == "check_enable_rls":
                return UnknownCause.ROW_SECURITY, "row security hides rows from this role"
            return UnknownCause.PERMISSION, self._redact.line(error)
        if isinstance(error, (errors.UndefinedTable, errors.InvalidSchemaName)):
            return UnknownCause.MISSING, "it no longer exists"
        return UnknownCause.FAILED, self._redact.line(error)

    def _tls_notices(self) -> tuple[Notice, ...]:
        info = self._connection.info
        mode = info.get_parameters().get("sslmode", "prefer")
        if is_local_host(info.host) or mode == "verify-full":
            return ()
        return (unverified_tls(f"sslmode is {mode}", "sslmode=verify-full"),)


def _milliseconds(seconds: float) -> int:
    """For SET: at least 1, since 0 means no limit."""
    return max(1, round(seconds * 1000))
