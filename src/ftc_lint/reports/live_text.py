"""What both text formats say of an audit: the table of row counts, what was not checked, and the
last line."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.audit.verdicts import TableRows, table_rows
from ftc_lint.catalog import CountMethod
from ftc_lint.report import Report
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.coverage import coverage_line, found
from ftc_lint.reports.numbers import count
from ftc_lint.reports.style import Style
from ftc_lint.unchecked import Cause

_HEAD = ("table", "rows", "range", "before", "verdict")


def rows_lines(report: Report, style: Style) -> Iterator[str]:
    """The table of row counts, with an empty line after it."""
    lines = [] if report.live is None else [cells(rows) for rows in table_rows(report.live)]
    if not lines:
        return
    widths = [max(len(line[i]) for line in (*lines, _HEAD)) for i in range(len(_HEAD))]
    yield style.paint(_aligned(_HEAD, widths), "bold")
    for line in lines:
        text = _aligned(line, widths)
        fine = line[-1] in ("ok", "new", "accepted")
        yield text if fine else style.paint(text, "red")
    yield ""


def cells(rows: TableRows) -> tuple[str, ...]:
    """A table's name, rows, range, rows before and verdict, as people read them."""
    mark = {CountMethod.ESTIMATE: "~", CountMethod.BOUNDED: "≥"}.get(rows.count.method, "")
    shown = "?" if rows.count.value is None else f"{mark}{rows.count.value:,}"
    limits = "" if rows.limits is None else f"{rows.limits[0]:,}–{rows.limits[1]:,}"
    before = "" if rows.before is None else f"{rows.before:,}"
    return one_line(str(rows.name)), shown, limits, before, rows.verdict


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    name, *numbers, verdict = cells
    shown = (f"{cell:>{width}}" for cell, width in zip(numbers, widths[1:-1], strict=True))
    return "  ".join((f"{name:<{widths[0]}}", *shown, verdict)).rstrip()


def unchecked_lines(report: Report, style: Style) -> Iterator[str]:
    """What could not be done, one line each."""
    for item in report.unchecked:
        if item.cause is Cause.DATABASE:
            what = one_line(item.subject)
            reason = one_line(item.reason)
            said = reason if not what or what in reason else f"{what}: {reason}"
            yield f"{style.paint('not checked', 'bold', 'yellow')}: {said}"


def last_lines(report: Report) -> Iterator[str]:
    """What was covered: of the files, if there were any, and of the database."""
    if report.summary.files:
        yield coverage_line(report)
    if report.live is None:
        yield "The database was not audited."
        return
    catalog = report.live.catalog
    unchecked = sum(1 for item in report.unchecked if item.cause is Cause.DATABASE)
    left = f"; {unchecked:,} could not be checked" if unchecked else ""
    tables = count(len(catalog.audited_tables()), "table")
    keys = count(len(catalog.root_foreign_keys()), "foreign key")
    place = one_line(catalog.server or catalog.database)
    about = (
        f"{place} ({catalog.engine.product} {one_line(catalog.version)}; {tables}, {keys}{left})"
    )
    yield f"Audited {about}." if report.summary.files else f"Found {_found(report)} in {about}."


def _found(report: Report) -> str:
    return found(report) or "nothing"
