"""One self-contained page: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TextIO

from ftc_lint.findings import Finding, Reached
from ftc_lint.report import Report
from ftc_lint.reports.clean import clean, listing, one_line
from ftc_lint.reports.coverage import coverage_line
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style
from ftc_lint.ruledoc import rule_url

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
       color: #1c1c1c; background: #fff; }
article { border-left: 4px solid #888; padding: .1rem 1rem; margin: 1.5rem 0; }
article.error { border-color: #b3261e; } article.warning { border-color: #a65f00; }
article.info { border-color: #2457a6; }
h2 { font-size: 1.05rem; margin: .5rem 0; } .place { color: #555; }
pre { background: #f4f4f4; padding: .6rem; overflow-x: auto; font-size: .85rem; }
mark { background: #ffd7d4; color: inherit; } li ul { margin: 0; }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #e6e6e6; }
  pre { background: #222; } mark { background: #6b211c; } .place { color: #aaa; }
  a { color: #8ab4f8; } }
"""


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the page."""
    line = escape(coverage_line(report))
    stream.write(
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>ftc-lint</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>ftc-lint</h1>\n<p>{line}</p>\n"
    )
    for finding in report.findings:
        stream.write("".join(f"{part}\n" for part in _article(report, finding)))
    if report.unchecked:
        stream.write("<h2>Not checked</h2>\n<ul>\n")
        for unchecked in report.unchecked:
            where = _where(report, unchecked.span.path) if unchecked.span is not None else ""
            stream.write(f"<li>{where}{escape(one_line(unchecked.reason))}</li>\n")
        stream.write("</ul>\n")
    for failure in report.failures:
        text = escape(one_line(f"ftc-lint itself failed: {failure.message}"))
        stream.write(f"<p><strong>{text}</strong></p>\n")
    stream.write("</body>\n</html>\n")


def _article(report: Report, finding: Finding) -> Iterator[str]:
    severity = finding.severity.value
    link = f'<a href="{escape(rule_url(finding.name))}">{finding.code}</a>'
    yield f'<article class="{severity}" id="{escape(finding.fingerprint)}">'
    yield f"<h2>{severity} {link} {escape(finding.name)}: {escape(one_line(finding.message))}</h2>"
    if finding.span is None:
        yield f'<p class="place">{escape(one_line(", ".join(finding.tables)))}</p>'
    else:
        spot = place(report, finding.span)
        position = f"{one_line(spot.filename)}:{spot.start.row}:{spot.start.column}"
        yield f'<p class="place">{escape(position)}</p>'
        yield from _source(report, finding)
    if finding.related:
        yield "<ul>"
        for related in finding.related:
            spot = place(report, related.span)
            position = escape(f"{one_line(spot.filename)}:{spot.start.row}")
            yield f"<li>{position}: {escape(one_line(related.message))}</li>"
        yield "</ul>"
    if finding.blast_radius is not None:
        verb = "empties" if finding.blast_radius.via == "truncate" else "deletes from"
        yield f"<p>It {verb}:</p>"
        yield _tree(finding.blast_radius.roots)
        for blocked in finding.blast_radius.blocked_by:
            yield f"<p>Blocked by {escape(one_line(blocked.table))}</p>"
    yield f"<p><strong>Help:</strong> {escape(one_line(finding.help))}</p>"
    if finding.remedy is not None:
        for text in (finding.remedy.sql, finding.remedy.python):
            if text:
                yield f"<pre>{escape(chr(10).join(listing(text)))}</pre>"
    yield "</article>"


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


def _tree(nodes: tuple[Reached, ...]) -> str:
    items = []
    for node in nodes:
        rows = "" if node.rows is None else f" [{node.rows:,} rows]"
        through = f" ({one_line(node.constraint)})" if node.constraint else ""
        again = " (above)" if node.seen else ""
        below = _tree(node.children) if node.children else ""
        items.append(f"<li>{escape(one_line(node.table) + rows + through + again)}{below}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _where(report: Report, path: str) -> str:
    return escape(one_line(report.path(path))) + ": "
