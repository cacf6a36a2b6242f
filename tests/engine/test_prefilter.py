"""The bytes test loses nothing: whole runs with it and without it agree."""

from __future__ import annotations

from typing import Any

import pytest

from ftc_lint.engine import run
from ftc_lint.prefilter import Names, may_hold_operation
from ftc_lint.records import replace
from ftc_lint.registry import registry
from ftc_lint.report import Report
from ftc_lint.rule import Rule
from ftc_lint.settings import Settings
from ftc_lint.testing import project, request_for

RULES = registry().rules

PROJECTS: dict[str, dict[str, str]] = {
    "a caller in another file": {
        "db.py": "import psycopg2\ndef wipe(table):\n    cur = psycopg2.connect().cursor()\n"
        "    cur.execute(f'DELETE FROM {table}')\n",
        "job.py": "from db import wipe\ndef nightly():\n    wipe('prices')\n",
        "main.py": "import job\nif __name__ == '__main__':\n    job.nightly()\n",
    },
    "a name in a module of constants": {
        "names.py": "PRICES = 'core.prices'\n",
        "job.py": "import psycopg2\nfrom names import PRICES\n"
        "psycopg2.connect().cursor().execute(f'TRUNCATE {PRICES}')\n",
    },
    "a statement in a module of constants": {
        "queries.py": "verb = 'DEL' 'ETE'\nWIPE = f'{verb} FROM prices'\n",
        "job.py": "import psycopg2\nimport queries\n"
        "psycopg2.connect().cursor().execute(queries.WIPE)\n",
    },
    "a subclass that names the table": {
        "base.py": "import psycopg2\nclass Loader:\n    table = ''\n    def wipe(self):\n"
        "        psycopg2.connect().cursor().execute(f'DELETE FROM {self.table}')\n",
        "prices.py": "from base import Loader\nclass Prices(Loader):\n    table = 'prices'\n",
        "main.py": "from prices import Prices\nPrices().wipe()\n",
    },
    "a package that hands every name on": {
        "shop/db.py": "import psycopg2\ndef wipe(table):\n"
        "    psycopg2.connect().cursor().execute(f'DELETE FROM {table}')\n",
        "shop/__init__.py": "from shop.db import *\n",
        "job.py": "import shop\nshop.wipe('prices')\n",
    },
    "a function that returns the table": {
        "names.py": "def table():\n    return 'prices'\n",
        "job.py": "import psycopg2\nfrom names import table\n"
        "psycopg2.connect().cursor().execute('TRUNCATE ' + table())\n",
    },
}


def shown(report: Report) -> list[object]:
    assert not report.failures, report.failures
    found: list[object] = [
        (f.code, f.severity, f.span, f.message, f.related) for f in report.findings
    ]
    return found + [(o.kind, o.span, o.tables, backup) for o, backup in report.operations]


def both(files: dict[str, str]) -> tuple[list[object], list[object]]:
    settings = Settings(extend_select=("FTC902",))
    with project(files) as directory:
        request = replace(request_for(directory, settings, registry()), with_operations=True)
        return shown(run(request)), shown(run(replace(request, prefilter=False)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_examples_of_the_rules(rule: Rule[Any]) -> None:
    for example in (*rule.bad, *rule.good):
        with_it, without = both(dict(example.files))
        assert with_it == without


@pytest.mark.parametrize("name", PROJECTS)
def test_projects_of_several_files(name: str) -> None:
    with_it, without = both(PROJECTS[name])
    assert with_it == without
    assert with_it, "the project must hold something to lose"


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n", "import os\nprint('hello')\n", "def price(total):\n    return total / 2\n",
        "class Basket:\n    def add(self, item):\n        self.items.append(item)\n",
    ],
)  # fmt: skip
def test_what_holds_nothing_is_left_out(text: str) -> None:
    assert not may_hold_operation(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        "TRUNCATE".encode("utf-16"),
        b"# coding: utf-7\nx = '+AEQ-ELETE FROM t'\n",
        b"x = 1  # ftc-lint: ignore[FTC101] x\n",
        b"x = 1  # noqa: FTC101\n",
    ],
)
def test_what_may_hide_something_is_let_through(data: bytes) -> None:
    assert may_hold_operation(data)


def test_names_are_found_as_whole_words_and_methods_as_calls() -> None:
    names = Names({"wipe", "größe"}, {"reload"}, {"Loader"})
    assert names
    for text in ("wipe()", "x.wipe", "größe", "a. reload()", "class A(x.Loader, B):"):
        assert names.found_in(text.encode()), text
    for text in ("wiped()", "a_wipe", "übergröße", "reload()", "x.reloaded", "Loader()"):
        assert not names.found_in(text.encode()), text
    assert not Names(())


def test_the_search_is_linear() -> None:
    for piece in ("update a ", "select x ", "create or replace ", "truncate '", "class A("):
        text = (piece * 20_000).encode()
        may_hold_operation(text)  # a square would take minutes
        Names({"wipe"}, {"reload"}, {"Loader"}).found_in(text + b" Loader .reload")
