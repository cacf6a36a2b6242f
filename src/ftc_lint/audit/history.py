"""The history of row counts: a local SQLite file, never in the audited database.

runs    one row for each audit of a database
counts  what each counted; `trains`: later audits compare with it. A count that looked like a
        drop does not train, until --accept says that it was meant; then it is a `baseline`,
        and what came before it counts no more.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime

from ftc_lint.auditfacts import Past
from ftc_lint.catalog import RelationName
from ftc_lint.records import dataclass

_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, database TEXT NOT NULL, taken TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counts (
    run INTEGER NOT NULL REFERENCES runs (id), schema_name TEXT NOT NULL, table_name TEXT NOT NULL,
    identity TEXT, row_count INTEGER, method TEXT NOT NULL, trains INTEGER NOT NULL,
    baseline INTEGER NOT NULL, PRIMARY KEY (run, schema_name, table_name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS runs_of_database ON runs (database, id);
"""
_COUNTS = """
SELECT c.schema_name, c.table_name, c.identity, c.row_count, c.trains, c.baseline, r.taken
FROM runs r JOIN counts c ON c.run = r.id
WHERE r.database = ? AND r.id > coalesce(
    (SELECT id FROM runs WHERE database = ? ORDER BY id DESC LIMIT 1 OFFSET ?), -1)
ORDER BY r.id
"""
_FIRST = """
SELECT c.schema_name, c.table_name, min(r.taken) FROM runs r JOIN counts c ON c.run = r.id
WHERE r.database = ? GROUP BY c.schema_name, c.table_name
"""
KEPT_RUNS = 60
"""Runs that are looked back at."""


class HistoryError(Exception):
    """The history cannot be read or written: one line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one audit says of one table."""

    name: RelationName
    identity: str | None
    rows: int | None
    method: str
    trains: bool
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the history knows of one table. `identity` is that of its last count."""

    counts: tuple[int, ...] = ()
    identity: str | None = None
    first_seen: datetime | None = None

    def past(self, identity: str | None) -> Past:
        """The same for rules; `identity` is what the table has now."""
        recreated = None not in (self.identity, identity) and self.identity != identity
        return Past(self.counts, self.first_seen, recreated)


def read_history(path: str, database: str) -> dict[RelationName, Known]:
    """What is known of a database's tables; nothing if there is no file yet.

    Raises `HistoryError`.
    """
    if not os.path.exists(path):
        return {}
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(_SCHEMA)
            rows = connection.execute(_COUNTS, (database, database, KEPT_RUNS)).fetchall()
            first = connection.execute(_FIRST, (database,)).fetchall()
    except sqlite3.Error as error:
        raise HistoryError(f"the history {path} cannot be read: {error}") from None
    seen = {RelationName(schema, name): _time(taken) for schema, name, taken in first}
    known: dict[RelationName, Known] = {name: Known(first_seen=at) for name, at in seen.items()}
    for schema, table, identity, count, trains, baseline, _ in rows:
        name = RelationName(schema, table)
        before = () if baseline else known[name].counts
        counts = (*before, count) if trains and count is not None else before
        kept = identity if trains else known[name].identity
        known[name] = Known(counts, kept, seen[name])
    return known


def write_history(path: str, database: str, taken: datetime, entries: Iterable[Entry]) -> None:
    """Add a run. Raises `HistoryError`."""
    try:
        _make_directory(os.path.dirname(path))
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(_SCHEMA)
            run = connection.execute(
                "INSERT INTO runs (database, taken) VALUES (?, ?)", (database, taken.isoformat())
            ).lastrowid
            connection.executemany(
                "INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (run, e.name.schema, e.name.name, e.identity, e.rows, e.method, e.trains,
                     e.baseline)
                    for e in entries
                ],
            )  # fmt: skip
    except OSError as error:
        raise HistoryError(f"the history {path} cannot be written: {error.strerror}") from None
    except sqlite3.Error as error:
        raise HistoryError(f"the history {path} cannot be written: {error}") from None


def _make_directory(directory: str) -> None:
    """Make it, if it is ours with a .gitignore of its own."""
    if not directory or os.path.isdir(directory):
        return
    os.makedirs(directory)
    if os.path.basename(directory) == ".ftc_lint":
        with open(os.path.join(directory, ".gitignore"), "w", encoding="utf-8") as file:
            file.write("*\n")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
