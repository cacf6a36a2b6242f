"""What every adapter offers: a read-only session with one database."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol

from ftc_lint.catalog import Catalog, Engine, ForeignKey, RelationName, RowCount, TableSize
from ftc_lint.live.address import Address
from ftc_lint.records import dataclass

DEFAULT_COUNT_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session waits, in seconds, before it gives up.

    `lock_s` is kept short: a reader that waits for a lock makes the application wait behind it.
    """

    connect_s: float = 10.0
    catalog_s: float = 60.0
    lock_s: float = 0.3


class Session(Protocol):
    """An open, read-only session. Not for use by several threads.

    Every method raises `ConnectionFailed` when the connection is gone; after that only `close`
    may be called.
    """

    @property
    def address(self) -> Address:
        """What was opened."""

    @property
    def engine(self) -> Engine:
        """What the server said it is (MariaDB and MySQL are told apart)."""

    def catalog(self, schemas: Sequence[str] | None = None) -> Catalog:
        """Read the whole catalog in one short transaction; no rows of tables.

        `schemas` are the ones to report on; None means all that are not the system's own
        (MySQL, MariaDB: the database of the address). One that does not exist is in `unchecked`,
        as is every part that the role may not read. Raises `QueryFailed`, `TimedOut` when
        nothing at all could be read.
        """

    def count(
        self,
        table: RelationName,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """Count a relation's rows, in a transaction of its own.

        With a `limit`, counting stops there: the result is BOUNDED at `limit` if there are as
        many, else EXACT. A timeout, a lock, a missing permission or a missing table gives an
        UNKNOWN count with its cause, never a number.
        """

    def count_orphans(
        self,
        key: ForeignKey,
        *,
        limit: int | None = None,
        timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
    ) -> RowCount:
        """Count the child rows that have no parent row, like `count`."""

    def sizes(self, tables: Sequence[RelationName]) -> dict[RelationName, TableSize]:
        """The size of each table on disk; unknown, with a reason, for one that is locked."""

    def close(self) -> None:
        """Close the connection; may be called twice."""

    def __enter__(self) -> Session:
        """The session itself."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
