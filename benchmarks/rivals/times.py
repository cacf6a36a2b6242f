"""How long each tool takes over the same files, in turn with ftc-lint, as ratios."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpora
from benchmarks.accuracy.packages import fetched
from benchmarks.rivals.environments import Installed
from benchmarks.rivals.running import ENVIRONMENT, names
from benchmarks.rivals.tools import TOOLS, Tool
from benchmarks.timing import Result, Run, Stopped, ToolFailedError, compared, paired, run

PACKAGES = ("procrastinate==3.10.0", "petl==1.7.30")
"""Code that nobody here wrote: packages with many operations, of which labels are at hand."""


class Work(NamedTuple):
    """Files with one ending below a directory, and what they are called."""

    title: str
    corpus: str
    project: Path
    ending: str


def works(directory: Path, share: float) -> list[Work]:
    """The corpora, written or fetched below a directory. A share below 1 makes the written ones
    smaller and leaves out the fetched ones."""
    python, sql = max(3, round(2000 * share)), max(2, round(300 * share))
    found = [
        Work(
            f"{python:,} Python files", "written by benchmarks/corpus.py",
            corpora.python_project(directory / "python", python), ".py",
        ),
        Work(
            f"{sql:,} .sql files", "migrations written by benchmarks/corpus.py",
            corpora.sql_project(directory / "sql", sql), ".sql",
        ),
        Work(
            "one Python file", "one statement that destroys",
            corpora.one_file(directory / "one"), ".py",
        ),
    ]  # fmt: skip
    for package in PACKAGES if share == 1 else ():
        project = fetched(package, directory / "packages", (".py",))
        found.append(Work(package.replace("==", " "), "as it is on PyPI", project, ".py"))
    return found


def times(
    installed: Installed, directory: Path, runs: int, limit: float, share: float = 1
) -> Result:
    """For each corpus what it is, and how each tool's time compares with ours without a cache."""
    result: Result = {}
    for work in works(directory, share):
        (work.project / ".git").mkdir(exist_ok=True)
        result[work.title] = corpora.described(work.corpus, work.project, (work.ending,))
        result[work.title]["tools"] = _compared(installed, work, runs, limit)
    return result


def _compared(installed: Installed, work: Work, runs: int, limit: float) -> Result:
    ours, *others = (tool for tool in TOOLS if work.ending in tool.reads)
    files = names(work.project, (work.ending,))

    def started(tool: Tool) -> Callable[[], Run | Stopped]:
        command = tool.command(installed, files)
        return lambda: run(command, work.project, limit, env=ENVIRONMENT, statuses=(0, 1))

    rows: Result = {}
    for tool in others:
        if tool.package not in installed.versions:
            continue
        try:
            pairs = paired(started(ours), started(tool), runs)
        except ToolFailedError as error:
            rows[tool.name] = {"failed": str(error)}
        else:
            rows[tool.name] = compared(pairs, theirs_by_ours=True)
        print(work.title, tool.name, rows[tool.name], flush=True)
    return rows
