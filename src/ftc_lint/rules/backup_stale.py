"""There is no backup that is young, whole and of this database.

When: `--db`, and `live.backups` names directories or a `max-age`: no file there is a complete dump
of this database, or none is younger than `max-age`; a dump is truncated or unreadable; without
directories, no backup table is younger than `max-age`, or the youngest of a table holds less than
half of its rows.

Effect: after the next accident there is nothing to restore from, or only half of it.

Instead: run the backup, and look at why it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.auditfacts import AuditFacts, BackupFile, BackupTable, age
from ftc_lint.catalog import Catalog
from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.rule import Example, Hit, Rule
from ftc_lint.settings import BackupSettings


def check(catalog: Catalog, context: Context) -> Iterator[Hit]:
    """Hits for files that are none, and for what is missing or too old."""
    settings = context.settings.live.backups
    facts = context.audit
    for file in facts.files or ():
        if file.problem:
            yield Hit(
                message=f"{file.path} is no backup: {file.problem}",
                help=f"make the backup again and look at why {file.path} is not whole",
                span=None,
            )
    if facts.files is not None:
        yield from _files(catalog, facts, settings)
    elif settings.max_age is not None:
        yield from _tables(facts, settings.max_age)
    yield from _too_small(catalog, facts)


def _files(catalog: Catalog, facts: AuditFacts, settings: BackupSettings) -> Iterator[Hit]:
    whole = [file for file in facts.files or () if not file.problem]
    own = [file for file in whole if _is_of(file, catalog)]
    where = " and ".join(settings.directories)
    if not own:
        others = f" ({len(whole)} of other databases)" if whole else ""
        yield Hit(
            message=f"there is no backup of this database in {where}{others}",
            help=f"write a backup to {where}, or set live.backups.directories and pattern right",
            span=None,
        )
        return
    youngest = max(own, key=lambda file: file.taken)
    seconds = (facts.now - youngest.taken).total_seconds()
    if settings.max_age is not None and seconds > settings.max_age:
        yield Hit(
            message=f"the youngest backup, {youngest.path}, is {age(seconds)} old; "
            f"live.backups.max-age is {age(settings.max_age)}",
            help="run the backup, and look at why it stopped",
            span=None,
        )


def _is_of(file: BackupFile, catalog: Catalog) -> bool:
    """Whether a file is of this database, as far as it says; many kinds do not."""
    return file.database is None or file.database == catalog.database


def _tables(facts: AuditFacts, max_age: float) -> Iterator[Hit]:
    ages = [
        (facts.now - table.taken).total_seconds()
        for table in facts.backup_tables
        if table.taken is not None
    ]
    if min(ages, default=max_age + 1) <= max_age:
        return
    youngest = f"the youngest is {age(min(ages))} old" if ages else "there is none"
    yield Hit(
        message=f"no backup table is younger than {age(max_age)}: {youngest}",
        help="run the backup, or name where backup files lie in live.backups.directories",
        span=None,
    )


def _too_small(catalog: Catalog, facts: AuditFacts) -> Iterator[Hit]:
    """The youngest backup table of each table, where it holds less than half of its rows."""
    youngest: dict[str, BackupTable] = {}
    for backup in facts.backup_tables:
        if backup.original is not None and backup.taken is not None:
            known = youngest.get(str(backup.original))
            if known is None or known.taken is None or known.taken < backup.taken:
                youngest[str(backup.original)] = backup
    for backup in youngest.values():
        if backup.original is None:
            continue
        kept, have = catalog.counts.get(backup.name), catalog.counts.get(backup.original)
        if kept is None or have is None or kept.value is None or have.value is None:
            continue
        if kept.value * 2 < have.value:
            yield Hit(
                message=f"{backup.name} holds {kept.value:,} of the {have.value:,} rows of "
                f"{backup.original}",
                help=f"back {backup.original} up again",
                span=None,
                tables=(str(backup.name), str(backup.original)),
            )


_TABLE = "CREATE TABLE listing_status (symbol_id INTEGER PRIMARY KEY);\n"
_SETTINGS = {
    "live": {"backups": {"directories": ("backups",), "pattern": "*.sql", "max_age": "26h"}}
}
_HEAD = "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE listing_status ();\n"
_END = "\n--\n-- PostgreSQL database dump complete\n--\n"

RULE = Rule(
    code="FTC506",
    name="backup-stale",
    subject=Catalog,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        Example(
            {"database.sql": _TABLE, "backups/nightly.sql": _HEAD},
            _SETTINGS,
            note="The dump breaks off.",
        ),
        Example(
            {
                "database.sql": _TABLE
                + "CREATE TABLE listing_status_backup_20260601 AS SELECT * FROM listing_status;\n"
            },
            {"live": {"backups": {"max_age": "26h"}}},
            note="The only backup table is a month old.",
        ),
    ),
    good=(
        Example({"database.sql": _TABLE, "backups/nightly.sql": _HEAD + _END}, _SETTINGS),
        Example({"database.sql": _TABLE}, note="Nothing is configured."),
    ),
)
