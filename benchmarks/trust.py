"""Makes `docs/trust.md` and `docs/speed.svg` from the last results.

    python benchmarks/trust.py --write    write them
    python benchmarks/trust.py --check    exit status 1 if they are not what the results make

What was not measured is said to be so; nothing is filled in.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from benchmarks.chart import chart  # noqa: E402
from benchmarks.results import kept  # noqa: E402
from benchmarks.sections.accuracy import accuracy, missed, verdicts  # noqa: E402
from benchmarks.sections.beside import found, rule_lists, speed  # noqa: E402
from benchmarks.sections.fuzzing import fuzzing  # noqa: E402
from benchmarks.sections.installing import installing  # noqa: E402
from benchmarks.sections.own_speed import own_speed  # noqa: E402

DOCS = ROOT / "docs"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the page and its chart; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true")
    what.add_argument("--check", action="store_true")
    parser.add_argument("--results", type=Path, help="take the results from this directory")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the directory of the page")
    options = parser.parse_args(arguments)
    stale = []
    for name, text in made(options.results).items():
        path = options.docs / name
        if options.write:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
    for path in stale:
        sys.stderr.write(f"{path}: not what the results make; run benchmarks/trust.py --write\n")
    return 1 if stale else 0


def made(results: Path | None = None) -> dict[str, str]:
    """The files that the results make, by name: the page, and the chart if there is one."""
    times = kept("rivals_speed", results)
    files = {"trust.md": page(results)}
    if times is not None:
        files["speed.svg"] = chart(times)
    return files


def page(results: Path | None = None) -> str:
    """The page as Markdown."""
    places, others = kept("accuracy", results), kept("rivals", results)
    parts = [
        "# Trust, in figures",
        "What was measured, and how to measure it again: `python benchmarks/run.py` measures"
        " everything and writes this page from `benchmarks/results/`. What is missing there is called"
        " not measured.",
        "## How much is found, and how much is false",
        *accuracy(places),
        "### Backups",
        *verdicts(kept("verdicts", results)),
        "## Beside other tools",
        *found(others),
        *rule_lists(others),
        "## How fast beside other tools",
        *speed(kept("rivals_speed", results)),
        "## How fast by itself",
        *own_speed(kept("speed", results)),
        "## Fuzzing",
        *fuzzing(kept("fuzz", results)),
        "## Where it installs",
        *installing(kept("supply_chain", results)),
        "## What it cannot see",
        *missed(places),
        "[How the analysis decides](analysis.md#what-it-cannot-see) lists what cannot be seen by"
        " design. Where that limits a run, the run says so: “could not check” never looks like"
        " “clean”.",
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
