"""Statements made after a model say what they say when they are read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling import cases

from ftc_lint.facts import Parsed
from ftc_lint.operations import TableName
from ftc_lint.sql import alike, words
from ftc_lint.sql.parse import parse

NOT_READERS = frozenset(
    "__init__ alike batches bodies clients dialects lexer pairs parse patterns rebuilds repeats "
    "sections signs split skeletons template_blocks tokens wholes words".split()
)
NAMES = ("a", "B", "t_1", "accounts", "name", "id", "old", '"Q"', "s.t", "public", "backup", "x1")
FORMS = (
    "DROP TABLE {0}",
    "DROP TABLE IF EXISTS {0}, {1} CASCADE",
    "TRUNCATE {0} CASCADE",
    "TRUNCATE TABLE {0}, {1}",
    "DELETE FROM {0}",
    "DELETE FROM {0} WHERE {1} = 5",
    "DELETE FROM {0} WHERE 1 = {1}",
    "DELETE FROM {0} WHERE 5 = 5",
    "DELETE FROM {0} WHERE {1} = 5 OR 1 = 1",
    "DELETE FROM {0} USING {1} WHERE {0}.id = {1}.id",
    "DELETE {0} FROM {1} AS {0} JOIN c ON c.id = {0}.id",
    "UPDATE {0} SET {1} = 1 WHERE {2} <> 'x'",
    "UPDATE {0} SET {1} = {1} + 1",
    "UPDATE {0} SET {1} = 2 FROM {2} WHERE {0}.id = {2}.id",
    "INSERT INTO {0} SELECT * FROM {1}",
    "INSERT INTO {0} ({2}) SELECT {2} FROM {1} WHERE {2} > 7",
    "INSERT INTO {0} VALUES (1)",
    "CREATE TABLE {0} ({1} int PRIMARY KEY, {2} int REFERENCES {1} ON DELETE CASCADE)",
    "CREATE TABLE {0} ({1} int, {2} int, PRIMARY KEY ({2}))",
    "CREATE TABLE {0} AS SELECT * FROM {1}",
    "ALTER TABLE {0} ADD CONSTRAINT {1} FOREIGN KEY ({2}) REFERENCES {0} (id)",
    "ALTER TABLE {0} DROP COLUMN {1}, DROP COLUMN {2}",
    "ALTER TABLE {0} RENAME TO {1}",
    "WITH {0} AS (SELECT * FROM {1}) DELETE FROM {2} USING {0}",
    "MERGE INTO {0} USING {1} ON ({0}.id = {1}.id) WHEN MATCHED THEN DELETE",
    "SELECT count(*) FROM {0} JOIN {1} ON {0}.id = {1}.id",
    "SET {0} = 1",
)
statements = st.tuples(st.sampled_from(FORMS), *[st.sampled_from(NAMES)] * 3).map(
    lambda drawn: drawn[0].format(*drawn[1:])
)
dialects = st.sampled_from(["postgres", "mysql", "tsql", "oracle", "bigquery"])


def read_singly(text: str, dialect: str, monkeypatch: pytest.MonkeyPatch) -> Parsed:
    with monkeypatch.context() as patch:
        patch.setattr(alike, "_LONGEST", -1)
        return parse(text, dialect, "m.sql")


@settings(deadline=None)
@given(st.lists(statements, min_size=1, max_size=6), dialects)
def test_models_say_what_reading_says(written: list[str], dialect: str) -> None:
    text = ";\n".join([*written] * 4)
    with pytest.MonkeyPatch.context() as monkeypatch:
        expected = read_singly(text, dialect, monkeypatch)
        monkeypatch.setattr(alike, "SEEN", 1)
        assert parse(text, dialect, "m.sql") == expected


@pytest.mark.parametrize(("dialect", "text"), [case[1:3] for case in cases()])
def test_cases_say_the_same_again(dialect: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = read_singly(text, dialect, monkeypatch)
    monkeypatch.setattr(alike, "SEEN", 1)
    for _ in range(4):
        assert parse(text, dialect, "m.sql") == expected


def test_names_and_places_are_the_statement_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "SEEN", 1)
    text = "".join(f"DELETE FROM  s.Table_{n}  WHERE Id = {n};\n" for n in range(12))
    for number, operation in enumerate(parse(text, "postgres", "m.sql").operations):
        assert operation.tables == (TableName(("s", f"Table_{number}")),)
        span, statement = operation.span, operation.statement
        assert text[span.start : span.end] == "DELETE"
        assert text[statement.start : statement.end].endswith(f"Id = {number}")


def test_most_statements_of_a_script_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "_models", {})
    read = 0
    read_alike = alike.read_alike

    def counted(*arguments: object) -> None:
        *known, reader = arguments

        def reads(*given: object) -> None:
            nonlocal read
            read += 1
            reader(*given)  # type: ignore[operator]

        read_alike(*known, reads)  # type: ignore[arg-type]

    monkeypatch.setattr("ftc_lint.sql.scan.read_alike", counted)
    monkeypatch.setattr("ftc_lint.sql.skeletons.read_alike", counted)
    monkeypatch.setattr("ftc_lint.sql.skeletons._known", {})
    text = "".join(
        f"DROP TABLE IF EXISTS t{n}; DELETE FROM u{n} WHERE id = {n};" for n in range(99)
    )
    assert len(parse(text, "postgres").operations) == 198
    assert read == 2 * (alike.SEEN + 2)


def test_every_word_that_readers_ask_for_is_known() -> None:
    folder = Path(words.__file__).parent
    readers = [path for path in folder.glob("*.py") if path.stem not in NOT_READERS]
    assert {word for path in readers for word in _asked(path)} <= words.MEANING


def _asked(path: Path) -> Iterator[str]:
    """The words in the strings of a module, and in the names of the methods that read actions."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and path.stem == "alter":
            yield node.name[1:].upper()
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield from (word.upper() for word in re.findall(r"[A-Za-z_]\w*", node.value))
