"""Makes `docs/trust.md` from the last results.

    python benchmarks/trust.py --write    write the page
    python benchmarks/trust.py --check    exit status 1 if the page is not what the results make

What was not measured is said to be so; nothing is filled in.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "trust.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the page; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true")
    what.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    text = page()
    if options.write:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{PAGE}: not what the results make; run benchmarks/trust.py --write\n")
        return 1
    return 0


def page() -> str:
    """The page as Markdown."""
    parts = [
        "# Trust, in figures",
        "What was measured, and how to measure it again. Made by `python benchmarks/trust.py --write`"
        " from `benchmarks/results/`; what is missing there is called not measured.",
        "## Beside other tools",
        *rivals(result("rivals")),
        "## How fast beside other tools",
        *speed(result("rivals")),
        "## Where it installs",
        *supply_chain(result("supply_chain")),
        "## Code that nobody tuned for",
        *accuracy(),
        "## Fuzzing",
        not_measured("a long fuzzing run", "python tests/fuzz/run.py"),
        "## What it cannot see",
        "[How the analysis decides](analysis.md#what-it-cannot-see) lists it. Where that limits a run,"
        " the run says so: “could not check” never looks like “clean”.",
    ]
    return "\n\n".join(parts) + "\n"


def result(name: str) -> dict[str, Any] | None:
    """A file of results; None where there is none."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def not_measured(what: str, command: str) -> str:
    """The paragraph for a result that is not there."""
    return f"Not measured: {what} has left no result. `{command}` is how to do it."


def rivals(data: dict[str, Any] | None) -> Iterator[str]:
    """What each tool found of the facts and made of the mentions."""
    if data is None or "found" not in data:
        yield not_measured("what other tools find", "python benchmarks/rivals/run.py found")
        return
    found = data["found"]
    yield (
        f"{found['facts']} statements that destroy and {found['mentions']} lines that only mention"
        " one, in a project of our own writing"
        f" (`benchmarks/rivals/project`), {data['measured']}. We chose the project, so the table"
        " shows what kinds of code each tool reads, not how often such code occurs. *Pointed at* is a"
        " line reported for another reason, a string that is put together."
    )
    lines = ["| tool | found | pointed at | false | rules that count |", "|---|---|---|---|---|"]
    for name, row in found["tools"].items():
        rules = row["rules"].replace("none and ", "")
        lines.append(
            f"| {name} {data['versions'].get(_package(name), '')} | {row['found']} |"
            f" {row['pointed_at']} | {row['false']} | `{rules}` |"
        )
    yield "\n".join(lines)
    ours = found["tools"]["ftc-lint"]
    yield (
        f"ftc-lint did not report the facts {ours['missed'] or 'none'} and reported the mentions"
        f" {ours['false_mentions'] or 'none'}; the numbers stand in the project's comments."
    )


def _package(name: str) -> str:
    return {"squawk": "squawk-cli"}.get(name, name.lower())


def speed(data: dict[str, Any] | None) -> Iterator[str]:
    """How long each takes over the same files, as a ratio to ftc-lint."""
    if data is None or "speed" not in data:
        yield not_measured("the time beside other tools", "python benchmarks/rivals/run.py speed")
        return
    yield (
        f"Times of the other tool divided by ftc-lint's without a cache, {data['runs']} pairs in turn,"
        f" {data['processors']} processors at a load of {data['load_before']} to"
        f" {data['load_after']}."
    )
    for title, work in data["speed"].items():
        lines = [f"| {title} | ratio | spread |", "|---|---|---|"]
        for name, row in work["tools"].items():
            if "ratio" in row:
                low, high = row["spread"]
                lines.append(f"| {name} | {row['ratio']} | {low}–{high} |")
            else:
                lines.append(f"| {name} | stopped after {row['stopped_after']} s | |")
        yield "\n".join(lines)


def supply_chain(data: dict[str, Any] | None) -> Iterator[str]:
    """Into which empty environments the archives were installed."""
    if data is None:
        yield not_measured("the installation", "python benchmarks/supply_chain.py")
        return
    yield f"Built and installed into empty environments, then run, {data['measured']}:"
    lines = ["| Python | what | outcome |", "|---|---|---|"]
    for row in data["environments"]:
        lines.append(f"| {row['python']} | {row['what']} | {row['outcome']} |")
    lines += [
        f"| {version} | | not measured: no such Python there |" for version in data["missing"]
    ]
    yield "\n".join(lines)


def accuracy() -> Iterator[str]:
    """The result of the labelled packages."""
    if result("accuracy") is None:
        yield (
            not_measured("the last run on 613 labelled places", "benchmarks/accuracy/measure.py")
            + " What earlier runs gave is in"
            " [benchmarks](https://github.com/ftc-lint/ftc-lint/blob/main/benchmarks/README.md#accuracy)."
        )
        return
    data = result("accuracy") or {}
    yield (
        f"Of {data['executed']} labelled statements in {data['packages']} packages from PyPI"
        f" {data['found']} were found; of {data['mentioned']} lines that only mention one"
        f" {data['false']} were reported ({data['measured']})."
    )


if __name__ == "__main__":
    sys.exit(main())
