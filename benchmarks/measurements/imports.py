"""What is imported when, and how long the imports take (`python -X importtime`)."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks import corpora
from benchmarks.measurements.commands import CACHED, ENVIRONMENT, LINT, Measurement, Setting
from benchmarks.timing import Result, rounded

_LINE = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \| +(\S+)$", re.MULTILINE)
HEAVY = ("libcst", "yaml", "sqlglot", "psycopg", "pymysql", "duckdb")
"""Libraries whose import one would notice."""


def when_imported(setting: Setting) -> Result:
    """What the first process of each kind of run imports. Warm runs find all in the cache."""
    project = corpora.one_file(setting.directory / "imports")
    (project / "hello.py").write_text("print('hello')\n")
    (project / "wipe.sql").write_text("TRUNCATE prices CASCADE;\n")
    subprocess.run(
        [*CACHED, "load.py"], cwd=project, env=ENVIRONMENT, check=True, capture_output=True
    )
    cases = {
        "--version": (*CACHED, "--version"),
        "--help": (*CACHED, "--help"),
        "a Python file with findings": (*LINT, "load.py"),
        "a Python file with findings, warm": (*CACHED, "load.py"),
    }
    rows = [_imported(name, command, project, setting.runs) for name, command in cases.items()]
    for name in ("hello.py", "wipe.sql"):
        lone = setting.directory / f"lone_{name}"
        (lone / ".git").mkdir(parents=True)
        (lone / name).write_text((project / name).read_text())
        title = "a Python file without work" if name == "hello.py" else "a .sql file with findings"
        rows.append(_imported(title, (*LINT, name), lone, setting.runs))
    return {"what": "what is imported when", "pairs": setting.runs, "cases": rows}


def _imported(name: str, command: tuple[str, ...], cwd: Path, runs: int) -> Result:
    """Modules and milliseconds (median) of a run's imports, Python's own start included."""
    traced = [command[0], "-X", "importtime", *command[1:]]
    took = []
    for _ in range(runs):
        done = subprocess.run(traced, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True)
        found = _LINE.findall(done.stderr)
        took.append(sum(int(microseconds) for microseconds, _ in found) / 1000)
    modules = {module for _, module in found}
    roots = {module.partition(".")[0] for module in modules}
    ours = [module for module in modules if module.partition(".")[0] == "ftc_lint"]
    others = modules - {m for m in modules if m.partition(".")[0] in sys.stdlib_module_names}
    return {
        "run": name,
        "modules": len(modules),
        "of_ftc_lint": len(ours),
        "of_libraries": len(others) - len(ours),
        "libraries": sorted(roots & set(HEAVY)),
        "import_ms": rounded(statistics.median(took)),
    }


MEASUREMENTS: dict[str, Measurement] = {"imports": when_imported}
