"""The pages of `docs/` that are made from the code.

python -m ftc_lint.docpages --write docs     write them
python -m ftc_lint.docpages --check docs     exit status 1 if one is not what the code makes
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

from ftc_lint.configuration.reference import reference
from ftc_lint.records import replace
from ftc_lint.registry import own_rules
from ftc_lint.reports.full import paragraph
from ftc_lint.reports.style import Style
from ftc_lint.rule import Example, Rule
from ftc_lint.ruledoc import fix_of, page, summary
from ftc_lint.testing import report_on


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the pages; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ftc_lint.docpages", allow_abbrev=False)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", metavar="DIRECTORY")
    what.add_argument("--check", metavar="DIRECTORY")
    options = parser.parse_args(arguments)
    if options.write is not None:
        write(options.write)
        return 0
    wrong = differences(options.check)
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    return 1 if wrong else 0


def pages() -> dict[str, str]:
    """Every generated page by its path below the directory."""
    rules = own_rules().rules
    made = {f"rules/{rule.name}.md": page(rule, _outputs(rule)) for rule in rules}
    made["rules/README.md"] = index(rules)
    made["configuration.md"] = reference()
    return made


def index(rules: Sequence[Rule[Any]]) -> str:
    """The list of all rules."""
    lines = [
        "# Rules",
        "",
        "Each page says when a rule fires, what the code would do, and what to write instead.",
        "`ftc-lint --explain RULE` prints it too.",
        "",
        "| code | name | severity | fix | what it finds |",
        "|---|---|---|---|---|",
    ]
    for rule in rules:
        severity = rule.severity.value if rule.on_by_default else f"{rule.severity.value}, off"
        link = f"[{rule.name}]({rule.name}.md)"
        lines.append(f"| {rule.code} | {link} | {severity} | {fix_of(rule)} | {summary(rule)} |")
    return "\n".join([*lines, ""])


def write(directory: str) -> None:
    """Write every page, and remove the pages of rules that are gone."""
    made = pages()
    for name, text in made.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    for name in _left_over(directory, made):
        os.unlink(os.path.join(directory, name))


def differences(directory: str) -> list[str]:
    """One line for each page that is not what the code makes."""
    made = pages()
    wrong = [f"{name}: no rule has this page" for name in _left_over(directory, made)]
    for name, text in made.items():
        path = os.path.join(directory, name)
        if not os.path.exists(path):
            wrong.append(f"{name}: is missing; run python -m ftc_lint.docpages --write {directory}")
            continue
        with open(path, encoding="utf-8", newline="") as file:
            if file.read() != text:
                wrong.append(f"{name}: is not what the code makes; run it with --write")
    return wrong


def _left_over(directory: str, made: dict[str, str]) -> list[str]:
    rules = os.path.join(directory, "rules")
    if not os.path.isdir(rules):
        return []
    names = (f"rules/{name}" for name in sorted(os.listdir(rules)) if name.endswith(".md"))
    return [name for name in names if name not in made]


def _outputs(rule: Rule[Any]) -> tuple[str, ...]:
    """What the bad examples print, with the rule alone."""
    return tuple(_output(example, rule) for example in rule.bad)


def _output(example: Example, rule: Rule[Any]) -> str:
    report = report_on(example, rule, alone=True)
    own = tuple(f for f in report.findings if f.code == rule.code)
    stream = io.StringIO()
    for finding in replace(report, findings=own).findings:
        for line in paragraph(report, finding, Style()):
            stream.write(f"{line}\n")
        stream.write("\n")
    return stream.getvalue().rstrip("\n")


if __name__ == "__main__":
    sys.exit(main())
