"""The code cells of a notebook's JSON, with the place of every string of their source.

The format is nbformat's: https://nbformat.readthedocs.io/en/latest/format_description.html.
Version 3 keeps the cells in worksheets and calls the source "input".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ftc_lint.records import dataclass

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


class NotebookError(ValueError):
    """The text is no notebook; the message says why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One JSON string of a cell's source: what it says, and where it stands without its quotes."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell. `number` counts all cells of the notebook from 1, as editors show them;
    `language` is what an editor noted for this cell alone ("sql"), or ""."""

    number: int
    pieces: tuple[Piece, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Notebook:
    """`language` is that of the kernel, in lower case; "python" where nothing is said."""

    cells: tuple[Cell, ...]
    language: str = "python"


def read_cells(text: str) -> Notebook:
    """The code cells of a notebook. Raises `NotebookError`."""
    try:
        return _Reader(text).notebook()
    except (ValueError, IndexError, AttributeError, TypeError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "unexpected structure"
        raise NotebookError(f"it is no valid notebook: {reason}") from None
    except RecursionError:
        raise NotebookError("it is no valid notebook: it is nested too deeply") from None


class _Reader:
    """Walks the JSON as far as the strings; whatever else there is, json reads at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._cells: list[Cell] = []
        self._number = 0
        self._language = ""

    def notebook(self) -> Notebook:
        for key in self._members():
            if key == "cells":
                self._read_cells()
            elif key == "worksheets":
                for _ in self._items():
                    self._worksheet()
            elif key == "metadata":
                self._language = _kernel_language(self._value())
            else:
                self._value()
        if self._peek():
            raise json.JSONDecodeError("text after the end", self._text, self._at)
        return Notebook(tuple(self._cells), self._language or "python")

    def _worksheet(self) -> None:
        for key in self._members():
            if key == "cells":
                self._read_cells()
            else:
                self._value()

    def _read_cells(self) -> None:
        for _ in self._items():
            self._number += 1
            kind, language = "", ""
            pieces: tuple[Piece, ...] = ()
            for key in self._members():
                if key in ("source", "input"):
                    pieces = tuple(self._source())
                elif key == "cell_type":
                    kind = self._value()
                elif key == "metadata":
                    language = _cell_language(self._value())
                else:
                    self._value()
            if kind == "code":
                self._cells.append(Cell(self._number, pieces, language))

    def _source(self) -> Iterator[Piece]:
        """A string, or a list of strings."""
        if self._peek() == "[":
            for _ in self._items():
                yield self._string()
        else:
            yield self._string()

    def _string(self) -> Piece:
        self._take('"')
        start = self._at
        text, self._at = _DECODER.raw_decode(self._text, start - 1)
        return Piece(text, start, self._at - 1)

    def _members(self) -> Iterator[str]:
        """The keys of an object; the value of each is to be read before the next is asked for."""
        self._take("{")
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            key = self._string().text
            self._take(":")
            yield key
            if not self._goes_on("}"):
                return

    def _items(self) -> Iterator[None]:
        """Stops at every item of a list, which is to be read before the next is asked for."""
        self._take("[")
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield None
            if not self._goes_on("]"):
                return

    def _goes_on(self, closer: str) -> bool:
        if self._peek() == ",":
            self._at += 1
            return True
        self._take(closer)
        return False

    def _value(self) -> Any:
        self._peek()
        value, self._at = _DECODER.raw_decode(self._text, self._at)
        return value

    def _peek(self) -> str:
        match = _SPACE.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        return self._text[self._at : self._at + 1]

    def _take(self, character: str) -> None:
        if self._peek() != character:
            raise json.JSONDecodeError(f"{character} is missing", self._text, self._at)
        self._at += 1


def _kernel_language(metadata: Any) -> str:
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        found = metadata.get(key, {}).get(name)
        if isinstance(found, str) and found:
            return "python" if found.lower().endswith("python") else found.lower()
    return ""


def _cell_language(metadata: Any) -> str:
    """What VS Code and Deepnote note where a cell is not in the kernel's language."""
    found = metadata.get("vscode", {}).get("languageId") or metadata.get("deepnote_cell_type")
    return found.lower() if isinstance(found, str) and found.lower() in ("sql", "python") else ""
