"""What else one file says: names, classes, drivers, the command line, suppressions."""

from __future__ import annotations

import pytest

from ftc_lint.values import Attribute, Constant, Parameter, Reference

from .reading import facts_of, function, shown

IMPORTS = [
    ("import a.b", "app.load", "app/load.py", ("a", "a")),
    ("import a.b as c", "app.load", "app/load.py", ("c", "a.b")),
    ("from a.b import c", "app.load", "app/load.py", ("c", "a.b.c")),
    ("from a import b as c", "app.load", "app/load.py", ("c", "a.b")),
    ("from . import c", "app.load", "app/load.py", ("c", "app.c")),
    ("from .b import c", "app.load", "app/load.py", ("c", "app.b.c")),
    ("from .b import c", "app", "app/__init__.py", ("c", "app.b.c")),
    ("from ..b import c", "app.sub.load", "app/sub/load.py", ("c", "app.b.c")),
    ("from a import *", "app.load", "app/load.py", ("*1", "a")),
]


@pytest.mark.parametrize(("code", "module", "path", "expected"), IMPORTS)
def test_imports_are_absolute(code: str, module: str, path: str, expected: tuple[str, str]) -> None:
    assert facts_of(code + "\n", module=module, path=path).imports == (expected,)


def test_names_become_absolute_references() -> None:
    code = (
        "from .db import conn\nimport os.path\n"
        "def g(): pass\n"
        "def f():\n    return [conn.execute, g, os.path.join, open]\n"
    )
    returns = function(facts_of(code), "f").returns
    assert returns is not None
    assert [
        each.name for each in getattr(returns, "values", ()) if isinstance(each, Reference)
    ] == [
        "app.db.conn.execute",
        "app.load.g",
        "os.path.join",
        "open",
    ]


def test_a_star_import_may_bring_any_name() -> None:
    facts = facts_of("from .db import *\ndef f():\n    return wipe\n")
    assert function(facts, "f").returns == Reference("app.db.wipe")


DIALECTS = [
    ("import psycopg2", "postgres"),
    ("from psycopg import sql", "postgres"),
    ("import asyncpg", "postgres"),
    ("import pymysql", "mysql"),
    ("import mysql.connector", "mysql"),
    ("import sqlite3", "sqlite"),
    ("import pyodbc", "tsql"),
    ("import snowflake.connector", "snowflake"),
    ("from google.cloud import bigquery", "bigquery"),
    ("import duckdb", "duckdb"),
    ("import oracledb", "oracle"),
    ("from pyspark.sql import SparkSession", "spark"),
    ("URL = 'postgresql+psycopg2://localhost/x'", "postgres"),
    ("import sqlite3, psycopg2", None),
    ("import json", None),
]


@pytest.mark.parametrize(("code", "dialect"), DIALECTS)
def test_the_driver_tells_the_dialect(code: str, dialect: str | None) -> None:
    assert facts_of(code + "\n").dialect == dialect


def test_the_receiver_tells_the_dialect_of_a_call() -> None:
    code = (
        "import sqlite3, psycopg2\n"
        "a = sqlite3.connect('x')\nb = psycopg2.connect('y')\n"
        "a.execute('DELETE FROM t')\nb.cursor().execute('DELETE FROM t')\n"
    )
    steps = facts_of(code).functions[0].body
    dialects = [getattr(step, "dialect", None) for step in steps if hasattr(step, "via")]
    assert dialects == ["sqlite", "postgres"]


def test_classes_with_what_they_set() -> None:
    code = (
        "from .base import Base\n"
        "class Loader(Base):\n"
        "    query = 'DELETE FROM a'\n"
        "    def __init__(self, conn, dry_run=False):\n"
        "        self.conn = conn\n        self.dry_run = dry_run\n"
        "        self.cur = conn.cursor()\n"
        "    def setup(self, t):\n        self.table = 'a'\n        self.other = t\n"
    )
    (found,) = facts_of(code).classes
    assert found.name == "Loader"
    assert found.bases == (Reference("app.base.Base"),)
    assert {name: shown(value) for name, value in found.attributes} == {"query": ["DELETE FROM a"]}
    instance = dict(found.instance_attributes)
    assert instance["conn"] == Parameter("conn")
    assert instance["dry_run"] == Parameter("dry_run")
    assert shown(instance["table"]) == ["a"]
    assert shown(instance["other"]) == ["Unknown"], "a parameter of another method says nothing"
    assert getattr(instance["cur"], "callee", None) == Attribute(Parameter("conn"), "cursor")


