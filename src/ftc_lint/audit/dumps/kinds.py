"""Tells the kinds of backup file apart by what is in them, not by their names."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO, cast

from ftc_lint.audit.dumps.archive import read_archive, read_directory
from ftc_lint.audit.dumps.model import Dump, DumpError, PackingNotRead
from ftc_lint.audit.dumps.plain import read_plain
from ftc_lint.audit.dumps.sqlite import read_sqlite
from ftc_lint.audit.dumps.tar import read_tar

_PACKINGS = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_MODULES = {"gzip": "gzip", "bzip2": "bz2", "xz": "lzma", "zstd": "compression.zstd"}
_OWN_ERRORS = {"xz": "LZMAError", "zstd": "ZstdError"}
_SQLITE = b"SQLite format 3\0"
_ARCHIVE = b"PGDMP"
_TAR = (257, b"ustar")
_HEAD = 512


def read_dump(path: str) -> Dump:
    """Read a backup file or directory archive to its end.

    Raises `DumpError` for one that is truncated, damaged or of no known kind, `PackingNotRead`
    for one that this Python cannot unpack, and `OSError`.
    """
    if os.path.isdir(path):
        return read_directory(path)
    with open(path, "rb") as file:
        packed = _packing(file.read(max(map(len, _PACKINGS))))
        if packed is None:
            return _read(file)
    opened, errors = _unpacking(packed)
    try:
        with opened(path, "rb") as unpacked:
            dump = _read(unpacked)
            while unpacked.read(1 << 20):
                pass  # the checksum is at the end
            return Dump(f"{dump.kind}, {packed}", dump.taken, dump.database)
    except OSError as error:
        if error.errno is not None:  # gzip and bz2 say of damage what has no number
            raise
    except errors:
        pass
    raise DumpError(f"the {packed} file is truncated or damaged")


def _packing(head: bytes) -> str | None:
    """How a file that begins so is packed."""
    return next((name for magic, name in _PACKINGS.items() if head.startswith(magic)), None)


def _unpacking(
    name: str,
) -> tuple[Callable[[str, str], BinaryIO], tuple[type[Exception], ...]]:
    """The function that opens a packed file, and what it raises for a damaged one besides
    `OSError`. Raises `PackingNotRead` where this Python cannot read it."""
    try:
        module = import_module(_MODULES[name])
    except ImportError:
        raise PackingNotRead(f"it is packed with {name}, which this Python cannot read") from None
    own = (getattr(module, _OWN_ERRORS[name]),) if name in _OWN_ERRORS else ()
    return cast(Callable[[str, str], BinaryIO], module.open), (EOFError, zlib.error, *own)


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
