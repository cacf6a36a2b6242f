"""How much of what real projects do to their databases ftc-lint finds, and how much it makes up.

    python benchmarks/accuracy/measure.py [--packages DIR] [--missed] [--limit SECONDS]

`labels.csv` holds places in packages that we did not write: a line that executes a destructive
statement, or one that only mentions it (a message, a help text, a comment). A plain text search,
which knows nothing of ftc-lint, brought them up; people read every one of them. The packages are
fetched from PyPI by pip, each in the version that was labelled; ftc-lint reads them as they are,
with no configuration.

Found is an executed statement that `--show-operations` lists on its line, under its kind. False is
an operation that is listed as executed on a line that only mentions it, or a finding of a
default rule there. A package over which ftc-lint does not finish within the limit is named, and its
labels count for nothing. Results go to `../results/accuracy.json`.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from benchmarks.accuracy.packages import fetched, listed, reported  # noqa: E402
from benchmarks.results import keep  # noqa: E402
from benchmarks.timing import Result, Stopped, conditions, loads  # noqa: E402

LIKE = {
    "drop-table": {"drop-table", "drop-column", "drop-schema", "drop-database"},
    "merge-delete": {"merge-delete", "insert"},
}
"""What a line that only mentions a statement may be mistaken for."""
READ = (".py", ".sql", ".sh")
LIMIT = 120
"""Seconds after which a run over a package is stopped."""


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
    unchecked: int = 0

    def add(self, other: Tally) -> None:
        """Counts another package's labels too."""
        self.executed += other.executed
        self.mentioned += other.mentioned
        self.findings += other.findings
        self.unchecked += other.unchecked
        self.missed += other.missed
        self.unseen += other.unseen
        self.false += other.false

    @property
    def found(self) -> int:
        """How many executed statements were listed."""
        return self.executed - len(self.missed)

    def line(self, name: str) -> str:
        """The tally as a row of the table that is printed."""
        return (
            f"{name:38} {self.executed:8} {self.found:5} {self.found - len(self.unseen):6} "
            f"{self.mentioned:9} {len(self.false):5} {self.findings:8}"
        )


HEAD = (
    f"{'package':38} {'executed':>8} {'found':>5} {'as run':>6} {'mentioned':>9} {'false':>5} "
    f"{'findings':>8}"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures all packages, prints a table and keeps the result; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--packages", metavar="DIR", help="keep the unpacked packages here")
    parser.add_argument("--missed", action="store_true", help="list what was missed or false")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"default: {LIMIT} s for a run")
    parser.add_argument("--labels", type=Path, default=HERE / "labels.csv", help="other labels")
    parser.add_argument("--results", type=Path, help="keep the result in this directory")
    options = parser.parse_args(arguments)
    result = conditions()
    total = Tally()
    stopped: list[str] = []
    labels = read_labels(options.labels)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(options.packages or scratch)
        print(HEAD)
        for name, places in labels.items():
            tally = measured(fetched(name, root, READ), places, options.limit)
            if isinstance(tally, Stopped):
                stopped.append(name)
                print(f"{name:38} {tally}", flush=True)
                continue
            print(tally.line(name), flush=True)
            total.add(tally)
    print(total.line("all"))
    print(f"found {total.found} of {total.executed}: {total.found / max(total.executed, 1):.1%}")
    if options.missed:
        for title, lines in (("missed", total.missed), ("false", total.false)):
            print("\n".join(f"{title}: {line}" for line in lines))
    result |= summary(total, len(labels), options.limit)
    result["stopped"] = stopped
    result["labels_of_stopped"] = sum(len(labels[name]) for name in stopped)
    keep("accuracy", result | {"load_after": loads()}, options.results)
    return 0


def summary(total: Tally, packages: int, limit: float) -> Result:
    """The sums of all packages that were read to the end."""
    return {
        "packages": packages,
        "limit": limit,
        "executed": total.executed,
        "found": total.found,
        "found_as_run": total.found - len(total.unseen),
        "mentioned": total.mentioned,
        "false": len(total.false),
        "findings": total.findings,
        "unchecked": total.unchecked,
        "missed": total.missed,
        "false_places": total.false,
    }


def read_labels(path: Path) -> dict[str, list[Label]]:
    """The labels by package, as `name==version`."""
    found: dict[str, list[Label]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            label = Label(row["path"], int(row["line"]), row["kind"], row["label"] == "executed")
            found.setdefault(f"{row['package']}=={row['version']}", []).append(label)
    return found


def measured(directory: Path, labels: Iterable[Label], limit: float) -> Tally | Stopped:
    """What ftc-lint says of one package, held against its labels."""
    everything = listed(directory, limit)
    if isinstance(everything, Stopped):
        return everything
    report = reported(directory, limit)
    if isinstance(report, Stopped):
        return report
    operations: dict[tuple[str, int], list[Any]] = {}
    for each in everything:
        operations.setdefault((each["filename"], each["location"]["row"]), []).append(each)
    findings = report["findings"]
    found = {
        (each["filename"], each["location"]["row"]) for each in findings if each.get("location")
    }
    tally = Tally(findings=len(findings), unchecked=len(report["unchecked"]))
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
            if run or (label.path, label.line) in found:
                tally.false.append(place)
    return tally


if __name__ == "__main__":
    sys.exit(main())
