"""Where findings are, as formats write it."""

from __future__ import annotations

from dataclasses import dataclass

from ftc_lint.report import Report
from ftc_lint.reports.clean import clean
from ftc_lint.text import Location, Span


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a file to show: `end` exclusive."""

    filename: str
    start: Location
    end: Location


def place(report: Report, span: Span) -> Place:
    """The place of a span; the beginning of its file where the file cannot be read."""
    filename = clean(report.path(span.path))
    source = report.source(span.path)
    if source is None:
        return Place(filename, Location(1, 1), Location(1, 1))
    length = len(source.text)
    start, end = min(span.start, length), min(max(span.start, span.end), length)
    return Place(filename, source.location(start), source.location(end))
