"""Facts of many files, in this process or in several."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ftc_lint.analysis import read_file
from ftc_lint.asks import FileAsks
from ftc_lint.facts import FileFacts
from ftc_lint.files import is_sql
from ftc_lint.pragmas import may_suppress
from ftc_lint.records import dataclass, replace
from ftc_lint.report import failure_of
from ftc_lint.result import Result
from ftc_lint.settings import Settings
from ftc_lint.sources import Sources, UnreadableFileError
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.cache.memory import FactsKey, Keeper

SQL_WEIGHS = 4
"""SQL is read so many times as fast as Python."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read: `dialect` is what the configuration says of it, `digest` what its content
    is known by, empty if nobody looked yet."""

    path: str
    size: int
    dialect: str | None
    digest: str

    @property
    def weight(self) -> int:
        """How long it takes to read, as bytes of Python."""
        return self.size // SQL_WEIGHS if is_sql(self.path) else self.size

    def key(self, settings: Settings) -> FactsKey:
        """What the facts depend on."""
        from ftc_lint.cache.memory import FactsKey

        return FactsKey(self.path, self.digest, self.dialect, settings)


def read_all(
    tasks: Sequence[Task],
    sources: Sources,
    settings: Settings,
    jobs: int,
    keeper: Keeper | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Result]:
    """The facts of all files, in the order of the tasks; `keeper` keeps them for later runs. Where
    several processes read them, this one does something else `meanwhile`."""
    from ftc_lint.processes.parallel import LEAST, in_processes

    weights = [task.weight for task in tasks]
    processes = min(jobs, len(tasks), sum(weights) // LEAST)
    if processes < 2:
        return [read_one(task, sources, settings, keeper) for task in tasks]
    reads_python = not all(is_sql(task.path) for task in tasks)
    worker = Worker(sources, settings, keeper, reads_python)
    return in_processes(worker, tasks, weights, processes, meanwhile)


@dataclass(frozen=True)
class Worker:
    """What a process of its own needs to read files."""

    sources: Sources
    settings: Settings
    keeper: Keeper | None = None
    reads_python: bool = True

    def prepare(self) -> None:
        """Load the parsers before the processes split, so that it happens once."""
        import ftc_lint.sql.parse

        if self.reads_python:
            import ftc_lint.python.read  # noqa: F401

    def __call__(self, tasks: Sequence[Task]) -> list[Result]:
        return [read_one(task, self.sources, self.settings, self.keeper) for task in tasks]


def read_one(
    task: Task,
    sources: Sources,
    settings: Settings,
    keeper: Keeper | None = None,
) -> Result:
    """The facts of one file, whose text is kept. Whatever goes wrong is told in the result, and
    stays there."""
    path = task.path
    try:
        source, problem = sources.decoded(path)
    except UnreadableFileError as error:
        return Result(path, unchecked=(_not_read(path, f"cannot be read: {error}"),))
    sources.keep(source)
    unchecked = () if problem is None else (_not_read(path, f"cannot be decoded: {problem}"),)
    try:
        facts = read_file(source, sources.language(path), task.dialect, settings)
        asks = _asks_of(facts)
    except RecursionError:
        return Result(path, unchecked=(*unchecked, _not_read(path, "it is nested too deeply")))
    except Exception as error:  # noqa: BLE001  the boundary: one bad file never costs the others
        return Result(path, unchecked=unchecked, failure=failure_of(error, path))
    suppresses = may_suppress(source.text)
    if not suppresses and (facts.comments or facts.extents):
        facts = replace(facts, comments=(), extents=())  # nobody asks for them
    result = Result(path, facts, unchecked, may_suppress=suppresses, asks=asks)
    if keeper is not None and path not in sources.buffers:
        keeper.keep(task.key(settings), result)
    return result


def _asks_of(facts: FileFacts) -> FileAsks:
    if facts.language == "sql":
        return FileAsks()
    from ftc_lint.asking import asks_of

    return asks_of(facts)


def _not_read(path: str, reason: str) -> Unchecked:
    return Unchecked(Cause.FILE, reason, Span(path, 0, 0), path)
