"""Runs that mend: findings to edits, edits to text, and again until nothing is left to do.

All happens in memory. What is read is what was mended so far; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ftc_lint.findings import Finding, Fix
from ftc_lint.fixes.choosing import Chosen, choose
from ftc_lint.fixes.encoding_back import EncodingError, encoded
from ftc_lint.fixes.in_file import edits_in_file, file_of
from ftc_lint.fixes.rewriting import Rewriting
from ftc_lint.records import dataclass, field, replace
from ftc_lint.report import Report
from ftc_lint.sources import UnreadableFileError
from ftc_lint.text import Source
from ftc_lint.unchecked import Cause

MOST_PASSES = 20
"""Runs after which fixes that still beget each other are left alone."""

ReportOn = Callable[[Mapping[str, bytes]], Report]
"""The report where these bytes stand for files."""


@dataclass(frozen=True, slots=True)
class MendedFile:
    """A file's bytes before and after, and its text with what was changed."""

    source: Source
    before: bytes
    after: bytes
    rewriting: Rewriting
    findings: int


@dataclass(frozen=True)
class Mended:
    """The report on the mended files. `notes` say what was left alone, and why."""

    report: Report
    files: Mapping[str, MendedFile] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What may be fixed: whether unsafe fixes too, and in which files."""

    unsafe: bool
    may_change: Callable[[str], bool] = bool


def mended(report_on: ReportOn, read: Callable[[str], bytes], wish: Wish) -> Mended:
    """Fix what a report says, and what the reports on the result say. `read` gives a file's bytes
    as they are now; it raises `UnreadableFileError`.

    A bug in ftc-lint ends it: what is not known to be right is not written.
    """
    run = _Run(report_on, read, wish)
    report = report_on({})
    for _ in range(MOST_PASSES):
        if report.failures:
            break
        chosen = choose(report.findings, run.is_wanted)
        files = run.edited(chosen, report)
        if not files:
            break
        report = run.accepted(files, report)
    else:
        run.notes.append(f"fixes that lead to further fixes were left after {MOST_PASSES} passes")
    return Mended(run.told(report), run.files, tuple(run.notes))


class _Run:
    """The files as they are so far, and those that are left alone with the reason."""

    def __init__(self, report_on: ReportOn, read: Callable[[str], bytes], wish: Wish) -> None:
        self.files: dict[str, MendedFile] = {}
        self.notes: list[str] = []
        self._report_on = report_on
        self._read = read
        self._wish = wish
        self._left: dict[str, str] = {}

    def is_wanted(self, fix: Fix) -> bool:
        """Whether a fix is to be made."""
        return self._reason(fix) is None and (fix.applicability == "safe" or self._wish.unsafe)

    def edited(self, chosen: Chosen, report: Report) -> dict[str, MendedFile]:
        """The files with the chosen edits made; a file for which that fails is left alone."""
        files = {}
        for path, findings in chosen.findings.items():
            try:
                file = self.files.get(path) or self._first(path, report)
                edits = edits_in_file(self._source(path, report), chosen.edits[path])
                rewriting = file.rewriting.edited(edits)
                after = encoded(file.source, rewriting.text)
            except (EncodingError, UnreadableFileError) as error:
                self._leave(path, str(error), report)
                continue
            if after != file.after:
                count = file.findings + len(findings)
                files[path] = replace(file, after=after, rewriting=rewriting, findings=count)
        return files

    def accepted(self, files: Mapping[str, MendedFile], before: Report) -> Report:
        """The report on the files, without those that can be read no more: a fix never breaks
        one."""
        report = self._on({**self.files, **files})
        known = _unread(before)
        broken = {path for path in _unread(report) - known if path in files}
        if report.failures:
            broken = set(files)
        for path in broken:
            self._leave(path, "its fixes would leave what ftc-lint cannot read", before)
        self.files.update({path: file for path, file in files.items() if path not in broken})
        return self._on(self.files) if broken else report

    def told(self, report: Report) -> Report:
        """The report with what was done, and with the reasons where fixes were not wanted."""
        summary = replace(
            report.summary,
            fixed=sum(file.findings for file in self.files.values()),
            fixed_files=len(self.files),
        )
        return replace(
            report, summary=summary, findings=tuple(self._told(f) for f in report.findings)
        )

    def _told(self, finding: Finding) -> Finding:
        reason = None if finding.fix is None else self._reason(finding.fix)
        return finding if reason is None else replace(finding, fix=None, no_fix=reason)

    def _reason(self, fix: Fix) -> str | None:
        path = fix.edits[0].span.path
        if not self._wish.may_change(path):
            return f"{path} is not among the PATHS"
        return self._left.get(path)

    def _first(self, path: str, report: Report) -> MendedFile:
        """A file as it is before all fixes. Raises `EncodingError`, `UnreadableFileError`."""
        file = file_of(self._source(path, report))
        data = self._read(path)
        if file.gaps:
            raise EncodingError("it is a dump whose rows are not read")
        if encoded(file, file.text) != data:
            raise EncodingError(
                "it changed while it was read, or its bytes would not stay what they are"
            )
        return MendedFile(file, data, data, Rewriting(file.text), 0)

    def _source(self, path: str, report: Report) -> Source:
        source = report.source(path)
        if source is None:
            raise UnreadableFileError("it cannot be read any more")
        return source

    def _leave(self, path: str, reason: str, report: Report) -> None:
        self._left[path] = reason
        self.notes.append(f"{report.path(path)}: nothing is fixed: {reason}")

    def _on(self, files: Mapping[str, MendedFile]) -> Report:
        return self._report_on({path: file.after for path, file in files.items()})


def _unread(report: Report) -> set[str]:
    """The files of which something could not be read."""
    return {u.span.path for u in report.unchecked if u.cause is Cause.FILE and u.span is not None}
