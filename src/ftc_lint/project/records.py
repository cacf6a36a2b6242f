"""What a walk notes of every operation it reaches; made into `Occurrence`s at its end."""

from __future__ import annotations

from ftc_lint.context import WORST_FIRST, DroppedBackup, Occurrence, Recovery, Replacement
from ftc_lint.flow import Perform
from ftc_lint.operations import Backup, Operation, TableName
from ftc_lint.records import dataclass, field
from ftc_lint.text import Span

RecordKey = tuple[tuple[Span, ...], int]
TableKey = tuple[str, ...]
KnownHere = tuple[bool, frozenset[str]]
"""Whether all tables of an operation were created before it, and the columns added to them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict with what it speaks of: the place of the backup or near miss, and words."""

    backup: Backup
    span: Span | None = None
    near: str = ""
    opaque: str = ""

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return WORST_FIRST.index(self.backup)


_SOME_PATHS = WORST_FIRST.index(Backup.SOME_PATHS)


@dataclass(slots=True)
class Record:
    """One operation at one place of one flow; a walk may come by several times."""

    operation: Operation
    calls: tuple[Span, ...]
    commits: bool | None
    verdict: Verdict | None = None
    backed_up: frozenset[TableKey] | None = None
    created_here: bool = True
    columns_added: frozenset[str] | None = None
    left_disabled: bool = False
    load: Span | None = None
    separated: bool | None = None
    commit: Span | None = None
    recovery: Recovery = Recovery.UNKNOWN
    recovery_span: Span | None = None
    dropped: tuple[TableName, Span] | None = None
    verified: bool = True
    verified_at: Span | None = None
    remade: Span | None = None
    left_gone: bool = False

    def came_by(self, known: KnownHere) -> None:
        """Notes what is known of the tables on one more way here."""
        created, columns = known
        self.created_here &= created
        added = self.columns_added
        self.columns_added = columns if added is None else added & columns

    def judge(self, verdict: Verdict) -> None:
        """Keeps the worst verdict; backed up on one way here and not on another is some paths."""
        if self.verdict is None:
            self.verdict = verdict
            return
        worse, better = sorted((self.verdict, verdict), key=lambda each: each.rank)
        if better.backup is Backup.BEFORE and worse.rank < _SOME_PATHS:
            worse = Verdict(Backup.SOME_PATHS, better.span, "only some paths take it")
        self.verdict = worse

    def upgrade(self, verdict: Verdict) -> None:
        """Replaces a verdict that found nothing by a better one."""
        if self.verdict is not None and self.verdict.rank < verdict.rank:
            self.verdict = verdict

    def load_at(self, span: Span, separated: bool | None, commit: Span | None) -> None:
        """Notes that the table is loaded after this; a commit in between on any path stays."""
        if self.load is None or (separated and not self.separated):
            self.load, self.separated, self.commit = span, separated, commit


@dataclass(slots=True)
class Records:
    """All records of one flow, in the order in which they are first reached."""

    by_key: dict[RecordKey, Record] = field(default_factory=dict)

    def of(self, step: Perform, calls: tuple[Span, ...]) -> tuple[RecordKey, Record]:
        """The record of a step under the calls that lead to it."""
        key = (calls, id(step))
        record = self.by_key.get(key)
        if record is None:
            record = self.by_key[key] = Record(step.operation, calls, step.commits)
        return key, record

    def occurrences(self, root: str) -> tuple[Occurrence, ...]:
        """What rules see of them."""
        return tuple(_occurrence(record, root) for record in self.by_key.values())


def _occurrence(record: Record, root: str) -> Occurrence:
    verdict = record.verdict
    return Occurrence(
        operation=record.operation,
        calls=record.calls,
        backup=None if verdict is None else verdict.backup,
        backup_span=None if verdict is None else verdict.span,
        near="" if verdict is None else verdict.near,
        opaque="" if verdict is None else verdict.opaque,
        backed_up=record.backed_up or frozenset(),
        created_here=record.created_here,
        columns_added=record.columns_added or frozenset(),
        restored=not record.left_disabled,
        replacement=_replacement(record),
        dropped_backup=_dropped(record),
        root=root,
        remade=None if record.left_gone else record.remade,
    )


def _replacement(record: Record) -> Replacement | None:
    if record.load is None:
        return None
    recovery = record.recovery
    if recovery is Recovery.UNKNOWN and record.separated:
        recovery = Recovery.NONE
    elif recovery is Recovery.UNKNOWN and record.separated is False:
        recovery = Recovery.ROLLED_BACK
    return Replacement(record.load, record.separated, record.commit, recovery, record.recovery_span)


def _dropped(record: Record) -> DroppedBackup | None:
    if record.dropped is None:
        return None
    table, emptied = record.dropped
    return DroppedBackup(table, emptied, record.verified, record.verified_at)
