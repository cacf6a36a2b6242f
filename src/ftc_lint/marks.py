"""What a finding is known by in another state of the project: not by its line."""

from __future__ import annotations

import hashlib
import re

from ftc_lint.context import WORST_FIRST
from ftc_lint.findings import Finding, Severity
from ftc_lint.operations import Backup
from ftc_lint.records import dataclass
from ftc_lint.registry import Registry
from ftc_lint.report import Report
from ftc_lint.schema import Schema

_NUMBER = re.compile(r"\d[\d,._]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding without its line.

    `path` is relative to the project's root, None for the live database. `content` is a digest of
    the statement's text without its white space. `reaches` are the tables that its foreign keys
    lead to, in order. `backup` is the verdict on the rows it destroys, None where it destroys none.
    """

    path: str | None
    rule: str
    content: str
    tables: tuple[str, ...]
    severity: Severity
    reaches: tuple[str, ...] = ()
    backup: Backup | None = None

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What two marks must share to be of the same hazard, wherever it stands."""
        return self.rule, self.content, self.tables

    @property
    def weight(self) -> tuple[Severity, tuple[str, ...], Backup | None]:
        """How bad it is."""
        return self.severity, self.reaches, self.backup

    def covers(self, later: Mark) -> bool:
        """Whether a later mark of the same hazard is no worse: no louder, reaching no further
        table, with no worse a backup."""
        if self.weight == later.weight:
            return True
        return (
            self.severity.at_least(later.severity)
            and set(later.reaches) <= set(self.reaches)
            and _safety(later.backup) >= _safety(self.backup)
        )


def _safety(backup: Backup | None) -> int:
    return len(WORST_FIRST) if backup is None else WORST_FIRST.index(backup)


def marks_of(report: Report, registry: Registry) -> list[Mark]:
    """The marks of a report's findings, in their order. Backups are known where the report has its
    operations."""
    backups = _backups(report)
    return [
        Mark(
            path=None if finding.span is None else finding.span.path,
            rule=finding.code,
            content=_content(finding, report, registry),
            tables=finding.tables,
            severity=finding.severity,
            reaches=_reaches(finding),
            backup=None if finding.span is None else backups.get(
                (finding.span.path, finding.span.start)
            ),
        )
        for finding in report.findings
    ]  # fmt: skip


def _backups(report: Report) -> dict[tuple[str, int], Backup]:
    """The worst verdict at each place."""
    found: dict[tuple[str, int], Backup] = {}
    for operation, verdict in report.operations:
        if verdict is None:
            continue
        place = (operation.span.path, operation.span.start)
        backup = Backup(verdict)
        if place not in found or _safety(backup) < _safety(found[place]):
            found[place] = backup
    return found


def _reaches(finding: Finding) -> tuple[str, ...]:
    radius = finding.blast_radius
    return () if radius is None else tuple(sorted(radius.tables()))


def _content(finding: Finding, report: Report, registry: Registry) -> str:
    text = _text(finding, report, registry) or _NUMBER.sub("0", finding.message)
    digest = hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _text(finding: Finding, report: Report, registry: Registry) -> str:
    """The text of its statement; of a foreign key its own clause alone, since columns come and go
    around it."""
    rule = registry.find(finding.code)
    span = finding.span
    if span is None:
        return ""
    if finding.statement is not None and not (rule is not None and rule.subject is Schema):
        span = finding.statement
    source = report.source(span.path)
    return "" if source is None else source.text[span.start : span.end]
