"""Files to facts, to the project, to rules, to a report."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from ftc_lint.files import is_sql, language
from ftc_lint.prefilter import may_hold_operation
from ftc_lint.records import dataclass, replace
from ftc_lint.report import Report, Summary
from ftc_lint.request import Request
from ftc_lint.sources import Sources, UnreadableFileError

TYPE_CHECKING = False  # `typing` is not worth its loading time in a run without work
if TYPE_CHECKING:
    from ftc_lint.cache.memory import Memory
    from ftc_lint.outcome import Outcome


MANY = 100
"""Files from which it is worth keeping that none of them holds an operation."""


@dataclass(frozen=True, slots=True)
class _Start:
    """What a run knows before it analyses anything: the files that can hold no operation, how many
    files are reported on, and when it started (`time.perf_counter`)."""

    request: Request
    sources: Sources
    held_back: Sequence[str]
    files: int
    started: float


def run(request: Request) -> Report:
    """The report of a run. Nothing in a file makes it raise; `RegistryError` means a rule that
    cannot be loaded."""
    started = time.perf_counter()
    sources = Sources(request.root.directory, request.buffers)
    paths = paths_of(request)
    reported = sum(1 for path in paths if _is_reported(request, path))
    memory = None
    if request.cache is not None and os.path.isdir(request.cache):
        memory = _memory(request, sources, paths)
    held_back, chosen = _chosen(request, paths, sources, memory)
    start = _Start(request, sources, held_back, reported, started)
    if memory is not None:
        known = _known(memory, start)
        if known is not None:
            return known
        if sources.changed:  # files change right now: what is kept is of no use
            return run(replace(request, cache=None))
        moved = _moved(memory, start)
        if moved is not None:
            return moved
    works = bool(chosen or request.listing.unreadable or request.live is not None)
    if memory is None and request.cache is not None and (works or len(paths) >= MANY):
        memory = _memory(request, sources, paths)
    if not works:
        return _nothing(memory, start)
    from ftc_lint.checking import check

    return check(request, sources, chosen, held_back, reported, started, memory)


def _memory(request: Request, sources: Sources, paths: Sequence[str]) -> Memory:
    from ftc_lint.cache.memory import Memory

    return Memory(request, sources, paths)


def _known(memory: Memory, start: _Start) -> Report | None:
    """The report on what an earlier run found, if nothing that matters has changed since."""
    outcome = memory.outcome(start.held_back)
    if outcome is None:
        return None
    memory.keep_statuses()
    return _reported(outcome, start)


def _moved(memory: Memory, start: _Start) -> Report | None:
    """The report on what an earlier run found, if the only file that has changed says the same."""
    change = memory.change(start.held_back)
    if change is None:
        return None
    from ftc_lint.moving import moved_outcome

    outcome = moved_outcome(change, start.request, start.sources, start.held_back, memory)
    report = None if outcome is None else _reported(outcome, start)
    return None if report is None else replace(report, notes=memory.notes())


def _reported(outcome: Outcome, start: _Start) -> Report | None:
    """The report on an outcome; None where a file has changed meanwhile."""
    from ftc_lint.outcome import report_of, settle

    settle(outcome.findings, start.sources)
    if start.sources.changed:
        return None
    return report_of(outcome, start.request, start.sources, start.files, start.started)


def _nothing(memory: Memory | None, start: _Start) -> Report:
    """The report where no file can hold an operation."""
    notes: tuple[str, ...] = ()
    if memory is not None:
        memory.keep_files(start.held_back, (), memory.files.asked)
        notes = memory.notes()
    duration = time.perf_counter() - start.started
    return Report(
        summary=Summary(files=start.files, duration_s=duration),
        path=start.request.show,
        source=start.sources.get,
        notes=notes,
    )


def available_jobs() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def paths_of(request: Request) -> Sequence[str]:
    """Every file of a run, relative to the root."""
    named = request.targets.files if request.targets is not None else ()
    buffers = (path for path, data in request.buffers.items() if data is not None)
    files = (*request.listing.files, *named, *buffers, *request.schema.ddl)
    return tuple(dict.fromkeys(files))


def _is_reported(request: Request, path: str) -> bool:
    return request.targets is None or request.targets.include(path)


def _chosen(
    request: Request, paths: Sequence[str], sources: Sources, memory: Memory | None
) -> tuple[list[str], list[tuple[str, int]]]:
    """The Python files whose bytes hold no operation, and the files to parse with their sizes."""
    held_back: list[str] = []
    chosen: list[tuple[str, int]] = []
    for path in paths:
        try:
            if is_sql(path):
                chosen.append((path, sources.size(path)))
                continue
            known = _known_state(path, request, sources, memory)
            if known is not None:
                if known:
                    chosen.append((path, sources.size(path)))
                else:
                    held_back.append(path)
                continue
            data = sources.code(path)
        except UnreadableFileError:
            chosen.append((path, 0))  # reading it again says why
            continue
        if (
            language(path, data) in ("sql", "dbt")
            or not request.prefilter
            or may_hold_operation(data)
        ):
            chosen.append((path, len(data)))
        elif not data.isascii() and not _is_utf8(data):
            chosen.append((path, len(data)))  # perhaps it cannot be decoded
        else:
            held_back.append(path)
    return held_back, chosen


def _known_state(
    path: str, request: Request, sources: Sources, memory: Memory | None
) -> bool | None:
    """Whether an earlier run saw that a file can hold an operation; None where none looked."""
    if memory is None or not request.prefilter:
        return None
    return memory.files.is_chosen(path, sources.digest(path))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
