"""The texts of a project's files, read when they are asked for.

A run sees one state of each file: a file that is read again must hold what it held before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO

from ftc_lint.files import NOTEBOOK_SUFFIX, is_sql, language

try:
    from _blake2 import blake2b  # hashlib loads OpenSSL besides, which takes longer than hashing
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from ftc_lint.copydata import Reading
    from ftc_lint.text import Source


_FIRST_LINE = 200
"""Bytes that are enough to tell a file's language."""


_BLOCK = 1 << 20
"""Bytes of a large file that are hashed at a time."""

UNREADABLE = "unreadable: "
"""How the digest of a file begins that cannot be read."""


def digest_of(data: bytes) -> str:
    """What bytes are known by."""
    return blake2b(data, digest_size=16).hexdigest()


class UnreadableFileError(Exception):
    """A file cannot be read; the message says why."""


class ChangedFileError(UnreadableFileError):
    """A file does not hold any more what it held when this run first read it."""


class Sources:
    """Reads files by their path relative to the root. `buffers` stand for files on disk; None for
    a file that is not to be there.

    `digests` are of what was read first, by path; for a file that could not be read they say why.
    Those given are what another process read. `changed` are the files that did not stay as they
    were.
    """

    def __init__(
        self,
        directory: str,
        buffers: Mapping[str, bytes | None] | None = None,
        digests: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.buffers = dict(buffers or {})
        self.digests = dict(digests or {})
        self.changed: dict[str, None] = {}
        self._decoded: dict[str, Source | None] = {}
        self._dumps: dict[str, Reading] = {}  # what was left of large dumps, once they were read

    def data(self, path: str) -> bytes:
        """A file's bytes. Raises `UnreadableFileError`, here and below also for one that has
        changed since this run first read it."""
        with self._opened(path) as file:
            data = file.read()
            self._stays(path, digest_of(data))
            return data

    def digest(self, path: str) -> str:
        """What a file's content is known by, or why it cannot be read."""
        if path not in self.digests:
            try:
                with self._opened(path) as file:
                    self._stays(path, _digest_in_blocks(file))
            except UnreadableFileError:
                pass  # the digest says why
        return self.digests[path]

    def _stays(self, path: str, digest: str) -> None:
        if self.digests.setdefault(path, digest) != digest:
            self.changed[path] = None
            raise ChangedFileError("it changed while it was being checked; check it again")

    def size(self, path: str) -> int:
        """How many bytes a file has. Raises `UnreadableFileError`."""
        with self._opened(path) as file:
            return file.seek(0, os.SEEK_END)

    def language(self, path: str) -> str:
        """What `files.language` says of a file. Raises `UnreadableFileError`."""
        if is_sql(path):
            return "sql"
        with self._opened(path) as file:
            return language(path, file.read(_FIRST_LINE))

    def decoded(self, path: str) -> tuple[Source, str | None]:
        """A file's text, without the rows of a large dump, and what was wrong with its bytes, if
        anything. Raises `UnreadableFileError`."""
        from ftc_lint.encoding import decode

        reading = self._reading(path)
        kind = language(path, reading.data)
        source, problem = decode(path, reading.data, kind, reading.gaps)
        if reading.unended and problem is None:
            row = source.location(source.gaps[-1].offset).row - source.gaps[-1].lines
            problem = f"the rows of the COPY before line {row} have no end"
        if kind != "notebook":
            return source, problem
        from ftc_lint.notebooks.source import decoded_notebook

        code, no_notebook = decoded_notebook(source)
        return code, problem or no_notebook

    def code(self, path: str) -> bytes:
        """The bytes of a file that hold its code: of a notebook, those of its cells; of a large
        dump, those that are no rows. Raises `UnreadableFileError`."""
        if path.lower().endswith(NOTEBOOK_SUFFIX):
            return self.decoded(path)[0].text.encode("utf-8", "surrogatepass")
        return self._reading(path).data

    def _reading(self, path: str) -> Reading:
        from ftc_lint.copydata import Reading, read_without_rows

        if path in self._dumps:
            return self._dumps[path]
        with self._opened(path) as file:
            if is_sql(path):
                self._stays(path, _digest_in_blocks(file))
                file.seek(0)
                reading = read_without_rows(file)
                if reading.gaps:
                    self._dumps[path] = reading
                return reading
            data = file.read()
            self._stays(path, digest_of(data))
            return Reading(data)

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO]:
        """Raises `UnreadableFileError` for whatever goes wrong within."""
        try:
            with self._open(path) as file:
                yield file
        except ChangedFileError:
            raise
        except UnreadableFileError as error:
            self._stays(path, f"{UNREADABLE}{error}")
            raise

    @contextmanager
    def _open(self, path: str) -> Iterator[BinaryIO]:
        if path in self.buffers:
            buffer = self.buffers[path]
            if buffer is None:
                raise UnreadableFileError("there is no such file")
            yield BytesIO(buffer)
            return
        try:
            absolute = os.path.join(self.directory, path)
            if os.path.exists(absolute) and not os.path.isfile(absolute):
                raise UnreadableFileError("it is no regular file")
            with open(absolute, "rb") as file:
                yield file
        except OSError as error:
            raise UnreadableFileError(error.strerror or "cannot be read") from None
        except ValueError as error:  # a NUL in the name
            raise UnreadableFileError(str(error)) from None

    def get(self, path: str) -> Source | None:
        """A file's text, kept for the next time; None if it cannot be read."""
        if path not in self._decoded:
            try:
                self._decoded[path] = self.decoded(path)[0]
            except UnreadableFileError:
                self._decoded[path] = None
        return self._decoded[path]


def _digest_in_blocks(file: BinaryIO) -> str:
    digest = blake2b(digest_size=16)
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
