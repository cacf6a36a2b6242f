"""Whole runs over small projects, with rules of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.context import Context
from ftc_lint.engine import run
from ftc_lint.files import Targets
from ftc_lint.findings import BlastRadius, Reached, Related, Severity
from ftc_lint.operations import Kind, Operation
from ftc_lint.records import replace
from ftc_lint.registry import Registry, registry
from ftc_lint.report import Report
from ftc_lint.rule import Hit, Rule
from ftc_lint.settings import Settings
from ftc_lint.testing import request_for


def fires_on(kind: Kind, message: str = "found {table}") -> Any:
    def check(operation: Operation, context: Context) -> Iterator[Hit]:
        if operation.kind is kind:
            text = message.format(table=operation.table)
            yield Hit(text, "do it", operation.span, operation.statement)

    return check


def rule(code: str, check: Any, **rest: Any) -> Rule[Operation]:
    values = {"severity": Severity.ERROR, "yields_to": (), **rest}
    return Rule(
        code, f"rule-{code.lower()}", Operation, values["severity"], "0.1.0", "One.", check, (), (),
        values["yields_to"],
    )  # fmt: skip


TRUNCATE = rule("FTC190", fires_on(Kind.TRUNCATE))
DELETE = rule("FTC191", fires_on(Kind.DELETE), severity=Severity.WARNING)


def project(tmp_path: Path, files: dict[str, str | bytes]) -> str:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(tmp_path)


def lint(
    directory: str, *rules: Rule[Any], settings: Settings | None = None, **changes: Any
) -> Report:
    own = tuple(r for r in registry().rules if r.code.startswith("FTC9"))
    request = request_for(directory, settings or Settings(), Registry((*rules, *own)))
    return run(replace(request, **changes))


def shown(report: Report) -> list[str]:
    return [
        f"{f.span.path}:{report.source(f.span.path).location(f.span.start).row} {f.code} "
        f"{f.severity.value}"
        for f in report.findings
    ]


def test_findings_come_in_the_order_of_their_places(tmp_path: Path) -> None:
    directory = project(
        tmp_path, {"b.sql": "TRUNCATE a;\nDELETE FROM b;", "a.sql": "\nTRUNCATE c;"}
    )
    report = lint(directory, TRUNCATE, DELETE)
    assert shown(report) == [
        "a.sql:2 FTC190 error", "b.sql:1 FTC190 error", "b.sql:2 FTC191 warning",
    ]  # fmt: skip
    assert (report.summary.files, report.summary.statements) == (2, 3)


def test_paths_limit_what_is_reported_not_what_is_analysed(tmp_path: Path) -> None:
    files = {"a.sql": "TRUNCATE a;", "b.sql": "TRUNCATE b;"}
    report = lint(project(tmp_path, files), TRUNCATE, targets=Targets(files=("b.sql",)))
    assert shown(report) == ["b.sql:1 FTC190 error"]
    assert (report.summary.files, report.summary.statements) == (1, 2)


def test_a_related_place_in_paths_brings_up_the_finding(tmp_path: Path) -> None:
    def check(operation: Operation, context: Context) -> Iterator[Hit]:
        if operation.kind is Kind.DELETE:
            other = replace(operation.span, path="schema.sql", start=0, end=6)
            yield Hit("m", "do", operation.span, related=(Related("declared here", other),))

    files = {"a.sql": "DELETE FROM a;", "schema.sql": "CREATE TABLE a (b int);"}
    targets = Targets(files=("schema.sql",))
    report = lint(project(tmp_path, files), rule("FTC390", check), targets=targets)
    assert shown(report) == ["a.sql:1 FTC390 error"]


def test_a_crashing_rule_costs_nothing_but_its_own_findings(tmp_path: Path) -> None:
    def crash(operation: Operation, context: Context) -> Iterator[Hit]:
        if operation.kind is Kind.TRUNCATE:
            raise ValueError("no")
        yield Hit("m", "h", operation.span)

    files = {"a.sql": "TRUNCATE a; DELETE FROM a;", "b.sql": "DELETE FROM b;"}
    report = lint(project(tmp_path, files), rule("FTC192", crash), TRUNCATE)
    assert shown(report) == [
        "a.sql:1 FTC190 error", "a.sql:1 FTC192 error", "b.sql:1 FTC192 error",
    ]  # fmt: skip
    (failure,) = report.failures
    assert (failure.path, failure.rule) == ("a.sql", "FTC192 rule-ftc192")
    assert failure.message == "ValueError: no"
    assert "Traceback" in failure.traceback


def test_a_rule_yields_to_another_on_the_same_statement(tmp_path: Path) -> None:
    directory = project(tmp_path, {"a.sql": "TRUNCATE a;\nTRUNCATE b;"})

    def check(operation: Operation, context: Context) -> Iterator[Hit]:
        if operation.table and operation.table.last == "a":
            yield Hit("m", "h", operation.span, operation.statement)

    special = rule("FTC193", check)
    general = replace(TRUNCATE, yields_to=("rule-ftc193",))
    assert shown(lint(directory, special, general)) == [
        "a.sql:1 FTC193 error", "a.sql:2 FTC190 error",
    ]  # fmt: skip
    alone = lint(directory, special, general, settings=Settings(ignore=("FTC193",)))
    assert [f.code for f in alone.findings] == ["FTC190", "FTC190"]


def test_suppressing_a_rule_does_not_wake_the_one_that_yielded(tmp_path: Path) -> None:
    directory = project(tmp_path, {"a.sql": "TRUNCATE a; -- ftc-lint: ignore[FTC190] fine\n"})
    general = replace(rule("FTC194", fires_on(Kind.TRUNCATE)), yields_to=("FTC190",))
    report = lint(directory, TRUNCATE, general)
    assert shown(report) == []
    assert report.summary.suppressed == 1


def test_a_rule_that_yields_hands_its_blast_radius_on(tmp_path: Path) -> None:
    radius = BlastRadius("delete", (Reached("a"),))

    def check(operation: Operation, context: Context) -> Iterator[Hit]:
        yield Hit("m", "h", operation.span, operation.statement, blast_radius=radius)

    directory = project(tmp_path, {"a.sql": "TRUNCATE a;"})
    (finding,) = lint(directory, TRUNCATE, rule("FTC195", check, yields_to=("FTC190",))).findings
    assert (finding.code, finding.blast_radius) == ("FTC190", radius)


def test_severities_of_the_configuration_and_of_tests(tmp_path: Path) -> None:
    files = {"a.sql": "TRUNCATE a;", "tests/b.sql": "TRUNCATE b; DELETE FROM b;"}
    settings = Settings(severity={"FTC191": "error"})
    report = lint(project(tmp_path, files), TRUNCATE, DELETE, settings=settings)
    assert shown(report) == [
        "a.sql:1 FTC190 error", "tests/b.sql:1 FTC190 info", "tests/b.sql:1 FTC191 error",
    ]  # fmt: skip


def test_nested_settings_hold_below_their_directory(tmp_path: Path) -> None:
    files = {"a.sql": "TRUNCATE a;", "etl/b.sql": "TRUNCATE b;", "etl2/c.sql": "TRUNCATE c;"}
    tree = SettingsTree(Settings(), {"etl": Settings(ignore=("FTC190",))})
    report = lint(project(tmp_path, files), TRUNCATE, tree=tree)
    assert shown(report) == ["a.sql:1 FTC190 error", "etl2/c.sql:1 FTC190 error"]


def test_a_file_that_cannot_be_decoded_is_scanned_all_the_same(tmp_path: Path) -> None:
    directory = project(tmp_path, {"a.sql": b"-- caf\xe9\nTRUNCATE a;\n", "b.sql": "TRUNCATE b;"})
    report = lint(directory, TRUNCATE)
    assert shown(report) == ["a.sql:1 FTC900 error", "a.sql:2 FTC190 error", "b.sql:1 FTC190 error"]
    assert [u.subject for u in report.unchecked] == ["a.sql"]


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    directory = project(tmp_path, {"a.sql": "TRUNCATE a;", "b.sql": "TRUNCATE b;"})
    request = request_for(directory, Settings(), Registry((TRUNCATE, *registry().rules)))
    os.unlink(tmp_path / "a.sql")
    report = run(replace(request, tree=SettingsTree(Settings(select=("FTC190", "FTC900")))))
    assert shown_codes(report) == ["FTC900", "FTC190"]
    assert "No such file" in report.findings[0].message


def shown_codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def test_a_buffer_stands_for_the_file_on_disk(tmp_path: Path) -> None:
    directory = project(tmp_path, {"a.sql": "SELECT 1;"})
    report = lint(directory, TRUNCATE, buffers={"a.sql": b"\nTRUNCATE a;"})
    assert shown(report) == ["a.sql:2 FTC190 error"]


def test_several_processes_and_one_agree(tmp_path: Path) -> None:
    body = "-- padding to make the file large enough to be worth a process of its own\n" * 200
    files = {f"f{i}.sql": f"{body}TRUNCATE t{i};\nDELETE FROM t{i};\n" for i in range(20)}
    directory = project(tmp_path, files)
    one, two = (lint(directory, TRUNCATE, DELETE, jobs=jobs) for jobs in (1, 2))
    assert one.findings == two.findings
    assert len(one.findings) == 40


def test_fingerprints_survive_lines_above_and_tell_equal_statements_apart(tmp_path: Path) -> None:
    text = "TRUNCATE a;\nTRUNCATE a;\nTRUNCATE  b;"
    before = lint(project(tmp_path, {"a.sql": text}), TRUNCATE)
    moved = text.replace("TRUNCATE  b", "TRUNCATE\n  b")
    after = lint(project(tmp_path, {"a.sql": f"-- new\n\n{moved}"}), TRUNCATE)
    assert [f.fingerprint for f in before.findings] == [f.fingerprint for f in after.findings]
    assert len({f.fingerprint for f in before.findings}) == 3


def test_nothing_to_check_loads_neither_rules_nor_parsers(tmp_path: Path) -> None:
    directory = project(tmp_path, {"a.py": "x = 1\n"})

    def never() -> Registry:
        raise AssertionError("the rules were loaded")

    report = lint(directory, registry=never)
    assert (report.summary.files, report.findings) == (1, ())


@pytest.mark.parametrize("size", [0, 1])
def test_an_empty_project_is_clean(tmp_path: Path, size: int) -> None:
    report = lint(project(tmp_path, {"a.sql": ""} if size else {}), TRUNCATE)
    assert (report.summary.files, report.findings) == (size, ())
