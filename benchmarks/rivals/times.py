"""How long each tool takes over the same files, in rounds with ftc-lint, as ratios."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpora
from benchmarks.accuracy.packages import fetched
from benchmarks.rivals.environments import Installed
from benchmarks.rivals.running import ENVIRONMENT, names
from benchmarks.rivals.tools import TOOLS, Tool
from benchmarks.timing import (
    Result,
    Run,
    Stopped,
    ToolFailedError,
    conditions,
    loads,
    ratios,
    rounded,
    run,
)

PACKAGES = ("procrastinate==3.10.0", "petl==1.7.30")
"""Code that nobody here wrote: packages with many operations, of which labels are at hand."""
NAMES = ("python", "sql", "one", "packages")


class Work(NamedTuple):
    """Files with one ending below a directory, and what they are called."""

    title: str
    corpus: str
    project: Path
    ending: str


def works(directory: Path, share: float, names: Collection[str]) -> Iterator[Work]:
    """The corpora of these names (of `NAMES`), each written or fetched below a directory when its
    turn comes. A share below 1 makes the written ones smaller and leaves out the fetched ones."""
    python, sql = max(3, round(2000 * share)), max(2, round(300 * share))
    if "python" in names:
        project = corpora.python_project(directory / "python", python)
        yield Work(f"{python:,} Python files", "written by benchmarks/corpus.py", project, ".py")
    if "sql" in names:
        project = corpora.sql_project(directory / "sql", sql)
        yield Work(
            f"{sql:,} .sql files", "migrations written by benchmarks/corpus.py", project, ".sql"
        )
    if "one" in names:
        project = corpora.one_file(directory / "one")
        yield Work("one Python file", "one statement that destroys", project, ".py")
    for package in PACKAGES if share == 1 and "packages" in names else ():
        project = fetched(package, directory / "packages", (".py",))
        yield Work(package.replace("==", " "), "as it is on PyPI", project, ".py")


def times(
    installed: Installed,
    directory: Path,
    runs: int,
    limit: float,
    share: float = 1,
    names: Collection[str] = NAMES,
) -> Iterator[tuple[str, Result]]:
    """For each corpus, as soon as it is measured, its title and what it is, when and under which
    load it was measured, and how each tool's time compares with ours without a cache."""
    for work in works(directory, share, names):
        (work.project / ".git").mkdir(exist_ok=True)
        result = corpora.described(work.corpus, work.project, (work.ending,))
        result |= conditions() | {"versions": installed.versions, "missing": installed.missing}
        result |= {"runs": runs, "limit": limit}
        result["tools"] = _compared(installed, work, runs, limit)
        yield work.title, result | {"load_after": loads()}


def _compared(installed: Installed, work: Work, runs: int, limit: float) -> Result:
    """Rounds in which ours runs first and then each of the others; what was stopped or failed in a
    round is left out of the next ones, and is no ratio."""
    ours, *others = (tool for tool in TOOLS if work.ending in tool.reads)
    files = names(work.project, (work.ending,))
    others = [tool for tool in others if tool.package in installed.versions]
    pairs: dict[str, list[tuple[Run, Run]]] = {tool.name: [] for tool in others}
    ended: dict[str, Result] = {}
    for _ in range(runs if others else 0):
        mine = _timed(ours, installed, work, files, limit)
        if isinstance(mine, Stopped):
            return {name: {"ours_stopped_after": mine.after} for name in pairs}
        for tool in others:
            if tool.name in ended:
                continue
            try:
                theirs = _timed(tool, installed, work, files, limit)
            except ToolFailedError as error:
                ended[tool.name] = {"failed": str(error)}
                continue
            if isinstance(theirs, Stopped):
                stopped = {"stopped_after": theirs.after, "ours_s": rounded(mine.wall)}
                ended[tool.name] = stopped | {"load": loads()}
                print(work.title, tool.name, theirs, flush=True)
                continue
            pairs[tool.name].append((mine, theirs))
            print(work.title, tool.name, rounded(theirs.wall / mine.wall), flush=True)
    return {
        name: ended.get(name) or ratios(each, theirs_by_ours=True) for name, each in pairs.items()
    }


def _timed(
    tool: Tool, installed: Installed, work: Work, files: list[str], limit: float
) -> Run | Stopped:
    command = tool.command(installed, files)
    return run(command, work.project, limit, env=ENVIRONMENT, statuses=(0, 1))
