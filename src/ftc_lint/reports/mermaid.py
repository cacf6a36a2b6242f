"""A blast radius as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.findings import BlastRadius, Reached
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.numbers import count

MOST_EDGES = 60
"""Edges of a diagram that stands beside others; one with more is not readable."""

MOST_EDGES_DRAWN = 500
"""Edges up to which Mermaid draws anything."""


def diagram(radius: BlastRadius, most_edges: int = MOST_EDGES) -> list[str]:
    """The lines of a `graph LR`, from the tables named to those that go with them, with their
    rows where they are known."""
    numbers: dict[str, int] = {}
    edges: list[str] = []
    for root in radius.roots:
        _number(root.table, numbers)
        edges += _edges(root, numbers)
    rows = radius.rows()
    lines = ["graph LR"]
    for table, number in numbers.items():
        known = rows.get(table)
        below = "" if known is None else f"<br/>{count(known, 'row')}"
        lines.append(f'  t{number}["{_label(table)}{below}"]')
    lines += edges[:most_edges]
    if len(edges) > most_edges:
        lines.append(f"  %% and {len(edges) - most_edges} more")
    return lines


def _edges(node: Reached, numbers: dict[str, int]) -> Iterator[str]:
    for child in node.children:
        source, target = _number(node.table, numbers), _number(child.table, numbers)
        yield f'  t{source} -->|"{_label(child.on_delete or "cascade")}"| t{target}'
        yield from _edges(child, numbers)


def _number(table: str, numbers: dict[str, int]) -> int:
    return numbers.setdefault(table, len(numbers))


def _label(text: str) -> str:
    """Text in a diagram: Mermaid reads entities, so that nothing in it can act."""
    allowed = " _-.,:/"
    return "".join(c if c.isalnum() or c in allowed else f"#{ord(c)};" for c in one_line(text))
