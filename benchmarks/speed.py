"""Times ftc-lint beside a yardstick that runs in the same minute.

    python benchmarks/speed.py              all of it, some minutes
    python benchmarks/speed.py one-file     one measurement by name, or several
    python benchmarks/speed.py --share 0.01 smaller corpora, to try it out

Each figure is a whole process. The two commands of a pair run in turn (A B A B …), and the
ratio is taken pair by pair, so that a machine whose speed drifts does not decide the result. What
does not finish within the limit is stopped and said so. Results go to `results/speed.json`, each
with the corpus, its size, how much of it holds operations, and the load it was measured under.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.measurements import imports, large_sql, projects, starts
from benchmarks.measurements.commands import Setting
from benchmarks.results import keep, kept
from benchmarks.timing import conditions, loads

MEASUREMENTS = {
    **starts.MEASUREMENTS,
    **imports.MEASUREMENTS,
    **projects.MEASUREMENTS,
    **large_sql.MEASUREMENTS,
}
LIMIT = 300
"""Seconds after which a run is stopped."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(MEASUREMENTS))
    parser.add_argument("--share", type=float, default=1, help="smaller corpora, to try it out")
    parser.add_argument("--runs", type=int, default=5, help="pairs of one measurement (default: 5)")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"default: {LIMIT} s for a run")
    parser.add_argument("--results", type=Path, help="keep the results in this directory")
    options = parser.parse_args(arguments)
    names = options.names or list(MEASUREMENTS)
    if unknown := sorted(set(names) - set(MEASUREMENTS)):
        parser.error(f"no measurement {unknown[0]}: {', '.join(MEASUREMENTS)}")
    result = kept("speed", options.results) or {"measurements": {}}
    with tempfile.TemporaryDirectory() as directory:
        setting = Setting(Path(directory), options.share, options.runs, options.limit)
        for name in names:
            when = conditions()
            row = MEASUREMENTS[name](setting) | when | {"load_after": loads()}
            result["measurements"][name] = row
            print(f"{name}: {row}", flush=True)
            keep("speed", result, options.results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
