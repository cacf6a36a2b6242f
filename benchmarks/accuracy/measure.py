"""How much of what real projects do to their databases ftc-lint finds, and how much it makes up.

    python benchmarks/accuracy/measure.py [--packages DIR] [--missed]

`labels.csv` holds places in packages that we did not write: a line that executes a destructive
statement, or one that only mentions it (a message, a help text, a comment). A plain text search,
which knows nothing of ftc-lint, brought them up; people read every one of them. The packages are
fetched from PyPI by pip, each in the version that was labelled; ftc-lint reads them as they are,
with no configuration.

Found is an executed statement that `--show-operations` lists on its line, under its kind. False is
an operation that is listed as executed on a line that only mentions it, or a finding of a
default rule there.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
READ = (".py", ".sql", ".sh")
LIKE = {
    "drop-table": {"drop-table", "drop-column", "drop-schema", "drop-database"},
    "merge-delete": {"merge-delete", "insert"},
}
"""What a line that only mentions a statement may be mistaken for."""
_PIP = (
    *(sys.executable, "-m", "pip", "download"),
    *("--quiet", "--no-deps", "--only-binary", ":all:"),
)


@dataclass(frozen=True)
class Label:
    """A labelled place: `executed` says that a statement of this kind is run there."""

    path: str
    line: int
    kind: str
    executed: bool


@dataclass
class Tally:
    """What became of the labels of a package; the lists hold places."""

    executed: int = 0
    mentioned: int = 0
    missed: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    findings: int = 0

    def add(self, other: Tally) -> None:
        """Counts another package's labels too."""
        self.executed += other.executed
        self.mentioned += other.mentioned
        self.findings += other.findings
        self.missed += other.missed
        self.unseen += other.unseen
        self.false += other.false

    def line(self, name: str) -> str:
        """The tally as a row of the table that is printed."""
        found = self.executed - len(self.missed)
        return (
            f"{name:38} {self.executed:8} {found:5} {found - len(self.unseen):6} "
            f"{self.mentioned:9} {len(self.false):5} {self.findings:8}"
        )


HEAD = (
    f"{'package':38} {'executed':>8} {'found':>5} {'as run':>6} {'mentioned':>9} {'false':>5} "
    f"{'findings':>8}"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures all packages and prints a table; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--packages", metavar="DIR", help="keep the unpacked packages here")
    parser.add_argument("--missed", action="store_true", help="list what was missed or false")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(options.packages or scratch)
        total = Tally()
        print(HEAD)
        for name, labels in read_labels(HERE / "labels.csv").items():
            tally = measured(fetched(name, root), labels)
            print(tally.line(name), flush=True)
            total.add(tally)
    print(total.line("all"))
    found = total.executed - len(total.missed)
    print(f"found {found} of {total.executed}: {found / total.executed:.1%}")
    if options.missed:
        for title, places in (("missed", total.missed), ("false", total.false)):
            print("\n".join(f"{title}: {place}" for place in places))
    return 0


def read_labels(path: Path) -> dict[str, list[Label]]:
    """The labels by package, as `name==version`."""
    found: dict[str, list[Label]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            label = Label(row["path"], int(row["line"]), row["kind"], row["label"] == "executed")
            found.setdefault(f"{row['package']}=={row['version']}", []).append(label)
    return found


def fetched(requirement: str, root: Path) -> Path:
    """The directory with a package's files, fetched by pip unless it is there already."""
    target = root / requirement.replace("==", "-")
    if target.is_dir():
        return target
    with tempfile.TemporaryDirectory() as wheels:
        subprocess.run(
            [*_PIP, "--dest", wheels, requirement],
            check=True,
        )
        (wheel,) = Path(wheels).iterdir()
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(READ) and ".data/" not in name:
                    archive.extract(name, target)
    return target


def measured(directory: Path, labels: Iterable[Label]) -> Tally:
    """What ftc-lint says of one package, held against its labels."""
    operations: dict[tuple[str, int], list[Any]] = {}
    for each in _ftc_lint(directory, "--show-operations")["operations"]:
        operations.setdefault((each["filename"], each["location"]["row"]), []).append(each)
    findings = _ftc_lint(directory)["findings"]
    reported = {(each["filename"], each["location"]["row"]) for each in findings}
    tally = Tally(findings=len(findings))
    for label in labels:
        here = operations.get((label.path, label.line), [])
        place = f"{directory.name}/{label.path}:{label.line}: {label.kind}"
        if label.executed:
            tally.executed += 1
            same = [each for each in here if each["kind"] == label.kind]
            if not same:
                tally.missed.append(place)
            elif not any(each["executed"] for each in same):
                tally.unseen.append(place)
        else:
            tally.mentioned += 1
            kinds = LIKE.get(label.kind, {label.kind})
            run = any(each["executed"] and each["kind"] in kinds for each in here)
            if run or (label.path, label.line) in reported:
                tally.false.append(place)
    return tally


def _ftc_lint(directory: Path, *options: str) -> Any:
    """The JSON of a run in a directory. Raises `CalledProcessError` where ftc-lint failed."""
    command = [sys.executable, "-m", "ftc_lint", "--isolated", "--exit-zero", *options]
    done = subprocess.run(
        [*command, "--output-format", "json", "."], cwd=directory, check=True, capture_output=True
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
