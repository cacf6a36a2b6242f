"""An audit with one line for each finding, then what was not checked."""

from __future__ import annotations

from typing import TextIO

from ftc_lint.report import Report
from ftc_lint.reports.concise import line
from ftc_lint.reports.live_text import last_lines, unchecked_lines
from ftc_lint.reports.style import Style


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write it all."""
    lines = [line(report, finding, style) for finding in report.findings]
    lines += unchecked_lines(report, style)
    if not style.quiet:
        lines += last_lines(report)
    stream.write("".join(f"{each}\n" for each in lines))
