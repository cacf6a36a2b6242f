"""Which database a file holds, by its first bytes."""

from __future__ import annotations

from enum import Enum

_SQLITE_MAGIC = b"SQLite format 3\x00"
_DUCKDB_MAGIC = b"DUCK"
_DUCKDB_OFFSET = 8


class Header(str, Enum):
    """What a file begins with."""

    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    OTHER = "other"


def read_header(path: str) -> Header:
    """Tell a database file by its header. Raises `OSError` if it cannot be read."""
    with open(path, "rb") as file:
        start = file.read(len(_SQLITE_MAGIC))
    if start == _SQLITE_MAGIC:
        return Header.SQLITE
    if start[_DUCKDB_OFFSET:].startswith(_DUCKDB_MAGIC):
        return Header.DUCKDB
    return Header.OTHER
