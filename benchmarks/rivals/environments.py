"""Installs each tool from PyPI into an environment of its own, so that what one needs hinders none.

A tool that cannot be installed is left out by name and with pip's reason, never silently.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pip import pip

HERE = Path(__file__).resolve().parent
LIMIT = 900
"""Seconds after which an installation is given up."""
_VERSION = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"


@dataclass(frozen=True)
class Installed:
    """Where the environments are, the version of each tool that is there, and why others are not;
    both by package."""

    root: Path
    versions: dict[str, str]
    missing: dict[str, str]

    def program(self, package: str, name: str) -> str:
        """The path of a tool's program."""
        return str(self.root / package / "bin" / name)


def requirements(file: Path = HERE / "tools.txt") -> dict[str, str]:
    """What pip is asked for, by package: the pinned tools, and this repository as it stands."""
    lines = file.read_text(encoding="utf-8").split()
    named = {re.split(r"[\[=]", line)[0]: line for line in lines}
    return {"ftc-lint": str(HERE.parents[1]), **named}


def install(root: Path, wanted: dict[str, str], options: Sequence[str] = ()) -> Installed:
    """Makes the environments that are missing below `root`. ftc-lint's is always brought up to what
    the repository holds. `options` go to pip."""
    versions: dict[str, str] = {}
    missing: dict[str, str] = {}
    for package, requirement in wanted.items():
        reason = _install(root / package, package, requirement, options)
        if reason is None:
            done = _python(root / package, "-c", _VERSION, package)
            versions[package] = done.stdout.strip()
        else:
            missing[package] = reason
            print(f"{package} cannot be installed: {reason}", flush=True)
    return Installed(root, versions, missing)


def _install(venv: Path, package: str, requirement: str, options: Sequence[str]) -> str | None:
    """Why the installation failed; None where it did not."""
    again = package == "ftc-lint"
    if _there(venv, package) and not again:
        return None
    if not (venv / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    command = [*pip(), "--python", str(venv / "bin" / "python"), "install", *options]
    try:
        done = _ended([*command, requirement])
        if done.returncode == 0 and again:  # the version may be the same, and the code another
            done = _ended([*command, "--no-deps", "--force-reinstall", requirement])
    except subprocess.TimeoutExpired:
        return f"pip did not finish in {LIMIT} s"
    if done.returncode == 0:
        return None
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return (errors or done.stderr.splitlines() or ["pip said nothing"])[-1].removeprefix("ERROR: ")


def _there(venv: Path, package: str) -> bool:
    python = venv / "bin" / "python"
    return python.exists() and _python(venv, "-c", _VERSION, package).returncode == 0


def _python(venv: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _ended([str(venv / "bin" / "python"), *arguments])


def _ended(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
