"""For people: the place, the source lines with the span underlined, related places, the blast
radius as a tree, and what to do; under -v the statements that would make it safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ftc_lint.findings import BlastRadius, Finding
from ftc_lint.report import Report
from ftc_lint.reports.clean import clean, listing, one_line
from ftc_lint.reports.concise import COLORS
from ftc_lint.reports.coverage import render as render_coverage
from ftc_lint.reports.links import page_of
from ftc_lint.reports.numbers import count
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style
from ftc_lint.reports.tree import blocked_lines, tree_lines
from ftc_lint.text import Source, Span

MOST_LINES = 6
"""Source lines of one place that are shown whole; of more, the first and the last ones are."""

WIDEST = 200
"""Characters of a source line that are shown."""

MOST_TABLES = 40
"""Lines of a blast radius that are shown."""


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write every finding as a paragraph, then what was covered."""
    for finding in report.findings:
        for line in paragraph(report, finding, style):
            stream.write(line + "\n")
        stream.write("\n")
    render_coverage(report, stream, style)


def paragraph(
    report: Report, finding: Finding, style: Style, with_tree: bool = True
) -> Iterator[str]:
    """The lines of one finding; without its tree where that is shown elsewhere."""
    severity = finding.severity.value
    code = style.link(finding.code, page_of(finding))
    head = style.paint(f"{severity}[{code}]", "bold", COLORS[severity])
    yield f"{head} {style.paint(finding.name, 'bold')}: {one_line(finding.message)}"
    if finding.span is None:
        tables = one_line(", ".join(finding.tables)) or "the database"
        yield f"  {style.paint('-->', 'blue')} {tables}"
    else:
        yield from _place(report, finding.span, "", style, COLORS[severity])
    for related in finding.related:
        yield from _place(report, related.span, one_line(related.message), style, "cyan")
    if finding.blast_radius is not None and with_tree:
        yield from radius_lines(finding.blast_radius)
    if finding.remedy is not None and style.verbose:
        yield f"  {style.paint('=', 'blue')} what would do:"
        for text in (finding.remedy.sql, finding.remedy.python):
            yield from (f"      {line}" for line in listing(text or ""))
    yield f"  {style.paint('=', 'blue')} {style.paint('help', 'bold')}: {one_line(finding.help)}"
    if finding.fix is not None:
        options = "--fix" if finding.fix.applicability == "safe" else "--fix --unsafe-fixes"
        text = f"{one_line(finding.fix.message)} ({options})"
        yield f"  {style.paint('=', 'blue')} {style.paint('fix', 'bold')}: {text}"
    if finding.no_fix and style.no_fixes:
        text = one_line(finding.no_fix)
        yield f"  {style.paint('=', 'blue')} {style.paint('no fix', 'bold')}: {text}"


def radius_lines(radius: BlastRadius) -> Iterator[str]:
    """A blast radius as a tree."""
    verb = "empties" if radius.via == "truncate" else "deletes from"
    lines = [f"  {line}" for line in tree_lines(radius)]
    lines += (f"  blocked by {line}" for line in blocked_lines(radius))
    yield f"  = it {verb}:"
    yield from (f"  {line}" for line in lines[:MOST_TABLES])
    if len(lines) > MOST_TABLES:
        yield f"    … and {count(len(lines) - MOST_TABLES, 'more line')}"


def _place(report: Report, span: Span, label: str, style: Style, color: str) -> Iterator[str]:
    """A place: its position, and its source lines with the span underlined."""
    where = place(report, span)
    yield f"  {style.paint('-->' if not label else '::', 'blue')} {where.position}" + (
        f" {label}" if label else ""
    )
    source = report.source(span.path)
    if source is None or not source.text or span.end <= span.start:
        return
    margin = len(str(where.end.row - where.above))
    bar = style.paint("|", "blue")
    last = where.end.row if where.end.column > 1 else max(where.start.row, where.end.row - 1)
    for row in _rows_shown(where.start.row, last):
        if row is None:
            yield f"  {'…':>{margin}} {bar}"
            continue
        begin = where.start.column if row == where.start.row else 1
        end = where.end.column if row == where.end.row else len(source.line(row)) + 1
        text, marks = underlined(source, row, begin, end)
        yield f"  {style.paint(f'{row - where.above:>{margin}}', 'blue')} {bar} {text}"
        if marks:
            yield f"  {'':>{margin}} {bar} {style.paint(marks, 'bold', color)}"


def _rows_shown(first: int, last: int) -> list[int | None]:
    if last - first < MOST_LINES:
        return list(range(first, last + 1))
    return [*range(first, first + MOST_LINES - 2), None, last]


def underlined(source: Source, row: int, begin: int, end: int) -> tuple[str, str]:
    """A source line to show and the marks below it, for the columns `begin` to `end`."""
    line = source.line(row)
    first = 0
    if len(line) > WIDEST:
        first = max(0, min(begin - 1 - WIDEST // 4, len(line) - WIDEST))
        line = line[first : first + WIDEST]
    before = _shown(line[: max(0, begin - 1 - first)])
    marked = _shown(line[max(0, begin - 1 - first) : max(0, end - 1 - first)])
    after = _shown(line[max(0, end - 1 - first) :])
    lead = "…" if first else ""
    indent = len(lead) + _width(before)
    if not marked.strip():
        return f"{lead}{before}{marked}{after}".rstrip(), ""
    blank = len(marked) - len(marked.lstrip())
    marks = " " * (indent + blank) + "^" * _width(marked.strip())
    return f"{lead}{before}{marked}{after}".rstrip(), marks


def _shown(text: str) -> str:
    return clean(text.expandtabs(4) if text.isspace() else text.replace("\t", "    "))


def _width(text: str) -> int:
    """Columns a terminal needs: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
