"""--blast-radius as Markdown: a Mermaid diagram for each statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ftc_lint.reach import Reach
from ftc_lint.reports.markdown_parts import fenced, plain
from ftc_lint.reports.mermaid import MOST_EDGES_DRAWN, diagram
from ftc_lint.reports.reach_text import summary
from ftc_lint.reports.style import Style
from ftc_lint.reports.tree import blocked_lines


def render(reach: Reach, stream: TextIO, style: Style) -> None:
    """Write it all."""
    for line in _lines(reach):
        stream.write(f"{line}\n")


def _lines(reach: Reach) -> Iterator[str]:
    yield f"## What goes with {plain(reach.table)}"
    yield ""
    yield f"In {plain(reach.source)}."
    if reach.truncate_note:
        yield ""
        yield plain(reach.truncate_note)
    for statement, radius in reach.parts():
        yield ""
        yield f"### {plain(statement)} {summary(radius)}"
        yield ""
        yield from fenced("mermaid", diagram(radius, MOST_EDGES_DRAWN))
        blocked = list(blocked_lines(radius))
        if blocked:
            yield ""
            yield "It fails while rows of these refer to it:"
            yield ""
            yield from (f"- {plain(line)}" for line in blocked)
    if reach.unchecked:
        yield ""
        yield "Not checked:"
        yield ""
        yield from (f"- {plain(item.reason)}" for item in reach.unchecked)
