"""For people who write rules: run a rule's own examples with the real engine.

from ftc_lint.testing import problems_of
from my_rules.swap_table import RULE

def test_examples() -> None:
    assert problems_of(RULE) == []
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ftc_lint.configuration.place import Known, Place
from ftc_lint.configuration.read import settings_of
from ftc_lint.configuration.root import Root
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.engine import Request, run
from ftc_lint.files import exclusion, walk
from ftc_lint.registry import Registry, checked, registry
from ftc_lint.report import Report
from ftc_lint.rule import Example, Rule
from ftc_lint.settings import Settings


def problems_of(rule: Rule[Any]) -> list[str]:
    """What is wrong with a rule's examples, one line each; empty if nothing is.

    A bad example must fire with the rule alone, and a good one must be silent under all rules.
    """
    problems = []
    for number, example in enumerate(rule.bad, 1):
        report = report_on(example, rule, alone=True)
        if not any(finding.code == rule.code for finding in report.findings):
            problems.append(f"{rule.code}: bad example {number} does not fire")
        problems += _failures(report, f"{rule.code}: bad example {number}")
    for number, example in enumerate(rule.good, 1):
        report = report_on(example, rule)
        problems += [
            f"{rule.code}: good example {number} fires {finding.code}: {finding.message}"
            for finding in report.findings
        ]
        problems += _failures(report, f"{rule.code}: good example {number}")
    return problems


def report_on(example: Example, rule: Rule[Any] | None = None, alone: bool = False) -> Report:
    """The report on an example, under all rules that are on by default and `rule`, or under
    `rule` alone."""
    rules = _with(rule)
    table = {name.replace("_", "-"): value for name, value in example.settings.items()}
    if rule is not None and "select" not in table:
        key = "select" if alone else "extend-select"
        table[key] = [*table.get(key, []), rule.code]
    known = Known(lambda: rules.codes, lambda: rules.names)
    settings = settings_of(_listed(table), Place("the example's settings", "", (), known))
    with project(example.files) as directory:
        return run(request_for(directory, settings, rules))


def request_for(directory: str, settings: Settings, rules: Registry) -> Request:
    """What the engine runs on for a directory without configuration files."""
    return Request(
        root=Root(directory, None, None),
        tree=SettingsTree(settings),
        listing=walk(directory, exclusion(settings)),
        registry=lambda: rules,
    )


@contextmanager
def project(files: Mapping[str, str]) -> Iterator[str]:
    """A temporary directory with these files."""
    with tempfile.TemporaryDirectory(prefix="ftc-lint-") as directory:
        for name, text in files.items():
            path = os.path.join(directory, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        yield os.path.realpath(directory)


def _with(rule: Rule[Any] | None) -> Registry:
    rules = registry()
    if rule is None or rules.find(rule.code) is rule:
        return rules
    return Registry(checked((*rules.rules, rule)))


def _listed(table: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as TOML would give them: lists for tuples."""
    return {
        key: list(value) if isinstance(value, tuple) else _listed(value)
        if isinstance(value, Mapping) else value
        for key, value in table.items()
    }  # fmt: skip


def _failures(report: Report, where: str) -> list[str]:
    return [f"{where}: {f.rule or f.path}: {f.message}\n{f.traceback}" for f in report.failures]
