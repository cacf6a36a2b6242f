"""Files are parsed quietly, by the Python that runs, whatever version's syntax they have."""

from __future__ import annotations

import ast
import gc
import warnings
import weakref

import pytest

from ftc_lint.facts import FileFacts
from ftc_lint.flow import Execute, Step
from ftc_lint.python import read
from ftc_lint.python.newer import as_older
from ftc_lint.python.parsing import NotPythonError, parse_expression, parse_module
from ftc_lint.python.tokens import scan
from ftc_lint.settings import Settings
from ftc_lint.text import Source
from ftc_lint.values import Text

SOURCE = "def empty(db, names):\n    for name in names:\n        db.execute(f'TRUNCATE {name}')\n"

NEWER = {
    "parameters of a function": "def f[T](x: T): pass\n",
    "with bounds and defaults, over lines": "async def f[\n  T: (int, str) = int\n](x: T): pass\n",
    "of a class": "class Box[T, *Ts, **P]: pass\n",
    "a type": "type Point = tuple[float, float]\n",
    "a type with parameters": "if x:\n    type Pair[T] = tuple[T, T]\n",
    "a group of exceptions": "try:\n    f()\nexcept* (ValueError, TypeError) as e:\n    pass\n",
    "exceptions without parentheses": "try:\n  f()\nexcept ValueError, m.E[1, 2], E(1, 2): pass\n",
    "its own quotes in a field": 'x = f"{rows["a"]} {", ".join(f"{n}" for n in names)}"\n',
    "a backslash in a field": "x = f'{chr(10).join(names) + \"\\n\"}'\n",
    "line ends in a field": 'x = f"all {\n    name\n} of them"\n',
    "letters of several bytes": 'x = f"{rows["ä"]} €", b; y = 1\ndef f[Ü](x: Ü): pass\n',
    "a template": 'x = t"DELETE FROM {table}" rt"\\d{1}"\n',
}


@pytest.mark.parametrize("source", NEWER.values(), ids=NEWER.keys())
def test_newer_syntax_becomes_older_at_the_same_places(source: str) -> None:
    older = as_older(source, scan(source))
    assert older is not None
    ast.parse(older)
    lines = [len(line) for line in source.encode().splitlines()]
    assert [len(line) for line in older.encode().splitlines()] == lines
    parse_module(source, scan(source))


def test_places_behind_letters_of_several_bytes() -> None:
    source = 'db.execute(f"DELETE FROM {t["ä€"]}_ü"), db.execute("TRUNCATE prices")\n'
    facts = read.read_python(Source("a.py", source), Settings(), "a")
    assert not facts.unchecked
    spans = [step.span for step in facts.functions[0].body if isinstance(step, Execute)]
    assert [source[span.start :][:12] for span in spans] == ["db.execute(f", 'db.execute("']


@pytest.mark.parametrize(
    "source", ["except f'''{0} except f'''", "except ([f'''{0} [\n", "def f[f'{0}\n", "class A[\n"]
)
def test_a_bracket_that_nothing_closes(source: str) -> None:
    facts = read.read_python(Source("a.py", source), Settings(), "a")
    assert facts.unchecked


def test_older_syntax_is_what_it_is() -> None:
    source = "try:\n    type = f(x)[0]\nexcept (A, B) as e:\n    print('except C, D')\n"
    assert as_older(source, scan(source)) is None


def executed(facts: FileFacts) -> list[tuple[str, str]]:
    """What each function runs, first in its body."""
    assert not facts.unchecked
    steps: list[tuple[str, Step]] = [
        (function.qualname, step) for function in facts.functions for step in function.body
    ]
    return [
        (name, step.text.excerpt.text)
        for name, step in steps
        if isinstance(step, Execute) and isinstance(step.text, Text)
    ]


def test_what_newer_syntax_runs_is_seen() -> None:
    source = (
        "type Names = list[str]\n"
        "class Loader[T]:\n"
        "    def empty[U](self, cur, rows: U):\n"
        '        cur.execute(f"DELETE FROM {rows["name"]}")\n'
        '        cur.execute(t"TRUNCATE {rows["b"]}")\n'
        "        try:\n"
        '            cur.execute("DROP TABLE c")\n'
        "        except* ValueError:\n"
        '            cur.execute("DROP TABLE d")\n'
    )
    facts = read.read_python(Source("a.py", source), Settings(), "a")
    assert executed(facts) == [
        ("Loader.empty", 'DELETE FROM {rows["name"]}'),
        ("Loader.empty", 'TRUNCATE {rows["b"]}'),
    ]
    assert "DROP TABLE c" in repr(facts.functions)
    assert "DROP TABLE d" in repr(facts.functions)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def :\n", "it is not valid Python in line 1"),
        ("x = 1\nprint 'a'\n", "it is not valid Python in line 2"),
        ("def f[T:\n", "it is not valid Python in line 1"),
        ("x = '\ud800'\n", "Python cannot read it"),
        ("x = " + "-" * 100_000 + "1\n", "the code is nested too deeply"),
        ("x = " + "not " * 50_000 + "1\n", "the code is nested too deeply"),
    ],
)
def test_what_is_no_python_says_why(source: str, words: str) -> None:
    with pytest.raises(NotPythonError, match=words) as caught:
        parse_module(source, scan(source))
    assert caught.value.row == (2 if "line 2" in words else 1)


@pytest.mark.parametrize("text", ["a; b", "a\nb", "", "x = 1", "pass"])
def test_an_expression_is_one(text: str) -> None:
    with pytest.raises(NotPythonError):
        parse_expression(text)


def test_parsing_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        facts = read.read_python(
            Source("a.py", "import re\nx = '\\d' f'\\w {1if 1else 2}'\nassert (x, 'y')\n"),
            Settings(),
            "a",
        )
    assert not facts.unchecked


def test_a_tree_is_freed_without_the_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched:
        """Goes when the places of the tree go."""

    watched: list[weakref.ref[Watched]] = []

    class Positions(read.Positions):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            self.watched = Watched()
            watched.append(weakref.ref(self.watched))

    monkeypatch.setattr(read, "Positions", Positions)
    gc.disable()
    try:
        facts = read.read_python(Source("a.py", SOURCE), Settings(), "a")
        assert [function.qualname for function in facts.functions if function.qualname] == ["empty"]
        assert [each() for each in watched] == [None]
    finally:
        gc.enable()
