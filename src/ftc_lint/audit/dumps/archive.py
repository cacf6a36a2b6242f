"""pg_dump's archives: the header and table of contents that all of them share, and the blocks of
rows in custom ones. Format versions 1.10 (PostgreSQL 8.0) to 1.16 (18)."""

from __future__ import annotations

import gzip
import os
import zlib
from datetime import datetime
from typing import BinaryIO

from ftc_lint.audit.dumps.model import Dump, DumpError
from ftc_lint.records import dataclass

_CUSTOM, _TAR, _DIRECTORY = 1, 3, 5
_HAS_OFFSET, _NO_DATA = 2, 3
_DATA_BLOCKS = frozenset({1, 3})  # rows, large objects
_OLDEST = (1, 10)
_NEWEST = (1, 16)
_LONGEST = 1 << 28
"""Bytes of one text in the contents; definitions of functions and comments are the longest."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the table of contents says. `files` are those of tar and directory archives,
    `blocks` the entries of a custom one whose rows are in it, with the place if it is known."""

    format: int
    taken: datetime | None
    database: str
    files: tuple[str, ...]
    blocks: tuple[tuple[int, int | None], ...]

    def dump(self, kind: str) -> Dump:
        """The dump that it is the contents of."""
        return Dump(kind, self.taken, self.database)


class _Reader:
    """The numbers and texts of an archive, in the widths that its header gives."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        if self.take(5) != b"PGDMP":
            raise DumpError("it is no archive of pg_dump")
        major, minor, _, self._integer, self._offset, self.format = self.take(6)
        self.version = (major, minor)
        if not _OLDEST <= self.version <= _NEWEST:
            raise DumpError(f"archive version {major}.{minor} is not known here")

    def take(self, length: int) -> bytes:
        if length > _LONGEST:  # nobody has that much memory for a number that may be damaged
            raise DumpError("it is damaged: a text in it is too long")
        data = self.file.read(length)
        if len(data) < length:
            raise DumpError("it is truncated")
        return data

    def skip(self, length: int) -> None:
        while length > 0:
            length -= len(self.take(min(length, 1 << 20)))

    def integer(self) -> int:
        data = self.take(1 + self._integer)
        value = int.from_bytes(data[1:], "little")
        return -value if data[0] else value

    def text(self) -> str | None:
        length = self.integer()
        return None if length < 0 else self.take(length).decode("utf-8", "replace")

    def offset(self) -> tuple[int, int]:
        data = self.take(1 + self._offset)
        return data[0], int.from_bytes(data[1:], "little")


def read_contents(file: BinaryIO) -> Contents:
    """The header and the table of contents. Raises `DumpError`."""
    reader = _Reader(file)
    reader.take(1) if reader.version >= (1, 15) else reader.integer()  # the compression
    second, minute, hour, day, month, year, _ = (reader.integer() for _ in range(7))
    database = reader.text() or ""
    reader.text()  # of the server
    reader.text()  # of pg_dump
    files: list[str] = []
    blocks: list[tuple[int, int | None]] = []
    for _ in range(reader.integer()):
        number, has_data = _entry(reader)
        if reader.format == _CUSTOM:
            flag, place = reader.offset()
            if has_data and flag != _NO_DATA:
                blocks.append((number, place if flag == _HAS_OFFSET else None))
        else:
            name = reader.text()
            if name and has_data:
                files.append(name)
    try:
        taken = datetime(year + 1900, month + 1, day, hour, minute, min(second, 59)).astimezone()
    except (ValueError, OverflowError):
        taken = None
    return Contents(reader.format, taken, database, tuple(files), tuple(blocks))


def _entry(reader: _Reader) -> tuple[int, bool]:
    """One entry, without what its format adds: its number, and whether it has rows."""
    number, has_data = reader.integer(), reader.integer() != 0
    reader.text(), reader.text()  # table's oid, object's oid
    reader.text(), reader.text()  # tag, description
    if reader.version >= (1, 11):
        reader.integer()  # section
    for _ in range(3):
        reader.text()  # definition, drop statement, copy statement
    reader.text(), reader.text()  # schema, tablespace
    if reader.version >= (1, 14):
        reader.text()  # access method
    if reader.version >= (1, 16):
        reader.integer()  # kind of relation
    reader.text(), reader.text()  # owner, WITH OIDS
    while reader.text() is not None:
        pass  # what it depends on
    return number, has_data


def read_archive(file: BinaryIO) -> Dump:
    """A custom archive, read to its end. Raises `DumpError`."""
    contents = read_contents(file)
    if contents.format != _CUSTOM:
        raise DumpError("it is a part of another archive (toc.dat)")
    reader = _Reader(_rewound(file))
    _after_contents(file)
    found = set()
    while kind := file.read(1):
        if kind[0] not in _DATA_BLOCKS:
            raise DumpError("it is damaged: a block of rows is of no known kind")
        found.add(_block(reader, kind[0]))
    missing = [number for number, _ in contents.blocks if number not in found]
    if missing:
        count = len(contents.blocks)
        raise DumpError(
            f"it is truncated: the rows of {len(missing)} of {count} tables are missing"
        )
    return contents.dump("pg_dump, custom")


def _rewound(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _after_contents(file: BinaryIO) -> None:
    """Move to the first block of rows."""
    file.seek(0)
    read_contents(file)


def _block(reader: _Reader, kind: int) -> int:
    """Read one block through; the number of its entry. Large objects come in several streams,
    each with its oid, and end with an oid of 0."""
    number = reader.integer()
    if kind == 1:
        _stream(reader)
        return number
    while reader.integer():
        _stream(reader)
    return number


def _stream(reader: _Reader) -> None:
    while length := reader.integer():
        reader.skip(length)


def read_directory(path: str) -> Dump:
    """A directory archive with every file that its contents name. Raises `DumpError`."""
    with open(os.path.join(path, "toc.dat"), "rb") as file:
        contents = read_contents(file)
    for name in contents.files:
        _check_file(path, name)
        if is_blobs(name):
            with open(os.path.join(path, name), "rb") as file:
                for blob in blobs_in(file.read()):
                    _check_file(path, blob)
    return contents.dump("pg_dump, directory")


def is_blobs(name: str) -> bool:
    """Whether a file of an archive is a list of large objects."""
    return name.startswith("blobs") and name.endswith(".toc")


def blobs_in(data: bytes) -> list[str]:
    """The files of large objects that such a list names. Raises `DumpError`."""
    if data and not data.endswith(b"\n"):
        raise DumpError("the list of its large objects is truncated")
    lines = (line.split() for line in data.decode("utf-8", "replace").splitlines())
    return [words[-1] for words in lines if words]


def _check_file(directory: str, name: str) -> None:
    if "\0" in name:
        raise DumpError("it is damaged: a file of it has no name that can be")
    plain = os.path.join(directory, name)
    if os.path.isfile(plain):
        return
    packed = next((plain + e for e in (".gz", ".lz4", ".zst") if os.path.isfile(plain + e)), None)
    if packed is None:
        raise DumpError(f"{name} of it is missing")
    if not packed.endswith(".gz"):
        return
    try:
        with gzip.open(packed, "rb") as file:
            while file.read(1 << 20):
                pass
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DumpError(f"{os.path.basename(packed)} of it is truncated or damaged") from None
