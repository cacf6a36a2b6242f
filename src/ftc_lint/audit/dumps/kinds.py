"""Tells the kinds of backup file apart by what is in them, not by their names."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO, cast

from ftc_lint.audit.dumps.archive import read_archive, read_directory
from ftc_lint.audit.dumps.model import Dump, DumpError
from ftc_lint.audit.dumps.plain import read_plain
from ftc_lint.audit.dumps.sqlite import read_sqlite
from ftc_lint.audit.dumps.tar import read_tar

_PACKINGS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz"}
_ZSTD = b"\x28\xb5\x2f\xfd"
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
        packed = _packing(file.read(len(_ZSTD) + 2))
        if packed is None:
            return _read(file)
    damaged = f"the {packed} file is truncated or damaged"
    try:
        with _unpacking(packed)(path, "rb") as unpacked:
            dump = _read(unpacked)
            while unpacked.read(1 << 20):
                pass  # the checksum is at the end
            return Dump(f"{dump.kind}, {packed}", dump.taken, dump.database)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DumpError(damaged) from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise DumpError(damaged) from None  # bz2 says it so
    except Exception as error:
        if type(error).__name__ == "LZMAError":  # of a module that not every Python has
            raise DumpError(damaged) from None
        raise


def _packing(head: bytes) -> str | None:
    """How a file that begins so is packed. Raises `DumpError` for a way that is not read here."""
    if head.startswith(_ZSTD):
        raise DumpError("it is packed with zstd, which is not read here; use gzip, bzip2 or xz")
    return next((name for magic, name in _PACKINGS.items() if head.startswith(magic)), None)


def _unpacking(name: str) -> Callable[[str, str], BinaryIO]:
    """The function that opens a packed file. Raises `DumpError` where this Python has none."""
    module = {"gzip": "gzip", "bzip2": "bz2", "xz": "lzma"}[name]
    try:
        return cast(Callable[[str, str], BinaryIO], import_module(module).open)
    except ImportError:
        raise DumpError(f"it is packed with {name}, which this Python cannot read") from None


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
