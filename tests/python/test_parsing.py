"""Trees are parsed without checks, and nodes that others make are checked as ever."""

from __future__ import annotations

import gc
import weakref

import libcst as cst
import pytest

from ftc_lint.python import read
from ftc_lint.python.parsing import parse_module
from ftc_lint.settings import Settings
from ftc_lint.text import Source

SOURCE = "def empty(db, names):\n    for name in names:\n        db.execute(f'TRUNCATE {name}')\n"


def test_the_tree_is_the_one_that_libcst_makes() -> None:
    assert parse_module(SOURCE).deep_equals(cst.parse_module(SOURCE))


def test_only_what_is_parsed_here_goes_unchecked() -> None:
    with pytest.raises(cst.ParserSyntaxError):
        parse_module("def :")
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")


def test_a_tree_is_freed_without_the_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched:
        """Goes when the places of the tree go; nodes themselves cannot be referred to weakly."""

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
