"""What an audit found out besides the catalog: earlier counts, backups. Plain data for rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from ftc_lint.records import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.catalog import RelationName


@dataclass(frozen=True, slots=True)
class Past:
    """What the history knows of a table: the counts that were fine, oldest first, since the last
    accepted drop. `recreated`: the table was dropped and made again since the last of them."""

    counts: tuple[int, ...] = ()
    first_seen: datetime | None = None
    recreated: bool = False


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup file as it lies there. `problem` says why it is none (truncated, unreadable),
    `unread` why nobody looked whether it is whole."""

    path: str
    taken: datetime
    kind: str = ""
    database: str | None = None
    problem: str = ""
    unread: str = ""


@dataclass(frozen=True, slots=True)
class BackupTable:
    """A table that is a backup of another one. `taken`: by the date in its name, else when the
    server made it or the history first saw it; None where nobody knows."""

    name: RelationName
    original: RelationName | None = None
    taken: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """`files` is None where no directory of backups is configured. `accepted` are the tables
    whose count of this run a person confirmed. `compared`: the context's schema is the
    project's, to be compared with the database."""

    now: datetime = datetime(1970, 1, 1, tzinfo=timezone.utc)
    past: Mapping[RelationName, Past] = field(default_factory=dict)
    files: tuple[BackupFile, ...] | None = None
    backup_tables: tuple[BackupTable, ...] = ()
    accepted: frozenset[RelationName] = frozenset()
    compared: bool = False


def age(seconds: float) -> str:
    """How long ago, for people: `3 days`, `5 hours`."""
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        number = int(seconds // length)
        if number >= 1:
            return f"{number:,} {unit}{'s' if number > 1 else ''}"
    return "less than a minute"
