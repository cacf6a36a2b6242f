"""What other tools find, which rules they have, and how long they take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.corpora import in_words
from benchmarks.sections import conditions, not_measured, table

RUN = "python benchmarks/rivals/run.py"
TARGETS = {("2,000 Python files", name): 5 for name in ("bandit", "semgrep")}
"""How many times as long a tool should take at least."""


def found(data: dict[str, Any] | None) -> Iterator[str]:
    """What each tool found of the facts and made of the mentions."""
    if data is None or "found" not in data:
        yield not_measured("what other tools find", f"{RUN} found")
        return
    counts = data["found"]
    yield (
        f"{counts['facts']} statements that destroy and {counts['mentions']} lines that only mention"
        " one, in a project of our own writing"
        f" (`benchmarks/rivals/project`), {counts['measured']}. We chose the project, so the table"
        " shows what kinds of code each tool reads, not how often such code occurs. *Pointed at* is a"
        " line reported for another reason, a string that is put together."
    )
    lines = []
    for name, row in counts["tools"].items():
        rules = row["rules"].replace("none and ", "")
        version = counts["versions"].get(_package(name), "")
        if "stopped_after" in row:
            lines.append(
                f"| {name} {version} | did not finish in {row['stopped_after']:g} s | | | |"
            )
            continue
        lines.append(
            f"| {name} {version} | {row['found']} | {row['pointed_at']} | {row['false']} |"
            f" {f'`{rules}`' if rules != 'none' else 'it has none'} |"
        )
    yield table("| tool | found | pointed at | false | rules that count |", *lines)
    yield from _missing(counts)
    ours = counts["tools"]["ftc-lint"]
    yield (
        f"ftc-lint did not report the facts {ours['missed'] or 'none'} and reported the mentions"
        f" {ours['false_mentions'] or 'none'}; the numbers stand in the project's comments."
    )


def rule_lists(data: dict[str, Any] | None) -> Iterator[str]:
    """The rules about destroying that a tool lists itself."""
    if data is None or "rule_lists" not in data:
        yield not_measured("which rules other tools have", f"{RUN} rules")
        return
    lists = data["rule_lists"]
    yield (
        "Of the tools that can list their rules, what the list says (a rule counts here if its own"
        f" words name deleting, dropping, truncating or replacing), {lists['measured']}:"
    )
    lines = []
    for name, row in lists["tools"].items():
        if "stopped_after" in row:
            outcome = f"did not finish in {row['stopped_after']:g} s | "
        else:
            outcome = f"{row['rules']} | {', '.join(row['destroying']) or 'none'}"
        lines.append(f"| {name} | `{row['command']}` | {outcome} |")
    yield table("| tool | command | rules | of those about destroying |", *lines)


def speed(data: dict[str, Any] | None) -> Iterator[str]:
    """How long each takes over the same files, as a ratio to ftc-lint."""
    if data is None:
        yield not_measured("the time beside other tools", f"{RUN} speed")
        return
    yield "![Times of other tools divided by those of ftc-lint](speed.svg)"
    yield (
        "The other tool's time divided by ftc-lint's without a cache, above 1 where it takes longer;"
        " the median of some rounds (ours, then each other tool) with the lowest and the highest of"
        " them, by the clock and in processor time (which a busy machine disturbs less). The tools do"
        " not do the same work: ruff and bandit look at one expression at a time, ftc-lint follows"
        " statements through the project."
    )
    if not any((title, name) in TARGETS for title, work in data.items() for name in work["tools"]):
        yield not_measured(
            "2,000 Python files beside other tools (the target: bandit and semgrep take 5 times as"
            " long)",
            f"{RUN} speed --corpus python",
        )
    for title, work in data.items():
        yield (
            f"**{title}**, {in_words(work)}. Rounds: {work['runs']}; stopped after"
            f" {work['limit']:g} s by the clock, {conditions(work)}:"
        )
        lines = [_row(title, name, row) for name, row in work["tools"].items()]
        yield table("| tool | by the clock | processor time | seconds: theirs, ours |", *lines)
        yield from _missing(work)


def _row(title: str, name: str, row: dict[str, Any]) -> str:
    if "failed" in row:
        return f"| {name} | failed: `{row['failed']}` | | |"
    if "ours_stopped_after" in row:
        return f"| {name} | ftc-lint did not finish in {row['ours_stopped_after']:g} s | | |"
    if "stopped_after" in row:
        least = row["stopped_after"] / row["ours_s"]
        return (
            f"| {name} | did not finish in {row['stopped_after']:g} s: over {least:.2g} | |"
            f" –, {row['ours_s']:g} |"
        )
    target = TARGETS.get((title, name))
    verdict = ""
    if target is not None:
        verdict = f"; target {target}: {'met' if row['ratio'] >= target else 'missed'}"
    clock, processors = row["ratio_spread"], row["cpu_ratio_spread"]
    return (
        f"| {name} | {row['ratio']:g} ({clock[0]:g}–{clock[1]:g}){verdict} |"
        f" {row['cpu_ratio']:g} ({processors[0]:g}–{processors[1]:g}) |"
        f" {row['theirs_s']:g}, {row['ours_s']:g} |"
    )


def _missing(data: dict[str, Any]) -> Iterator[str]:
    for package, reason in data.get("missing", {}).items():
        yield f"Not measured: {package} could not be installed there ({reason})."


def _package(name: str) -> str:
    return {"squawk": "squawk-cli"}.get(name, name.lower())
