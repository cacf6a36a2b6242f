"""Paths as programs write them to files of the project."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence

from ftc_lint.facts import FileFacts
from ftc_lint.values import Text, Value


class ProjectPaths:
    """Finds and reads files that a program or a script names. Paths are relative to the project
    root, with forward slashes."""

    def __init__(self, files: Sequence[FileFacts], read_text: Callable[[str], str | None]) -> None:
        self._read_text = read_text
        self._by_name: dict[str, list[str]] = {}
        for facts in files:
            self._by_name.setdefault(posixpath.basename(facts.path), []).append(facts.path)
        self._texts: dict[str, str | None] = {}
        self.were_read: set[str] = set()

    def _text(self, path: str) -> str | None:
        if path not in self._texts:
            self._texts[path] = self._read_text(path)
        return self._texts[path]

    def read(self, path: Value, importer: str) -> tuple[str, str] | None:
        """The path and text of the file that `importer` (a path) names; None if there is none."""
        if not isinstance(path, Text):
            return None
        written = _known_end(path)
        if not written or len(written) > 1000 or "\n" in written or "\0" in written:
            return None
        whole = not path.holes
        for candidate in self._candidates(written, importer, whole):
            text = self._text(candidate)
            if text is not None:
                self.were_read.add(candidate)
                return candidate, text
        return None

    def find(self, written: str, importer: str) -> str | None:
        """The path of a file that a script names, without reading it."""
        for candidate in self._candidates(written.replace("\\", "/"), importer, True):
            if candidate in self._by_name.get(posixpath.basename(candidate), ()):
                return candidate
        return None

    def _candidates(self, written: str, importer: str, whole: bool) -> list[str]:
        found: dict[str, None] = {}
        written = posixpath.normpath(written).lstrip("/") if not whole else written
        if whole and written.startswith("/"):
            return self._ending_in(written)
        directory = posixpath.dirname(importer)
        while True:
            candidate = posixpath.normpath(posixpath.join(directory, written))
            if not candidate.startswith(".."):
                found.setdefault(candidate)
            if not directory:
                break
            directory = posixpath.dirname(directory)
        return list(found) + self._ending_in(written)

    def _ending_in(self, written: str) -> list[str]:
        wanted = posixpath.normpath(written).lstrip("./")
        same = self._by_name.get(posixpath.basename(wanted), ())
        matching = [p for p in same if p == wanted or p.endswith("/" + wanted)]
        return matching if len(matching) == 1 else []


def _known_end(path: Text) -> str:
    """What is known of a path: all of it, or what follows its last unknown part."""
    text = path.excerpt.text
    if path.holes:
        text = text[path.holes[-1].end :]
        if not text.startswith(("/", "\\")):
            return ""
    return text.replace("\\", "/")
