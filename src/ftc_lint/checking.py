"""The part of a run that needs the parsers and the rules."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timezone

from ftc_lint.analysis import Analysis, analyse, without_project
from ftc_lint.comments import comment_spans
from ftc_lint.facts import FileFacts
from ftc_lint.findings import Finding
from ftc_lint.fingerprints import with_fingerprints
from ftc_lint.fixes.making import with_fixes
from ftc_lint.judging import Judge
from ftc_lint.module_names import module_name
from ftc_lint.operations import INTERNAL_KINDS, Operation
from ftc_lint.pragmas import Suppression, suppressions_in
from ftc_lint.prefilter import Names, passes_on_all
from ftc_lint.reading import Result, Task, read_all
from ftc_lint.records import replace
from ftc_lint.report import Failure, Report, Summary, failure_of
from ftc_lint.request import Request
from ftc_lint.schema_files import read_snapshots
from ftc_lint.sources import Sources, UnreadableFileError
from ftc_lint.suppressions import FileSuppressions
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked
from ftc_lint.waves import Wanted, wanted

ABOUT_SUPPRESSIONS = frozenset({"FTC901", "FTC903"})
"""Codes whose own suppressions are never unused: it is only known after they were judged."""


def check(
    request: Request,
    sources: Sources,
    chosen: Sequence[tuple[str, int]],
    held_back: Sequence[str],
    files: int,
    started: float,
) -> Report:
    """The report on the files `chosen` and on those of `held_back` that turn out to matter."""
    results = _read_in_waves(request, sources, chosen, held_back)
    facts = [result.facts for result in results if result.facts is not None]
    analysis, failures = _analysed(facts, sources, request)
    unchecked = (
        *_unreadable_directories(request),
        *(u for result in results for u in result.unchecked),
        *(u for f in facts for u in f.unchecked),
        *analysis.unchecked,
    )
    live = request.live
    subjects, context = {**analysis.subjects, Unchecked: unchecked}, analysis.context
    if live is not None:
        from ftc_lint.auditing import compared, with_live

        unchecked = (*unchecked, *live.unchecked)
        subjects, context = with_live(subjects, live), compared(context, live)
    judge = Judge(request.registry().rules, request.tree)
    found = judge.findings(subjects, context)
    commented = [r.facts for r in results if r.facts is not None and r.may_suppress]
    kept, suppressed = _suppressed(request, sources, commented, judge, found, analysis)
    if live is not None:
        from ftc_lint.auditing import without_ignored

        kept, ignored = without_ignored(kept, live, request.registry(), request.tree)
        suppressed += ignored
    reported = sorted((f for f in kept if request.asks_for(f)), key=_order)
    unread = {u.span.path for u in unchecked if u.cause is Cause.FILE and u.span is not None}
    made = with_fixes(with_fingerprints(reported, sources), sources.get, unread)
    here = tuple(u for u in unchecked if request.lies_in(u.span))
    return Report(
        findings=made.findings,
        unchecked=here,
        operations=_operations(request, analysis),
        failures=(
            *_failures(results),
            *failures,
            *request.registry().broken,
            *judge.failures,
            *made.failures,
        ),
        summary=Summary(
            files=files,
            statements=analysis.statements,
            unresolved=sum(1 for u in here if u.cause is Cause.SQL),
            suppressed=suppressed,
            duration_s=time.perf_counter() - started,
        ),
        path=request.show,
        source=sources.get,
        live=live,
        analysis=analysis if request.with_operations else None,
    )


def _analysed(
    facts: Sequence[FileFacts], sources: Sources, request: Request
) -> tuple[Analysis, tuple[Failure, ...]]:
    """The project; if making it fails, what the .sql files say by themselves, and the failure."""
    settings = request.tree.root
    snapshots = read_snapshots(sources, request.schema.snapshots)
    if request.live is not None:
        from ftc_lint.schema.live import of_catalog

        snapshots.append(of_catalog(request.live.catalog))
    try:
        return analyse(facts, sources.get, settings, snapshots), ()
    except Exception as error:  # noqa: BLE001  the boundary: findings of single files are still printed
        return without_project(facts, settings), (failure_of(error),)


def _read_in_waves(
    request: Request,
    sources: Sources,
    chosen: Sequence[tuple[str, int]],
    held_back: Sequence[str],
) -> list[Result]:
    """The results of the files chosen, then of those that name what turned out to matter."""
    results: list[Result] = []
    waiting = list(held_back)
    asked = Wanted()
    wave = list(chosen)
    while wave:
        tasks = [Task(path, size, request.tree.dialect(path)) for path, size in wave]
        results += read_all(tasks, sources, request.tree.root, request.jobs)
        if not waiting:
            break
        asking = wanted([r.facts for r in results if r.facts is not None])
        wave, waiting = _asked_for(asking - asked, waiting, sources)
        asked |= asking
    return results


def _asked_for(
    asking: Wanted, waiting: Sequence[str], sources: Sources
) -> tuple[list[tuple[str, int]], list[str]]:
    """Those of the waiting files that are asked for, and the others."""
    names = Names(asking.words, asking.methods, asking.bases)
    modules = {name.rpartition(".")[2] for name in asking.modules}
    wave: list[tuple[str, int]] = []
    rest: list[str] = []
    for path in waiting:
        is_module = module_name(path).rpartition(".")[2] in modules
        try:
            data = sources.code(path)
        except UnreadableFileError:
            wave.append((path, 0))  # reading it again says why
            continue
        if is_module or (names and (names.found_in(data) or passes_on_all(path, data))):
            wave.append((path, len(data)))
        else:
            rest.append(path)
    return wave, rest


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


def _order(finding: Finding) -> tuple[bool, str, int, str, str]:
    span = finding.span
    if span is None:
        return (True, "", 0, finding.code, finding.message)
    return (False, span.path, span.start, finding.code, finding.message)


def _operations(request: Request, analysis: Analysis) -> tuple[tuple[Operation, str | None], ...]:
    if not request.with_operations:
        return ()
    shown = []
    for operation in analysis.operations:
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
