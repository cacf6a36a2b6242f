"""How findings speak: lists of names, the place of a backup, the calls that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ftc_lint.context import WORST_FIRST, Context, Occurrence
from ftc_lint.findings import BlastRadius, Related
from ftc_lint.judgement import worst
from ftc_lint.operations import Backup, Kind, Operation, TableName, readable
from ftc_lint.schema import ForeignKey, Schema, TableKey
from ftc_lint.text import Span

MOST_NAMES = 8
"""Names that a message lists; the blast radius has them all."""

MOST_CALLS = 2
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
    return listed(dict.fromkeys(map(table_shown, tables))) or UNNAMED


def columns_listed(operation: Operation) -> str:
    """The names of an operation's columns, or that there is one."""
    return listed(dict.fromkeys(readable(each.name) for each in operation.columns)) or "a column"


UNNAMED = "a table whose name is not known"
_NAME = r"[\w.\[\]'\"]{1,40}"
_READABLE_HOLE = re.compile(rf"\{{(?:{_NAME}|[\w.]{{1,30}}\({_NAME}\))\}}\Z")
"""A name, or a call of a function with one: `{table}`, `{quote(table)}`."""


def table_shown(table: TableName) -> str:
    """A table's name; one that is an expression as a whole and says nothing is not shown."""
    last = table.last
    if last in ("", "None"):
        return UNNAMED
    is_hole = last.startswith("{") and last.find("}") == len(last) - 1
    if is_hole and (last == "{None}" or not _READABLE_HOLE.match(last)):
        return UNNAMED
    return str(table)


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


def rows_note(radius: BlastRadius, *, whole: bool = True) -> str:
    """How many rows a statement reaches, as far as they were counted; empty where none were.
    `whole`: it takes all rows of its own table."""
    rows = radius.rows()
    known = [number for number in rows.values() if number is not None]
    if not known:
        return ""
    total, complete = sum(known), len(known) == len(rows)
    if not whole and not complete:
        return ""
    bound = "up to " if not whole else "" if complete else "at least "
    noun = "row" if total == 1 else "rows"
    return f"it reaches {bound}{total:,} {noun} in {counted(len(known), 'table')}"


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
    near, opaque = occurrence.near, occurrence.opaque or "a call"
    if what == UNNAMED:
        what = "it"
    if occurrence.backup is Backup.UNKNOWN:
        return near or f"whether {opaque} backs {what} up is not known"
    if occurrence.backup is Backup.SOME_PATHS:
        return f"{what} is not backed up on every path: {near or 'only some take the backup'}"
    if occurrence.backup is Backup.NONE:
        missing = f"no backup of {what} is taken first"
        return f"what looks like its backup is none: {near}" if near else missing
    return {
        Backup.BEFORE: f"a backup of {what} is taken first",
        Backup.OTHER_TABLE: near or "the backup before it is of another table",
        Backup.AFTER: f"the backup of {what} comes only afterwards",
        Backup.RESTORE: f"{what} is filled again from its backup",
    }.get(occurrence.backup or Backup.SCRATCH, "")


def backup_places(operation: Operation, context: Context) -> tuple[Related, ...]:
    """The calls from other files that lead to an operation with these tables, and the backup, or
    near miss, that its verdict speaks of."""
    reached = context.reached(operation)
    same = [each for each in reached if each.operation.tables == operation.tables]
    occurrence = worst(same or reached, WORST_FIRST)
    if occurrence is None:
        return ()
    here = occurrence.operation.span
    calls = [span for span in occurrence.calls if span.path != here.path]
    return (*call_places(calls, here), *_backup_place(occurrence))


def occurrence_places(occurrence: Occurrence) -> tuple[Related, ...]:
    """The calls that lead to an operation, and the backup that its verdict speaks of."""
    calls = call_places(occurrence.calls, occurrence.operation.span)
    return (*calls, *_backup_place(occurrence))


def _backup_place(occurrence: Occurrence) -> tuple[Related, ...]:
    if occurrence.backup_span is None:
        return ()
    return (Related(_BACKUP_LABELS.get(occurrence.backup, "the backup"), occurrence.backup_span),)


_BACKUP_LABELS: dict[Backup | None, str] = {
    Backup.BEFORE: "the backup",
    Backup.SOME_PATHS: "a backup on some paths only",
    Backup.NONE: "this is no backup of it",
    Backup.OTHER_TABLE: "the backup of another table",
    Backup.AFTER: "the backup, which comes too late",
    Backup.UNKNOWN: "this call could not be followed",
    Backup.RESTORE: "the restore",
}


def call_places(calls: Sequence[Span], goal: Span) -> tuple[Related, ...]:
    """The calls that lead to a place, outermost first, without those that hold it themselves (a
    wrapper that is handed the statement)."""
    shown = [
        span
        for span in dict.fromkeys(calls)
        if span.path != goal.path or not span.start <= goal.start < span.end
    ]
    return tuple(Related("called from here", span) for span in shown[:MOST_CALLS])


def joined(*parts: str) -> str:
    """The parts that say something, as one sentence."""
    return "; ".join(part for part in parts if part)


def title(schema: Schema, key: TableKey) -> str:
    """A table of the schema as its own definition writes it."""
    table = schema.tables.get(key)
    return ".".join(key) if table is None else str(table.name)


def ambiguity(tables: Iterable[TableName], schema: Schema) -> str:
    """In words, which names may mean several tables; empty where none does."""
    found = {table: schema.resolve(table) for table in tables}
    return "; ".join(
        f"{table} may mean {' or '.join(title(schema, key) for key in keys)}"
        for table, keys in found.items()
        if len(keys) > 1
    )


def key_called(key: ForeignKey) -> str:
    """How messages call a foreign key: its name, else its columns."""
    if key.name:
        return f"foreign key {key.name}"
    columns = ", ".join(key.spec.child_columns)
    return f"the foreign key on {columns}" if columns else "its foreign key"


_DEEDS = {
    Kind.TRUNCATE: "truncates {}",
    Kind.DELETE: "deletes from {}",
    Kind.MERGE_DELETE: "deletes from {}",
    Kind.UPDATE: "updates {}",
    Kind.INSERT: "inserts into {}",
    Kind.REPLACE: "replaces rows of {}",
    Kind.REPLACE_TABLE: "replaces {}",
    Kind.CREATE_TABLE: "creates {}",
    Kind.RENAME_TABLE: "renames {}",
    Kind.DROP_TABLE: "drops {}",
    Kind.DROP_COLUMN: "drops a column of {}",
    Kind.DROP_CONSTRAINT: "drops a constraint of {}",
    Kind.ADD_COLUMN: "adds a column to {}",
    Kind.ALTER_COLUMN: "changes a column of {}",
    Kind.FOREIGN_KEY: "adds a foreign key to {}",
    Kind.DISABLE_ENFORCEMENT: "switches foreign keys off",
    Kind.ENABLE_ENFORCEMENT: "switches foreign keys on",
}


_OBJECTS = {Kind.DROP_SCHEMA: "schema", Kind.DROP_DATABASE: "database", Kind.DROP: "object"}


def deed(operation: Operation) -> str:
    """What an operation does, as a clause: `deletes from overview`."""
    names = tables_listed(operation.tables)
    if operation.kind in _OBJECTS:
        what = operation.object_type or _OBJECTS[operation.kind]
        if what == "partition":
            return f"drops a partition of {names}"
        unnamed = f"a {what} whose name is not known"
        return f"drops {unnamed}" if names == UNNAMED else f"drops the {what} {names}"
    return _DEEDS.get(operation.kind, "changes {}").format(names)
