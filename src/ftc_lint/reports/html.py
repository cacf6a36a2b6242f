"""One self-contained page: for files their findings, for a database its rows and keys too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from ftc_lint.report import Report
from ftc_lint.reports import graph, sparkline
from ftc_lint.reports.coverage import coverage_line
from ftc_lint.reports.page import closing, opening, text, tiles
from ftc_lint.reports.page_finding import article
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style
from ftc_lint.unchecked import Cause, Unchecked

MOST_WITHOUT_INDEX = 3
"""Findings up to which a page needs no table of its rules."""


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the page."""
    for line in _page(report):
        stream.write(f"{line}\n")


def _page(report: Report) -> Iterator[str]:
    audit = report.live is not None or report.not_audited
    title = "ftc-lint: audit of the database" if audit else "ftc-lint"
    yield from opening(title, *((graph.STYLE, sparkline.STYLE) if audit else ()))
    yield f"<h1>{title}</h1>"
    if audit:
        from ftc_lint.reports.page_audit import about

        yield from about(report)
    else:
        yield f"<p>{text(coverage_line(report))}</p>"
    yield from _figures(report)
    yield from _failures(report)
    database, places = _parted(report.unchecked)
    yield from _unchecked(report, database)
    if report.live is not None:
        from ftc_lint.reports.page_audit import sections

        yield from sections(report.live)
    yield from _findings(report)
    yield from _unchecked(report, places)
    yield from closing()


def _parted(items: tuple[Unchecked, ...]) -> tuple[list[Unchecked], list[Unchecked]]:
    """What could not be done of an audit, and what not of the files."""
    database = [item for item in items if item.cause is Cause.DATABASE]
    return database, [item for item in items if item.cause is not Cause.DATABASE]


def _figures(report: Report) -> Iterator[str]:
    numbers = Counter(finding.severity.value for finding in report.findings)
    pairs = [("errors", "error"), ("warnings", "warning"), ("info", "info")]
    shown = [(f"{numbers[k]:,}", w, k if numbers[k] else "") for w, k in pairs]
    unchecked = len(report.unchecked)
    yield from tiles(*shown, (f"{unchecked:,}", "not checked", "warning" if unchecked else ""))


def _failures(report: Report) -> Iterator[str]:
    for failure in report.failures:
        said = text(f"ftc-lint itself failed: {failure.message}")
        yield f'<p class="bad">{said}</p>'


def _findings(report: Report) -> Iterator[str]:
    yield "<h2>Findings</h2>"
    if not report.findings:
        yield "<p>None.</p>"
    if len(report.findings) > MOST_WITHOUT_INDEX:
        yield from _index(report)
    for finding in report.findings:
        yield from article(report, finding)


def _index(report: Report) -> Iterator[str]:
    """Each rule with how often it fired, and a link to the first of them."""
    first = {finding.code: finding for finding in reversed(report.findings)}
    numbers = Counter(finding.code for finding in report.findings)
    yield '<table><tr><th>rule</th><th></th><th class="number">findings</th></tr>'
    for code in sorted(numbers):
        finding = first[code]
        yield (
            f'<tr><td><a href="#{text(finding.fingerprint)}">{code}</a></td>'
            f'<td>{text(finding.name)}</td><td class="number">{numbers[code]:,}</td></tr>'
        )
    yield "</table>"


def _unchecked(report: Report, items: list[Unchecked]) -> Iterator[str]:
    if not items:
        return
    yield '<h2>Not checked</h2>\n<ul class="alert">'
    for item in items:
        where = ""
        if item.span is not None:
            spot = place(report, item.span)
            where = f"{spot.row}: "
        elif item.subject and item.subject not in item.reason:
            where = f"{item.subject}: "
        yield f"<li>{text(where + item.reason)}</li>"
    yield "</ul>"
