"""What other tools find in the same project, and how long they take over the same files.

    python benchmarks/rivals/run.py              makes a venv with the tools, runs all, writes
    python benchmarks/rivals/run.py found        only what is found; or speed
    python benchmarks/rivals/run.py --venv DIR   uses such a venv again
    python benchmarks/rivals/run.py --runs 3     more pairs

The tools come from PyPI, in the versions of `tools.txt`. `project/` is our own writing: a line that
destroys rows or tables carries `fact N` (one statement may carry it on several lines: where it is
written and where it is run), one that only mentions a statement carries `mention N`. A fact is
found where a rule that speaks of destroying reports one of its lines; it is pointed at where only a
rule about something else does (injection: a string that is put together). The rules that count are
those of `tools.py`. Results go to `../results/rivals.json`.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import corpus  # noqa: E402
from tools import TOOLS, Tool  # noqa: E402

RESULT = HERE.parent / "results" / "rivals.json"
MARK = re.compile(r"\b(fact|mention) (\d+)")
_COMMENT = re.compile(r"[ \t]*(?:#|--) (?:(?:fact|mention) \d+(?:, )?)+$", re.MULTILINE)
LIMIT = 120
"""Seconds after which a run is stopped, and said to have taken longer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", choices=["found", "speed"], help="default: both")
    parser.add_argument("--venv", type=Path, help="where the tools are; made where it is missing")
    parser.add_argument("--runs", type=int, default=2, help="timed pairs (default: 2)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        venv = options.venv or Path(directory) / "venv"
        versions = installed(venv)
        project = Path(directory) / "project"
        shutil.copytree(HERE / "project", project)
        (project / ".git").mkdir()
        result: dict[str, Any] = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
        result |= {
            "measured": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
            "python": platform.python_version(),
            "processors": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 1),
            "runs": options.runs,
            "versions": versions,
        }
        if options.part in (None, "found"):
            result["found"] = found(venv, project)
        if options.part in (None, "speed"):
            result["speed"] = speed(venv, Path(directory), options.runs)
        result["load_after"] = round(os.getloadavg()[0], 1)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def installed(venv: Path) -> dict[str, str]:
    """The versions of the tools in a venv, which is made where it is missing."""
    python = venv / "bin" / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([*pip, "-r", str(HERE / "tools.txt")], check=True)
        subprocess.run([*pip, str(HERE.parents[1])], check=True)
    script = (
        "import json, importlib.metadata as m;"
        "print(json.dumps({d.metadata['Name'].lower(): d.version for d in m.distributions()}))"
    )
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=True)
    versions = json.loads(done.stdout)
    return {tool.package: versions[tool.package] for tool in TOOLS}


def found(venv: Path, project: Path) -> dict[str, Any]:
    """For each tool what it reports of the facts and the mentions."""
    facts, mentions = marks(project)
    unmark(project)
    rows: dict[str, Any] = {"facts": len(facts), "mentions": len(mentions), "tools": {}}
    for tool in TOOLS:
        files = names(project, tool.reads)
        reports = tool.parse(run(tool.command(venv, files), project), project)
        hits = {(path, line) for path, line, rule in reports if tool.destroys(rule)}
        near = {(path, line) for path, line, rule in reports if tool.near(rule)}
        seen = {number for number, places in facts.items() if places & hits}
        pointed = {number for number, places in facts.items() if places & near} - seen
        false = {number for number, places in mentions.items() if places & (hits | near)}
        rows["tools"][tool.name] = {
            "rules": tool.rules,
            "found": len(seen),
            "pointed_at": len(pointed),
            "false": len(false),
            "missed": sorted(set(facts) - seen - pointed),
            "false_mentions": sorted(false),
        }
        print(tool.name, {**rows["tools"][tool.name], "rules": ""}, flush=True)
    return rows


