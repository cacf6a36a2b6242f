"""GitLab's code quality report."""

from __future__ import annotations

from typing import Any, TextIO

from ftc_lint.findings import Finding
from ftc_lint.report import Report
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.lines import dump
from ftc_lint.reports.links import page_of
from ftc_lint.reports.places import file_place
from ftc_lint.reports.style import Style

_SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the findings as one JSON list."""
    dump([_issue(report, finding) for finding in report.findings], stream, depth=1)


def _issue(report: Report, finding: Finding) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": finding.code,
        "description": f"{finding.name}: {one_line(finding.message)}",
        "content": {"body": f"{one_line(finding.help)}\n\n{page_of(finding)}".rstrip()},
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[finding.severity.value],
        "fingerprint": finding.fingerprint,
        "location": _location(report, finding),
    }


def _location(report: Report, finding: Finding) -> dict[str, Any]:
    if finding.span is None:  # GitLab knows files only
        return {"path": f"database/{'/'.join(finding.tables)}", "lines": {"begin": 1, "end": 1}}
    where = file_place(report, finding.span)
    lines = {"begin": where.start.row, "end": where.end.row}
    return {"path": where.filename, "lines": lines}
