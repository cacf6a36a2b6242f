"""Where findings are, as formats write it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ftc_lint.records import dataclass
from ftc_lint.report import Report
from ftc_lint.reports.clean import clean, one_line
from ftc_lint.text import Location, Source, Span


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a text to show: `end` exclusive.

    In a notebook, rows count in the code of all cells; `cell` is the number of the cell and
    `above` how many rows stand above it.
    """

    filename: str
    start: Location
    end: Location
    cell: int | None = None
    above: int = 0

    def shown(self, location: Location) -> Location:
        """A location as people count it: in the file, or in the notebook's cell."""
        return Location(location.row - self.above, location.column)

    @property
    def row(self) -> str:
        """`path:row`, in a notebook `path:cell 3:row`, on one line."""
        cell = "" if self.cell is None else f"cell {self.cell}:"
        return f"{one_line(self.filename)}:{cell}{self.start.row - self.above}"

    @property
    def position(self) -> str:
        """`path:row:column`, in a notebook `path:cell 3:row:column`, on one line."""
        return f"{self.row}:{self.start.column}"


def place(report: Report, span: Span) -> Place:
    """The place of a span for people; the beginning of its file where that cannot be read."""
    filename = _shown(report.path, span.path)
    source = report.source(span.path)
    if source is None:
        return Place(filename, Location(1, 1), Location(1, 1))
    start, end = _within(source, span)
    cell, first = source.cell(start) or (None, 1)
    return Place(filename, source.location(start), source.location(end), cell, first - 1)


def file_place(report: Report, span: Span) -> Place:
    """The place of a span for programs that open the file itself, also where it is a notebook."""
    filename = _shown(report.path, span.path)
    source = report.source(span.path)
    if source is None:
        return Place(filename, Location(1, 1), Location(1, 1))
    source, span = source.in_file(span)
    start, end = _within(source, span)
    return Place(filename, source.location(start), source.location(end))


@lru_cache(maxsize=1024)
def _shown(show: Callable[[str], str], path: str) -> str:
    return clean(show(path))


def _within(source: Source, span: Span) -> tuple[int, int]:
    length = len(source.text)
    return min(span.start, length), min(max(span.start, span.end), length)
