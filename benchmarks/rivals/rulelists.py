"""Which rules a tool has at all, as its own command lists them: how many, and which of them speak of
what destroys. What is not in its list, it cannot report."""

from __future__ import annotations

import os
import re
from pathlib import Path

from benchmarks.rivals.environments import Installed
from benchmarks.rivals.tools import TOOLS
from benchmarks.timing import Result, Stopped, run

# a table that is too narrow cuts off what is too long
_CODE = r"(?:[A-Z]{2}\d\d(?=:)|[EWPS]\d{3}\b|[A-Z]{2,8}(?:-[A-Z0-9]+)*-\d{3}(?:-[A-Z]+)?(?![\w-])"
_CODE += r"|[A-Z]{2,8}(?:-[A-Z0-9]+)*-\d*…)"
_RULE = re.compile(rf"^\s*({_CODE})", re.MULTILINE)
_DESTROYS = re.compile(
    r"\b(?:delet|truncat|drop|destr|wip(?:e|ing)|replace into|cascade delete"
    r"|(?:dml|(?<!for )update) without)",
    re.IGNORECASE,
)
LIMIT = 120


def rule_lists(installed: Installed) -> Result:
    """For each tool with such a command: the command, the number of rules, and those that name
    something that destroys, with the tool's own words."""
    lists: Result = {}
    for tool in TOOLS:
        if not tool.listing or tool.package not in installed.versions:
            continue
        program, *rest = tool.listing
        command = [installed.program(tool.package, program), *rest]
        done = run(
            command, Path.cwd(), LIMIT, keep_output=True, env={**os.environ, "COLUMNS": "200"}
        )
        if isinstance(done, Stopped):
            lists[tool.name] = {"command": " ".join(tool.listing), "stopped_after": done.after}
            continue
        rules = parsed(done.output)
        lists[tool.name] = {
            "command": " ".join(tool.listing),
            "rules": len(rules),
            "destroying": {code: text for code, text in rules if _DESTROYS.search(text)},
        }
    return lists


def parsed(listing: str) -> list[tuple[str, str]]:
    """Each rule's code and the text that follows it, on one line."""
    found = list(_RULE.finditer(listing))
    ends = [match.start() for match in found[1:]] + [len(listing)]
    texts = (listing[match.end() : end] for match, end in zip(found, ends, strict=True))
    words = (re.sub(r"groups:.*|[│╭╰─╯╮]", "", text).strip(": \n\t").split() for text in texts)
    return [(match[1], " ".join(each)) for match, each in zip(found, words, strict=True)]