def marks(project: Path) -> tuple[dict[int, set[tuple[str, int]]], ...]:
    """The places of the facts and of the mentions, by number."""
    facts: dict[int, set[tuple[str, int]]] = {}
    mentions: dict[int, set[tuple[str, int]]] = {}
    for path in names(project, (".py", ".sql")):
        text = (project / path).read_text(encoding="utf-8")
        for row, line in enumerate(text.splitlines(), 1):
            for kind, number in MARK.findall(line):
                places = facts if kind == "fact" else mentions
                # a tool may report a call at its first line
                before = {(path, row - 1)} if kind == "fact" and _continued(line) else set()
                places.setdefault(int(number), set()).update({(path, row)} | before)
    return facts, mentions


def unmark(project: Path) -> None:
    """Takes the marks out of the files, so that no tool stumbles over them."""
    for path in names(project, (".py", ".sql")):
        text = (project / path).read_text(encoding="utf-8")
        (project / path).write_text(_COMMENT.sub("", text), encoding="utf-8")


def _continued(line: str) -> bool:
    return line.lstrip().startswith(('"', "WHEN", "FOREIGN", "customer_id"))


def names(project: Path, endings: tuple[str, ...]) -> list[str]:
    """The files with these endings, relative to the project, sorted."""
    every = (path for path in project.rglob("*") if path.suffix in endings)
    return sorted(path.relative_to(project).as_posix() for path in every)


def run(command: Sequence[str], cwd: Path) -> str:
    """The standard output of a tool; its exit status says what it found, not whether it ran."""
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env=_environment(), timeout=LIMIT
    )
    if not done.stdout.strip():
        raise RuntimeError(f"{command[:2]} printed nothing: {done.stderr[-500:]}")
    return done.stdout


def speed(venv: Path, directory: Path, runs: int) -> dict[str, Any]:
    """Ratios of each tool's time to ours, in turn over the same files."""
    python = directory / "python"
    corpus.write_python_project(python, 2000)
    sql = directory / "sql"
    corpus.write_sql_files(sql, 300)
    (sql / ".git").mkdir(exist_ok=True)
    one = directory / "one"
    (one / ".git").mkdir(parents=True)
    (one / "load.py").write_text(corpus.DATABASE + "\n\n" + corpus.Writer(1).destroying_function())
    work = {
        "2,000 Python files": (python, ".py"),
        "300 .sql files": (sql, ".sql"),
        "one Python file": (one, ".py"),
    }
    return {
        title: compared(venv, project, ending, runs) for title, (project, ending) in work.items()
    }


def compared(venv: Path, project: Path, ending: str, runs: int) -> dict[str, Any]:
    """Seconds of ours and of each other tool that reads such files, and their ratios."""
    ours, *others = (tool for tool in TOOLS if ending in tool.reads)
    rows: dict[str, Any] = {}
    files = names(project, (ending,))
    for tool in others:
        pairs = []
        for _ in range(runs):
            mine = seconds(ours, venv, project, files)
            theirs = seconds(tool, venv, project, files)
            if mine is None or theirs is None:
                pairs = []
                break
            pairs.append((mine, theirs))
        ratios = sorted(theirs / mine for mine, theirs in pairs)
        rows[tool.name] = (
            {
                "ours": round(statistics.median(mine for mine, _ in pairs), 2),
                "theirs": round(statistics.median(theirs for _, theirs in pairs), 2),
                "ratio": round(statistics.median(ratios), 2),
                "spread": [round(ratios[0], 2), round(ratios[-1], 2)],
            }
            if pairs
            else {"stopped_after": LIMIT}
        )
        print(project.name, tool.name, rows[tool.name], flush=True)
    return {"files": len(files), "tools": rows}


def seconds(tool: Tool, venv: Path, project: Path, files: list[str]) -> float | None:
    """Wall-clock seconds of a run; None where it was stopped. Raises where the tool fails."""
    start = time.perf_counter()
    try:
        done = subprocess.run(
            tool.command(venv, files), cwd=project, capture_output=True,
            env=_environment(), timeout=LIMIT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{tool.name} ended with {done.returncode}: {done.stderr[-500:]!r}")
    return time.perf_counter() - start


def _environment() -> dict[str, str]:
    return {**os.environ, "SEMGREP_ENABLE_VERSION_CHECK": "0", "NO_COLOR": "1", "COLUMNS": "400"}


if __name__ == "__main__":
    sys.exit(main())
