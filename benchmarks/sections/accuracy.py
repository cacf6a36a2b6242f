"""How much is found in code that nobody here wrote, how much is false, and what was not seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.sections import conditions, not_measured, share, table

MEASURE = "python benchmarks/accuracy/measure.py"
VERDICTS = "python benchmarks/accuracy/verdicts.py"
VERDICT = {
    "none": "rows kept nowhere",
    "restore": "a backup is put back",
    "scratch": "nothing to lose",
    "before": "a backup stands before it",
}


def accuracy(data: dict[str, Any] | None) -> Iterator[str]:
    """What was found of the labelled places in packages from PyPI."""
    if data is None:
        yield not_measured("what is found of the labelled places", MEASURE)
        return
    read = data["packages"] - len(data["stopped"])
    yield (
        f"Places in {data['packages']} packages from PyPI that people labelled one by one"
        f" (`benchmarks/accuracy/labels.csv`), {conditions(data)}:"
    )
    yield table(
        "| what | count |",
        f"| packages read to the end | {read} of {data['packages']} |",
        f"| statements that destroy, found | {share(data['found'], data['executed'])} |",
        "| of those, seen to be run by the program |"
        f" {share(data['found_as_run'], data['found'])} |",
        "| lines that only mention one, reported as if they ran it |"
        f" {share(data['false'], data['mentioned'])} |",
        f"| findings of the default rules in all of these packages | {data['findings']:,} |",
        f"| places that a run itself calls unchecked | {data['unchecked']:,} |",
    )
    yield (
        "The first release was mended on these packages, so this says what is held and not what to"
        " expect elsewhere: before anybody had read them, 395 of 448 (88.2 %) were found. Not every"
        " finding of a default rule was judged, only those on labelled lines."
    )
    yield from _stopped(data, data["labels_of_stopped"], "labelled places")


def missed(data: dict[str, Any] | None) -> Iterator[str]:
    """The labelled statements that were not found, place by place."""
    if data is None:
        yield not_measured("what is missed in the labelled packages", MEASURE)
        return
    unseen = data["found"] - data["found_as_run"]
    yield (
        f"In the labelled packages it missed {share(data['executed'] - data['found'], data['executed'])}"
        f" statements, listed {unseen} more without seeing that they are run, and named"
        f" {data['unchecked']:,} places that it could not check. Missed were:"
    )
    yield "\n".join(f"- `{place}`" for place in data["missed"]) or "- none"


def verdicts(data: dict[str, Any] | None) -> Iterator[str]:
    """Whether backups are judged as people judged them."""
    if data is None:
        yield not_measured("what is said of backups", VERDICTS)
        return
    every = data["verdicts"].values()
    right, labelled = sum(row["right"] for row in every), sum(row["labelled"] for row in every)
    yield (
        f"What becomes of the rows at {labelled} statements in"
        f" {data['packages'] - len(data['stopped'])} packages from PyPI, held against people's"
        f" verdicts: {share(right, labelled)} right, {conditions(data)}."
    )
    yield table(
        "| verdict by people | statements | ftc-lint says the same |",
        *(
            f"| {VERDICT.get(name, name)} | {row['labelled']} | {row['right']} |"
            for name, row in data["verdicts"].items()
        ),
    )
    yield from _stopped(data, data["verdicts_of_stopped"], "verdicts")


def _stopped(data: dict[str, Any], labels: int, what: str) -> Iterator[str]:
    if data["stopped"]:
        yield (
            f"Not measured, as ftc-lint did not finish in {data['limit']:g} s:"
            f" {', '.join(data['stopped'])}, with {labels} {what}."
        )
