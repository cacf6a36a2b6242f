"""The checklist before a script that replaces data may run: what is established, and how.

A box is ticked only for what was established. What nobody can know from the code and the database
stays open, and so does everything that the analysis could not follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ftc_lint.audit.collect import Live
from ftc_lint.auditfacts import age
from ftc_lint.context import Context, Occurrence, Recovery, matches
from ftc_lint.findings import Finding
from ftc_lint.functions import Function
from ftc_lint.operations import DESTROYS_ROWS, WRITES, Backup, Kind, Operation, TableName
from ftc_lint.records import dataclass

CASCADES = ("FTC101", "FTC105", "FTC108", "FTC301", "FTC302", "FTC303")
DRY_RUN = ("FTC401", "FTC402", "FTC403")
_KEPT = (Backup.BEFORE, Backup.RESTORE, Backup.SCRATCH)
_NOT_DATA = (Kind.CREATE_TABLE, Kind.BEGIN, Kind.COMMIT, Kind.ROLLBACK, Kind.DISABLE_ENFORCEMENT)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list: ticked or open, what it is about, what is known of it."""

    done: bool
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Script:
    """What is known of a script.

    `unseen` is the number of places that could not be read or followed, in it and in the files it
    leads to; `operations` are those that stand in it and those that its calls reach.
    """

    path: str
    operations: tuple[Operation, ...]
    functions: tuple[Function, ...]
    findings: tuple[Finding, ...]
    context: Context
    unseen: int = 0


def checklist(script: Script, live: Live | None) -> tuple[Item, ...]:
    """The items, in the order in which they are to be done."""
    return (
        _backup_in_code(script),
        _backup_in_database(live),
        _cascades(script, live),
        _dry_run(script),
        Item(False, "Dry run executed", "nobody but you can know"),
        _rollback(script),
        _monitoring(script),
        _window(script),
        _verification(script),
    )


def _destroying(script: Script) -> list[Operation]:
    return [
        operation
        for operation in script.operations
        if operation.kind in DESTROYS_ROWS
        and script.context.backup(operation) is not Backup.SCRATCH
    ]


def _unseen(script: Script) -> str:
    if not script.unseen:
        return ""
    return f"; {script.unseen} of its places could not be read or followed"


def _backup_in_code(script: Script) -> Item:
    title = "Backup taken before the data is replaced"
    destroying = _destroying(script)
    if not destroying:
        return Item(False, title, f"no statement that destroys rows was found{_unseen(script)}")
    bad = [each for each in destroying if script.context.backup(each) not in _KEPT]
    if bad:
        verdicts = (script.context.backup(each) for each in bad)
        words = dict.fromkeys("unknown" if v is None else v.value for v in verdicts)
        return Item(False, title, f"{_names(_tables(bad))}: {', '.join(words)}{_unseen(script)}")
    said = f"{_names(_tables(destroying))}: a full copy on every path{_unseen(script)}"
    return Item(not script.unseen, title, said)


def _backup_in_database(live: Live | None) -> Item:
    title = "A backup exists and is whole"
    if live is None:
        return Item(False, title, "not established: use --db")
    whole = [file for file in live.facts.files or () if not (file.problem or file.unread)]
    own = [file for file in whole if file.database in (None, live.catalog.database)]
    limit = live.settings.backups.max_age
    if not own or limit is None:
        return Item(False, title, "no whole file found: set live.backups.directories and max-age")
    youngest = max(own, key=lambda file: file.taken)
    seconds = (live.facts.now - youngest.taken).total_seconds()
    said = f"{youngest.path} ({youngest.kind}), {age(seconds)} old, read to its end"
    if youngest.database is None:
        return Item(False, title, f"{said}; of which database, it does not say")
    return Item(seconds <= limit, title, said)


def _cascades(script: Script, live: Live | None) -> Item:
    title = "Code reviewed for cascades"
    found = [each for each in script.findings if each.code in CASCADES or _reaches_more(each)]
    if found:
        codes = ", ".join(dict.fromkeys(each.code for each in found))
        return Item(False, title, f"{len(found)} to look at: {codes}{_unseen(script)}")
    if live is None:
        return Item(False, title, f"none in the code; the database was not asked{_unseen(script)}")
    tables = _tables(_destroying(script))
    keys = [
        key.label
        for key in live.catalog.root_foreign_keys()
        if key.cascades and any(matches(key.parent.table_name, (str(table),)) for table in tables)
    ]
    if keys:
        return Item(False, title, f"in the database, {_names(keys)} cascade")
    complete = not script.unseen and not live.unchecked
    return Item(complete, title, f"none in the code and none in the database{_unseen(script)}")


