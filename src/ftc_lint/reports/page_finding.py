"""One finding in a page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ftc_lint.findings import Finding, Reached
from ftc_lint.report import Report
from ftc_lint.reports.clean import clean, listing, one_line
from ftc_lint.reports.fixed_lines import fixed_lines
from ftc_lint.reports.links import page_of
from ftc_lint.reports.page import text
from ftc_lint.reports.places import place
from ftc_lint.reports.tree import about, blocked_lines, rows_shown


def article(report: Report, finding: Finding) -> Iterator[str]:
    """Its lines: message, place, source, tree, help and what would mend it."""
    severity = finding.severity.value
    url = page_of(finding)
    link = f'<a href="{escape(url)}">{finding.code}</a>' if url else escape(finding.code)
    yield f'<article class="{severity}" id="{escape(finding.fingerprint)}">'
    yield f"<h3>{severity} {link} {text(finding.name)}: {text(finding.message)}</h3>"
    if finding.span is None:
        yield f'<p class="place">{text(", ".join(finding.tables))}</p>'
    else:
        spot = place(report, finding.span)
        position = spot.position
        yield f'<p class="place">{escape(position)}</p>'
        yield from _source(report, finding)
    if finding.related:
        yield "<ul>"
        for related in finding.related:
            spot = place(report, related.span)
            position = escape(spot.row)
            yield f"<li>{position}: {text(related.message)}</li>"
        yield "</ul>"
    yield from _radius(finding)
    yield f"<p><strong>Help:</strong> {text(finding.help)}</p>"
    if finding.fix is not None:
        about_it = f"{finding.fix.message} ({finding.fix.applicability})"
        yield f"<p><strong>Fix:</strong> {text(about_it)}</p>"
        yield f"<pre>{escape(chr(10).join(fixed_lines(report, finding.fix)))}</pre>"
    if finding.no_fix:
        yield f"<p><strong>No fix:</strong> {text(finding.no_fix)}</p>"
    if finding.remedy is not None:
        for each in (finding.remedy.sql, finding.remedy.python):
            if each:
                yield f"<pre>{escape(chr(10).join(listing(each)))}</pre>"
    yield "</article>"


def _radius(finding: Finding) -> Iterator[str]:
    radius = finding.blast_radius
    if radius is None:
        return
    yield f"<p>It {'empties' if radius.via == 'truncate' else 'deletes from'}:</p>"
    yield tree(radius.roots)
    yield from (f"<p>Blocked by {escape(line)}</p>" for line in blocked_lines(radius))


def _source(report: Report, finding: Finding) -> Iterator[str]:
    if finding.span is None:
        return
    source = report.source(finding.span.path)
    if source is None or not source.text:
        return
    spot = place(report, finding.span)
    line = source.line(spot.start.row)
    begin = spot.start.column - 1
    end = spot.end.column - 1 if spot.end.row == spot.start.row else len(line)
    parts = (line[:begin], line[begin:end], line[end:])
    before, marked, after = (escape(clean(part)) for part in parts)
    yield f"<pre>{before}<mark>{marked}</mark>{after}</pre>"


def tree(nodes: tuple[Reached, ...], below: bool = False) -> str:
    """A blast radius as nested lists."""
    items = []
    for node in nodes:
        said = about(node) if below else f"{one_line(node.table)}{rows_shown(node.rows)}"
        inner = tree(node.children, below=True) if node.children else ""
        items.append(f"<li>{escape(said)}{inner}</li>")
    return f"<ul>{''.join(items)}</ul>"
