"""Reviewdog's diagnostic format. Columns count bytes of UTF-8."""

from __future__ import annotations

from typing import Any, TextIO

from ftc_lint.findings import Finding, Fix
from ftc_lint.fixes.in_file import edits_in_file, file_of
from ftc_lint.report import Report
from ftc_lint.reports.clean import clean
from ftc_lint.reports.lines import dump
from ftc_lint.reports.links import page_of
from ftc_lint.reports.style import Style
from ftc_lint.text import Source, Span

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
_SOURCE = {"name": "ftc-lint", "url": "https://github.com/ftc-lint/ftc-lint"}


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the findings as one JSON object."""
    diagnostics = [_diagnostic(report, finding) for finding in report.findings]
    dump({"source": _SOURCE, "diagnostics": diagnostics}, stream, depth=2)


def _diagnostic(report: Report, finding: Finding) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": f"{clean(finding.message)}\n{clean(finding.help)}",
        "location": _location(report, finding.span, finding.tables),
        "severity": _SEVERITIES[finding.severity.value],
        "code": _code(finding),
    }
    if finding.related:
        diagnostic["relatedLocations"] = [
            {"message": clean(related.message), "location": _location(report, related.span)}
            for related in finding.related
        ]
    if finding.fix is not None:
        diagnostic["suggestions"] = _suggestions(report, finding.fix)
    return diagnostic


def _code(finding: Finding) -> dict[str, str]:
    url = page_of(finding)
    return {"value": finding.code, **({"url": url} if url else {})}


def _suggestions(report: Report, fix: Fix) -> list[dict[str, Any]]:
    """One suggestion for all edits: several would be taken one by one."""
    source = report.source(fix.edits[0].span.path)
    if source is None:
        return []
    file, edits = file_of(source), edits_in_file(source, fix.edits)
    parts: list[str] = []
    start = position = edits[0].span.start
    for edit in edits:
        parts += (file.text[position : edit.span.start], edit.content)
        position = edit.span.end
    return [{"range": _range(file, Span(file.path, start, position)), "text": "".join(parts)}]


def _location(report: Report, span: Span | None, tables: tuple[str, ...] = ()) -> dict[str, Any]:
    if span is None:  # the format knows files only
        return {"path": f"database/{'/'.join(tables)}"}
    location: dict[str, Any] = {"path": clean(report.path(span.path))}
    source = report.source(span.path)
    if source is not None:
        location["range"] = _range(*source.in_file(span))
    return location


def _range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    offset = min(offset, len(source.text))
    location = source.location(offset)
    before = source.text[offset - location.column + 1 : offset]
    return {"line": location.row, "column": len(before.encode("utf-8", "replace")) + 1}
