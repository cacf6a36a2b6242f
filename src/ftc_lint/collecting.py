"""Reading the files that matter, in waves until none asks for more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ftc_lint.reading import Task, read_all
from ftc_lint.records import dataclass
from ftc_lint.request import Request
from ftc_lint.result import Result
from ftc_lint.searching import Asks
from ftc_lint.sources import Sources, UnreadableFileError
from ftc_lint.waves import Wanted, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.cache.memory import Memory

Wave = list[tuple[str, int]]
"""Paths with their sizes in bytes."""


@dataclass(frozen=True, slots=True)
class Collected:
    """The results of all files that matter; what they ask for, and the files that hold nothing of
    it."""

    results: list[Result]
    asked: Wanted
    rest: Sequence[str]


def collect(
    request: Request,
    sources: Sources,
    chosen: Sequence[tuple[str, int]],
    held_back: Sequence[str],
    memory: Memory | None,
) -> Collected:
    """The results of the files chosen, then of those that name what turned out to matter."""
    results: list[Result] = []
    waiting: Sequence[str] = held_back
    asked = Wanted()
    wave = list(chosen)
    while wave:
        results += _read(wave, request, sources, memory)
        if not waiting:
            break
        asking = wanted([result.asks for result in results])
        wave, waiting = _asked_for(asking - asked, waiting, sources, memory)
        asked |= asking
    return Collected(results, asked, waiting)


def _read(wave: Wave, request: Request, sources: Sources, memory: Memory | None) -> list[Result]:
    """The results of one wave, from earlier runs where they had read the same."""
    settings = request.tree.root
    dialect_of = request.tree.dialect
    loads = partial(_load_the_rest, request)
    if memory is None:
        seen = sources.digests
        tasks = [Task(path, size, dialect_of(path), seen.get(path, "")) for path, size in wave]
        return read_all(tasks, sources, settings, request.jobs, meanwhile=loads)
    tasks = [Task(path, size, dialect_of(path), sources.digest(path)) for path, size in wave]
    known = {task.path: memory.facts(task.key(settings)) for task in tasks}
    missing = [task for task in tasks if known[task.path] is None]
    for result in read_all(missing, sources, settings, request.jobs, memory.keeper, loads):
        known[result.path] = result
    return [result for result in known.values() if result is not None]


def _load_the_rest(request: Request) -> None:
    """What reads no files, but is needed once they are read."""
    import ftc_lint.project.build  # noqa: F401

    request.registry()


def _asked_for(
    asking: Wanted,
    waiting: Sequence[str],
    sources: Sources,
    memory: Memory | None,
) -> tuple[Wave, list[str]]:
    """Those of the waiting files that are asked for, and the others."""
    every = Asks(asking)
    news = every if memory is None else Asks(asking - memory.files.asked)
    wave: Wave = []
    rest: list[str] = []
    for path in waiting:
        asks = every
        if memory is not None and memory.files.is_rest(path, sources.digest(path)):
            asks = news  # it held nothing of what was asked for then
        if not asks:
            rest.append(path)
            continue
        try:
            data = sources.code(path)
        except UnreadableFileError:
            wave.append((path, 0))  # reading it again says why
            continue
        if asks.meet(path, data):
            wave.append((path, len(data)))
        else:
            rest.append(path)
    return wave, rest
