"""A blast radius as a tree of lines."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.findings import BlastRadius, Reached
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.numbers import count


def tree_lines(radius: BlastRadius) -> Iterator[str]:
    """Each root with the branches below it."""
    for root in radius.roots:
        yield f"{one_line(root.table)}{rows_shown(root.rows)}"
        yield from _branches(root.children, "")


def blocked_lines(radius: BlastRadius) -> Iterator[str]:
    """The foreign keys that make the statement fail while their tables hold rows."""
    for blocked in radius.blocked_by:
        key = one_line(blocked.constraint or "a foreign key")
        yield f"{one_line(blocked.table)} ({key}, on delete {blocked.on_delete})"


def _branches(nodes: tuple[Reached, ...], indent: str) -> Iterator[str]:
    for index, node in enumerate(nodes):
        last = index == len(nodes) - 1
        yield f"{indent}{'└─' if last else '├─'} {about(node)}"
        yield from _branches(node.children, indent + ("   " if last else "│  "))


def about(node: Reached) -> str:
    """A table below a root in one line: its rows, and the key that leads to it."""
    table = f"{one_line(node.table)}{rows_shown(node.rows)}"
    again = " (shown elsewhere)" if node.seen else ""
    if node.on_delete is None:
        return f"{table} (inherits from it){again}"
    by = ", followed by the ORM" if node.enforced_by == "orm" else ""
    key = one_line(node.constraint or "foreign key")
    return f"{table} ({key}, on delete {node.on_delete}{by}){again}"


def rows_shown(rows: int | None) -> str:
    """` [22,431 rows]`, or nothing where they are unknown."""
    return "" if rows is None else f" [{count(rows, 'row')}]"
