"""Path patterns."""

from __future__ import annotations

import pytest

from ftc_lint.globs import matcher


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("vendor", ["vendor", "vendor/a.py", "x/vendor/y/a.py"], ["vendors/a.py", "a/vendor.py"]),
        ("*.sql", ["a.sql", "x/y.sql"], ["a.sqlx", "sql"]),
        ("tests/**", ["tests/a.py", "tests/x/b.py"], ["x/tests/a.py", "testsa.py"]),
        ("**/test_*.py", ["test_a.py", "x/test_a.py", "x/y/test_.py"], ["x/atest_a.py"]),
        ("etl/load.py", ["etl/load.py"], ["x/etl/load.py", "etl/loadxpy"]),
        ("./etl/", ["etl/a.py", "x/etl/a.py"], ["etla"]),
        ("/etl", ["etl/a.py", "etl"], ["x/etl/a.py"]),
        ("a/*/c", ["a/b/c", "a/b/c/d"], ["a/b/b/c"]),
        ("a/**/c", ["a/c", "a/b/c", "a/b/b/c/d.py"], ["ac"]),
        ("[ab]?.py", ["a1.py", "x/b2.py"], ["c1.py", "a.py"]),
        ("[!a].py", ["b.py"], ["a.py"]),
        ("a[b", ["a[b"], ["ab"]),
        ("größe (1)+.py", ["größe (1)+.py"], ["größe 1.py"]),
    ],
)
def test_a_pattern(pattern: str, matching: list[str], other: list[str]) -> None:
    matches = matcher((pattern,))
    assert [path for path in matching if not matches(path)] == []
    assert [path for path in other if matches(path)] == []


def test_no_patterns_match_nothing() -> None:
    assert not matcher(())("a.py")
