"""Markdown for a pull request's comment: a table to read in ten seconds, then the details."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ftc_lint.findings import Finding
from ftc_lint.report import Report
from ftc_lint.reports.clean import listing
from ftc_lint.reports.coverage import coverage_line
from ftc_lint.reports.fixed_lines import fixed_lines
from ftc_lint.reports.full import underlined
from ftc_lint.reports.links import page_of
from ftc_lint.reports.markdown_parts import fenced, plain
from ftc_lint.reports.mermaid import diagram
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style
from ftc_lint.unchecked import Cause

_MARKS = {"error": "🛑", "warning": "⚠️", "info": "ℹ️"}


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the report as Markdown."""
    stream.write("".join(f"{line}\n" for line in _head(report)))
    if report.findings:
        stream.write("\n| | Rule | Place | What |\n|---|---|---|---|\n")
        for finding in report.findings:
            stream.write(_row(report, finding))
    for finding in report.findings:
        stream.write("\n" + "\n".join(_details(report, finding)) + "\n")
    undone = [u for u in report.unchecked if u.cause is Cause.DATABASE]
    if undone:
        stream.write("\n### Not checked\n\n")
        stream.write("".join(f"- {plain(item.reason)}\n" for item in undone))
    if report.failures:
        stream.write("\n### ftc-lint itself failed\n\n")
        for failure in report.failures:
            where = report.path(failure.path) if failure.path else failure.rule or ""
            stream.write(f"- {plain(where)}: {plain(failure.message)}\n")


def _head(report: Report) -> Iterator[str]:
    """What was covered; of an audit, the tables whose rows are not as they should be."""
    yield "## ftc-lint"
    yield ""
    if report.live is None and not report.not_audited:
        yield coverage_line(report)
        return
    from ftc_lint.audit.verdicts import table_rows
    from ftc_lint.reports.live_text import cells, last_lines

    yield from (plain(line) for line in last_lines(report))
    wrong = [] if report.live is None else [t for t in table_rows(report.live) if not t.is_fine]
    if wrong:
        yield ""
        yield "| Table | Rows | Range | Before | Verdict |"
        yield "|---|--:|--:|--:|---|"
        yield from (f"| {' | '.join(map(plain, cells(table)))} |" for table in wrong)


def _row(report: Report, finding: Finding) -> str:
    cells = (
        _MARKS[finding.severity.value],
        f"{_linked(finding)} {finding.name}",
        plain(_where(report, finding)),
        plain(finding.message),
    )
    return f"| {' | '.join(cells)} |\n"


def _linked(finding: Finding) -> str:
    url = page_of(finding)
    return f"[{finding.code}]({url})" if url else finding.code


def _details(report: Report, finding: Finding) -> Iterator[str]:
    where = plain(_where(report, finding))
    yield f"<details><summary>{finding.code} {finding.name}: {where}</summary>"
    yield ""
    yield plain(finding.message)
    yield ""
    yield from _source_lines(report, finding)
    for related in finding.related:
        spot = place(report, related.span)
        yield f"- {plain(spot.row)}: {plain(related.message)}"
    if finding.blast_radius is not None:
        yield ""
        yield from fenced("mermaid", diagram(finding.blast_radius))
        for blocked in finding.blast_radius.blocked_by:
            key = blocked.constraint or "a foreign key"
            yield f"- blocked by {plain(blocked.table)} ({plain(key)})"
    yield ""
    yield f"**Help:** {plain(finding.help)}"
    if finding.fix is not None:
        yield ""
        yield f"**Fix** ({finding.fix.applicability}): {plain(finding.fix.message)}"
        yield ""
        yield from fenced("diff", fixed_lines(report, finding.fix))
    if finding.remedy is not None:
        yield ""
        yield from fenced("sql", listing(finding.remedy.sql))
        if finding.remedy.python:
            yield from fenced("python", listing(finding.remedy.python))
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
    row = str(spot.start.row - spot.above)
    lines = [f"{row} | {line}", *([f"{' ' * len(row)} | {marks}"] if marks else [])]
    yield from fenced("text", lines)


def _where(report: Report, finding: Finding) -> str:
    if finding.span is None:
        return ", ".join(finding.tables) or "database"
    spot = place(report, finding.span)
    return spot.row
