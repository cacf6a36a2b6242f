"""An audit for people: row counts, findings with their trees, and what was not checked."""

from __future__ import annotations

from typing import TextIO

from ftc_lint.report import Report
from ftc_lint.reports.full import paragraph
from ftc_lint.reports.live_text import last_lines, rows_lines, unchecked_lines
from ftc_lint.reports.style import Style


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write it all."""
    lines: list[str] = [] if style.quiet else list(rows_lines(report, style))
    for finding in report.findings:
        lines += [*paragraph(report, finding, style), ""]
    lines += unchecked_lines(report, style)
    if not style.quiet:
        lines += last_lines(report)
    stream.write("".join(f"{line}\n" for line in lines))
