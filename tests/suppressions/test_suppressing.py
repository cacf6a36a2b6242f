"""What a suppression covers, in whole runs over .sql files."""

from __future__ import annotations

from typing import Any

import pytest

from ftc_lint.report import Report
from ftc_lint.rule import sql
from ftc_lint.testing import report_on

SELECTED = ["FTC101", "FTC901", "FTC903"]


def lint(text: str, **settings: Any) -> Report:
    report = report_on(sql(text, **{"select": SELECTED, **settings}))
    assert not report.failures
    return report


def codes(text: str, **settings: Any) -> list[str]:
    return [finding.code for finding in lint(text, **settings).findings]


@pytest.mark.parametrize(
    "text",
    [
        "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC101] x",
        "TRUNCATE a CASCADE; -- ftc-lint: ignore[truncate-cascade] x",
        "-- ftc-lint: ignore[FTC101] x\nTRUNCATE a CASCADE;",
        "-- ftc-lint: ignore[FTC101] x\n-- and more words\nTRUNCATE a CASCADE;",
        "/* ftc-lint: ignore[FTC101] x\n*/\nTRUNCATE a CASCADE;",
        "TRUNCATE\n  a -- ftc-lint: ignore[FTC101] x\n  CASCADE;",
        "TRUNCATE\n  a\n  CASCADE; -- noqa: FTC101",
        "-- ftc-lint: ignore-file[FTC101] x\n\n\nSELECT 1;\nTRUNCATE a CASCADE;",
        "TRUNCATE a CASCADE;\n-- ftc-lint: ignore-file[FTC101] x",
        "-- ftc-lint: ignore[FTC101, until=9999-01-01] x\r\nTRUNCATE a CASCADE;\r\n",
        "DO $$\nBEGIN\n  TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC101] x\nEND $$;",
    ],
)
def test_what_is_covered(text: str) -> None:
    report = lint(text)
    assert [finding.code for finding in report.findings] == []
    assert report.summary.suppressed == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TRUNCATE a CASCADE; -- ftc-lint: ignore", ["FTC101", "FTC901"]),
        ("SELECT 1; -- ftc-lint: ignore[FTC101] x\nTRUNCATE a CASCADE;", ["FTC901", "FTC101"]),
        ("-- ftc-lint: ignore[FTC101] x\n\nTRUNCATE a CASCADE;", ["FTC901", "FTC101"]),
        ("TRUNCATE a CASCADE;\n-- ftc-lint: ignore[FTC101] x", ["FTC101", "FTC901"]),
        ("SELECT ' -- ftc-lint: ignore-file[FTC101]';\nTRUNCATE a CASCADE;", ["FTC101"]),
        (
            "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC101, until=2020-01-01] x",
            ["FTC101", "FTC903"],
        ),
        ("TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC1] x", ["FTC101", "FTC901"]),
    ],
)
def test_what_is_not_covered(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_suppression_of_a_rule_that_is_not_selected_is_not_judged() -> None:
    assert codes("SELECT 1; -- ftc-lint: ignore[FTC101] x", select=["FTC901"]) == []


def test_the_part_that_does_nothing_is_named_and_can_be_taken_out() -> None:
    text = "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC903, FTC101, FTC900] x"
    report = lint(text, select=[*SELECTED, "FTC900"])
    (finding,) = report.findings
    assert finding.message == "This suppression of FTC900 suppresses nothing"
    (edit,) = finding.fix.edits
    assert text[: edit.span.start] + edit.content + text[edit.span.end :] == (
        "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC903, FTC101] x"
    )


def test_a_reason_can_be_required() -> None:
    without = "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC101]"
    assert codes(without, require_reason=True) == ["FTC101", "FTC901"]
    assert codes(f"{without} it is filled at once", require_reason=True) == []


def test_a_finding_about_suppressions_can_be_silenced_itself() -> None:
    text = "SELECT 1; -- ftc-lint: ignore[FTC101, FTC901] kept for the old branch"
    assert codes(text) == []
