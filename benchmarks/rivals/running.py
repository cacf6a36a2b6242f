"""How every tool is run: the same environment, the same limit, the same order of files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

LIMIT = 120
"""Seconds after which a run is stopped, and said not to have finished."""
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "SEMGREP_ENABLE_VERSION_CHECK": "0",
    "NO_COLOR": "1",
    "COLUMNS": "400",
}
"""Without compiled modules a run mostly compiles, which is not what it does when installed."""


def names(project: Path, endings: Sequence[str]) -> list[str]:
    """The files with these endings, relative to the project, sorted."""
    every = (path for path in project.rglob("*") if path.suffix in endings)
    return sorted(path.relative_to(project).as_posix() for path in every)
