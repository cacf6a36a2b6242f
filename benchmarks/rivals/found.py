"""What each tool reports of the facts and the mentions in `project/`."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.rivals.environments import Installed
from benchmarks.rivals.running import ENVIRONMENT, LIMIT, names
from benchmarks.rivals.tools import TOOLS
from benchmarks.timing import Result, Stopped, run

MARK = re.compile(r"\b(fact|mention) (\d+)")
_COMMENT = re.compile(r"[ \t]*(?:#|--) (?:(?:fact|mention) \d+(?:, )?)+$", re.MULTILINE)


def found(installed: Installed, project: Path) -> Result:
    """For each tool what it reports of the facts and the mentions. `project` loses its marks."""
    facts, mentions = marks(project)
    unmark(project)
    rows: Result = {"facts": len(facts), "mentions": len(mentions), "tools": {}}
    for tool in TOOLS:
        if tool.package in installed.missing:
            continue
        files = names(project, tool.reads)
        done = run(
            tool.command(installed, files), project, LIMIT, keep_output=True,
            env=ENVIRONMENT, statuses=range(256),
        )  # fmt: skip
        if isinstance(done, Stopped):
            rows["tools"][tool.name] = {"rules": tool.rules, "stopped_after": done.after}
            continue
        if not done.output.strip():
            raise RuntimeError(f"{tool.name} printed nothing")
        reports = tool.parse(done.output, project)
        hits = {(path, line) for path, line, rule in reports if tool.destroys(rule)}
        near = {(path, line) for path, line, rule in reports if tool.near(rule)}
        seen = {number for number, places in facts.items() if places & hits}
        pointed = {number for number, places in facts.items() if places & near} - seen
        false = {number for number, places in mentions.items() if places & (hits | near)}
        rows["tools"][tool.name] = {
            "rules": tool.rules,
            "found": len(seen),
            "pointed_at": len(pointed),
            "false": len(false),
            "missed": sorted(set(facts) - seen - pointed),
            "false_mentions": sorted(false),
        }
        print(tool.name, {**rows["tools"][tool.name], "rules": ""}, flush=True)
    return rows


def marks(project: Path) -> tuple[dict[int, set[tuple[str, int]]], ...]:
    """The places of the facts and of the mentions, by number."""
    facts: dict[int, set[tuple[str, int]]] = {}
    mentions: dict[int, set[tuple[str, int]]] = {}
    for path in names(project, (".py", ".sql")):
        text = (project / path).read_text(encoding="utf-8")
        for row, line in enumerate(text.splitlines(), 1):
            for kind, number in MARK.findall(line):
                places = facts if kind == "fact" else mentions
                # a tool may report a call at its first line
                before = {(path, row - 1)} if kind == "fact" and _continued(line) else set()
                places.setdefault(int(number), set()).update({(path, row)} | before)
    return facts, mentions


def unmark(project: Path) -> None:
    """Takes the marks out of the files, so that no tool stumbles over them."""
    for path in names(project, (".py", ".sql")):
        text = (project / path).read_text(encoding="utf-8")
        (project / path).write_text(_COMMENT.sub("", text), encoding="utf-8")


def _continued(line: str) -> bool:
    return line.lstrip().startswith(('"', "WHEN", "FOREIGN", "customer_id"))
