"""Times ftc-lint beside a yardstick that runs in the same minute, and prints the ratios.

    python benchmarks/run.py              all of it, a few minutes
    python benchmarks/run.py one-file     one measurement by name

Each figure is a whole process. The two commands of a pair run in turn (A B A B …), and the
ratio is taken pair by pair, so that a machine whose speed drifts does not decide the result.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import corpus

PYTHON = sys.executable
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""As after an installation: without compiled modules a run mostly compiles."""
CACHED = [PYTHON, "-m", "ftc_lint", "--isolated", "--exit-zero", "--output-format", "concise"]
LINT = [*CACHED, "--no-cache"]
STANDARD_LIBRARY = [PYTHON, "-c", "import argparse, dataclasses, json, re, tomllib"]
NAMED = "import libcst, sqlglot"
LIBRARIES = [PYTHON, "-c", NAMED]
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


@dataclass(frozen=True)
class Pair:
    """Seconds of our command and of the yardstick, run by run."""

    ours: list[float]
    yardstick: list[float]

    def __str__(self) -> str:
        ratios = sorted(a / b for a, b in zip(self.ours, self.yardstick, strict=True))
        return (
            f"{statistics.median(self.ours):7.3f} s  yardstick "
            f"{statistics.median(self.yardstick):7.3f} s  ratio {statistics.median(ratios):5.2f} "
            f"({ratios[0]:.2f}–{ratios[-1]:.2f})"
        )


def seconds(command: list[str], cwd: Path) -> float:
    """Wall-clock seconds of one run; any exit status but 0 and 1 is an error."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False, env=ENVIRONMENT)
    elapsed = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return elapsed


def paired(
    ours: list[str],
    yardstick: list[str],
    cwd: Path,
    runs: int = 7,
    before: Callable[[], None] = lambda: None,
) -> Pair:
    """Both commands in turn, after one warm-up each; `before` runs before each of ours."""
    before()
    seconds(ours, cwd)
    seconds(yardstick, cwd)
    pair = Pair([], [])
    for _ in range(runs):
        before()
        pair.ours.append(seconds(ours, cwd))
        pair.yardstick.append(seconds(yardstick, cwd))
    return pair


def no_work(directory: Path) -> str:
    project = directory / "empty"
    (project / ".git").mkdir(parents=True)
    (project / "hello.py").write_text("print('hello')\n")
    pair = paired([*LINT, "hello.py"], STANDARD_LIBRARY, project)
    return f"one file without work / import argparse, …: {pair}"


def one_file(directory: Path) -> str:
    project = directory / "one"
    (project / ".git").mkdir(parents=True)
    (project / "load.py").write_text(
        corpus.DATABASE + "\n\n" + corpus.Writer(3).destroying_function()
    )
    pair = paired([*LINT, "load.py"], LIBRARIES, project)
    return f"one file with findings / import libcst, sqlglot: {pair}"


def _project(directory: Path) -> Path:
    project = directory / "project"
    if not project.exists():
        corpus.write_python_project(project, 2000)
    return project


def cold(directory: Path) -> str:
    project = _project(directory)
    script = directory / "parse_only.py"
    script.write_text(PARSE_ONLY)
    yardstick = [PYTHON, str(script), str(project)]
    counted = subprocess.run(yardstick, capture_output=True, text=True, check=True).stdout.strip()
    pair = paired(LINT, yardstick, project, runs=3)
    return f"2,000 files cold / libcst.parse_module on the {counted} that matter: {pair}"


def filled(directory: Path) -> str:
    """Cold with a cache to fill, beside cold without one."""
    project = _project(directory)
    pair = paired(CACHED, LINT, project, runs=3, before=lambda: _forget(project))
    return f"2,000 files cold, filling a cache / without one: {pair}"


def warm_none_changed(directory: Path) -> str:
    project = _project(directory)
    seconds(CACHED, project)
    return f"2,000 files warm, none changed / {NAMED}: {paired(CACHED, LIBRARIES, project)}"


def warm_one_changed(directory: Path) -> str:
    """A file that holds an operation is another one before each run."""
    project = _project(directory)
    file = next(path for path in sorted(project.rglob("*.py")) if "replace_" in path.read_text())

    def change() -> None:
        with file.open("a") as stream:
            stream.write("# one more line\n")

    seconds(CACHED, project)
    pair = paired(CACHED, LIBRARIES, project, before=change)
    return f"2,000 files warm, one changed / {NAMED}: {pair}"


def memory(directory: Path) -> str:
    """The largest process of a run that reads everything, of one that fills a cache, and of one
    that finds all in it."""
    project = _project(directory)
    figures = []
    for name, command in (("without a cache", LINT), ("filling", CACHED), ("warm", CACHED)):
        if name == "filling":
            _forget(project)
        figures.append(f"{name} {_peak(command, project):.0f} MB")
    return "2,000 files, memory of the largest process: " + ", ".join(figures)


def _forget(project: Path) -> None:
    shutil.rmtree(project / ".ftc_lint", ignore_errors=True)


def _peak(command: list[str], cwd: Path) -> float:
    """Megabytes of the largest process that a command comes to, children too."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    measure = [PYTHON, "-c", code, *command]
    done = subprocess.run(measure, cwd=cwd, capture_output=True, text=True, check=True)
    return int(done.stdout) / (1e6 if sys.platform == "darwin" else 1e3)


