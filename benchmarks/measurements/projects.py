"""A project of 2,000 Python files: cold, filling a cache, warm, its growth, its memory."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks import corpora
from benchmarks.measurements.commands import (
    CACHED,
    LIBRARIES,
    LINT,
    PYTHON,
    Measurement,
    Setting,
    python,
)
from benchmarks.timing import Result, Stopped, rounded

FILES = 2000
PARSE_ONLY = """
import os, sys
from multiprocessing import Pool
import libcst
from ftc_lint.prefilter import may_hold_operation

def parse(path):
    with open(path, "rb") as file:
        data = file.read()
    if may_hold_operation(data):
        libcst.parse_module(data)
        return 1
    return 0

if __name__ == "__main__":
    paths = [os.path.join(d, f) for d, _, fs in os.walk(sys.argv[1]) for f in fs]
    paths = [path for path in paths if path.endswith(".py")]
    with Pool() as pool:
        print(sum(pool.imap_unordered(parse, paths, chunksize=16)), "of", len(paths))
"""


def cold(setting: Setting) -> Result:
    """Everything is read."""
    project = _project(setting)
    script = setting.directory / "parse_only.py"
    script.write_text(PARSE_ONLY)
    yardstick = [PYTHON, str(script), str(project)]
    counted = subprocess.run(yardstick, capture_output=True, text=True, check=True).stdout.strip()
    return {
        "what": "Python files, cold",
        "yardstick": f"libcst.parse_module on the {counted} that may hold an operation",
        "target": 1.3,
        **_described(setting),
        **setting.pairs(LINT, yardstick, project, runs=3),
    }


def filling(setting: Setting) -> Result:
    """Cold with a cache to fill, beside cold without one."""
    project = _project(setting)
    return {
        "what": "Python files, cold, filling a cache",
        "yardstick": "the same without a cache",
        **_described(setting),
        **setting.pairs(CACHED, LINT, project, before=lambda: _forget(project), runs=2),
    }


def warm_none_changed(setting: Setting) -> Result:
    """Nothing is another file than in the run before."""
    project = _project(setting)
    setting.run(CACHED, project)
    return {
        "what": "Python files, warm, none changed",
        "yardstick": LIBRARIES,
        "target_s": 0.4,
        **_described(setting),
        **setting.pairs(CACHED, python(LIBRARIES), project),
    }


def warm_idle_changed(setting: Setting) -> Result:
    """A file that leads to no operation is another one before each run."""
    file = _module(setting, lambda text: "execute_query" not in text)
    return _after_change(setting, file, "x = {number}\n", "a file without operations changed")


def warm_moved(setting: Setting) -> Result:
    """A file that holds an operation says the same at other places before each run."""
    file = _module(setting, _replaces)
    return _after_change(setting, file, "# {number}\n", "a comment put above an operation")


def warm_one_changed(setting: Setting) -> Result:
    """A file that holds an operation holds one more before each run."""
    file = _module(setting, _replaces)
    line = 'Database("").execute_query("DELETE FROM table_{number}")\n'
    return _after_change(setting, file, line, "an operation put into a file with one")


def _replaces(text: str) -> bool:
    return "def replace_" in text


def _module(setting: Setting, is_meant: Callable[[str], bool]) -> Path:
    modules = sorted(_project(setting).glob("shop/part_*/*.py"))
    return next(path for path in modules if is_meant(path.read_text()))


def _after_change(setting: Setting, file: Path, line: str, what: str) -> Result:
    """The pair of a warm run after a line was put into a file: a comment above all others, another
    line below them."""
    project = _project(setting)
    number = 0

    def change() -> None:
        nonlocal number
        number += 1
        made, text = line.format(number=number), file.read_text()
        file.write_text(made + text if made.startswith("#") else text + made)

    setting.run(CACHED, project)
    return {
        "what": f"Python files, warm, {what}",
        "yardstick": LIBRARIES,
        "target": 1.5,
        **_described(setting),
        **setting.pairs(CACHED, python(LIBRARIES), project, before=change),
    }


def growth(setting: Setting) -> Result:
    """Seconds of all processors for twice, four and eight times as many files."""
    steps = []
    for files in (250, 500, 1000, 2000):
        count = setting.size(files, 3)
        project = corpora.python_project(setting.directory / f"growth_{files}", count)
        done = setting.run(LINT, project)
        stopped = isinstance(done, Stopped)
        steps.append({"files": count, "cpu_s": None if stopped else rounded(done.cpu)})
        shutil.rmtree(project)
    return {
        "what": "growth with the number of Python files",
        "corpus": "written by benchmarks/corpus.py",
        "steps": steps,
        "limit": setting.limit,
    }


def memory(setting: Setting) -> Result:
    """The largest process of a run that reads everything, of one that fills a cache, and of one
    that finds all in it. None where the run was stopped."""
    project = _project(setting)
    peaks: Result = {}
    for name, command in (("without a cache", LINT), ("filling one", CACHED), ("warm", CACHED)):
        if name == "filling one":
            _forget(project)
        done = setting.run(command, project)
        peaks[name] = None if isinstance(done, Stopped) else round(done.peak)
    return {"what": "memory of the largest process", **_described(setting), "peak_mb": peaks}


def _project(setting: Setting) -> Path:
    return corpora.python_project(setting.directory / "project", setting.size(FILES, 3))


_DESCRIBED: dict[Path, Result] = {}


def _described(setting: Setting) -> Result:
    project = _project(setting)
    if project not in _DESCRIBED:
        name = "written by benchmarks/corpus.py"
        _DESCRIBED[project] = corpora.described(name, project, (".py",), setting.limit)
    return _DESCRIBED[project]


def _forget(project: Path) -> None:
    shutil.rmtree(project / ".ftc_lint", ignore_errors=True)


MEASUREMENTS: dict[str, Measurement] = {
    "cold": cold,
    "filling": filling,
    "warm-none-changed": warm_none_changed,
    "warm-idle-changed": warm_idle_changed,
    "warm-moved": warm_moved,
    "warm-one-changed": warm_one_changed,
    "growth": growth,
    "memory": memory,
}
