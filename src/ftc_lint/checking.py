"""The part of a run that needs the parsers and the rules."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime, timezone

from ftc_lint.analysis import Analysis, Parse, analyse, without_project
from ftc_lint.collecting import Collected, collect
from ftc_lint.comments import comment_spans
from ftc_lint.context import Context
from ftc_lint.facts import FileFacts
from ftc_lint.findings import Finding
from ftc_lint.fingerprints import with_fingerprints
from ftc_lint.fixes.keeping import written
from ftc_lint.fixes.making import Made, with_fixes
from ftc_lint.fixes.remembering import Remembered
from ftc_lint.judging import Judge
from ftc_lint.operations import INTERNAL_KINDS, Operation, each_time
from ftc_lint.outcome import Outcome, in_order, place, report_of, settle
from ftc_lint.pragmas import Suppression, suppressions_in
from ftc_lint.records import dataclass, replace
from ftc_lint.report import Failure, Report, failure_of
from ftc_lint.request import Request
from ftc_lint.result import Result
from ftc_lint.schema import Schema
from ftc_lint.schema_files import read_snapshots
from ftc_lint.sources import Sources
from ftc_lint.suppressions import FileSuppressions
from ftc_lint.text import Source, Span
from ftc_lint.unchecked import Cause, Unchecked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.cache.memory import Change, Memory
    from ftc_lint.project.bearings import Bearings

ABOUT_SUPPRESSIONS = frozenset({"FTC901", "FTC903"})
"""Codes whose own suppressions are never unused: it is only known after they were judged."""


def check(
    request: Request,
    sources: Sources,
    chosen: Sequence[tuple[str, int]],
    held_back: Sequence[str],
    files: int,
    started: float,
    memory: Memory | None = None,
) -> Report:
    """The report on the files `chosen` and on those of `held_back` that turn out to matter;
    `memory` is what earlier runs left."""
    done = _done(request, sources, chosen, held_back, memory)
    collected = done.collected
    if memory is not None and done.failures and any(r.kept for r in collected.results):
        memory.forget()  # what it gave may be damaged in a way that no checksum tells
        done = _done(request, sources, chosen, held_back, memory)
    if memory is not None:
        rest, asked = done.collected.rest, done.collected.asked
        if not done.failures:
            bearings = done.analysis.bearings
            kept = None if bearings is None else _kept(bearings)
            memory.keep(done.outcome, rest, asked, kept)
        memory.keep_files(held_back, rest, asked)
    report = report_of(done.outcome, request, sources, files, started)
    return replace(
        report,
        operations=_operations(request, done.analysis),
        failures=done.failures,
        live=request.live,
        analysis=done.analysis if request.with_operations else None,
        notes=() if memory is None else memory.notes(),
    )


def _kept(bearings: Bearings) -> bytes:
    from ftc_lint.cache.bearings_entry import encoded

    return encoded(bearings)


@dataclass(frozen=True, slots=True)
class _Done:
    """One analysis of everything: its outcome, and what led to it."""

    outcome: Outcome
    analysis: Analysis
    collected: Collected
    failures: tuple[Failure, ...]


def _done(
    request: Request,
    sources: Sources,
    chosen: Sequence[tuple[str, int]],
    held_back: Sequence[str],
    memory: Memory | None,
) -> _Done:
    collected = collect(request, sources, chosen, held_back, memory)
    change = None if memory is None else memory.change(held_back)
    if memory is not None and change is not None:
        known = _updated(request, sources, collected, memory, change)
        if known is not None:
            return known
    facts = [result.facts for result in collected.results if result.facts is not None]
    texts: set[str] = set()
    parse = None if memory is None else memory.parse
    analysis, failures = _analysed(facts, sources, request, texts, parse)
    judge = Judge(request.registry().rules, request.tree)
    outcome, unfixed = _outcome(request, sources, collected.results, analysis, judge, memory)
    outcome = replace(outcome, texts=frozenset(texts))
    broken = request.registry().broken
    failures = (*_failures(collected.results), *failures, *broken, *judge.failures, *unfixed)
    return _Done(outcome, analysis, collected, failures)


def _updated(
    request: Request, sources: Sources, collected: Collected, memory: Memory, change: Change
) -> _Done | None:
    """What follows from the outcome before a change to one file."""
    from ftc_lint import updating

    try:
        found = updating.updated(request, sources, collected, memory, change)
    except Exception:  # noqa: BLE001  the boundary: the analysis of all files says what is wrong
        return None
    if found is None:
        return None
    memory.keep_unasked()
    analysis = Analysis(Context(request.tree.root, Schema()), bearings=found.bearings)
    return _Done(found.outcome, analysis, collected, ())


def _outcome(
    request: Request,
    sources: Sources,
    results: Sequence[Result],
    analysis: Analysis,
    judge: Judge,
    memory: Memory | None,
) -> tuple[Outcome, Sequence[Failure]]:
    """What is known, and where making fixes failed."""
    unchecked = (
        *_unreadable_directories(request),
        *(u for result in results for u in result.unchecked),
        *(u for r in results if r.facts is not None for u in r.facts.unchecked),
        *analysis.unchecked,
    )
    live = request.live
    subjects, context = {**analysis.subjects, Unchecked: unchecked}, analysis.context
    if live is not None:
        from ftc_lint.auditing import compared, with_live

        unchecked = (*unchecked, *live.unchecked)
        subjects, context = with_live(subjects, live), compared(context, live)
    found = judge.findings(subjects, context)
    commented = [r.facts for r in results if r.facts is not None and r.may_suppress]
    settle(found, sources)
    for file in commented:
        sources.get(file.path)
    changed = _changed(sources, unchecked)
    if changed:
        unchecked = (*unchecked, *changed)
        found = [f for f in found if f.span is None or f.span.path not in sources.changed]
        found += judge.findings({Unchecked: changed}, context)
    kept, suppressed = _suppressed(request, sources, commented, judge, found, analysis)
    if live is not None:
        from ftc_lint.auditing import without_ignored

        kept, ignored = without_ignored(kept, live, request.registry(), request.tree)
        suppressed += ignored
    unread = {u.span.path for u in unchecked if u.cause is Cause.FILE and u.span is not None}
    marked = with_fingerprints(sorted(kept, key=place), sources)
    made = _fixed(marked, sources, unread, memory)
    mends = tuple(written(each.mend) for each in marked)
    statements = analysis.statements
    outcome = Outcome(made.findings, in_order(unchecked), statements, suppressed, mends)
    return outcome, made.failures


def _fixed(
    findings: Sequence[Finding], sources: Sources, unread: Container[str], memory: Memory | None
) -> Made:
    if memory is None:
        return with_fixes(findings, sources.get, unread)
    remembered = Remembered(memory.fixes, sources.digest)
    return with_fixes(findings, sources.get, unread, remembered.fix)


def _changed(sources: Sources, unchecked: Sequence[Unchecked]) -> tuple[Unchecked, ...]:
    """The files that changed under the run, without those of which that was said already."""
    said = {u.subject for u in unchecked if u.cause is Cause.FILE}
    reason = "it changed while it was being checked; check it again"
    return tuple(
        Unchecked(Cause.FILE, reason, Span(path, 0, 0), path)
        for path in sources.changed
        if path not in said
    )


def _analysed(
    facts: Sequence[FileFacts],
    sources: Sources,
    request: Request,
    texts: set[str],
    parse: Parse | None,
) -> tuple[Analysis, tuple[Failure, ...]]:
    """The project; if making it fails, what the .sql files say by themselves, and the failure.
    `texts` gets the files whose text was looked at; `parse` reads SQL."""

    def read(path: str) -> Source | None:
        texts.add(path)
        return sources.get(path)

    settings = request.tree.root
    snapshots = read_snapshots(sources, request.schema.snapshots)
    if request.live is not None:
        from ftc_lint.schema.live import of_catalog

        snapshots.append(of_catalog(request.live.catalog))
    try:
        return analyse(facts, read, settings, snapshots, parse), ()
    except Exception as error:  # noqa: BLE001  the boundary: findings of single files are still printed
        return without_project(facts, settings), (failure_of(error),)


def _suppressed(
    request: Request,
    sources: Sources,
    facts: Sequence[FileFacts],
    judge: Judge,
    found: Sequence[Finding],
    analysis: Analysis,
) -> tuple[list[Finding], int]:
    """The findings that no comment silences with those about the comments, and how many were
    silenced."""
    files = _suppressions(request, sources, facts)
    kept = [f for f in found if f.span is None or not _silences(files, f)]
    judged = [
        entry
        for path, file in files.items()
        for entry in file.judged(judge.active(path) - ABOUT_SUPPRESSIONS)
    ]
    about = judge.findings({Suppression: judged}, analysis.context)
    kept_about = [f for f in about if not _silences(files, f)]
    return [*kept, *kept_about], len(found) - len(kept) + len(about) - len(kept_about)


def _silences(files: dict[str, FileSuppressions], finding: Finding) -> bool:
    file = files.get(finding.span.path) if finding.span is not None else None
    return file is not None and file.silences(finding)


def _suppressions(
    request: Request, sources: Sources, facts: Sequence[FileFacts]
) -> dict[str, FileSuppressions]:
    registry = request.registry()
    today = datetime.now(timezone.utc).date()
    needs_reason = request.tree.root.require_reason

    def code_of(word: str) -> str | None:
        rule = registry.find(word)
        return rule.code if rule is not None else None

    files = {}
    for file in facts:
        source = sources.get(file.path)
        if source is None:
            continue
        entries = list(suppressions_in(source, comment_spans(source, file)))
        if needs_reason:
            entries = [_with_reason(entry) for entry in entries]
        if entries:
            files[file.path] = FileSuppressions(source, entries, file.extents, code_of, today)
    return files


def _with_reason(entry: Suppression) -> Suppression:
    if entry.reason or entry.problem:
        return entry
    return replace(entry, problem="it gives no reason, and this project requires one")


def _operations(request: Request, analysis: Analysis) -> tuple[tuple[Operation, str | None], ...]:
    if not request.with_operations:
        return ()
    shown = []
    for operation in (each for one in analysis.operations for each in each_time(one)):
        if operation.kind not in INTERNAL_KINDS and request.lies_in(operation.span):
            verdict = analysis.context.backup(operation)
            shown.append((operation, None if verdict is None else verdict.value))
    shown.sort(key=lambda pair: (pair[0].span.path, pair[0].span.start))
    return tuple(shown)


def _failures(results: Sequence[Result]) -> tuple[Failure, ...]:
    return tuple(r.failure for r in results if r.failure is not None)


def _unreadable_directories(request: Request) -> tuple[Unchecked, ...]:
    return tuple(
        Unchecked(Cause.FILE, f"the directory cannot be read: {reason}", Span(path, 0, 0), path)
        for path, reason in request.listing.unreadable
    )
