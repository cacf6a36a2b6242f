"""The texts of a project's files, read when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ftc_lint.files import NOTEBOOK_SUFFIX, language

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.text import Source


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
        if path in self.buffers:
            buffer = self.buffers[path]
            if buffer is None:
                raise UnreadableFileError("there is no such file")
            return buffer
        try:
            absolute = os.path.join(self.directory, path)
            if os.path.exists(absolute) and not os.path.isfile(absolute):
                raise UnreadableFileError("it is no regular file")
            with open(absolute, "rb") as file:
                return file.read()
        except OSError as error:
            raise UnreadableFileError(error.strerror or "cannot be read") from None
        except ValueError as error:  # a NUL in the name
            raise UnreadableFileError(str(error)) from None

    def decoded(self, path: str) -> tuple[Source, str | None]:
        """A file's text, and what was wrong with its bytes, if anything. Raises
        `UnreadableFileError`."""
        from ftc_lint.encoding import decode

        data = self.data(path)
        kind = language(path, data)
        source, problem = decode(path, data, kind)
        if kind != "notebook":
            return source, problem
        from ftc_lint.notebooks.source import decoded_notebook

        code, no_notebook = decoded_notebook(source)
        return code, problem or no_notebook

    def code(self, path: str) -> bytes:
        """The bytes of a file that hold its code: of a notebook, those of its cells. Raises
        `UnreadableFileError`."""
        if not path.lower().endswith(NOTEBOOK_SUFFIX):
            return self.data(path)
        return self.decoded(path)[0].text.encode("utf-8", "surrogatepass")

    def get(self, path: str) -> Source | None:
        """A file's text, kept for the next time; None if it cannot be read."""
        if path not in self._decoded:
            try:
                self._decoded[path] = self.decoded(path)[0]
            except UnreadableFileError:
                self._decoded[path] = None
        return self._decoded[path]
