"""--blast-radius on a terminal: a tree for each statement, and what blocks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ftc_lint.findings import BlastRadius
from ftc_lint.reach import Reach
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.numbers import count
from ftc_lint.reports.style import Style
from ftc_lint.reports.tree import blocked_lines, tree_lines


def render(reach: Reach, stream: TextIO, style: Style) -> None:
    """Write it all."""
    for line in _lines(reach, style):
        stream.write(f"{line}\n")


def _lines(reach: Reach, style: Style) -> Iterator[str]:
    yield f"{style.paint(one_line(reach.table), 'bold')}, in {one_line(reach.source)}"
    if reach.truncate_note:
        yield ""
        yield reach.truncate_note
    for statement, radius in reach.parts():
        yield ""
        yield f"{style.paint(one_line(statement), 'bold')} {summary(radius)}"
        yield from (f"  {line}" for line in tree_lines(radius))
        blocked = list(blocked_lines(radius))
        if blocked:
            yield f"  {style.paint(f'it fails while {_rows_of(len(blocked))}', 'yellow')}:"
            yield from (f"    {line}" for line in blocked)
    if reach.unchecked:
        yield ""
    for item in reach.unchecked:
        about = "" if not item.subject or item.subject in item.reason else f"{item.subject}: "
        what = one_line(about + item.reason)
        yield f"{style.paint('not checked', 'bold', 'yellow')}: {what}"


def summary(radius: BlastRadius) -> str:
    """`empties 8 tables, 20,123,456 rows`."""
    verb = "empties" if radius.via == "truncate" else "deletes from"
    rows = radius.rows()
    known = [number for number in rows.values() if number is not None]
    tables = f"{verb} {count(len(rows), 'table')}" if len(rows) > 1 else f"{verb} this table alone"
    if not known:
        return tables
    least = "" if len(known) == len(rows) else "at least "
    return f"{tables}, {least}{count(sum(known), 'row')}"


def _rows_of(tables: int) -> str:
    return "this table refers to it" if tables == 1 else "these tables refer to it"
