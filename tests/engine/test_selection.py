"""Which rules are on, and how loud."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.operations import Operation
from ftc_lint.records import replace
from ftc_lint.rule import Hit, Rule
from ftc_lint.selection import active_codes, configured_severity, ignored_in
from ftc_lint.settings import Selection, Settings


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    yield from ()


def rule(code: str, name: str, on: bool = True) -> Rule[Operation]:
    return Rule(code, name, Operation, Severity.ERROR, "0", "", check, (), (), (), on)


RULES = (
    rule("FTC101", "one"), rule("FTC102", "two"), rule("FTC201", "three"),
    rule("FTC902", "four", on=False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), "101 102 201"),
        (Settings(select=("FTC1",)), "101 102"),
        (Settings(select=("FTC",)), "101 102 201 902"),
        (Settings(select=("two",)), "102"),
        (Settings(select=()), ""),
        (Settings(ignore=("FTC1",)), "201"),
        (Settings(ignore=("one",)), "102 201"),
        (Settings(extend_select=("FTC902",)), "101 102 201 902"),
        (Settings(select=("FTC101",), ignore=("FTC1",)), "101"),
        (Settings(select=("FTC1",), ignore=("FTC101",)), "102"),
        (Settings(select=("FTC101",), ignore=("FTC101",)), ""),
        (Settings(select=("FTC1",), extend_select=("FTC902",)), "101 102 902"),
    ],
)
def test_the_more_exact_word_wins(settings: Settings, expected: str) -> None:
    assert " ".join(code[3:] for code in sorted(active_codes(settings, RULES))) == expected


def test_a_later_select_begins_afresh_and_a_later_ignore_takes_away() -> None:
    base = Settings(select=("FTC101",), ignore=("FTC2",))
    afresh = replace(base, selections=(Selection(("FTC201",)),))
    assert active_codes(afresh, RULES) == {"FTC201"}
    less = replace(base, selections=(Selection(None, ignore=("FTC1",)),))
    assert active_codes(less, RULES) == frozenset()
    more = replace(base, selections=(Selection(None, (), ("FTC102",)),))
    assert active_codes(more, RULES) == {"FTC101", "FTC102"}


def test_per_file_ignores_match_paths_and_rules() -> None:
    settings = Settings(per_file_ignores={"migrations/**": ("FTC1",), "*.sql": ("three",)})
    assert ignored_in(settings, "migrations/a.py", RULES[0])
    assert not ignored_in(settings, "migrations/a.py", RULES[2])
    assert ignored_in(settings, "x/y.sql", RULES[2])


def test_the_more_exact_severity_wins() -> None:
    severity = {"FTC1": "info", "FTC101": "warning", "two": "error"}
    assert configured_severity(severity, RULES[0]) is Severity.WARNING
    assert configured_severity(severity, RULES[1]) is Severity.ERROR
    assert configured_severity(severity, RULES[2]) is None
