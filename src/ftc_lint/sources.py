"""The texts of a project's files, read when they are asked for.

A run sees one state of each file: a file that is read again must hold what it held before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from stat import S_ISREG

from ftc_lint.files import NOTEBOOK_SUFFIX, is_sql, language
from ftc_lint.statuses import Status, is_settled, size_of, status_of

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
    were. `recalled` are the digests that an earlier run read, with the statuses that the files had
    then: what still has its status need not be read for its digest.
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
        self.recalled: Mapping[str, tuple[Status, str]] = {}
        self._began = time.time_ns()
        self._statuses: dict[str, Status] = {}
        self._decoded: dict[str, Source | None] = {}
        self._dumps: dict[str, Reading] = {}  # what was left of large dumps, once they were read

    def __reduce__(self) -> tuple[type[Sources], tuple[object, ...]]:
        """What another process gets: what it needs to see the same state of each file."""
        return Sources, (self.directory, self.buffers, self.digests)

    def data(self, path: str) -> bytes:
        """A file's bytes. Raises `UnreadableFileError`, here and below also for one that has
        changed since this run first read it."""
        with self._opened(path) as file:
            data = file.read()
            self._stays(path, digest_of(data))
            return data

    def digest(self, path: str) -> str:
        """What a file's content is known by, or why it cannot be read."""
        found = self.digests.get(path) or self._recall(path)
        if found is not None:
            return found
        try:
            with self._opened(path) as file:
                self._stays(path, _digest_in_blocks(file))
        except UnreadableFileError:
            pass  # the digest says why
        return self.digests[path]

    def _recall(self, path: str) -> str | None:
        """The digest of a file that has the status it had when an earlier run read it."""
        known = self.recalled.get(path)
        if known is None or path in self.buffers:
            return None
        try:
            status = status_of(os.stat(os.path.join(self.directory, path)))
        except (OSError, ValueError):
            return None
        if status != known[0]:
            return None
        self._statuses[path] = status
        self.digests[path] = known[1]
        return known[1]

    def _noted(self, path: str) -> Status | None:
        """The status that a file had before it was read for its digest; None for one that could not
        be read, or was not yet."""
        digest = self.digests.get(path) or self._recall(path)
        if digest is None or digest.startswith(UNREADABLE):
            return None
        return self._statuses.get(path)

    def settled(self) -> dict[str, tuple[Status, str]]:
        """The digests that a later run may recall, with the statuses they are known by."""
        return {
            path: (status, self.digests[path])
            for path, status in self._statuses.items()
            if is_settled(status, self._began)
            and self._noted(path) is not None
            and path not in self.changed
        }

    def _stays(self, path: str, digest: str) -> None:
        if self.digests.setdefault(path, digest) != digest:
            self.changed[path] = None
            raise ChangedFileError("it changed while it was being checked; check it again")

    def size(self, path: str) -> int:
        """How many bytes a file has. Raises `UnreadableFileError`."""
        if (status := self._noted(path)) is not None:
            return size_of(status)
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
        from ftc_lint.copydata import WINDOW, Reading, read_without_rows

        if path in self._dumps:
            return self._dumps[path]
        with self._opened(path) as file:
            may_have_rows = is_sql(path)
            data = file.read(WINDOW if may_have_rows else -1)
            if not may_have_rows or len(data) < WINDOW:
                self._stays(path, digest_of(data))
                return Reading(data)
            file.seek(0)
            self._stays(path, _digest_in_blocks(file))
            file.seek(0)
            reading = read_without_rows(file)
            if reading.gaps:
                self._dumps[path] = reading
            return reading

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
            if not S_ISREG(os.stat(absolute).st_mode):
                raise UnreadableFileError("it is no regular file")
            with open(absolute, "rb") as file:
                if path not in self.digests:  # as it was before it was read
                    self._statuses[path] = status_of(os.fstat(file.fileno()))
                yield file
        except OSError as error:
            raise UnreadableFileError(error.strerror or "cannot be read") from None
        except ValueError as error:  # a NUL in the name
            raise UnreadableFileError(str(error)) from None

    def keep(self, source: Source) -> None:
        """Keep a text for the next time."""
        self._decoded[source.path] = source

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
