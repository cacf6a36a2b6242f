"""Programs run for real against SQLite, which tells what statements it was given; the linter, which
only reads them, must have said the same.

FTC_TEST_PROGRAMS=20000 runs so many; the default is for every day.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest

from ftc_lint.engine import run
from ftc_lint.operations import Operation
from ftc_lint.records import replace
from ftc_lint.registry import registry
from ftc_lint.settings import Settings
from ftc_lint.sql.parse import parse
from ftc_lint.testing import project, request_for
from oracles.programs import LEAVES, NESTED, SINKS, Build, Sink, execute, literal, write

STATEMENTS = (
    "DELETE FROM prices",
    "DELETE FROM prices WHERE id = 1",
    "UPDATE prices SET close = 0",
    "UPDATE prices SET close = 0 WHERE id = 1",
    "DROP TABLE prices",
    "DROP TABLE IF EXISTS prices",
    "REPLACE INTO prices VALUES (1, 2)",
    "INSERT OR REPLACE INTO prices VALUES (1, 2)",
    "CREATE TABLE prices_backup AS SELECT * FROM prices",
    "ALTER TABLE prices RENAME TO prices_old",
    "PRAGMA foreign_keys = OFF",
)
PROGRAMS = int(os.environ.get("FTC_TEST_PROGRAMS", "40"))

OTHERS = ("begin", "commit", "rollback", "read", "select")
"""Kinds of operations that are not compared: they destroy nothing."""

Fact = tuple[str, tuple[str, ...], str | None]


def fact(operation: Operation) -> Fact:
    where = operation.where.value if operation.where is not None else None
    return operation.kind.value, tuple(str(table) for table in operation.tables), where


class TracedConnection(sqlite3.Connection):
    """Notes every statement before SQLite prepares it; the tables are there from the start."""

    statements: ClassVar[list[str]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.executescript("CREATE TABLE prices (id INTEGER PRIMARY KEY, close)")
        self.set_trace_callback(self.statements.append)


@contextmanager
def traced(directory: str) -> Iterator[list[str]]:
    """sqlite3.connect gives traced connections, and the directory's modules can be imported."""
    connect = sqlite3.connect
    loaded = set(sys.modules)
    TracedConnection.statements = []

    def connected(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, **{**options, "factory": TracedConnection})

    sqlite3.connect = connected  # type: ignore[assignment]
    sys.path.insert(0, directory)
    try:
        yield TracedConnection.statements
    finally:
        sqlite3.connect = connect
        sys.path.remove(directory)
        for name in set(sys.modules) - loaded:
            del sys.modules[name]


def executed(directory: str) -> list[Fact]:
    """What SQLite was really told to do."""
    path = Path(directory) / "main.py"
    with traced(directory) as statements:
        names = {"__name__": "__main__", "__file__": str(path)}
        exec(compile(path.read_text("utf-8"), "main.py", "exec"), names)
    return [fact(o) for text in statements for o in parse(text, "sqlite").operations
            if o.kind.value not in OTHERS]  # fmt: skip


def said(directory: str) -> list[Fact]:
    """What the linter says that the program does."""
    request = replace(request_for(directory, Settings(), registry()), with_operations=True)
    report = run(request)
    assert report.failures == ()
    return [fact(o) for o, _ in report.operations
            if o.executed and o.kind.value not in OTHERS]  # fmt: skip


def compare(files: dict[str, str]) -> None:
    """Fails where the program did what was not said, or the other way round."""
    with project(files) as directory:
        really = set(executed(directory))
        told = set(said(directory))
    listing = "\n".join(f"--- {name}\n{text}" for name, text in files.items())
    assert really, listing
    assert really <= told, f"not found: {really - told}\nsaid: {told}\n{listing}"
    assert told <= really, f"false: {told - really}\n{listing}"


@pytest.mark.parametrize("string", [*LEAVES, *NESTED], ids=lambda build: build.__name__)
def test_every_way_to_build_a_string(string: Build) -> None:
    for number, statement in enumerate(STATEMENTS[:3]):
        compare(write(Random(number), statement, string, execute))


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.__name__)
def test_every_way_to_run_it(sink: Sink) -> None:
    compare(write(Random(1), STATEMENTS[0], literal, sink))


MENDED = (1010, 1016, 1024, 1028, 1066, 1072, 1098, 1180, 1189, 1190, 1193, 1240, 1422)
"""Mixtures that were read wrong once."""


@pytest.mark.parametrize("seed", [*range(PROGRAMS), *MENDED])
def test_any_mixture(seed: int) -> None:
    chance = Random(seed)
    compare(write(chance, chance.choice(STATEMENTS)))
