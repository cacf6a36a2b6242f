"""The tools that are compared: how each is run, what it reports, and which rules count."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.rivals.environments import Installed

HERE = Path(__file__).resolve().parent
Reported = tuple[str, int, str]
"""The path below the project, the line from 1, and the rule."""


@dataclass(frozen=True)
class Tool:
    """`destroying` matches rules that speak of destroying, `nearby` rules about something else
    that may stand on the same line. `arguments` get the files after them. `listing` prints all rules
    of the tool; it is empty where no command does."""

    name: str
    package: str
    reads: tuple[str, ...]
    arguments: tuple[str, ...]
    report: Callable[[Any], Iterator[Reported]]
    destroying: str
    nearby: str = "$^"
    whole_directory: bool = False
    listing: tuple[str, ...] = ()

    @property
    def rules(self) -> str:
        """The rules that count, as they are shown."""
        return " and ".join(
            text.replace("|", ", ") for text in (self.destroying, self.nearby) if text != "$^"
        )

    def command(self, installed: Installed, files: list[str]) -> list[str]:
        """The command line that checks files, or the whole directory."""
        program, *rest = self.arguments
        where = ["."] if self.whole_directory else files
        return [installed.program(self.package, program), *rest, *where]

    def parse(self, output: str, project: Path) -> list[Reported]:
        """What the tool printed, with paths relative to the project."""
        start = min((i for i in (output.find("{"), output.find("[")) if i >= 0), default=0)
        found, _ = json.JSONDecoder().raw_decode(output[start:])
        root = f"{project.resolve().as_posix()}/"
        return [
            (path.removeprefix("file://").removeprefix(root).removeprefix("./"), line, rule)
            for path, line, rule in self.report(found)
        ]

    def destroys(self, rule: str) -> bool:
        """Whether a rule speaks of destroying."""
        return re.fullmatch(self.destroying, rule) is not None

    def near(self, rule: str) -> bool:
        """Whether a rule that speaks of something else may stand for it."""
        return re.fullmatch(self.nearby, rule) is not None


def _ours(found: Any) -> Iterator[Reported]:
    for each in found["findings"]:
        if each.get("location"):
            yield each["filename"], each["location"]["row"], each["code"]


def _squawk(found: Any) -> Iterator[Reported]:
    for each in found:
        yield each["file"], each["line"] + 1, each["rule_name"]


def _sqlfluff(found: Any) -> Iterator[Reported]:
    for file in found:
        for each in file["violations"]:
            yield file["filepath"], each["start_line_no"], each["code"]


def _sqruff(found: Any) -> Iterator[Reported]:
    for path, reports in found.items():
        for each in reports:
            yield path, each["range"]["start"]["line"], each["code"] or ""


def _bandit(found: Any) -> Iterator[Reported]:
    for each in found["results"]:
        for line in each["line_range"]:
            yield each["filename"], line, each["test_id"]


def _ruff(found: Any) -> Iterator[Reported]:
    for each in found:
        for line in range(each["location"]["row"], each["end_location"]["row"] + 1):
            yield each["filename"], line, each["code"] or ""


def _semgrep(found: Any) -> Iterator[Reported]:
    for each in found["results"]:
        for line in range(each["start"]["line"], each["end"]["line"] + 1):
            yield each["path"], line, each["check_id"].rpartition(".")[2]


def _sarif(found: Any) -> Iterator[Reported]:
    for each in found["runs"][0]["results"]:
        for place in each["locations"]:
            physical = place["physicalLocation"]
            line = physical.get("region", {}).get("startLine", 0)
            yield physical["artifactLocation"]["uri"], line, each["ruleId"]


TOOLS = (
    Tool(
        "ftc-lint", "ftc-lint", (".py", ".sql"),
        ("ftc-lint", "--isolated", "--no-cache", "--exit-zero", "--output-format", "json"),
        _ours, r"FTC[123]\d\d", whole_directory=True,
    ),
    Tool(
        "squawk", "squawk-cli", (".sql",), ("squawk", "--reporter", "json"), _squawk,
        "ban-truncate-cascade|ban-drop-table|ban-drop-schema|ban-drop-column|ban-drop-database",
    ),
    Tool(
        "sqlfluff", "sqlfluff", (".sql",),
        ("sqlfluff", "lint", "--dialect", "postgres", "--format", "json", "--processes", "2"),
        _sqlfluff, "none", listing=("sqlfluff", "rules"),
    ),
    Tool(
        "sqruff", "sqruff", (".sql",), ("sqruff", "lint", "--dialect", "postgres", "-f", "json"),
        _sqruff, "none", listing=("sqruff", "rules"),
    ),
    Tool(
        "bandit", "bandit", (".py",), ("bandit", "-q", "-t", "B608", "-f", "json", "-r"), _bandit,
        "none", "B608", whole_directory=True,
    ),
    Tool(
        "ruff", "ruff", (".py",),
        ("ruff", "check", "--isolated", "--no-cache", "--select", "S608",
         "--output-format", "json"),
        _ruff, "none", "S608", whole_directory=True,
    ),
    Tool(
        "semgrep", "semgrep", (".py",),
        ("semgrep", "scan", "--metrics", "off", "--no-git-ignore", "--quiet", "--json",
         "--config", str(HERE / "semgrep.yml")),
        _semgrep, "destructive-sql", whole_directory=True,
    ),
    Tool(
        "SlowQL", "slowql", (".py", ".sql"),
        ("slowql", "--non-interactive", "--no-intro", "--fast", "--no-cache",
         "--fail-on", "never", "--format", "sarif"),
        _sarif,
        "REL-DATA-001|REL-DATA-002|REL-DATA-003|REL-DATA-004|REL-DEAD-002|REL-FK-002"
        "|PERF-SCAN-002|PERF-BATCH-001",
        listing=("slowql", "--non-interactive", "--list-rules"),
    ),
    Tool(
        "sql-sop", "sql-sop", (".py", ".sql"),
        ("sql-sop", "check", "--include-python", "--format", "sarif"), _sarif,
        "E001|E002|E006|E008|W020", "P001|P002|P003|P004", listing=("sql-sop", "list-rules"),
    ),
)  # fmt: skip
