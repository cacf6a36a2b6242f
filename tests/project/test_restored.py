"""Enforcement that is switched off and on again, on every path of a flow."""

from __future__ import annotations

from textwrap import dedent

import pytest
from projects import project_of

from ftc_lint.operations import Kind

HEAD = "import sqlite3\nconn = sqlite3.connect('prices.db')\n"


def restored(code: str) -> bool:
    """Whether every flow that switches enforcement off switches it on again."""
    project = project_of({"etl.py": HEAD + dedent(code)})
    found = [
        each.restored
        for flow in project.flows
        for each in flow.occurrences
        if each.operation.kind is Kind.DISABLE_ENFORCEMENT
    ]
    assert found
    return all(found)


GUARDED = """
def transform(on, nested):
    off = on and not nested
    try:
        if off:
            conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("DROP TABLE old")
    finally:
        if off:
            conn.execute("PRAGMA foreign_keys = ON")

def main(on, nested):
    try:
        transform(on, nested)
    except sqlite3.OperationalError as error:
        print(error)
    print("done")
"""


def test_finally_switches_on_again_before_a_handler_outside() -> None:
    assert restored(GUARDED)


def test_handler_outside_of_a_function_that_does_not() -> None:
    assert not restored(
        GUARDED.replace("    finally:\n        if off:", "    except KeyError:\n        if on:")
    )


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ('conn.execute("PRAGMA foreign_keys = ON")', True),  # where this fails, what could be done?
        ('conn.execute("DROP TABLE new"); conn.execute("PRAGMA foreign_keys = ON")', False),
        ("switch_on()", True),
        ("check(); switch_on()", False),
        ("clean()", False),
    ],
)
def test_attempt_to_switch_on_that_fails_itself(last: str, expected: bool) -> None:
    code = f"""
    def switch_on():
        conn.execute("PRAGMA foreign_keys = ON")

    def clean():
        conn.execute("DROP TABLE new")
        conn.execute("PRAGMA foreign_keys = ON")

    def check():
        conn.execute("DELETE FROM new")

    def transform():
        conn.execute("PRAGMA foreign_keys = OFF")
        try:
            {last}
        except sqlite3.OperationalError as error:
            print(error)
    """
    assert restored(code) is expected


def test_try_with_a_finally_inside_of_another() -> None:
    code = """
    def transform():
        try:
            try:
                conn.execute("PRAGMA foreign_keys = OFF")
                conn.execute("DROP TABLE old")
            finally:
                conn.execute("PRAGMA foreign_keys = ON")
        except sqlite3.OperationalError as error:
            print(error)
    """
    assert restored(code)
