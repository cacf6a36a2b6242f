"""The texts of a project's files, read when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO

from ftc_lint.files import NOTEBOOK_SUFFIX, is_sql, language

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from ftc_lint.copydata import Reading
    from ftc_lint.text import Source


_FIRST_LINE = 200
"""Bytes that are enough to tell a file's language."""


class UnreadableFileError(Exception):
    """A file cannot be read; the message says why."""


class Sources:
    """Reads files by their path relative to the root. `buffers` stand for files on disk; None for
    a file that is not to be there."""

    def __init__(self, directory: str, buffers: Mapping[str, bytes | None] | None = None) -> None:
        self.directory = directory
        self.buffers = dict(buffers or {})
        self._decoded: dict[str, Source | None] = {}

    def data(self, path: str) -> bytes:
        """A file's bytes. Raises `UnreadableFileError`."""
        with self._opened(path) as file:
            return file.read()

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

        with self._opened(path) as file:
            if is_sql(path):
                return read_without_rows(file)
            return Reading(file.read())

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO]:
        """Raises `UnreadableFileError` for whatever goes wrong within."""
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
