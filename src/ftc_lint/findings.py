"""Findings: what a run reports."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Protocol

from ftc_lint.records import dataclass, field
from ftc_lint.text import Source, Span

ReadSource = Callable[[str], "Source | None"]
"""Gives a file's text by its path relative to the project's root; None if it cannot be read."""


class Severity(str, Enum):
    """How loud a finding is, from the quietest to the loudest."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)

    def at_least(self, other: Severity) -> bool:
        """Whether it is as loud as the other or louder."""
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding, with its label."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reached:
    """A table of a blast radius and the tables that go with it.

    `seen` marks a table that is expanded elsewhere in the tree. `rows` is None where unknown.
    """

    table: str
    constraint: str | None = None
    on_delete: str | None = None
    enforced_by: str | None = None
    rows: int | None = None
    seen: bool = False
    children: tuple[Reached, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocked:
    """A foreign key that makes the statement fail instead."""

    table: str
    constraint: str | None
    on_delete: str


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """Every table that a statement empties or deletes from; `via` is "truncate" or "delete"."""

    via: str
    roots: tuple[Reached, ...]
    blocked_by: tuple[Blocked, ...] = ()

    def tables(self) -> tuple[str, ...]:
        """Every table below the roots once, in the order of the tree, without the roots."""
        found: dict[str, None] = {}
        stack = [child for root in reversed(self.roots) for child in reversed(root.children)]
        while stack:
            node = stack.pop()
            found.setdefault(node.table)
            stack.extend(reversed(node.children))
        for root in self.roots:
            found.pop(root.table, None)
        return tuple(found)

    def rows(self) -> dict[str, int | None]:
        """The rows of every table, the roots too; None where unknown."""
        found: dict[str, int | None] = {}
        stack = list(self.roots)
        while stack:
            node = stack.pop()
            found.setdefault(node.table, node.rows)
            stack.extend(node.children)
        return found

    def cascaded(self) -> tuple[str, ...]:
        """The tables that foreign keys lead to. Those that only inherit from a root belong to the
        statement itself."""
        found: dict[str, None] = {}
        level = list(self.roots)
        while level:
            found.update((node.table, None) for node in level if node.on_delete is not None)
            level = [child for node in level for child in node.children]
        for root in self.roots:
            found.pop(root.table, None)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would make the finding safe, for these very tables."""

    sql: str
    python: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a span by a text."""

    span: Span
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding; `applicability` is "safe" or "unsafe"."""

    applicability: str
    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class NoFix:
    """Why a finding is not mended, of a rule that mends others: a clause without its full stop."""

    reason: str


class Mend(Protocol):
    """What a rule knows that a fix needs. The fix is made of it once the finding is reported."""

    def fix(self, read: ReadSource) -> Fix | NoFix:
        """The edits, or why there are none. Every edit is in the file of the finding."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `span` is None for the live database, where `tables` names the relation.

    `fix` is made from `mend`; `no_fix` says why there is none.
    """

    code: str
    name: str
    severity: Severity
    message: str
    help: str
    span: Span | None
    tables: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    blast_radius: BlastRadius | None = None
    remedy: Remedy | None = None
    fix: Fix | None = None
    statement: Span | None = None
    fingerprint: str = ""
    no_fix: str = ""
    mend: Mend | None = field(default=None, compare=False, repr=False)
    data: dict[str, Any] = field(default_factory=dict, compare=False)  # rule-specific figures
