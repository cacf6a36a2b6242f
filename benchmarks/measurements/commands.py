"""The commands that are timed, and what a measurement is given."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import Result, Run, Stopped, paired, rounded, run

PYTHON = sys.executable
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""As after an installation: without compiled modules a run mostly compiles."""
CACHED = (PYTHON, "-m", "ftc_lint", "--isolated", "--exit-zero", "--output-format", "concise")
LINT = (*CACHED, "--no-cache")
STANDARD_LIBRARY = "import argparse, dataclasses, json, re, tomllib"
LIBRARIES = "import libcst, sqlglot"


@dataclass(frozen=True)
class Setting:
    """Where corpora may be written, which share of their full size they get, how many pairs are
    run, and the seconds that a run may take."""

    directory: Path
    share: float
    runs: int
    limit: float

    def size(self, full: int, least: int = 1) -> int:
        """The share of a full size."""
        return max(least, round(full * self.share))

    def run(self, command: Sequence[str], cwd: Path) -> Run | Stopped:
        """One run of a command."""
        return run(command, cwd, self.limit, env=ENVIRONMENT)

    def pairs(
        self,
        ours: Sequence[str],
        yardstick: Sequence[str],
        cwd: Path,
        before: Callable[[], None] = lambda: None,
        runs: int | None = None,
    ) -> Result:
        """Both in turn after one run each that does not count: ours divided by the yardstick.
        `before` runs before each of ours."""

        def mine() -> Run | Stopped:
            before()
            return self.run(ours, cwd)

        def other() -> Run | Stopped:
            return self.run(yardstick, cwd)

        first = mine()
        if isinstance(first, Stopped):
            return {"ours_stopped_after": first.after}
        if not isinstance(other(), Stopped):
            return paired(mine, other, runs or self.runs)
        return {"ours_s": rounded(first.wall), "stopped_after": self.limit}


def python(code: str) -> tuple[str, ...]:
    """The command that runs a line of Python."""
    return (PYTHON, "-c", code)


Measurement = Callable[[Setting], Result]
