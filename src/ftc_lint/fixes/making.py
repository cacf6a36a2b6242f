"""Fixes of findings, made once it is known that they are reported."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from ftc_lint.findings import Edit, Finding, Fix, NoFix, ReadSource
from ftc_lint.records import dataclass, replace
from ftc_lint.report import Failure, failure_of

Mending = Callable[[Finding, ReadSource], "Fix | NoFix"]


@dataclass(frozen=True, slots=True)
class Made:
    """Findings with their fixes, and the bugs that making one came upon."""

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()


def _mend(finding: Finding, read: ReadSource) -> Fix | NoFix:
    assert finding.mend is not None
    return finding.mend.fix(read)


def with_fixes(
    findings: Iterable[Finding],
    read: ReadSource,
    unread: Container[str] = (),
    mend: Mending = _mend,
) -> Made:
    """Every finding with its fix, or with the reason why it has none although its rule has some.

    `unread` are files that could not be read whole: in those nothing is fixed, since what makes
    an edit right may stand in the part that was not seen. `mend` makes the fix of a finding.
    """
    made: list[Finding] = []
    failures: list[Failure] = []
    for finding in findings:
        if finding.mend is None:
            made.append(finding)
            continue
        try:
            fix = _fix(finding, read, unread, mend)
        except Exception as error:  # noqa: BLE001  the boundary: a bad fix never costs the finding
            path = None if finding.span is None else finding.span.path
            failures.append(failure_of(error, path, f"{finding.code} {finding.name}"))
            fix = NoFix("ftc-lint itself failed to make it")
        if isinstance(fix, NoFix):
            made.append(replace(finding, mend=None, no_fix=fix.reason))
        else:
            made.append(replace(finding, mend=None, fix=fix))
    return Made(tuple(made), tuple(failures))


def _fix(finding: Finding, read: ReadSource, unread: Container[str], mend: Mending) -> Fix | NoFix:
    path = "" if finding.span is None else finding.span.path
    if path in unread:
        return NoFix("the file could not be read whole")
    fix = mend(finding, read)
    if isinstance(fix, NoFix):
        return fix
    elsewhere = next((edit.span.path for edit in fix.edits if edit.span.path != path), None)
    if elsewhere is not None:
        return NoFix(f"what is to be changed is written in {elsewhere}")
    return replace(fix, edits=tuple(sorted(fix.edits, key=_place)))


def _place(edit: Edit) -> tuple[int, int]:
    return edit.span.start, edit.span.end
