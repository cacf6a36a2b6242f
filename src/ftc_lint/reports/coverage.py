"""The last line of a text report: what was found, and in how much."""

from __future__ import annotations

from ftc_lint.report import Report
from ftc_lint.reports.fixable import fix_line
from ftc_lint.reports.numbers import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ftc_lint.reports.style import Style


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the last line of a text report, unless it is to be quiet; before it how much was or
    can be fixed, and under -v every place that was not checked."""
    if style.verbose and report.unchecked:
        _render_unchecked(report, stream)
    if not style.quiet:
        if line := fix_line(report):
            stream.write(f"{line}\n")
        stream.write(coverage_line(report) + "\n")


def _render_unchecked(report: Report, stream: TextIO) -> None:
    from ftc_lint.reports.clean import one_line
    from ftc_lint.reports.places import place

    for unchecked in report.unchecked:
        position = ""
        if unchecked.span is not None:
            position = f"{place(report, unchecked.span).position}: "
        stream.write(f"{position}not checked: {one_line(unchecked.reason)}\n")


def coverage_line(report: Report) -> str:
    """`Found 3 errors, 1 warning in 2 of 214 files (1,302 SQL statements; 4 could not be read,
    see --select FTC902).`"""
    summary = report.summary
    covered = count(summary.statements, "SQL statement")
    if summary.unresolved:
        covered += f"; {summary.unresolved:,} could not be read, see --select FTC902"
    files = count(summary.files, "file")
    if summary.known:
        covered += f"; {count(summary.known, 'known finding')} left out"
    if not report.findings:
        return f"Found nothing{' new' if summary.known else ''} in {files} ({covered})."
    where = {f.span.path for f in report.findings if f.span is not None}
    if where:
        files = f"{len(where):,} of {files}"
    return f"Found {found(report)} in {files} ({covered})."


def found(report: Report) -> str:
    """`3 errors, 1 warning`, without what there is none of."""
    numbers = {"error": 0, "warning": 0, "info": 0}
    for finding in report.findings:
        numbers[finding.severity.value] += 1
    words = [count(numbers["error"], "error"), count(numbers["warning"], "warning")]
    words.append(f"{numbers['info']:,} info")
    return ", ".join(word for word in words if not word.startswith("0 "))
