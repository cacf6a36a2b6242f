"""The outcome of an earlier run where one file has changed, yet says the same at other places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ftc_lint.cache.memory import Change, Memory
from ftc_lint.cache.sameness import Shift, UnplacedError, shift_between
from ftc_lint.findings import Finding
from ftc_lint.fingerprints import with_fingerprints
from ftc_lint.fixes.keeping import paths_of, read, written
from ftc_lint.fixes.making import with_fixes
from ftc_lint.outcome import Outcome
from ftc_lint.reading import Task, read_one
from ftc_lint.records import replace
from ftc_lint.request import Request
from ftc_lint.sources import Sources, UnreadableFileError
from ftc_lint.unchecked import Cause


def moved_outcome(
    change: Change,
    request: Request,
    sources: Sources,
    held_back: Sequence[str],
    memory: Memory,
) -> Outcome | None:
    """What the analysis would come to, if that follows from the outcome before a change; it is
    kept. None where the project must be reasoned over. `held_back` are the files that can hold no
    operation."""
    if change.path in change.outcome.texts:
        return None
    try:
        shift = _shift(change, request, sources, memory)
        outcome = None if shift is None else _moved(change.outcome, shift, sources)
    except (
        UnplacedError,
        UnreadableFileError,
        ValueError,
        TypeError,
    ):  # or what is kept is damaged
        return None
    if outcome is not None and not sources.changed:
        rest, asked = memory.rest(held_back), memory.files.asked
        memory.keep(outcome, rest, asked, _bearings(change, memory))
        memory.keep_files(held_back, rest, asked)
        return outcome
    return None


def _bearings(change: Change, memory: Memory) -> bytes | None:
    """The bearings of all files before the change, where no place in the file is part of them."""
    content = memory.bearings(change)
    if content is None:
        return None
    from ftc_lint.cache.bearings_entry import names_places_in

    return None if names_places_in(content, change.path) else content


def _shift(change: Change, request: Request, sources: Sources, memory: Memory) -> Shift | None:
    """How the file's places moved; what it says now is kept in any case."""
    path, settings = change.path, request.tree.root
    task = Task(path, sources.size(path), request.tree.dialect(path), sources.digest(path))
    old = memory.facts(replace(task, digest=change.digest).key(settings))
    if old is None:
        return None
    return shift_between(old, read_one(task, sources, settings, memory.keeper))


def _moved(outcome: Outcome, shift: Shift, sources: Sources) -> Outcome | None:
    """The outcome with all places of the file as they are now, and what follows from its text made
    anew. None where a fix cannot be made anew. Raises `UnplacedError`, and `ValueError` or
    `TypeError` for an outcome that is damaged."""
    findings: list[Finding] = []
    mends: list[Any] = []
    for finding, told in zip(outcome.findings, outcome.mends, strict=True):
        mend, found = told, finding
        if shift.path in paths_of(finding, told):
            if told is None and (finding.fix is not None or finding.no_fix):
                return None
            found = _finding(finding, told, shift)
            mend = written(found.mend)
        findings.append(found)
        mends.append(mend)
    unchecked = tuple(
        each if each.span is None else replace(each, span=shift.span(each.span))
        for each in outcome.unchecked
    )
    unread = {u.span.path for u in unchecked if u.cause is Cause.FILE and u.span is not None}
    fixed = with_fixes(with_fingerprints(findings, sources), sources.get, unread)
    if fixed.failures:
        return None
    return replace(outcome, findings=fixed.findings, unchecked=unchecked, mends=tuple(mends))


def _finding(finding: Finding, told: Any, shift: Shift) -> Finding:
    """A finding at its places now, its fix not yet made."""
    return replace(
        finding,
        span=None if finding.span is None else shift.span(finding.span),
        statement=None if finding.statement is None else shift.span(finding.statement),
        related=tuple(replace(each, span=shift.span(each.span)) for each in finding.related),
        fix=None,
        no_fix="",
        mend=None if told is None else read(told, shift.span),
    )
