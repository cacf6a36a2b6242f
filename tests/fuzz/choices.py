"""Bytes as choices: what a fuzzer mutates, read as texts, names and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MOST_PIECES = 400


class Choices:
    """Hands out choices from the front of some bytes; from their end on every choice is the
    first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, below: int) -> int:
        """A number from 0, less than `below` (256 at most)."""
        if self._at >= len(self._data):
            return 0
        value = self._data[self._at]
        self._at += 1
        return value % below

    def one_of(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[self.number(len(values))]

    def rest(self) -> bytes:
        """All bytes that are left."""
        data, self._at = self._data[self._at :], len(self._data)
        return data

    def text(self, pieces: Sequence[str]) -> str:
        """A text of the rest: as it stands, or each byte one of the pieces."""
        as_it_stands = self.number(2)
        rest = self.rest()
        if as_it_stands:
            return rest.decode("utf-8", "replace")
        return "".join(pieces[byte % len(pieces)] for byte in rest[:_MOST_PIECES])
