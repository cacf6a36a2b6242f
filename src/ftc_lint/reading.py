"""Facts of many files, in this process or in several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ftc_lint.analysis import read_file
from ftc_lint.facts import FileFacts
from ftc_lint.files import language
from ftc_lint.report import Failure
from ftc_lint.settings import Settings
from ftc_lint.sources import Sources, UnreadableFileError
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked

SMALL = 200_000
"""Bytes below which further processes cost more than they save."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read; `dialect` and `settings` are what the configuration says of it."""

    path: str
    size: int
    dialect: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """The facts of a file, or why there are none."""

    path: str
    facts: FileFacts | None = None
    unchecked: tuple[Unchecked, ...] = ()
    failure: Failure | None = None


def read_all(
    tasks: Sequence[Task], sources: Sources, settings: Settings, jobs: int
) -> list[Result]:
    """The facts of all files, in the order of the tasks."""
    processes = min(jobs, len(tasks))
    if processes < 2 or sum(task.size for task in tasks) < SMALL:
        return [read_one(task, sources, settings) for task in tasks]
    return _in_processes(tasks, sources, settings, processes)


def read_one(task: Task, sources: Sources, settings: Settings) -> Result:
    """The facts of one file. Whatever goes wrong is told in the result, and stays there."""
    path = task.path
    try:
        source, problem = sources.decoded(path)
    except UnreadableFileError as error:
        return Result(path, unchecked=(_not_read(path, f"cannot be read: {error}"),))
    unchecked = () if problem is None else (_not_read(path, f"cannot be decoded: {problem}"),)
    try:
        facts = read_file(source, language(path, sources.data(path)), task.dialect, settings)
    except RecursionError:
        return Result(path, unchecked=(*unchecked, _not_read(path, "it is nested too deeply")))
    except Exception as error:  # noqa: BLE001  the boundary: one bad file never costs the others
        return Result(path, unchecked=unchecked, failure=failure_of(error, path))
    return Result(path, facts, unchecked)


def _in_processes(
    tasks: Sequence[Task], sources: Sources, settings: Settings, processes: int
) -> list[Result]:
    import multiprocessing
    import sys
    from concurrent.futures import ProcessPoolExecutor

    _load_readers(tasks)
    method = "fork" if sys.platform == "linux" else None
    context = multiprocessing.get_context(method)
    by_size = sorted(range(len(tasks)), key=lambda index: -tasks[index].size)
    shares = _shares(by_size, [task.size for task in tasks], processes * 8)
    worker = _Worker(sources, settings)
    results: dict[int, Result] = {}
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        done = pool.map(worker, [[tasks[index] for index in share] for share in shares])
        for share, part in zip(shares, done, strict=True):
            results.update(zip(share, part, strict=True))
    return [results[index] for index in range(len(tasks))]


@dataclass(frozen=True)
class _Worker:
    sources: Sources
    settings: Settings

    def __call__(self, tasks: Sequence[Task]) -> list[Result]:
        return [read_one(task, self.sources, self.settings) for task in tasks]


def _shares(order: Iterable[int], sizes: Sequence[int], number: int) -> list[list[int]]:
    """Indexes in `number` shares of about the same size, the largest files first."""
    shares: list[list[int]] = [[] for _ in range(number)]
    totals = [0] * number
    for index in order:
        least = totals.index(min(totals))
        shares[least].append(index)
        totals[least] += sizes[index] + 1000
    return [share for share in shares if share]


def _load_readers(tasks: Sequence[Task]) -> None:
    """Load the parsers before the processes split, so that it happens once."""
    import importlib

    if any(task.path.endswith(".py") for task in tasks):
        importlib.import_module("ftc_lint.python.read")
    if any(not task.path.endswith(".py") for task in tasks):
        importlib.import_module("ftc_lint.sql.parse")


def _not_read(path: str, reason: str) -> Unchecked:
    return Unchecked(Cause.FILE, reason, Span(path, 0, 0), path)


def failure_of(error: Exception, path: str | None = None, rule: str | None = None) -> Failure:
    """What is told of a bug that a boundary caught."""
    import traceback

    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return Failure(f"{type(error).__name__}: {error}", path=path, rule=rule, traceback=text)
