"""Copies of SQLite files."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from ftc_lint.audit.dumps.model import Dump, DumpError

_HEADER = 100


def read_sqlite(file: BinaryIO) -> Dump:
    """An SQLite file whose length is what its header says. Raises `DumpError`."""
    header = file.read(_HEADER)
    if len(header) < _HEADER:
        raise DumpError("it is truncated: the SQLite header is not whole")
    (size,) = struct.unpack(">H", header[16:18])
    size = 65536 if size == 1 else size
    change, pages = struct.unpack(">II", header[24:32])
    (valid_for,) = struct.unpack(">I", header[92:96])
    file.seek(0, os.SEEK_END)
    length = file.tell()
    if change == valid_for and pages and length < pages * size:
        raise DumpError(f"it is truncated: {length:,} of {pages * size:,} bytes are there")
    return Dump("SQLite")
