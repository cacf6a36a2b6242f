"""Files to facts, to the project, to rules, to a report."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from ftc_lint.files import is_sql, language
from ftc_lint.prefilter import may_hold_operation
from ftc_lint.report import Report, Summary
from ftc_lint.request import Request
from ftc_lint.sources import Sources, UnreadableFileError


def run(request: Request) -> Report:
    """The report of a run. Nothing in a file makes it raise; `RegistryError` means a rule that
    cannot be loaded."""
    started = time.perf_counter()
    sources = Sources(request.root.directory, request.buffers)
    paths = paths_of(request)
    held_back, chosen = _chosen(request, paths, sources)
    reported = sum(1 for path in paths if _is_reported(request, path))
    if not chosen and not request.listing.unreadable and request.live is None:
        duration = time.perf_counter() - started
        return Report(
            summary=Summary(files=reported, duration_s=duration),
            path=request.show,
            source=sources.get,
        )
    from ftc_lint.checking import check

    return check(request, sources, chosen, held_back, reported, started)


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
    request: Request, paths: Sequence[str], sources: Sources
) -> tuple[list[str], list[tuple[str, int]]]:
    """The Python files whose bytes hold no operation, and the files to parse with their sizes."""
    held_back: list[str] = []
    chosen: list[tuple[str, int]] = []
    for path in paths:
        try:
            if is_sql(path):
                chosen.append((path, sources.size(path)))
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


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
