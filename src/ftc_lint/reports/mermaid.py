"""A blast radius as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.findings import BlastRadius, Reached
from ftc_lint.reports.clean import one_line

MOST_EDGES = 60
"""Edges of a diagram; one with more is not readable."""


def diagram(radius: BlastRadius) -> list[str]:
    """The lines of a `graph LR`, from the tables named to those that go with them."""
    numbers: dict[str, int] = {}
    edges: list[str] = []
    for root in radius.roots:
        _number(root.table, numbers)
        edges += _edges(root, numbers)
    lines = ["graph LR", *(f'  t{number}["{_label(t)}"]' for t, number in numbers.items())]
    lines += edges[:MOST_EDGES]
    if len(edges) > MOST_EDGES:
        lines.append(f"  %% and {len(edges) - MOST_EDGES} more")
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