def _reaches_more(finding: Finding) -> bool:
    """Whether it carries the tree of what goes too (FTC201 may speak for FTC303)."""
    return finding.blast_radius is not None and bool(finding.blast_radius.tables())


def _dry_run(script: Script) -> Item:
    title = "Dry run there and honoured"
    found = [each for each in script.findings if each.code in DRY_RUN]
    if found:
        return Item(False, title, found[0].message)
    entries = [each for each in script.functions if each.entry is not None]
    if not entries:
        return Item(False, title, "no entry point was found")
    for entry in entries:
        if entry.writes is not None and entry.switch is None:
            return Item(False, title, f"{entry.name} has none")
        if entry.unfollowed:
            return Item(False, title, f"{entry.name} hands it on to calls that were not followed")
    if script.unseen:
        return Item(False, title, f"nothing speaks against it{_unseen(script)}")
    return Item(True, title, f"{_names(each.name for each in entries)}: no write is reached in it")


def _rollback(script: Script) -> Item:
    title = "Rollback path found"
    destroying = _destroying(script)
    if not destroying:
        return Item(False, title, f"no statement that destroys rows was found{_unseen(script)}")
    open_ones = [each for each in destroying if not _recovers(script.context.reached(each))]
    if open_ones:
        return Item(False, title, f"none for {_names(_tables(open_ones))}")
    said = f"{_names(_tables(destroying))}: an error rolls back or restores the rows"
    return Item(not script.unseen, title, said + _unseen(script))


def _recovers(occurrences: tuple[Occurrence, ...]) -> bool:
    good = (Recovery.RESTORED, Recovery.ROLLED_BACK)
    return bool(occurrences) and all(
        each.replacement is not None and each.replacement.recovery in good for each in occurrences
    )


def _monitoring(script: Script) -> Item:
    title = "Monitoring ranges set for every table"
    settings = script.context.settings
    writing = [o for o in script.operations if o.kind in WRITES and o.kind not in _NOT_DATA]
    tables = [t for t in _tables(writing) if not matches(t, settings.backup_tables)]
    ranges = tuple(settings.live.row_counts)
    missing = [table for table in tables if table.has_hole or not matches(table, ranges)]
    if missing:
        return Item(False, title, f"none in live.row-counts for {_names(missing)}")
    if not tables or script.unseen:
        return Item(False, title, f"not all tables are known{_unseen(script)}")
    return Item(True, title, f"{_names(tables)} in live.row-counts")


def _window(script: Script) -> Item:
    window = script.context.settings.live.window
    said = "set live.window" if window is None else f"run it in {window}"
    return Item(False, "Run while few others use the database", said)


def _verification(script: Script) -> Item:
    title = "Verification step found"
    found = [each for each in script.findings if each.code == "FTC202"]
    if found:
        return Item(False, title, found[0].message)
    dropped = [
        occurrence.dropped_backup
        for operation in script.operations
        for occurrence in script.context.reached(operation)
        if occurrence.dropped_backup is not None
    ]
    if dropped and all(each.verified for each in dropped) and not script.unseen:
        return Item(True, title, "the new rows are verified before the backup is dropped")
    return Item(False, title, f"none was found{_unseen(script)}")


def _tables(operations: Iterable[Operation]) -> list[TableName]:
    return list(dict.fromkeys(table for each in operations for table in each.tables))


def _names(names: Iterable[object]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "a table whose name is not known"


def markdown(script: Script, items: Iterable[Item], live: Live | None) -> Iterator[str]:
    """The list as Markdown for a pull request, line by line."""
    yield f"## Before `{script.path}` runs"
    yield ""
    for item in items:
        yield f"- [{'x' if item.done else ' '}] **{item.title}**: {' '.join(item.said.split())}"
    yield ""
    where = "the code alone" if live is None else f"the code and {live.catalog.server}"
    yield f"Established by ftc-lint from {where}. An open box is yours to settle."
