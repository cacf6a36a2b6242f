"""Compares the backup verdicts of `--show-operations` with those that people gave.

    python benchmarks/accuracy/verdicts.py [--packages DIR] [--limit SECONDS]

`verdicts.csv` says of packages that nobody here wrote what becomes of the rows at each statement
that destroys some, as somebody read the code. They are fetched from PyPI by pip. Prints the right
verdicts of each package, every wrong one, and the sum; exits with 1 if fewer than nine of ten are
right. A package over which ftc-lint does not finish within the limit is named and left out. Results
go to `../results/verdicts.json`.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from benchmarks.accuracy.packages import fetched, listed  # noqa: E402
from benchmarks.results import keep  # noqa: E402
from benchmarks.timing import Stopped, conditions, loads  # noqa: E402

WANTED = 0.9
LIMIT = 120
"""Seconds after which a run over a package is stopped."""


class Place(NamedTuple):
    """A statement, as `verdicts.csv` names it."""

    path: str
    line: int
    kind: str


def labels(path: Path) -> dict[str, dict[Place, str]]:
    """The verdicts that people gave, by package, as `name==version`."""
    found: dict[str, dict[Place, str]] = defaultdict(dict)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place = Place(row["path"], int(row["line"]), row["kind"])
            found[f"{row['package']}=={row['version']}"][place] = row["expected"]
    return found


def verdicts(package: Path, limit: float) -> dict[Place, str] | Stopped:
    """The verdicts of ftc-lint on a package."""
    operations = listed(package, limit)
    if isinstance(operations, Stopped):
        return operations
    return {
        Place(each["filename"], each["location"]["row"], each["kind"]): each["backup"]
        for each in operations
        if each["backup"] is not None
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print, and keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--packages", metavar="DIR", help="keep the unpacked packages here")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"default: {LIMIT} s for a run")
    parser.add_argument("--labels", type=Path, default=HERE / "verdicts.csv", help="other labels")
    parser.add_argument("--results", type=Path, help="keep the result in this directory")
    options = parser.parse_args(arguments)
    result = conditions()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    stopped: list[str] = []
    every = labels(options.labels)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(options.packages or scratch)
        for name, expected in every.items():
            found = verdicts(fetched(name, root), options.limit)
            if isinstance(found, Stopped):
                print(f"{name}: {found}", flush=True)
                stopped.append(name)
                continue
            wrong = [place for place in expected if found.get(place) != expected[place]]
            print(f"{name}: {len(expected) - len(wrong)} of {len(expected)}", flush=True)
            for place in wrong:
                print(
                    f"  {place.path}:{place.line} {place.kind}: {found.get(place)},"
                    f" not {expected[place]}"
                )
            total.update(expected.values())
            right.update(verdict for place, verdict in expected.items() if place not in wrong)
    share = right.total() / max(total.total(), 1)
    print(f"{right.total()} of {total.total()} right ({share:.1%})")
    result |= {
        "packages": len(every),
        "limit": options.limit,
        "stopped": stopped,
        "verdicts_of_stopped": sum(len(every[name]) for name in stopped),
        "verdicts": {
            name: {"labelled": total[name], "right": right[name]} for name in sorted(total)
        },
        "load_after": loads(),
    }
    keep("verdicts", result, options.results)
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
