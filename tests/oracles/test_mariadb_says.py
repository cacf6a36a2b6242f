"""MariaDB prepares generated statements (nothing is run): where it accepts one, we must read in it
what it is, and that it changes all rows where EXPLAIN says so."""

from __future__ import annotations

from collections.abc import Iterator

import pymysql
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ftc_lint.operations import Kind, Where
from ftc_lint.sql.parse import parse
from oracles.statements import CONDITIONS, Words, deletes, drops, names, texts, updates
from servers.mariadb import MariadbServer

QUOTES = ["`t`", "some.t", "`some`.`t`"]
COMPARED = {
    Kind.DELETE: "DELETE",
    Kind.UPDATE: "UPDATE",
    Kind.DROP_TABLE: "DROP",
    Kind.TRUNCATE: "TRUNCATE",
    Kind.REPLACE: "REPLACE",
}


@pytest.fixture(scope="module")
def judge(mariadb_server: MariadbServer) -> Iterator[pymysql.cursors.Cursor]:
    with mariadb_server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE some")
        cursor.execute("USE some")
        cursor.execute("CREATE TABLE t (id int, a varchar(200))")
        cursor.execute("CREATE TABLE u (id int, a varchar(200))")
        cursor.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
        cursor.execute("INSERT INTO u VALUES (1, 'a'), (2, 'b'), (3, 'c')")
        yield cursor
        cursor.execute("DROP DATABASE some")


def verbs(judge: pymysql.cursors.Cursor, text: str) -> set[str]:
    """The verb of the statement; `pymysql.Error` if it is none."""
    judge.execute("PREPARE judged FROM %s", (text,))
    judge.execute("DEALLOCATE PREPARE judged")
    words = [word for word in text.replace(";", " ").upper().split() if word in COMPARED.values()]
    return set(words[:1])


def deletes_all(judge: pymysql.cursors.Cursor, text: str) -> bool:
    judge.execute("EXPLAIN " + text)
    return any(row[-1] == "Deleting all rows" for row in judge.fetchall())


@st.composite
def more(draw: st.DrawFn) -> Words:
    """What only MySQL and MariaDB have."""
    table = draw(names(QUOTES))
    return draw(
        st.sampled_from(
            [
                ["TRUNCATE", "TABLE", table],
                ["TRUNCATE", table],
                ["REPLACE", "INTO", table, "VALUES", "(", "1", ",", "'x'", ")"],
                ["REPLACE", table, "SET", "id", "=", "1"],
                ["REPLACE", "LOW_PRIORITY", "INTO", table, "SELECT", "*", "FROM", "u"],
                ["DELETE", "QUICK", "FROM", table, *draw(CONDITIONS), "LIMIT", "1"],
                ["DELETE", table, "FROM", table, "JOIN", "u", "ON", "t", ".", "id", "=", "1"],
                ["DELETE", "FROM", table, "USING", table, "JOIN", "u", "WHERE", "u", ".", "id"],
                ["UPDATE", "IGNORE", table, "SET", "a", "=", "1", *draw(CONDITIONS)],
                ["UPDATE", table, ",", "u", "SET", "t", ".", "a", "=", "u", ".", "a"],
                ["DROP", "TEMPORARY", "TABLE", table],
                ["DROP", "TABLE", "u", ",", table],
            ]
        )
    )  # fmt: skip


STATEMENTS = st.one_of(deletes(QUOTES), updates(QUOTES), drops(QUOTES), more())


@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much])
@given(texts(STATEMENTS))
def test_what_mariadb_prepares_is_what_we_read(judge: pymysql.cursors.Cursor, text: str) -> None:
    bare = text.replace(" /* DELETE FROM no */ ", " ").replace(" -- DROP TABLE no;\n", "\n")
    try:
        expected = verbs(judge, text) and verbs(judge, bare)
        all_rows = expected == {"DELETE"} and deletes_all(judge, bare)
    except pymysql.Error:
        assume(False)
        return
    operations = [o for o in parse(text, "mysql").operations if o.kind in COMPARED]
    assert {COMPARED[operation.kind] for operation in operations} == expected
    for operation in operations:
        assert {str(table).lower().rpartition(".")[2] for table in operation.tables} <= {"t", "u"}
        if operation.kind is Kind.DELETE and len(operations) == 1:
            words = bare.upper().split()
            # It works out some conditions beforehand, by the rows of a table too.
            worked_out = not {"SELECT", "OR"}.isdisjoint(words)
            if operation.where is Where.NONE and "LIMIT" not in words:
                assert all_rows
            elif all_rows:
                assert operation.where is Where.ALWAYS or worked_out
