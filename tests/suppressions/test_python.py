"""What a suppression covers in Python, where SQL stands in strings of all kinds."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ftc_lint.report import Report
from ftc_lint.rule import python
from ftc_lint.testing import report_on

HEAD = "import psycopg2\ncur = psycopg2.connect().cursor()\n"


def lint(body: str) -> Report:
    text = HEAD + dedent(body)
    report = report_on(python(text, select=["FTC101", "FTC901", "FTC903"]))
    assert not report.failures, report.failures
    return report


def codes(body: str) -> list[str]:
    return [finding.code for finding in lint(body).findings]


COVERED = {
    "the line of the statement": """
        cur.execute("TRUNCATE a CASCADE")  # ftc-lint: ignore[FTC101] x
        """,
    "the line above": """
        # ftc-lint: ignore[FTC101] x
        cur.execute("TRUNCATE a CASCADE")
        """,
    "noqa": """
        cur.execute("TRUNCATE a CASCADE")  # noqa: FTC101, E501
        """,
    "the first line of a call of several": """
        cur.execute(  # ftc-lint: ignore[FTC101] x
            "TRUNCATE a "
            "CASCADE",
        )
        """,
    "the last line of a call of several": """
        cur.execute(
            "TRUNCATE a "
            "CASCADE",
        )  # ftc-lint: ignore[FTC101] x
        """,
    "the line where a triple-quoted string ends": '''
        cur.execute("""
            SELECT 1;
            TRUNCATE a CASCADE;
        """)  # ftc-lint: ignore[FTC101] x
        ''',
    "above a triple-quoted string in a variable": '''
        # ftc-lint: ignore[FTC101] x
        SQL = """
            SELECT 1;
            TRUNCATE a CASCADE;
        """
        cur.execute(SQL)
        ''',
    "an SQL comment in the string": '''
        cur.execute("""
            SELECT 1;
            TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC101] x
        """)
        ''',
    "an SQL comment on a line of its own in the string": '''
        cur.execute("""
            -- ftc-lint: ignore[FTC101] x
            TRUNCATE a CASCADE;
        """)
        ''',
    "an f-string": """
        table = input()
        cur.execute(f"TRUNCATE {table} CASCADE")  # ftc-lint: ignore[FTC101] x
        """,
    "the whole file": """
        # ftc-lint: ignore-file[FTC101] x
        def f():
            cur.execute("TRUNCATE a CASCADE")
        """,
}

NOT_COVERED = {
    "the comment of the statement before": """
        x = 1  # ftc-lint: ignore[FTC101] x
        cur.execute("TRUNCATE a CASCADE")
        """,
    "the header of the block around": """
        def f():  # ftc-lint: ignore[FTC101] x
            x = 1
            cur.execute("TRUNCATE a CASCADE")
        """,
    "a string that only looks like a comment": """
        text = "# ftc-lint: ignore-file[FTC101] x"
        cur.execute("TRUNCATE a CASCADE")
        """,
}


@pytest.mark.parametrize("name", COVERED)
def test_covered(name: str) -> None:
    report = lint(COVERED[name])
    assert [finding.code for finding in report.findings] == []
    assert report.summary.suppressed == 1


@pytest.mark.parametrize("name", NOT_COVERED)
def test_not_covered(name: str) -> None:
    assert "FTC101" in codes(NOT_COVERED[name])


def test_an_unused_one_in_a_file_without_any_operation() -> None:
    report = report_on(python("x = 1  # noqa: FTC101\n", select=["FTC101", "FTC901"]))
    assert [finding.code for finding in report.findings] == ["FTC901"]


def test_two_statements_two_comments() -> None:
    assert codes("""
        cur.execute("TRUNCATE a CASCADE")  # ftc-lint: ignore[FTC101] x
        cur.execute("TRUNCATE b CASCADE")
        cur.execute("SELECT 1")  # ftc-lint: ignore[FTC101] x
        """) == ["FTC101", "FTC901"]
