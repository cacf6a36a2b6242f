"""The labelled packages: fetched from PyPI by pip, and what ftc-lint says of one."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.pip import pip
from benchmarks.timing import Stopped, run

_DOWNLOAD = ("download", "--no-deps", "--only-binary", ":all:")


def fetched(requirement: str, root: Path, endings: Sequence[str] | None = None) -> Path:
    """The directory with a package's files, fetched by pip unless it is there already; with
    endings, only those files of its importable part.

    Raises `CalledProcessError` where pip cannot fetch a wheel of this version.
    """
    target = root / requirement.replace("==", "-")
    if target.is_dir():
        return target
    with tempfile.TemporaryDirectory() as wheels:
        subprocess.run([*pip(), *_DOWNLOAD, "--dest", wheels, requirement], check=True)
        (archive,) = Path(wheels).iterdir()
        with zipfile.ZipFile(archive) as opened:
            for name in opened.namelist():
                if endings is None or (name.endswith(tuple(endings)) and ".data/" not in name):
                    opened.extract(name, target)
    return target


def listed(directory: Path, limit: float) -> list[Any] | Stopped:
    """The operations of a package, as `--show-operations` gives them."""
    found = _ftc_lint(directory, limit, "--show-operations")
    return found if isinstance(found, Stopped) else found["operations"]


def reported(directory: Path, limit: float) -> Any | Stopped:
    """The report on a package, as JSON has it."""
    return _ftc_lint(directory, limit)


def _ftc_lint(directory: Path, limit: float, *options: str) -> Any | Stopped:
    command = [
        *(sys.executable, "-m", "ftc_lint", "--isolated", "--no-respect-gitignore"),
        *("--exit-zero", "--output-format", "json", *options, "."),
    ]
    done = run(command, directory, limit, keep_output=True, statuses=(0,))
    return done if isinstance(done, Stopped) else json.loads(done.output)
