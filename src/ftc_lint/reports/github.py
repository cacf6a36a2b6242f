"""Annotations for GitHub Actions: one workflow command for each finding."""

from __future__ import annotations

from typing import TextIO

from ftc_lint.findings import Finding
from ftc_lint.report import Report
from ftc_lint.reports.clean import clean, one_line
from ftc_lint.reports.places import file_place
from ftc_lint.reports.style import Style
from ftc_lint.unchecked import Cause

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write one annotation for each finding, and for each part of an audit that could not be
    done."""
    for finding in report.findings:
        stream.write(_command(report, finding) + "\n")
    for unchecked in report.unchecked:
        if unchecked.cause is Cause.DATABASE:
            stream.write(f"::error title=not checked::{_data(one_line(unchecked.reason))}\n")


def _command(report: Report, finding: Finding) -> str:
    properties = {"title": f"{finding.code} {finding.name}"}
    if finding.span is not None:
        where = file_place(report, finding.span)
        properties = {
            "file": where.filename,
            "line": str(where.start.row),
            "endLine": str(where.end.row),
        } | properties
        if where.start.row == where.end.row:
            properties["col"] = str(where.start.column)
            properties["endColumn"] = str(where.end.column)
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = f"{one_line(finding.message)}\n{one_line(finding.help)}"
    return f"::{_COMMANDS[finding.severity.value]} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
