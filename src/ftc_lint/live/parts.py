"""Reads a catalog part by part, so that a refused query costs its part alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ftc_lint.catalog import CatalogUnchecked, Part
from ftc_lint.live.errors import QueryFailed

Row = Sequence[Any]
RunQuery = Callable[[str], "list[Row]"]


class Parts:
    """Collects the rows of each part and, for those that were refused, the reason.

    `run` raises `QueryFailed` for a refused query and leaves the session ready for the next one.
    """

    def __init__(self, run: RunQuery) -> None:
        self._run = run
        self.unchecked: list[CatalogUnchecked] = []

    def require(self, query: str) -> list[Row]:
        """The rows; without them there is nothing to say, so `QueryFailed` goes on its way."""
        return self._run(query)

    def read(self, part: Part, query: str) -> list[Row] | None:
        """The rows, or None after noting why there are none."""
        try:
            return self._run(query)
        except QueryFailed as error:
            self.note(part, part.value, str(error))
            return None

    def note(self, part: Part, subject: str, reason: str) -> None:
        """Remember something that could not be checked, once."""
        item = CatalogUnchecked(subject, reason, part)
        if item not in self.unchecked:
            self.unchecked.append(item)

    def choose_schemas(self, wanted: Sequence[str] | None, present: Iterable[str]) -> list[str]:
        """The schemas to report on: all that are present, or the wanted ones; one that does not
        exist is noted."""
        existing = list(present)
        if wanted is None:
            return existing
        for name in wanted:
            if name not in existing:
                self.note(Part.SCHEMAS, name, f"there is no schema {name}")
        return [name for name in dict.fromkeys(wanted) if name in existing]
