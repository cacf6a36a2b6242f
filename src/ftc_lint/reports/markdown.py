"""Markdown for a pull request's comment: a table to read in ten seconds, then the details."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ftc_lint.findings import Finding
from ftc_lint.report import Report
from ftc_lint.reports.clean import listing, one_line
from ftc_lint.reports.coverage import coverage_line
from ftc_lint.reports.full import underlined
from ftc_lint.reports.mermaid import diagram
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style
from ftc_lint.ruledoc import rule_url

_MARKS = {"error": "🛑", "warning": "⚠️", "info": "ℹ️"}
_SPECIAL = set("\\`*_{}[]<>()#+-.!|~&@$:")


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the report as Markdown."""
    stream.write(f"## ftc-lint\n\n{coverage_line(report)}\n")
    if report.findings:
        stream.write("\n| | Rule | Place | What |\n|---|---|---|---|\n")
        for finding in report.findings:
            stream.write(_row(report, finding))
    for finding in report.findings:
        stream.write("\n" + "\n".join(_details(report, finding)) + "\n")
    if report.failures:
        stream.write("\n### ftc-lint itself failed\n\n")
        for failure in report.failures:
            where = report.path(failure.path) if failure.path else failure.rule or ""
            stream.write(f"- {_text(where)}: {_text(failure.message)}\n")


def _row(report: Report, finding: Finding) -> str:
    cells = (
        _MARKS[finding.severity.value],
        f"[{finding.code}]({rule_url(finding.name)}) {finding.name}",
        _text(_where(report, finding)),
        _text(finding.message),
    )
    return f"| {' | '.join(cells)} |\n"


def _details(report: Report, finding: Finding) -> Iterator[str]:
    where = _text(_where(report, finding))
    yield f"<details><summary>{finding.code} {finding.name}: {where}</summary>"
    yield ""
    yield _text(finding.message)
    yield ""
    yield from _source_lines(report, finding)
    for related in finding.related:
        spot = place(report, related.span)
        yield f"- {_text(f'{spot.filename}:{spot.start.row}')}: {_text(related.message)}"
    if finding.blast_radius is not None:
        yield ""
        yield from _fenced("mermaid", diagram(finding.blast_radius))
        for blocked in finding.blast_radius.blocked_by:
            key = blocked.constraint or "a foreign key"
            yield f"- blocked by {_text(blocked.table)} ({_text(key)})"
    yield ""
    yield f"**Help:** {_text(finding.help)}"
    if finding.remedy is not None:
        yield ""
        yield from _fenced("sql", listing(finding.remedy.sql))
        if finding.remedy.python:
            yield from _fenced("python", listing(finding.remedy.python))
    yield ""
    yield "</details>"


def _source_lines(report: Report, finding: Finding) -> Iterator[str]:
    if finding.span is None:
        return
    source = report.source(finding.span.path)
    if source is None or not source.text:
        return
    spot = place(report, finding.span)
    end = (
        spot.end.column if spot.end.row == spot.start.row else len(source.line(spot.start.row)) + 1
    )
    line, marks = underlined(source, spot.start.row, spot.start.column, end)
    row = str(spot.start.row)
    lines = [f"{row} | {line}", *([f"{' ' * len(row)} | {marks}"] if marks else [])]
    yield from _fenced("text", lines)


def _fenced(language: str, lines: list[str]) -> Iterator[str]:
    longest = max((len(run) for line in lines for run in _backticks(line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}"
    yield from lines
    yield fence


def _backticks(line: str) -> Iterator[str]:
    run = ""
    for character in line + " ":
        if character == "`":
            run += character
        elif run:
            yield run
            run = ""


def _where(report: Report, finding: Finding) -> str:
    if finding.span is None:
        return ", ".join(finding.tables) or "database"
    spot = place(report, finding.span)
    return f"{spot.filename}:{spot.start.row}"


def _text(text: str) -> str:
    """Plain text: nothing in it is Markdown, HTML, a mention or a link."""
    escaped = "".join(
        f"&#{ord(c)};" if c in _SPECIAL and c not in "-.:()" else c for c in one_line(text)
    )
    return escaped.replace("::", "&#58;&#58;")  # a CI's log would take it for a command
