"""What facts hold besides words: tables and records, and which facts are about a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from ftc_lint.project.records import RecordKey
from ftc_lint.project.same_table import TableKey, same
from ftc_lint.project.state import Fact, State

NAMED = (
    ("created", 1),
    ("temporary", 1),
    ("dropped", 1),
    ("column", 1),
    ("copy", 1),
    ("kept", 2),
)
"""Sorts of facts that end when their table gets another name, and where they name it."""


def named(state: State, sorts: Iterable[tuple[str, int]], table: TableKey) -> list[Fact]:
    """The facts of some sorts about a table, each sort with the part that names the table."""
    return [fact for sort, part in sorts for fact, _ in state.about(sort, table, part)]


def without(state: State, sorts: tuple[str, ...], table: TableKey) -> State:
    """The state without the facts of some sorts about a table."""
    return state.without(named(state, [(sort, 1) for sort in sorts], table))


def is_table(part: object, table: TableKey) -> bool:
    """Whether a part of a fact is the table."""
    return isinstance(part, tuple) and same(part, table)


def record_key(part: object) -> RecordKey:
    """A part of a fact that is the key of a record."""
    return cast("RecordKey", part)  # facts hold the keys of records as they are


def table_key(part: object) -> TableKey:
    """A part of a fact that is the key of a table."""
    return cast("TableKey", part)  # so are the keys of tables
