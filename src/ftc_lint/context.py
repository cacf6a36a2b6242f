"""What a rule may look things up in: settings, schema, flows and their verdicts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from fnmatch import fnmatchcase, translate
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ftc_lint.auditfacts import AuditFacts
from ftc_lint.operations import Backup, Kind, Operation, TableName
from ftc_lint.records import dataclass, field
from ftc_lint.text import Span

if TYPE_CHECKING:
    from ftc_lint.flow import Flow
    from ftc_lint.schema import Schema
    from ftc_lint.settings import Settings


class Recovery(str, Enum):
    """What becomes of an exception between the emptying of a table and its load."""

    RESTORED = "restored"  # a handler puts the rows back from the backup
    ROLLED_BACK = "rolled back"  # by a handler, a `with` block, or because nothing is committed
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A table that is emptied and then loaded in the same flow.

    `load` is the place of the load. `separated` tells whether a commit stands between the two
    on some path (None: unknown), `commit` where that commit is (a COMMIT, a call, or the
    statement whose call commits by itself).
    """

    load: Span
    separated: bool | None = None
    commit: Span | None = None
    recovery: Recovery = Recovery.UNKNOWN
    recovery_span: Span | None = None


@dataclass(frozen=True, slots=True)
class DroppedBackup:
    """A DROP TABLE that drops a backup of `table`, which this flow emptied at `emptied`.

    `verified` tells whether something compared or verified the new rows in between on every
    path, `verified_at` where.
    """

    table: TableName
    emptied: Span
    verified: bool
    verified_at: Span | None = None


EVERYTHING = ("*",)
"""Stands for every table."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One operation as one flow reaches it: with the names the calls on the way gave it.

    `calls` are the places of the calls that lead there, outermost first. `backup` is the verdict
    at this point; `backup_span` the backup (or the near miss) it speaks of and `near` what that
    is, in words. `opaque` names the call that could not be followed where the verdict is
    UNKNOWN. `backed_up` are the tables (keys) fully backed up on every path to here, with
    `EVERYTHING` where the whole database is.
    """

    operation: Operation
    calls: tuple[Span, ...] = ()
    backup: Backup | None = None
    backup_span: Span | None = None
    near: str = ""
    opaque: str = ""
    backed_up: frozenset[tuple[str, ...]] = frozenset()
    created_here: bool = False  # the table was created earlier on every path of the flow
    columns_added: frozenset[str] = frozenset()  # to this table, earlier in the flow
    restored: bool = False  # DISABLE_ENFORCEMENT: undone on every path after it
    replacement: Replacement | None = None  # what empties a table that is loaded afterwards
    dropped_backup: DroppedBackup | None = None
    root: str = ""  # the name of the flow, "" for a module's body
    remade: Span | None = None  # DROP TABLE: on every path after it a query makes the table again


Site = tuple[str, int, str]


def site(operation: Operation) -> Site:
    """Where an operation is written, whichever flow reaches it: path, offset, kind. A key that a
    model declares may be one of each of its children."""
    span = operation.span
    kind = operation.kind._value_  # `value` takes ten times as long
    key = operation.foreign_key
    if key is not None and operation.source != "sql":
        kind = f"{kind} of {key.child}"
    return (span.path, span.start, kind)


