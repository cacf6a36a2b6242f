"""One line for each finding: `path:line:column: FTC101 [error] message`."""

from __future__ import annotations

from typing import TextIO

from ftc_lint.findings import Finding
from ftc_lint.report import Report
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.coverage import render as render_coverage
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style

COLORS = {"error": "red", "warning": "yellow", "info": "blue"}


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the findings, then what was covered."""
    for finding in report.findings:
        stream.write(line(report, finding, style) + "\n")
    render_coverage(report, stream, style)


def line(report: Report, finding: Finding, style: Style) -> str:
    """One finding on one line."""
    severity = finding.severity.value
    code = style.paint(finding.code, "bold", COLORS[severity])
    text = f"{code} [{severity}] {one_line(finding.message)}"
    if finding.span is None:
        return f"{one_line(', '.join(finding.tables)) or 'database'}: {text}"
    return f"{place(report, finding.span).position}: {text}"
