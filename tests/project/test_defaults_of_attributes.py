"""Branches on attributes that anybody may set: their first value decides nothing."""

from __future__ import annotations

import pytest

from ftc_lint.rule import Example
from ftc_lint.testing import report_on

HEAD = """
from dataclasses import dataclass

import psycopg

from shop import Unseen

"""

UNDECIDED = {
    "constructor": """
class Job:
    def __init__(self):
        self.drops = False

    def run(self):
        if self.drops:
            psycopg.connect("").execute("DROP TABLE prices")


def main():
    job = Job()
    job.drops = True
    job.run()
""",
    "class attribute": """
class Job:
    drops = False

    def run(self):
        if self.drops:
            psycopg.connect("").execute("DROP TABLE prices")


def main():
    job = Job()
    job.drops = True
    job.run()
""",
    "options of a parameter": """
@dataclass
class Options:
    drops: bool = False


def run(options: Options):
    if options.drops:
        psycopg.connect("").execute("DROP TABLE prices")
""",
    "set under a condition": """
@dataclass
class Options:
    drops: bool = False


def run(wanted):
    options = Options()
    if wanted:
        options.drops = True
    if options.drops:
        psycopg.connect("").execute("DROP TABLE prices")
""",
    "set by another method, and an early return": """
class Version(Unseen):
    def finish(self):
        self.complete = True

    def run(self):
        if self.complete:
            return
        psycopg.connect("").execute("DROP TABLE prices")
""",
}


@pytest.mark.parametrize("code", UNDECIDED.values(), ids=list(UNDECIDED))
def test_first_value_of_an_attribute_hides_nothing(code: str) -> None:
    assert _found(code) == [
        "DROP TABLE destroys prices with every row; no backup of it is taken first"
    ]


def test_value_that_an_object_is_made_with_decides() -> None:
    code = """
@dataclass
class Options:
    drops: bool = True


def run(options):
    if not options.drops:
        psycopg.connect("").execute("DELETE FROM overview")


run(Options(drops=True))
"""
    assert _found(code) == []


def _found(code: str) -> list[str]:
    settings = {"select": ["FTC104", "FTC201"]}
    return [
        each.message for each in report_on(Example({"jobs.py": HEAD + code}, settings)).findings
    ]
