"""Builds the wheel and the sdist, and installs them into empty environments.

    python benchmarks/supply_chain.py            every Python that is found, a few minutes
    python benchmarks/supply_chain.py 3.10 3.13  these

For each Python: the sdist with the newest dependencies, the wheel with the newest ones and every
driver, and the wheel with the lowest ones that `pyproject.toml` allows. In each environment
`ftc-lint --version` is run, `examples/fin-etl` is linted, and a SQLite and (with the drivers) a
DuckDB database are audited. What came of it goes to `results/supply_chain.json`. Exit status 1 where
something failed. Needs PyPI.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "supply_chain.json"
VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
DRIVERS = "[postgres,mysql,duckdb]"
_PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
_VERSIONS = (
    "import json, importlib.metadata as m;"
    "print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))"
)
_LOWEST = re.compile(r"^([A-Za-z][\w-]*)(?:\[(\w+)\])?>=([\d.]+)")


class StepError(Exception):
    """A command that did not end as it must."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, install and try; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("versions", nargs="*", help="such as 3.12; default: all that are found")
    wanted = parser.parse_args(arguments).versions or VERSIONS
    rows: list[dict[str, Any]] = []
    missing = [version for version in wanted if interpreter(version) is None]
    with tempfile.TemporaryDirectory() as directory:
        here = Path(directory)
        wheel, sdist = built(here)
        for version in wanted:
            python = interpreter(version)
            if python is None:
                print(f"Python {version}: not found", flush=True)
                continue
            for name, package, lowest, extra in (
                ("sdist, newest dependencies", sdist, False, ""),
                ("wheel, newest dependencies and drivers", wheel, False, DRIVERS),
                ("wheel, lowest dependencies and drivers", wheel, True, DRIVERS),
            ):
                row = tried(here / f"{version}-{len(rows)}", python, package, extra, lowest)
                rows.append({"python": version, "what": name, **row})
                print(f"Python {version}, {name}: {row['outcome']}", flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    RESULT.write_text(
        json.dumps({"measured": today, "missing": missing, "environments": rows}, indent=1) + "\n",
        encoding="utf-8",
    )
    return 1 if missing or any(row["outcome"] != "works" for row in rows) else 0


def interpreter(version: str) -> str | None:
    """The path of a Python of this version, on PATH or of pyenv."""
    candidates = [shutil.which(f"python{version}")]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates += [str(each / "bin" / "python") for each in sorted(pyenv.glob(f"{version}.*"))]
    check = f"import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    for candidate in candidates:
        if (
            candidate
            and not subprocess.run([candidate, "-c", check], capture_output=True).returncode
        ):
            return candidate
    return None


def built(directory: Path) -> tuple[Path, Path]:
    """The wheel and the sdist of the working tree, made by `python -m build`."""
    environment = directory / "build"
    python = _environment(sys.executable, environment)
    run([python, *_PIP, "install", "build"], directory)
    run([python, "-m", "build", "--outdir", str(directory / "dist"), str(ROOT)], directory)
    (wheel,) = (directory / "dist").glob("*.whl")
    (sdist,) = (directory / "dist").glob("*.tar.gz")
    return wheel, sdist


def tried(
    directory: Path, interpreter: str, package: Path, extra: str, lowest: bool
) -> dict[str, Any]:
    """Installs into an empty environment and runs; the outcome, and the versions installed."""
    versions: dict[str, str] = {}
    try:
        python = _environment(interpreter, directory)
        pins = list(lowest_pins(python)) if lowest else []
        # an extra of a file needs the form "name[extra] @ file:…"
        requirement = f"ftc-lint{extra} @ {package.as_uri()}"
        wheels_only = ["--only-binary", ":all:"] if package.suffix == ".whl" else []
        run([python, *_PIP, "install", *wheels_only, requirement, *pins], directory)
        versions = json.loads(run([python, "-c", _VERSIONS], directory))
        exercised(directory, python, bool(extra))
        outcome = "works"
    except StepError as failure:
        outcome = str(failure)
    return {"outcome": outcome, "versions": versions}


def exercised(directory: Path, python: str, drivers: bool) -> None:
    """Runs what a user would first run. Raises `StepError`."""
    command = str(Path(python).parent / "ftc-lint")
    if not re.fullmatch(r"ftc-lint \d+\.\d+\.\d+\S*\n", run([command, "--version"], directory)):
        raise StepError("--version prints no version")
    project = directory / "fin-etl"
    shutil.copytree(ROOT / "examples" / "fin-etl", project)
    report = run([command], project, expected=1)
    if "FTC101" not in report or "errors" not in report.splitlines()[-1]:
        raise StepError(f"examples/fin-etl: {report.splitlines()[-1:]}")
    tables = (
        "CREATE TABLE a (id INTEGER PRIMARY KEY);"
        "CREATE TABLE b (a_id INTEGER REFERENCES a (id) ON DELETE CASCADE)"
    )
    script = f"import sqlite3; sqlite3.connect('a.db').executescript({tables!r}).close()"
    run([python, "-c", script], directory)
    if "FTC501" not in run([command, "--db", "sqlite:///a.db"], directory, expected=1):
        raise StepError("the audit of a SQLite database finds no cascading key")
    if drivers:
        run([python, "-c", "import psycopg, pymysql; psycopg.pq.version()"], directory)
        script = "import duckdb; duckdb.connect('a.duckdb').execute('create table a (id int)')"
        run([python, "-c", script], directory)
        run([command, "--db", "duckdb:///a.duckdb"], directory)


def lowest_pins(python: str) -> Iterator[str]:
    """`name==version` for each lower bound; where that has no wheel here, the next one that has."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    text = text[text.index("\ndependencies = [") : text.index("\ntest = [")]
    for name, extra, bound in (
        found.groups() for each in re.findall(r'"([^"]+)"', text) if (found := _LOWEST.match(each))
    ):
        wheel = f"{name}-{extra}" if extra else name
        yield f"{wheel}=={_with_wheel(python, wheel, bound)}"
        if extra:
            yield f"{name}=={_with_wheel(python, wheel, bound)}"


def _with_wheel(python: str, name: str, bound: str) -> str:
    """The lowest version from a bound on that has a wheel for this Python."""
    command = [python, *_PIP, "download", "--no-deps", "--only-binary", ":all:", "--dest"]
    with tempfile.TemporaryDirectory() as target:
        done = subprocess.run(
            [*command, target, f"{name}=={bound}"], capture_output=True, text=True
        )
    if done.returncode == 0:
        return bound
    offered = re.search(r"from versions: ([^)]*)\)", done.stderr)
    if offered is None:
        raise StepError(f"{name}: {done.stderr.strip()[-300:]}")
    released = [each for each in offered[1].split(", ") if re.fullmatch(r"[\d.]+", each)]
    allowed = [each for each in released if _key(each) >= _key(bound)]
    if not allowed:
        raise StepError(f"{name}>={bound} has no wheel for this Python")
    return min(allowed, key=_key)


def _key(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".")]
    return (*numbers, *(0 for _ in range(4 - len(numbers))))


def _environment(interpreter: str, directory: Path) -> str:
    """An empty virtual environment; the path of its Python."""
    run([interpreter, "-m", "venv", str(directory)], Path.cwd())
    return str(directory / "bin" / "python")


def run(command: Sequence[str], cwd: Path, expected: int = 0) -> str:
    """The standard output. Raises `StepError` where the exit status is another one."""
    clean = {"PATH": os.defpath, "HOME": os.environ.get("HOME", ""), "LC_ALL": "C.UTF-8"}
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env={**clean, **pip})
    if done.returncode != expected:
        tail = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise StepError(f"`{' '.join(command[1:4])} …` ended with {done.returncode}: {tail}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
