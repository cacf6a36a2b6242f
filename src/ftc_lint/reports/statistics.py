"""How often each rule fired."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from ftc_lint.report import Report
from ftc_lint.reports.coverage import render as render_coverage
from ftc_lint.reports.style import Style


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write a line for each rule that fired, the most frequent first, then what was covered."""
    counts = Counter((f.code, f.name, f.severity.value) for f in report.findings)
    width = len(str(max(counts.values(), default=0)))
    for (code, name, severity), number in sorted(counts.items(), key=lambda c: (-c[1], c[0])):
        stream.write(f"{number:>{width}}  {code} [{severity}] {name}\n")
    render_coverage(report, stream, style)
