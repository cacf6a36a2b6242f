"""An audit for people: row counts, findings with their trees, and what was not checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ftc_lint.audit.cascades import cascades
from ftc_lint.report import Report
from ftc_lint.reports.full import paragraph
from ftc_lint.reports.live_text import last_lines, rows_lines, unchecked_lines
from ftc_lint.reports.style import Style
from ftc_lint.reports.tree import tree_lines

MOST_LINES = 60
"""Lines of the tree of all that cascades; of more, the single findings show their own."""


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write it all."""
    lines: list[str] = []
    tree: list[str] = []
    if not style.quiet:
        tree = list(_tree_lines(report, style))
        lines += [*rows_lines(report, style), *tree]
    for finding in report.findings:
        elsewhere = bool(tree) and finding.span is None
        lines += [*paragraph(report, finding, style, with_tree=not elsewhere), ""]
    lines += unchecked_lines(report, style)
    if not style.quiet:
        lines += last_lines(report)
    stream.write("".join(f"{line}\n" for line in lines))


def _tree_lines(report: Report, style: Style) -> Iterator[str]:
    """All that cascades in the database, with an empty line after it; nothing where that is none
    of the findings, or too much to look at."""
    keys = [f for f in report.findings if f.span is None and f.blast_radius is not None]
    radius = cascades(report.live) if report.live is not None and keys else None
    lines = [] if radius is None else list(tree_lines(radius))
    if not lines or len(lines) > MOST_LINES:
        return
    yield style.paint("what a DELETE takes with it", "bold")
    yield from lines
    yield ""
