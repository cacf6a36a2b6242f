"""How findings speak: lists of names, the place of a backup, the calls that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftc_lint.context import WORST_FIRST, Context, Occurrence
from ftc_lint.findings import BlastRadius, Related
from ftc_lint.judgement import worst
from ftc_lint.operations import Backup, Operation, TableName
from ftc_lint.text import Span

MOST_NAMES = 8
"""Names that a message lists; the blast radius has them all."""

MOST_CALLS = 3
"""Calls on the way to a place that a finding shows."""


def listed(names: Iterable[object], most: int = MOST_NAMES) -> str:
    """`a, b and c`; of more than `most` names the first ones and how many more."""
    words = [str(name) for name in names]
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def tables_listed(tables: Sequence[TableName]) -> str:
    """The names of an operation's tables, or that there is none."""
    return listed(tables) or "a table whose name is not known"


def counted(number: int, noun: str) -> str:
    """`1 table`, `7 tables`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def names_of(tables: Iterable[TableName]) -> tuple[str, ...]:
    """What `Hit.tables` wants."""
    return tuple(dict.fromkeys(str(table) for table in tables))


def reach_listed(radius: BlastRadius) -> str:
    """The tables below a blast radius's roots: how many, and which."""
    below = radius.tables()
    return f"{counted(len(below), 'table')}: {listed(below)}"


def decisive(operation: Operation, context: Context) -> Occurrence | None:
    """The way of reaching an operation that its backup verdict comes from."""
    return worst(context.reached(operation), WORST_FIRST)


def backup_note(operation: Operation, context: Context) -> str:
    """In words, whether a backup stands before it; empty where no flow reaches it."""
    occurrence = decisive(operation, context)
    if occurrence is None:
        return ""
    them = "them" if len(occurrence.operation.tables) > 1 else "it"
    return verdict_note(occurrence, them)


def verdict_note(occurrence: Occurrence, what: str) -> str:
    """In words, what a verdict says of the backup of `what`."""
    near = occurrence.near
    notes = {
        Backup.BEFORE: f"a backup of {what} stands before it",
        Backup.SOME_PATHS: near or f"{what} is backed up on some paths only",
        Backup.OTHER_TABLE: near or "the backup before it is of another table",
        Backup.AFTER: near or f"the backup of {what} comes only afterwards",
        Backup.NONE: f"no backup of {what} stands before it",
        Backup.RESTORE: f"{what} is filled again from its backup",
        Backup.SCRATCH: "",
        Backup.UNKNOWN: f"whether {occurrence.opaque or 'a call'} backs {what} up is not known",
    }
    return notes.get(occurrence.backup, "") if occurrence.backup is not None else ""


def backup_places(operation: Operation, context: Context) -> tuple[Related, ...]:
    """The calls that lead to an operation and the backup its verdict speaks of, labelled."""
    occurrence = decisive(operation, context)
    return () if occurrence is None else occurrence_places(occurrence)


def occurrence_places(occurrence: Occurrence) -> tuple[Related, ...]:
    """The same for one way of reaching it."""
    places = list(call_places(occurrence.calls))
    if occurrence.backup_span is not None:
        places.append(
            Related(_BACKUP_LABELS.get(occurrence.backup, "backup"), occurrence.backup_span)
        )
    return tuple(places)


_BACKUP_LABELS: dict[Backup | None, str] = {
    Backup.BEFORE: "the backup",
    Backup.SOME_PATHS: "a backup on some paths only",
    Backup.OTHER_TABLE: "the backup of another table",
    Backup.AFTER: "the backup, which comes too late",
    Backup.UNKNOWN: "this call could not be followed",
    Backup.RESTORE: "the restore",
}


def call_places(calls: Sequence[Span]) -> tuple[Related, ...]:
    """The calls that lead to a place, outermost first."""
    return tuple(Related("called from here", span) for span in calls[:MOST_CALLS])


def joined(*parts: str) -> str:
    """The parts that say something, as one sentence."""
    return "; ".join(part for part in parts if part)
