"""For people who write rules: run a rule's own examples with the real engine.

from ftc_lint.testing import problems_of
from my_rules.swap_table import RULE

def test_examples() -> None:
    assert problems_of(RULE) == []
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from typing import Any

from ftc_lint.audit.collect import Live, Wishes, collect
from ftc_lint.auditfacts import AuditFacts
from ftc_lint.auditing import audit_report
from ftc_lint.catalog import Engine
from ftc_lint.configuration.place import Known, Place
from ftc_lint.configuration.read import settings_of
from ftc_lint.configuration.root import Root
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.engine import run
from ftc_lint.files import exclusion, walk
from ftc_lint.live.address import Address, Origin
from ftc_lint.live.connect import open_session
from ftc_lint.mending import Mended, Wish, mended
from ftc_lint.records import replace
from ftc_lint.registry import Registry, checked, registry
from ftc_lint.report import Report
from ftc_lint.request import Request
from ftc_lint.rule import Example, Rule
from ftc_lint.settings import Settings
from ftc_lint.sources import Sources

DATABASE = "database.sql"
"""The script of an example that makes the live database."""

EARLIER = "earlier.sql"
"""The script that makes it as an earlier audit found it."""

NOW = datetime(2026, 7, 1, 4, tzinfo=timezone.utc)
"""When an example's database is audited."""


def problems_of(rule: Rule[Any]) -> list[str]:
    """What is wrong with a rule's examples, one line each; empty if nothing is.

    A bad example must fire with the rule alone, and a good one must be silent under all rules. What
    is fixed must become what the example says; after that the rule is silent.
    """
    problems = []
    for number, example in enumerate(rule.bad, 1):
        report = report_on(example, rule, alone=True)
        if not any(finding.code == rule.code for finding in report.findings):
            problems.append(f"{rule.code}: bad example {number} does not fire")
        problems += _fix_problems(rule, example, f"{rule.code}: bad example {number}")
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
    settings = _settings(example, rules, rule, alone)
    live_files = (DATABASE, EARLIER)
    files = {name: text for name, text in example.files.items() if name not in live_files}
    with project(files) as directory:
        request = request_for(directory, settings, rules)
        if DATABASE not in example.files:
            return run(request)
        live = _live(example, directory, settings)
        if any(name.endswith((".sql", ".py")) and "/" not in name for name in files):
            return run(replace(request, live=live))
        return audit_report(live, rules, request.tree, time.perf_counter())


def fixed(example: Example, rule: Rule[Any], unsafe: bool) -> Mended:
    """What --fix, or --fix --unsafe-fixes, makes of an example under `rule` alone."""
    rules = _with(rule)
    settings = _settings(example, rules, rule, alone=True)
    with project(example.files) as directory:
        request = request_for(directory, settings, rules)

        def report_with(files: Mapping[str, bytes]) -> Report:
            return run(replace(request, buffers=files))

        return mended(report_with, Sources(directory).data, Wish(unsafe))


def _fix_problems(rule: Rule[Any], example: Example, where: str) -> Iterator[str]:
    """What is wrong with what is said of a bad example's fix."""
    if DATABASE in example.files:
        return
    safely = _texts(fixed(example, rule, unsafe=False), example)
    result = fixed(example, rule, unsafe=True)
    texts = _texts(result, example)
    wanted = {**example.files, **example.fixed}
    if texts != wanted:
        what = "becomes something else when fixed" if example.fixed else "has a fix, and shows none"
        yield f"{where} {what}:\n" + "\n".join(texts.values())
        return
    if safely != (wanted if example.fix == "safe" else example.files):
        yield f"{where} is not fixed as {example.fix or 'nothing'}"
    if not example.fixed:
        return
    if any(finding.code == rule.code for finding in result.report.findings):
        yield f"{where} fires after it was fixed"
    again = replace(example, files=texts)
    if _texts(fixed(again, rule, unsafe=True), again) != texts:
        yield f"{where} is changed by a second fix"
    for name, text in texts.items():
        if name.endswith(".py"):
            compile(text, name, "exec")


def _texts(result: Mended, example: Example) -> dict[str, str]:
    """The files of an example after a fix."""
    changed = {path: file.after.decode() for path, file in result.files.items()}
    return {name: changed.get(name, text) for name, text in example.files.items()}


def _settings(example: Example, rules: Registry, rule: Rule[Any] | None, alone: bool) -> Settings:
    table = _spelled(example.settings)
    if rule is not None and "select" not in table:
        key = "select" if alone else "extend-select"
        table[key] = [*table.get(key, []), rule.code]
    known = Known(lambda: rules.codes, lambda: rules.names)
    return settings_of(_listed(table), Place("the example's settings", "", (), known))


def _live(example: Example, directory: str, settings: Settings) -> Live:
    """The audited database of an example, as of a fixed time."""
    if example.catalog is not None:
        return Live(example.catalog, AuditFacts(now=NOW))
    for place, _, names in os.walk(directory):
        for name in names:
            os.utime(os.path.join(place, name), (NOW.timestamp(), NOW.timestamp()))
    path = os.path.join(directory, "database.db")
    for script in (EARLIER, DATABASE):
        if script in example.files:
            if os.path.exists(path):
                os.unlink(path)
            with closing(sqlite3.connect(path)) as connection:
                connection.executescript(example.files[script])
            address = Address(Engine.SQLITE, "database.db", Origin.ARGUMENT, path=path)
            with open_session(address) as session:
                live = collect(session, settings, Wishes(directory, NOW))
    return live


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


def _spelled(table: Mapping[str, Any]) -> dict[str, Any]:
    """Keys as TOML spells them; below `row-counts` they are names of tables."""
    return {
        name.replace("_", "-"): _spelled(value)
        if isinstance(value, Mapping) and name in ("live", "backups") else value
        for name, value in table.items()
    }  # fmt: skip


def _listed(table: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as TOML would give them: lists for tuples."""
    return {
        key: list(value) if isinstance(value, tuple) else _listed(value)
        if isinstance(value, Mapping) else value
        for key, value in table.items()
    }  # fmt: skip


def _failures(report: Report, where: str) -> list[str]:
    return [f"{where}: {f.rule or f.path}: {f.message}\n{f.traceback}" for f in report.failures]