@dataclass(frozen=True)
class Context:
    """Everything besides its subject that a rule may ask. Built once per run."""

    settings: Settings
    schema: Schema
    flows: tuple[Flow, ...] = ()
    occurrences: Mapping[Site, tuple[Occurrence, ...]] = field(default_factory=dict)
    audit: AuditFacts = AuditFacts()
    operations: tuple[Operation, ...] = ()

    @cached_property
    def feeding(self) -> Mapping[str, tuple[Operation, ...]]:
        """By file: the operations that put rows into a table, or change them."""
        found: dict[str, list[Operation]] = {}
        for each in self.operations:
            if each.kind in _FEEDS:
                found.setdefault(each.span.path, []).append(each)
        return {path: tuple(operations) for path, operations in found.items()}

    def reached(self, operation: Operation) -> tuple[Occurrence, ...]:
        """How flows reach an operation; empty for one that none does (a .sql file's has one)."""
        return self.occurrences.get(site(operation), ())

    @cached_property
    def decisive(self) -> Mapping[tuple[Site, tuple[TableName, ...]], Occurrence]:
        """Of all ways of reaching a statement for the same tables (`known_tables`) the one with the
        worst verdict."""
        found: dict[tuple[Site, tuple[TableName, ...]], Occurrence] = {}
        for place, occurrences in self.occurrences.items():
            for each in occurrences:
                key = (place, known_tables(each))
                if each.backup is None:
                    continue
                if key not in found or _rank(each) < _rank(found[key]):
                    found[key] = each
        return found

    def backup(self, operation: Operation) -> Backup | None:
        """The worst verdict over all flows that reach it; None where it destroys no rows."""
        verdicts = {o.backup for o in self.reached(operation) if o.backup is not None}
        return min(verdicts, key=WORST_FIRST.index, default=None)

    def is_protected(self, table: TableName) -> bool:
        """Whether `protected-tables` lists it."""
        return matches(table, self.settings.protected_tables)

    def is_backup(self, table: TableName) -> bool:
        """Whether `backup-tables` matches it."""
        return matches(table, self.settings.backup_tables)

    def is_scratch(self, operation: Operation, table: TableName) -> bool:
        """Whether the table loses nothing when emptied: TEMP, created earlier on every path of
        the same flow, or matching `scratch-tables`. A protected table is never scratch."""
        if self.is_protected(table):
            return False
        if operation.temporary or table.is_of_one_run:
            return True
        if matches(_said(table), self.settings.scratch_tables):
            return True
        reached = self.reached(operation)
        return bool(reached) and all(occurrence.created_here for occurrence in reached)


_FEEDS = frozenset({Kind.INSERT, Kind.UPDATE, Kind.REPLACE, Kind.MERGE_DELETE})

WORST_FIRST = (
    Backup.NONE,
    Backup.OTHER_TABLE,
    Backup.AFTER,
    Backup.SOME_PATHS,
    Backup.UNKNOWN,
    Backup.BEFORE,
    Backup.RESTORE,
    Backup.SCRATCH,
)


def _rank(occurrence: Occurrence) -> int:
    return WORST_FIRST.index(occurrence.backup or Backup.NONE)


def known_tables(occurrence: Occurrence) -> tuple[TableName, ...]:
    """The tables of an operation whose names are known: all that are not count as the same."""
    return tuple(table for table in occurrence.operation.tables if "{" not in table.last)


def _said(table: TableName) -> TableName:
    """What the program calls a table whose name is not known: `{self.tmp_table}` is tmp_table."""
    name = hole_name(table)
    return table if name is None else TableName((name,))


def hole_name(table: TableName) -> str | None:
    """The last name of the expression that is the whole of a table's name; None for a table of
    which a part is known."""
    last = table.last
    if not last.startswith("{") or last.find("}") != len(last) - 1:
        return None
    return last[1:-1].rpartition(".")[2]


def matches(table: TableName, patterns: tuple[str, ...]) -> bool:
    """Whether a table pattern of the configuration matches, without regard to case unless the
    pattern is quoted; one without a dot matches the last part of a name."""
    simple, others = _compiled(patterns)
    if simple is not None and simple.match(table.parts[-1].lower()):
        return True
    return any(_matches(table, wanted) for wanted in others)


@lru_cache(maxsize=64)
def _compiled(
    patterns: tuple[str, ...],
) -> tuple[re.Pattern[str] | None, tuple[TableName, ...]]:
    """One expression for all patterns of one part without quotes, and the others."""
    wanted = [TableName.parse(pattern) for pattern in patterns]
    simple = [each for each in wanted if len(each.parts) == 1 and not any(each.quoted)]
    others = tuple(each for each in wanted if each not in simple)
    if not simple:
        return None, others
    return re.compile("|".join(translate(each.last.lower()) for each in simple)), others


def _matches(table: TableName, wanted: TableName) -> bool:
    have = table.parts[-len(wanted.parts) :]
    if len(have) < len(wanted.parts):
        return False
    quoted = wanted.quoted or (False,) * len(wanted.parts)
    return all(
        fnmatchcase(part, want) if exact else fnmatchcase(part.lower(), want.lower())
        for part, want, exact in zip(have, wanted.parts, quoted, strict=True)
    )
