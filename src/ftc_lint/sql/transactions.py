"""BEGIN, COMMIT, ROLLBACK and their other names."""

from __future__ import annotations

from ftc_lint.operations import Kind
from ftc_lint.sql.cursor import Cursor

_WORDS = frozenset({"TRANSACTION", "TRAN", "WORK"})
_MODES = frozenset(
    {"DEFERRED", "IMMEDIATE", "EXCLUSIVE", "CONCURRENT", "ISOLATION", "READ", "NOT", "DEFERRABLE"}
)
_BLOCKS = frozenset({"tsql", "fabric", "oracle", "bigquery", "snowflake"})
"""Dialects in which a bare BEGIN opens a block, not a transaction."""


def read_transaction(cursor: Cursor) -> None:
    """A statement that begins or ends a transaction, at its verb."""
    verb, word = cursor.at, cursor.value()
    following = cursor.value(1)
    alone = cursor.kind(1) is None
    if word == "BEGIN":
        if following in _WORDS or (
            (alone or following in _MODES) and cursor.dialect not in _BLOCKS
        ):
            cursor.add(Kind.BEGIN, (), verb)
    elif word == "START":
        if following == "TRANSACTION":
            cursor.add(Kind.BEGIN, (), verb)
    elif word == "END":
        if (alone and cursor.dialect not in _BLOCKS) or following in ("TRANSACTION", "WORK"):
            cursor.add(Kind.COMMIT, (), verb)
    elif word == "COMMIT":
        cursor.add(Kind.COMMIT, (), verb)
    else:
        _rollback(cursor, verb)


def _rollback(cursor: Cursor, verb: int) -> None:
    cursor.at += 1
    cursor.take_one(_WORDS)
    cursor.take("AND", "NO", "CHAIN")
    partial = cursor.value() == "TO"
    cursor.add(Kind.ROLLBACK, (), verb, detail="to savepoint" if partial else "")
