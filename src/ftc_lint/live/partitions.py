"""Counts a table as its owner sees it: a partitioned one leaf by leaf."""

from __future__ import annotations

import time

from ftc_lint.catalog import Catalog, CountMethod, RelationName, RowCount, UnknownCause
from ftc_lint.live.session import DEFAULT_COUNT_TIMEOUT_S, Session


def count_table(
    session: Session,
    catalog: Catalog,
    name: RelationName,
    *,
    limit: int | None = None,
    timeout_s: float = DEFAULT_COUNT_TIMEOUT_S,
) -> RowCount:
    """Like `Session.count`, but a partitioned table is the sum of its leaves.

    Each leaf is counted in a transaction of its own, so that no lock is held on all of them;
    `limit` and `timeout_s` are for the whole. One leaf that is unknown makes the sum unknown.
    Raises `ConnectionFailed`.
    """
    leaves = [table.name for table in catalog.leaves(name)]
    if leaves == [name] or catalog.table(name) is None:
        return session.count(name, limit=limit, timeout_s=timeout_s)
    started = time.monotonic()
    total = 0
    for leaf in leaves:
        left_s = timeout_s - (time.monotonic() - started)
        if left_s <= 0:
            reason = f"not counted within {timeout_s:g} s"
            return RowCount.unknown(UnknownCause.TIMEOUT, reason, time.monotonic() - started)
        left = None if limit is None else limit - total
        count = session.count(leaf, limit=left, timeout_s=left_s)
        seconds = time.monotonic() - started
        if count.value is None:
            cause = count.cause or UnknownCause.FAILED
            return RowCount.unknown(cause, f"partition {leaf}: {count.reason}", seconds)
        total += count.value
        if count.method is CountMethod.BOUNDED:
            return RowCount.at_least(total, seconds)
    return RowCount.exact(total, time.monotonic() - started)
