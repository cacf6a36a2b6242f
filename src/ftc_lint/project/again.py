"""Rows that are inserted one after the other: a dump is thousands of such statements."""

from __future__ import annotations

from ftc_lint.operations import Operation, TableName
from ftc_lint.project.records import KnownHere
from ftc_lint.project.state import State
from ftc_lint.records import dataclass


@dataclass(frozen=True, slots=True)
class Again:
    """An INSERT of plain rows that left the state as it was: those into the same tables that come
    upon it find what it found, and change nothing either."""

    tables: tuple[TableName, ...]
    state: State
    known: KnownHere

    def is_in(self, operation: Operation, state: State) -> bool:
        """Whether an INSERT of plain rows is one of those."""
        return state is self.state and operation.tables == self.tables
