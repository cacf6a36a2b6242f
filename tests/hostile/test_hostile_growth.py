"""The work on a file grows with its size and no faster, whatever is repeated in it: calls are
counted, with the short pieces that the fuzzer builds its texts of."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from counting_steps import TWICE, steps

from ftc_lint.commands.prepare import known
from ftc_lint.configuration.read import check_text
from ftc_lint.errors import UsageError
from ftc_lint.reading import Task, read_one
from ftc_lint.settings import Settings
from ftc_lint.sources import Sources
from ftc_lint.sql.parse import parse

sys.path.append(str(Path(__file__).parents[1] / "fuzz"))
from fuzz_pieces import PYTHON, SHELL, SQL, TOML

OPENERS = [
    "/* ",
    "'",
    '"',
    "$a$ ",
    "{",
    "(",
    "[",
    "BEGIN ",
    "CASE ",
    "{% if x %}",
    "E'\\' ",
    "((1,",
]
MIXED = [
    "references t ", "DELETE FROM t WHERE (", "DO $$ BEGIN ", "CREATE FUNCTION f() AS $$ ",
    "TRUNCATE a, ", "DELETE FROM t;\n", "EXECUTE 'DELETE FROM t'; ", "t_{x}", "{x}{y}", "a.b.",
    "COPY t FROM stdin;\n", "-- ftc-lint: ignore[FTC101] x\n", "IF x THEN ", "WITH a AS (",
    "\nDELIMITER //\n", "UNION SELECT ", "INSERT INTO t VALUES (1, 'a'), ",
]  # fmt: skip
SOME = 150
DIALECTS = ["postgres", "mysql", "tsql", "oracle", ""]


def grows_linearly(read: Callable[[str], object], piece: str) -> None:
    read(piece * 8)  # what is loaded or kept once
    once = steps(lambda: read(piece * SOME))
    twice = steps(lambda: read(piece * (2 * SOME)))
    assert twice < TWICE * once + 2000, (piece, once, twice)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql(dialect: str) -> None:
    for piece in dict.fromkeys([*OPENERS, *MIXED, *SQL]):
        grows_linearly(lambda text: parse(text, dialect), piece)


def read_as(path: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        content = text.encode("utf-8", "surrogatepass")
        task = Task(path, len(content), None, "")
        result = read_one(task, Sources("", {path: content}), Settings())
        assert result.failure is None
        return result

    return read


PROGRAM = [
    "x += 'DELETE FROM t '\n", "x = x + x\n", "x = f'{x}{x}'\n", "cur.execute(x)\n", "x = [x, x]\n",
    "if a: x = 'DELETE FROM a'\n", "x = x.replace('a', 'b')\n", "for t in ts: cur.execute(t)\n",
    "def f(x):\n    cur.execute(x)\n", "f('DELETE FROM t')\n", "x = x % (x,)\n", "x = (x, *x)\n",
    "x = {'a': x, **x}\n", "x = x if a else 'TRUNCATE t'\n", "# ftc-lint: ignore[FTC101] x\n",
    "try:\n    x = 'DROP TABLE t'\nexcept E:\n    x = ''\n",
    "class C(C):\n    t = 'DELETE FROM t'\n",
    "with a as cur: cur.execute('DELETE FROM t')\n", "import a.b\n", "from a import *\n",
]  # fmt: skip


def test_programs() -> None:
    head = "import sqlite3\ncur = sqlite3.connect('a').cursor()\nx = 'DELETE FROM t'\n"
    read = read_as("a.py")
    for piece in PROGRAM:
        grows_linearly(lambda text: read(head + text), piece)


@pytest.mark.parametrize("path", ["a.py", "a.sh", "a.sql"])
def test_files_of_pieces(path: str) -> None:
    pieces = {"a.py": PYTHON, "a.sh": SHELL, "a.sql": [*OPENERS, *MIXED]}[path]
    for piece in pieces:
        grows_linearly(read_as(path), piece)


def test_configurations() -> None:
    def read(text: str) -> None:
        try:
            check_text(text, "ftc-lint.toml", known())
        except UsageError:
            pass

    for piece in [*TOML, "[a]\n", "a.b.c = 1\n", "[", "{a = ", '"""', "protected_tables = ['a']\n"]:
        grows_linearly(read, piece)
