"""The inventory of operations as text, one line each."""

from __future__ import annotations

from typing import TextIO

from ftc_lint.operations import Operation, Where
from ftc_lint.report import Report
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.numbers import count
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the operations in the order of their places, then how many there are."""
    for operation, backup in report.operations:
        position = place(report, operation.span).position
        kind = style.paint(operation.kind.value, "bold")
        stream.write(f"{position}: {kind} {_described(operation, backup)}\n".replace(" \n", "\n"))
    if not style.quiet:
        summary = report.summary
        unread = f"; {summary.unresolved:,} could not be read" if summary.unresolved else ""
        covered = f"{count(summary.statements, 'SQL statement')}{unread}"
        operations = count(len(report.operations), "operation")
        stream.write(f"{operations} in {count(summary.files, 'file')} ({covered}).\n")


def _described(operation: Operation, backup: str | None) -> str:
    parts = [", ".join(str(table) for table in operation.tables)]
    if operation.new_name is not None:
        parts.append(f"to {operation.new_name}")
    key = operation.foreign_key
    if key is not None:
        parts.append(f"references {key.parent} on delete {key.on_delete.value}")
    if operation.where is not None:
        shown = Where.SOME if operation.where is Where.KEY else operation.where
        parts.append(f"where={shown.value}")
    parts += ["cascade"] if operation.cascade else []
    parts += ["temporary"] if operation.temporary else []
    parts += [f"copy of {copy.source}" for copy in operation.copies if copy.full]
    parts += [f"backup={backup}"] if backup is not None else []
    parts += [] if operation.executed else ["not executed"]
    parts += [f"in {operation.function}"] if operation.function else []
    parts += [f"[{operation.source}]"] if operation.source != "sql" else []
    return one_line(" ".join(part for part in parts if part))
