"""DuckDB, through its own package, opened read-only."""

from __future__ import annotations

import time
from _thread import start_new_thread
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from types import TracebackType

import duckdb

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
from ftc_lint.live.counting import counted, orphan_count_query, row_query
from ftc_lint.live.duckdb_catalog import read_catalog
from ftc_lint.live.errors import ConnectionFailed, QueryFailed, TimedOut
from ftc_lint.live.parts import Parts, Row
from ftc_lint.live.redact import one_line
from ftc_lint.live.session import DEFAULT_COUNT_TIMEOUT_S, Limits
from ftc_lint.records import dataclass

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


_LOOK_S = 0.05
"""A signal that arrives just before a wait does not end it: no wait is longer."""


@dataclass(frozen=True, slots=True)
class _Answer:
    rows: list[Row]
    error: BaseException | None = None


def open_session(address: Address, limits: Limits) -> DuckdbSession:
    """Open the file. Raises `ConnectionFailed`, also while another process has it open for
    writing: DuckDB lets nobody read then."""
    try:
        connection = duckdb.connect(address.path, read_only=True, config=_SETTINGS)
    except duckdb.Error as error:
        said = _said(error)
        if "lock" in said.lower():
            said = "another process has it open for writing; run the audit when it is closed"
        raise ConnectionFailed(f"cannot open {address.display}: {said}") from None
    return DuckdbSession(address, limits, connection)


class DuckdbSession:
    """A session with one DuckDB file; see `ftc_lint.live.session.Session`."""

    engine = Engine.DUCKDB

    def __init__(
        self, address: Address, limits: Limits, connection: duckdb.DuckDBPyConnection
    ) -> None:
        self.address = address
        self._limits = limits
        self._connection = connection

    def catalog(self, schemas: Sequence[str] | None = None) -> Catalog:
        """See `Session.catalog`."""
        return read_catalog(Parts(self._run), self.address, schemas)

    def count(
        self,
        table: RelationName,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """See `Session.count`."""
        return self._count(row_query(Engine.DUCKDB, table, limit), limit, timeout_s)

    def count_orphans(
        self,
        key: ForeignKey,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """See `Session.count_orphans`."""
        return self._count(orphan_count_query(Engine.DUCKDB, key, limit), limit, timeout_s)

    def sizes(self, tables: Sequence[RelationName]) -> dict[RelationName, TableSize]:
        """See `Session.sizes`. DuckDB keeps no size of a table."""
        return dict.fromkeys(tables, TableSize(None, "DuckDB does not keep the size of a table"))

    def close(self) -> None:
        """See `Session.close`."""
        self._connection.close()

    def __enter__(self) -> DuckdbSession:
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
            return self._fetch(query, self._limits.catalog_s)
        except duckdb.InterruptException as error:
            raise TimedOut(_said(error)) from None
        except duckdb.Error as error:
            raise QueryFailed(_said(error)) from None

    def _fetch(self, query: str, timeout_s: float) -> list[Row]:
        """All rows; ended at the timeout, for which DuckDB has no setting, and by Ctrl-C.

        DuckDB looks for signals itself, and makes a RuntimeError of a Ctrl-C or loses it. Signals
        are handled in the main thread only: so that one waits, and another asks.
        """
        questions: SimpleQueue[str | None] = SimpleQueue()
        answers: SimpleQueue[_Answer] = SimpleQueue()
        start_new_thread(self._answer, (questions, answers))  # nothing a Ctrl-C could leave locked
        try:
            questions.put(query)
            answer = _awaited(answers, timeout_s) or self._stopped(answers)
        except KeyboardInterrupt:
            questions.put(None)  # it may have come before the question was put
            self._stopped(answers)
            raise
        if answer.error is not None:
            raise answer.error
        return answer.rows

    def _answer(self, questions: SimpleQueue[str | None], answers: SimpleQueue[_Answer]) -> None:
        """Answers the first question, whatever comes of it."""
        query = questions.get()
        try:
            rows = self._connection.execute(query).fetchall() if query is not None else []
            answers.put(_Answer(list(rows)))
        except BaseException as error:  # noqa: BLE001  raised in the thread that waits for it
            answers.put(_Answer([], error))

    def _stopped(self, answers: SimpleQueue[_Answer]) -> _Answer:
        """The answer of a query that is interrupted; what is not running yet does not notice."""
        while True:
            self._connection.interrupt()
            answer = _awaited(answers, _LOOK_S)
            if answer is not None:
                return answer

    def _count(self, query: str, limit: int | None, timeout_s: float) -> RowCount:
        started = time.monotonic()
        try:
            value = self._fetch(query, timeout_s)[0][0]
        except duckdb.Error as error:
            seconds = time.monotonic() - started
            return RowCount.unknown(*_explain(error, timeout_s), seconds)
        return counted(value, limit, time.monotonic() - started)


def _awaited(answers: SimpleQueue[_Answer], timeout_s: float) -> _Answer | None:
    """The answer, None if there is none in time."""
    deadline = time.monotonic() + timeout_s
    while True:
        left = deadline - time.monotonic()
        try:
            return answers.get(timeout=max(0.0, min(left, _LOOK_S)))
        except Empty:
            if left <= _LOOK_S:
                return None


def _explain(error: duckdb.Error, timeout_s: float) -> tuple[UnknownCause, str]:
    if isinstance(error, duckdb.InterruptException):
        return UnknownCause.TIMEOUT, f"not counted within {timeout_s:g} s"
    if isinstance(error, duckdb.CatalogException) and "does not exist" in str(error):
        return UnknownCause.MISSING, "it no longer exists"
    return UnknownCause.FAILED, _said(error)


def _said(error: duckdb.Error) -> str:
    """The first line: the others quote the query and point into it."""
    lines = str(error).strip().splitlines()
    return one_line(lines[0]) if lines else type(error).__name__
