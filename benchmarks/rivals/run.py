"""What other tools find in the same project, and how long they take over the same files.

    python benchmarks/rivals/run.py              makes the environments, runs all, writes
    python benchmarks/rivals/run.py found        only what is found; or rules, or speed
    python benchmarks/rivals/run.py --venv DIR   keeps the environments there, or uses them again
    python benchmarks/rivals/run.py --runs 5     more rounds

The tools come from PyPI, in the versions of `tools.txt`, each in an environment of its own; one that
cannot be installed is named with the reason. `project/` is our own writing: a line that
destroys rows or tables carries `fact N` (one statement may carry it on several lines: where it is
written and where it is run), one that only mentions a statement carries `mention N`. A fact is
found where a rule that speaks of destroying reports one of its lines; it is pointed at where only a
rule about something else does (injection: a string that is put together). The rules that count are
those of `tools.py`; `rules` asks the tools for their own lists. `speed` times them in rounds
(ftc-lint, then each of the others) and stops what takes too long. Results go to `../results/rivals.json` and
`../results/rivals_speed.json`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from benchmarks.results import keep, kept  # noqa: E402
from benchmarks.rivals.environments import Installed, install, requirements  # noqa: E402
from benchmarks.rivals.found import found  # noqa: E402
from benchmarks.rivals.rulelists import rule_lists  # noqa: E402
from benchmarks.rivals.running import LIMIT  # noqa: E402
from benchmarks.rivals.times import NAMES, times  # noqa: E402
from benchmarks.timing import Result, conditions  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "part", nargs="?", choices=["found", "rules", "speed"], help="default: all of them"
    )
    parser.add_argument(
        "--venv", type=Path, metavar="DIR",
        help="where the environments of the tools are; those that are missing are made",
    )  # fmt: skip
    parser.add_argument("--runs", type=int, default=3, help="timed rounds (default: 3)")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"default: {LIMIT} s for a run")
    parser.add_argument(
        "--corpus", nargs="+", choices=NAMES, default=NAMES,
        help="what to time over (default: all)",
    )  # fmt: skip
    parser.add_argument("--share", type=float, default=1, help="smaller corpora, to try it out")
    parser.add_argument("--results", type=Path, help="keep the results in this directory")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        installed = install(options.venv or directory / "venv", requirements())
        if "ftc-lint" in installed.missing:
            sys.exit(f"ftc-lint cannot be installed: {installed.missing['ftc-lint']}")
        if options.part in (None, "found", "rules"):
            result = kept("rivals", options.results) or {}
            if options.part != "rules":
                project = directory / "project"
                shutil.copytree(HERE / "project", project)
                (project / ".git").mkdir()
                result["found"] = _conditions(installed) | found(installed, project)
            if options.part != "found":
                result["rule_lists"] = _conditions(installed) | {"tools": rule_lists(installed)}
            keep("rivals", result, options.results)
        if options.part in (None, "speed"):
            result = kept("rivals_speed", options.results) or {}
            for title, row in times(
                installed, directory, options.runs, options.limit, options.share, options.corpus
            ):
                result[title] = row
                keep("rivals_speed", result, options.results)
    return 0


def _conditions(installed: Installed) -> Result:
    return conditions() | {"versions": installed.versions, "missing": installed.missing}


if __name__ == "__main__":
    sys.exit(main())
