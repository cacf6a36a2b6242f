"""Compares the backup verdicts of `--show-operations` with those that people gave.

    python benchmarks/accuracy/verdicts.py DIRECTORY

`verdicts.csv` says of packages that nobody here wrote what becomes of the rows at each statement
that destroys some, as somebody read the code. DIRECTORY holds the packages, unpacked, each as
`<package>-<version>`; those that are missing are named and left out. Prints the right verdicts of
each package, every wrong one, and the sum; exits with 1 if fewer than nine of ten are right.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

LABELS = Path(__file__).with_name("verdicts.csv")
WANTED = 0.9


class Place(NamedTuple):
    """A statement, as `verdicts.csv` names it."""

    path: str
    line: int
    kind: str


def labels() -> dict[str, dict[Place, str]]:
    """The verdicts that people gave, by package and version."""
    found: dict[str, dict[Place, str]] = defaultdict(dict)
    with LABELS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place = Place(row["path"], int(row["line"]), row["kind"])
            found[f"{row['package']}-{row['version']}"][place] = row["expected"]
    return found


def verdicts(package: Path) -> dict[Place, str]:
    """The verdicts of ftc-lint on a package."""
    command = [sys.executable, "-m", "ftc_lint", "--isolated", "--no-respect-gitignore"]
    command += ["--show-operations", "--output-format", "json", "."]
    done = subprocess.run(command, cwd=package, capture_output=True, text=True, check=True)
    return {
        Place(each["filename"], each["location"]["row"], each["kind"]): each["backup"]
        for each in json.loads(done.stdout)["operations"]
        if each["backup"] is not None
    }


def main(arguments: list[str]) -> int:
    """Compare, and print."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: verdicts.py DIRECTORY (of unpacked packages)", file=sys.stderr)
        return 2
    right = total = 0
    for name, expected in labels().items():
        package = Path(arguments[0], name)
        if not package.is_dir():
            print(f"{name}: not there")
            continue
        found = verdicts(package)
        wrong = {
            place: found.get(place) for place in expected if found.get(place) != expected[place]
        }
        print(f"{name}: {len(expected) - len(wrong)} of {len(expected)}")
        for place, verdict in wrong.items():
            print(f"  {place.path}:{place.line} {place.kind}: {verdict}, not {expected[place]}")
        right, total = right + len(expected) - len(wrong), total + len(expected)
    print(f"{right} of {total} right ({right / max(total, 1):.1%})")
    return 0 if right >= WANTED * total else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
