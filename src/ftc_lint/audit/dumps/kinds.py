"""Tells the kinds of backup file apart by what is in them, not by their names."""

from __future__ import annotations

import gzip
import os
import zlib
from typing import BinaryIO, cast

from ftc_lint.audit.dumps.archive import read_archive, read_directory
from ftc_lint.audit.dumps.model import Dump, DumpError
from ftc_lint.audit.dumps.plain import read_plain
from ftc_lint.audit.dumps.sqlite import read_sqlite
from ftc_lint.audit.dumps.tar import read_tar

_GZIP = b"\x1f\x8b"
_SQLITE = b"SQLite format 3\0"
_ARCHIVE = b"PGDMP"
_TAR = (257, b"ustar")
_HEAD = 512


def read_dump(path: str) -> Dump:
    """Read a backup file or directory archive to its end.

    Raises `DumpError` for one that is truncated, damaged or of no known kind, and `OSError`.
    """
    if os.path.isdir(path):
        return read_directory(path)
    with open(path, "rb") as file:
        if file.read(2) != _GZIP:
            return _read(file)
    try:
        with gzip.open(path, "rb") as unpacked:
            dump = _read(cast(BinaryIO, unpacked))
            while unpacked.read(1 << 20):
                pass  # the checksum is at the end
            return Dump(f"{dump.kind}, gzip", dump.taken, dump.database)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DumpError("the gzip file is truncated or damaged") from None


def _read(file: BinaryIO) -> Dump:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not head:
        raise DumpError("it is empty")
    if head.startswith(_ARCHIVE):
        return read_archive(file)
    if head.startswith(_SQLITE):
        return read_sqlite(file)
    if head[_TAR[0] : _TAR[0] + len(_TAR[1])] == _TAR[1]:
        return read_tar(file)
    return read_plain(file)
