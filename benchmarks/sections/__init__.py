"""The sections of `docs/trust.md`: each turns a file of results into paragraphs of Markdown."""

from __future__ import annotations

from typing import Any


def not_measured(what: str, command: str) -> str:
    """The paragraph for a result that is not there."""
    return f"Not measured: {what} has left no result. `{command}` is how to do it."


def conditions(data: dict[str, Any]) -> str:
    """When, on what and under which load something was measured."""
    return (
        f"{data['measured']}, ftc-lint {data['version']}, Python {data['python']},"
        f" {data['processors']} processors, load {data['load_before']} before and"
        f" {data['load_after']} after"
    )


def share(part: int, whole: int) -> str:
    """A part of a whole, with its percentage."""
    return f"{part:,} of {whole:,} ({part / whole:.1%})" if whole else f"{part:,} of {whole:,}"


def table(head: str, *rows: str) -> str:
    """A Markdown table from lines of cells."""
    columns = head.count("|") - 1
    return "\n".join([head, "|" + "---|" * columns, *rows])
