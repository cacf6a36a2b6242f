"""Which tables are backups, of what, and from when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone

from ftc_lint.auditfacts import BackupTable, Past
from ftc_lint.catalog import Catalog, RelationName, Table
from ftc_lint.context import matches

_DATE = re.compile(
    r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])"
    r"(?:[-_T]?([01]\d|2[0-3])[-_]?([0-5]\d)[-_]?([0-5]\d)?)?(?!\d)"
)
_WORDS = re.compile(r"(?:^|_)(?:backup|bak)(?=_|$|\d)|backup", re.IGNORECASE)


def backup_tables(
    catalog: Catalog, patterns: tuple[str, ...], past: Mapping[RelationName, Past]
) -> tuple[BackupTable, ...]:
    """The tables of the audited schemas that match `backup-tables`."""
    originals = {
        table.name.name.lower(): table.name
        for table in catalog.audited_tables()
        if not matches(table.name.table_name, patterns)
    }
    return tuple(
        BackupTable(table.name, _original(table.name, originals), _taken(table, past))
        for table in catalog.audited_tables()
        if table.holds_rows and matches(table.name.table_name, patterns)
    )


def _original(name: RelationName, originals: Mapping[str, RelationName]) -> RelationName | None:
    """The longest table name that stands at the beginning of what is left of the name without
    its date and the word for a backup."""
    rest = _WORDS.sub("_", _DATE.sub("", name.name)).strip("_").lower()
    parts = rest.split("_")
    for length in range(len(parts), 0, -1):
        found = originals.get("_".join(parts[:length]))
        if found is not None:
            return found
    return None


def _taken(table: Table, past: Mapping[RelationName, Past]) -> datetime | None:
    named = date_in(table.name.name)
    if named is not None:
        return named
    seen = past.get(table.name, Past())
    return seen.first_seen


def date_in(name: str) -> datetime | None:
    """The date in a name, with its time if it has one, taken as UTC; None if there is none."""
    match = _DATE.search(name)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:  # the 31st of a short month
        return None