def test_functions_with_their_parameters() -> None:
    code = "def f(a, /, b: int = 1, *args, c='x', d: 'Loader | None' = None, **kw): yield 1\n"
    found = function(facts_of("class Loader: pass\n" + code), "f")
    assert [(each.name, each.kind) for each in found.parameters] == [
        ("a", "positional"),
        ("b", "positional"),
        ("args", "args"),
        ("c", "keyword"),
        ("d", "keyword"),
        ("kw", "kwargs"),
    ]
    assert found.parameters[1].default == Constant(1)
    assert found.parameters[1].annotation == Reference("int")
    assert found.is_generator
    source = "class Loader: pass\n" + code
    assert source[found.span.start : found.span.end] == "f"


def test_annotated_classes() -> None:
    code = (
        "from typing import Optional\nfrom .db import Db\n"
        "def f(a: Db, b: Optional[Db], c: Db | None, d: 'Db', e: list[Db]): pass\n"
    )
    annotations = [each.annotation for each in function(facts_of(code), "f").parameters]
    assert annotations == [Reference("app.db.Db")] * 4 + [None]


def test_constants_of_the_module() -> None:
    code = (
        "import os\nA = 'x'\nB: str = A + 'y'\nA += 'z'\nif os.name:\n    C = 1\nelse:\n    C = 2\n"
        "def f():\n    global A\n    A = 'w'\n"
    )
    constants = dict(facts_of(code).constants)
    assert shown(constants["A"]) == ["w", "xz"]
    assert shown(constants["B"]) == ["xy"]
    assert set(constants) == {"A", "B", "C"}


def test_the_main_guard_and_the_command_line() -> None:
    code = "import argparse\n\nif __name__ == '__main__':\n    a()\n    if b:\n        c()\n\nd()\n"
    facts = facts_of(code)
    assert facts.main_guard is not None
    assert code[facts.main_guard.start : facts.main_guard.end] == (
        "if __name__ == '__main__':\n    a()\n    if b:\n        c()"
    )
    assert facts.has_command_line
    assert facts_of("import sys\nprint(sys.argv[1])\n").has_command_line
    assert not facts_of("import sys\nx = sys.path\n").has_command_line


def test_names_that_other_files_may_call() -> None:
    facts = facts_of("class A:\n    def m(self): pass\ndef f():\n    def g(): pass\n")
    assert {"A", "m", "f", "g"} <= facts.defines


def test_comments_that_may_suppress() -> None:
    code = (
        "x = 1  # ftc-lint: ignore[FTC101] why\ny = '# ftc-lint: ignore'\n# noqa: FTC101\n# noqa\n"
    )
    assert [each.text for each in facts_of(code).comments] == [
        "# ftc-lint: ignore[FTC101] why",
        "# noqa: FTC101",
    ]


def test_extents_cover_the_literal_and_the_statement() -> None:
    code = "cur.execute(\n    '''\n    DELETE FROM a\n    ''',\n    rows,\n)\n"
    extents = {code[each.start : each.end] for each in facts_of(code).extents}
    assert "'''\n    DELETE FROM a\n    '''" in extents
    assert code.rstrip("\n") in extents


def test_an_empty_file() -> None:
    facts = facts_of("")
    assert facts.functions[0].qualname == ""
    assert facts.unchecked == ()


def test_a_base_class_of_types_is_the_class() -> None:
    code = (
        "from .base import Base\nclass Orders(Base[int, str], Generic[T]):\n    table = 'orders'\n"
    )
    (found,) = facts_of(code).classes
    assert found.bases[0] == Reference("app.base.Base")