def large_sql(directory: Path) -> str:
    lines = []
    for megabytes in (1, 2, 4, 8):
        path = directory / "sql" / f"dump_{megabytes}.sql"
        corpus.write_large_sql(path, megabytes)
        size = path.stat().st_size / 1e6
        took = min(seconds([*LINT, path.name], path.parent) for _ in range(3))
        lines.append(f"{size:.1f} MB of .sql: {took:.2f} s, {size / took:.1f} MB/s")
    return "\n".join(lines)


def sql_files(directory: Path) -> str:
    root = directory / "migrations"
    corpus.write_sql_files(root, 300)
    (root / ".git").mkdir()
    size = sum(path.stat().st_size for path in root.glob("*.sql")) / 1e6
    ours = LINT
    squawk = shutil.which("squawk", path=os.path.dirname(PYTHON) + os.pathsep + os.environ["PATH"])
    if squawk is None:
        took = statistics.median(seconds(ours, root) for _ in range(5))
        return f"300 .sql files ({size:.1f} MB): {took:.2f} s (install squawk-cli to compare)"
    files = sorted(path.name for path in root.glob("*.sql"))
    return (
        f"300 .sql files ({size:.1f} MB) / squawk: {paired(ours, [squawk, *files], root, runs=5)}"
    )


IN_PROCESS = """
import gc, sys, time
from ftc_lint.sql.parse import parse

gc.set_threshold(100_000, 50, 50)
text = open(sys.argv[1]).read()
took = []
for _ in range(7):
    start = time.process_time()
    parsed = parse(text, "postgres")
    took.append(time.process_time() - start)
print(len(parsed.operations), "operations:", round(len(text) / 1e6 / min(took), 2), "MB/s")
"""


def sql_dense(directory: Path) -> str:
    lines = []
    for name, write in (("dense", corpus.write_dense_sql), ("mixed", corpus.write_large_sql)):
        path = directory / "dense" / f"{name}.sql"
        write(path, 1)
        command = [PYTHON, "-c", IN_PROCESS, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        lines.append(f"1 MB of {name} .sql read on one core, CPU time, best of 7: {done.stdout}")
    return "".join(lines).rstrip()


def dump(directory: Path) -> str:
    root = directory / "dump"
    (root / ".git").mkdir(parents=True)
    path = root / "dump.sql"
    corpus.write_dump(path, 1000)
    size = path.stat().st_size / 1e6
    start = time.perf_counter()
    process = subprocess.Popen([*LINT, path.name], cwd=root, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    path.unlink()
    if status:
        raise RuntimeError(f"ended with {status}")
    return (
        f"{size:.0f} MB of pg_dump: {took:.1f} s, {size / took:.0f} MB/s, "
        f"{usage.ru_utime + usage.ru_stime:.1f} s of CPU, peak {usage.ru_maxrss / 1000:.0f} MB"
    )


MEASUREMENTS: dict[str, Callable[[Path], str]] = {
    "no-work": no_work,
    "one-file": one_file,
    "cold": cold,
    "filled": filled,
    "warm-none-changed": warm_none_changed,
    "warm-one-changed": warm_one_changed,
    "memory": memory,
    "large-sql": large_sql,
    "sql-dense": sql_dense,
    "sql-300-files": sql_files,
    "dump-1gb": dump,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*MEASUREMENTS, []], help="default: all")
    names = parser.parse_args().names or list(MEASUREMENTS)
    with tempfile.TemporaryDirectory() as directory:
        for name in names:
            print(MEASUREMENTS[name](Path(directory)), flush=True)


if __name__ == "__main__":
    main()
