"""A session → everything that the rules for live databases look at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from ftc_lint.audit.backup_files import backup_files
from ftc_lint.audit.backup_tables import backup_tables
from ftc_lint.audit.counting import Progress, count_all, count_orphans
from ftc_lint.audit.history import Entry, HistoryError, Known, read_history, write_history
from ftc_lint.auditfacts import AuditFacts, Past
from ftc_lint.catalog import Catalog, CountMethod, Engine, RelationName, RowCount
from ftc_lint.context import matches
from ftc_lint.drops import drop_of
from ftc_lint.live.errors import LiveError
from ftc_lint.live.session import Session
from ftc_lint.records import dataclass, field, replace
from ftc_lint.settings import LiveSettings, Settings
from ftc_lint.unchecked import Cause, Unchecked


def silent(done: int, total: int, what: str) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class Live:
    """An audited database: the catalog with what was counted, and what is known besides.

    `settings` are those of this audit, `unchecked` the parts of it that could not be done (exit
    status 4).
    """

    catalog: Catalog
    facts: AuditFacts = AuditFacts()
    settings: LiveSettings = LiveSettings()
    unchecked: tuple[Unchecked, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run asks for. `root` is the project's directory; `accept` are names of tables."""

    root: str
    now: datetime
    accept: tuple[str, ...] = ()
    progress: Progress = field(default=silent)


class UnknownTable(Exception):  # noqa: N818 - says what happened
    """--accept names a table that is not there: one line."""


def collect(session: Session, settings: Settings, wishes: Wishes) -> Live:
    """Read, count and compare. What a lost connection leaves undone is unchecked.

    Raises `LiveError` if not even the catalog can be read, `UnknownTable`.
    """
    live = settings.live
    catalog = session.catalog(live.schemas or None)
    accepted = _accepted(catalog, wishes.accept)
    unchecked = [item.as_unchecked() for item in catalog.unchecked]
    known = _history(catalog, settings, wishes, unchecked)
    past = {
        table.name: known.get(table.name, Known()).past(table.identity) for table in catalog.tables
    }
    counts: dict[RelationName, RowCount] = {}
    orphans: dict[str, RowCount] = {}
    try:
        count_all(session, catalog, live, past, wishes.progress, counts)
        count_orphans(session, catalog, live, wishes.progress, orphans)
    except LiveError as error:
        unchecked.append(Unchecked(Cause.DATABASE, f"not all rows were counted: {error}"))
    catalog = replace(catalog, counts=counts, orphans=orphans)
    facts = AuditFacts(
        now=wishes.now,
        past=past,
        files=backup_files(live.backups, wishes.root),
        backup_tables=backup_tables(catalog, settings.backup_tables, past),
        accepted=accepted,
    )
    unchecked += uncounted(catalog)
    unchecked += _unread(facts)
    _remember(catalog, facts, settings, wishes, unchecked)
    return Live(catalog, facts, live, tuple(unchecked))


def _unread(facts: AuditFacts) -> list[Unchecked]:
    """The backup files of which is not known whether they are whole."""
    return [
        Unchecked(Cause.DATABASE, f"{file.path} was not read: {file.unread}", subject=file.path)
        for file in facts.files or ()
        if file.unread
    ]


def _accepted(catalog: Catalog, names: Iterable[str]) -> frozenset[RelationName]:
    found: set[RelationName] = set()
    for name in names:
        meant = [
            table.name
            for table in catalog.audited_tables()
            if matches(table.name.table_name, (name,))
        ]
        if not meant:
            raise UnknownTable(f"--accept: there is no table {name} in the audited schemas")
        found.update(meant)
    return frozenset(found)


def _history(
    catalog: Catalog, settings: Settings, wishes: Wishes, unchecked: list[Unchecked]
) -> dict[RelationName, Known]:
    try:
        return read_history(_path(settings, wishes), database_of(catalog))
    except HistoryError as error:
        unchecked.append(Unchecked(Cause.DATABASE, str(error), subject="history"))
        return {}


def _remember(
    catalog: Catalog,
    facts: AuditFacts,
    settings: Settings,
    wishes: Wishes,
    unchecked: list[Unchecked],
) -> None:
    """Write this run into the history, unless reading it failed already."""
    if any(item.subject == "history" for item in unchecked):
        return
    entries = [_entry(catalog, facts, name) for name in catalog.counts]
    try:
        write_history(_path(settings, wishes), database_of(catalog), facts.now, entries)
    except HistoryError as error:
        unchecked.append(Unchecked(Cause.DATABASE, str(error), subject="history"))


def _entry(catalog: Catalog, facts: AuditFacts, name: RelationName) -> Entry:
    count = catalog.counts[name]
    table = catalog.table(name)
    baseline = name in facts.accepted and count.value is not None
    whole = count.method in (CountMethod.EXACT, CountMethod.ESTIMATE) and count.value is not None
    past = facts.past.get(name, Past())
    dropped = count.value is not None and drop_of(past.counts, count.value) is not None
    return Entry(
        name,
        table.identity if table is not None else None,
        count.value,
        count.method.value,
        trains=whole and (baseline or not dropped),
        baseline=baseline,
    )


def uncounted(catalog: Catalog) -> list[Unchecked]:
    """One entry for each table and each foreign key whose rows could not be counted."""
    found = [
        Unchecked(
            Cause.DATABASE, f"the rows of {name} are unknown: {count.reason}", None, str(name)
        )
        for name, count in catalog.counts.items()
        if count.value is None
    ]
    for key in catalog.root_foreign_keys():
        count = catalog.orphans.get(key.identity)
        if count is not None and count.value is None:
            reason = f"orphans of {key.child} ({key.label}) are unknown: {count.reason}"
            found.append(Unchecked(Cause.DATABASE, reason, None, str(key.child)))
    return found


def database_of(catalog: Catalog) -> str:
    """What the history calls a database: its place, whoever connects."""
    if catalog.engine in (Engine.SQLITE, Engine.DUCKDB):
        return f"{catalog.engine.value}:{os.path.realpath(catalog.database)}"
    return f"{catalog.engine.value}:{catalog.server.rpartition('@')[2]}/{catalog.database}"


def _path(settings: Settings, wishes: Wishes) -> str:
    return os.path.join(wishes.root, settings.live.history)
