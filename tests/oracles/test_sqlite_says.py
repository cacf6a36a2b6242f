"""SQLite prepares generated statements and tells its authorizer what each would do; where it
accepts one, we must read the same in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ftc_lint.operations import Kind, Where
from ftc_lint.sql.parse import parse
from oracles.statements import CONDITIONS, Words, deletes, drops, names, texts, updates

QUOTES = ['"t"', "[t]", "`t`", "main.t", 'main."t"', "'t'"]
Fact = tuple[str, str, bool]
"""What is done to which table, and whether to all of it."""

CHANGES = {sqlite3.SQLITE_DELETE: "delete", sqlite3.SQLITE_UPDATE: "update"}
COMPARED = {Kind.DELETE: "delete", Kind.UPDATE: "update", Kind.DROP_TABLE: "drop-table"}


class Judge:
    """Two tables, and what SQLite would do to them."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", cached_statements=0)
        self._connection.executescript("CREATE TABLE t (id, a); CREATE TABLE u (id, a);")
        self._seen: list[tuple[int, str | None]] = []
        self._connection.set_authorizer(self._look)

    def _look(self, action: int, first: str | None, *_: str | None) -> int:
        self._seen.append((action, first))
        return sqlite3.SQLITE_OK

    def facts(self, text: str) -> set[Fact]:
        """What the statement would do; `sqlite3.Error` if it is none."""
        self._seen.clear()
        program = self._connection.execute(f"EXPLAIN {text}").fetchall()
        dropped = {name for action, name in self._seen if action == sqlite3.SQLITE_DROP_TABLE}
        if dropped:
            return {("drop-table", str(name), False) for name in dropped}
        # Without a WHERE the table is emptied at once; RETURNING would hide that.
        cleared = any(row[1] == "Clear" for row in program)
        changed = {(CHANGES[a], str(n)) for a, n in self._seen if a in CHANGES}
        return {(kind, name, cleared and kind == "delete") for kind, name in changed}

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    found = Judge()
    yield found
    found.close()


def read(text: str) -> set[Fact]:
    return {
        (
            COMPARED[operation.kind],
            str(operation.tables[0]).lower().removeprefix("main."),
            operation.kind is Kind.DELETE and operation.where is Where.NONE,
        )
        for operation in parse(text, "sqlite").operations
        if operation.kind in COMPARED
    }


@st.composite
def more(draw: st.DrawFn) -> Words:
    """What only SQLite has."""
    table = draw(names(QUOTES))
    head = draw(
        st.sampled_from(
            [
                ["WITH", "w", "AS", "(", "SELECT", "id", "FROM", "u", ")", "DELETE", "FROM", table],
                ["DELETE", "FROM", table, "NOT", "INDEXED"],
                ["DELETE", "FROM", table, "AS", "x"],
                ["UPDATE", "OR", "REPLACE", table, "SET", "a", "=", "1"],
                ["UPDATE", table, "AS", "x", "SET", "(", "a", ",", "id", ")", "=", "(", "1", ",",
                 "2", ")"],
                ["UPDATE", table, "SET", "a", "=", "u.a", "FROM", "u"],
                ["EXPLAIN", "QUERY", "PLAN", "SELECT", "'DELETE FROM t'", "FROM", "u"],
                ["SELECT", '"DELETE FROM t"', "FROM", "u"],
            ]
        )
    )  # fmt: skip
    return [*head, *draw(CONDITIONS), *draw(st.sampled_from([[], [";"]]))]


STATEMENTS = st.one_of(deletes(QUOTES), updates(QUOTES), drops(QUOTES), more())


@settings(max_examples=400)
@given(texts(STATEMENTS))
def test_what_sqlite_would_do_is_what_we_read(judge: Judge, text: str) -> None:
    try:
        expected = judge.facts(text)
    except sqlite3.Error:
        assume(False)
        return
    assert read(text) == expected
