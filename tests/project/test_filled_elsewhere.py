"""Loops and conditions over lists that start empty and are filled by other functions."""

from __future__ import annotations

from textwrap import dedent

import pytest
from projects import CONNECTION, project_of, verdicts

REGISTRY = """
    class Registry:
        def __init__(self):
            self.tables = {}
            self.names = []

        def add(self, name, columns):
            self.tables[name] = columns
            self.names.append(name)

        def empty(self):
"""

IN_METHODS = {
    "for name in self.tables:\n    cur.execute(f'DELETE FROM {name}')": "delete {name}",
    "for name in sorted(self.names):\n    cur.execute(f'DELETE FROM {name}')": "delete {name}",
    "for t in self.tables.values():\n    cur.execute(f'TRUNCATE {t.name}')": "truncate {t.name}",
    "for t, _ in self.tables.items():\n    cur.execute(f'TRUNCATE {t}')": "truncate {t}",
    "if self.names:\n    cur.execute('DELETE FROM prices')": "delete prices",
    "while self.names:\n    cur.execute('DELETE FROM prices')": "delete prices",
}


def executed(code: str) -> list[str]:
    """The operations that a file executes, each as kind and tables."""
    return [
        f"{each.kind.value} {', '.join(map(str, each.tables))}"
        for each in project_of({"etl.py": code}).operations
        if each.executed
    ]


@pytest.mark.parametrize(("body", "expected"), IN_METHODS.items())
def test_attribute_that_the_constructor_leaves_empty(body: str, expected: str) -> None:
    indented = body.replace("\n", "\n            ")
    code = CONNECTION + dedent(f"{REGISTRY}            {indented}\n")
    assert executed(code) == [expected]


@pytest.mark.parametrize("empty", ["{}", "[]", "dict()", "set()"])
def test_list_of_the_module(empty: str) -> None:
    code = f"TABLES = {empty}\n\ndef wipe():\n    for name in TABLES:\n        "
    assert executed(CONNECTION + code + "cur.execute(f'DELETE FROM {name}')\n") == ["delete {name}"]


def test_local_list_that_a_call_fills() -> None:
    code = """
    def wipe(rows):
        names = []
        collect(names, rows)
        for name in names:
            cur.execute(f"DELETE FROM {name}")
    """
    assert executed(CONNECTION + dedent(code)) == ["delete {name}"]


def test_no_loop_where_the_caller_hands_nothing_in() -> None:
    code = """
    def wipe(names=()):
        for name in names:
            cur.execute(f"DELETE FROM {name}")

    wipe()
    """
    assert verdicts({"etl.py": CONNECTION + dedent(code)}) == {}
