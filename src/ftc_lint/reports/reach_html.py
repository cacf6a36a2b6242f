"""--blast-radius as one self-contained page, with a drawing for each statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ftc_lint.findings import BlastRadius, Reached
from ftc_lint.reach import Reach
from ftc_lint.reports import graph
from ftc_lint.reports.page import closing, opening, text
from ftc_lint.reports.page_finding import tree
from ftc_lint.reports.reach_text import summary
from ftc_lint.reports.style import Style
from ftc_lint.reports.tree import blocked_lines


def render(reach: Reach, stream: TextIO, style: Style) -> None:
    """Write the page."""
    for line in _page(reach):
        stream.write(f"{line}\n")


def _page(reach: Reach) -> Iterator[str]:
    title = f"What goes with {reach.table}"
    yield from opening(title, graph.STYLE)
    yield f"<h1>{text(title)}</h1>"
    yield f"<p>In {text(reach.source)}</p>"
    if reach.truncate_note:
        yield f"<p>{text(reach.truncate_note)}</p>"
    yield graph.LEGEND
    for statement, radius in reach.parts():
        yield f"<h2>{text(statement)} {text(summary(radius))}</h2>"
        yield from _drawing(radius, statement)
        blocked = list(blocked_lines(radius))
        if blocked:
            yield "<p>It fails while rows of these refer to it:</p>\n<ul>"
            yield from (f"<li>{text(line)}</li>" for line in blocked)
            yield "</ul>"
        if radius.tables():
            yield f"<details><summary>As a list</summary>{tree(radius.roots)}</details>"
    if reach.unchecked:
        yield '<h2>Not checked</h2>\n<ul class="alert">'
        yield from (f"<li>{text(item.reason)}</li>" for item in reach.unchecked)
        yield "</ul>"
    yield from closing()


def _drawing(radius: BlastRadius, statement: str) -> Iterator[str]:
    named = {root.table for root in radius.roots}
    rows = radius.rows()
    boxes = [graph.Box(table, rows[table], table in named) for table in rows]
    arrows = list(dict.fromkeys(_arrows(radius.roots)))
    yield '<div class="wide">'
    yield from graph.drawing(boxes, arrows, statement)
    yield "</div>"


def _arrows(nodes: tuple[Reached, ...]) -> Iterator[graph.Arrow]:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        for child in node.children:
            action = child.on_delete or "inherits"
            yield graph.Arrow(node.table, child.table, child.constraint or "", action)
        waiting.extend(node.children)
