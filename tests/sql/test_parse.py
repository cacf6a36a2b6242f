"""SQL statements to operations, as each dialect writes them.

The tables in `cases/` have a statement or a script, then a line for each operation:
`=> delete t none [DELETE]` is a DELETE of t without WHERE at the word in brackets.
"""

from __future__ import annotations

import pytest
from telling import cases, tell

from ftc_lint.operations import Action, Column, Copy, ForeignKeySpec, Kind, TableName
from ftc_lint.sql.parse import parse

CASES = [pytest.param(*case, id=name) for name, *case in cases()]


@pytest.mark.parametrize(("dialect", "text", "expected"), CASES)
def test_statement(dialect: str, text: str, expected: list[str]) -> None:
    assert (tell(text, dialect) or ["nothing"]) == expected


def test_a_body_in_a_string_keeps_its_places() -> None:
    text = (
        "CREATE FUNCTION f() RETURNS void AS 'BEGIN EXECUTE ''TRUNCATE x''; END' LANGUAGE plpgsql"
    )
    (operation,) = parse(text, "postgres").operations
    assert operation.kind is Kind.TRUNCATE
    assert operation.function == "f"
    assert text[operation.span.start : operation.span.end] == "TRUNCATE"


def test_a_foreign_key_in_full() -> None:
    text = (
        "ALTER TABLE ONLY s.child ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES parent (c, d)"
        " MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (a) DEFERRABLE NOT VALID"
    )
    (operation,) = parse(text, "postgres").operations
    assert operation.foreign_key == ForeignKeySpec(
        child=TableName(("s", "child")),
        child_columns=("a", "b"),
        parent=TableName(("parent",)),
        parent_columns=("c", "d"),
        name="fk",
        on_delete=Action.SET_NULL,
        on_update=Action.CASCADE,
        not_valid=True,
        deferrable=True,
        on_delete_columns=("a",),
    )
    assert text[operation.span.start : operation.span.end] == "ON DELETE SET NULL (a)"


def test_columns_of_a_table() -> None:
    text = (
        'CREATE TABLE t (id bigserial, "Name" varchar(20) DEFAULT NULL, p numeric(12, 2) NOT NULL,'
        " q int NULL, r int PRIMARY KEY, CHECK (p > 0), PRIMARY KEY (id), UNIQUE (p, q))"
    )
    (operation,) = parse(text, "postgres").operations
    assert operation.columns == (
        Column("id", nullable=False, primary_key=True),
        Column("Name"),
        Column("p", nullable=False),
        Column("q", nullable=True),
        Column("r", nullable=False, primary_key=True),
    )


def test_chosen_columns_of_a_copy() -> None:
    (operation,) = parse("INSERT INTO b (x, y) SELECT a, t.b, now() FROM t", "postgres").operations
    assert operation.copies == (Copy(TableName(("t",)), full=True, columns=("a", "b")),)


def test_includes_and_statements_are_counted() -> None:
    parsed = parse("\\i one.sql\n\\ir 'two.sql'\nSELECT 1; SELECT 2;", "postgres")
    assert [include.path for include in parsed.includes] == ["one.sql", "two.sql"]
    assert parsed.statements == 2


def test_quoted_names_keep_their_case_and_their_dots() -> None:
    (operation,) = parse('DELETE FROM "S"."a.b""c"', "postgres").operations
    assert operation.tables == (TableName(("S", 'a.b"c'), (True, True)),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DROP SCHEMA [{schema_name}];", "{schema_name}"),
        ("DELETE FROM [dbo].[prices]", "dbo.prices"),
        ("DELETE FROM [", ""),
        ("DELETE FROM [a", ""),
    ],
)
def test_brackets_around_names_are_read_whatever_the_dialect(text: str, expected: str) -> None:
    found = parse(text, "postgres").operations
    assert [str(each.tables[0]) for each in found if each.tables] == (
        [expected] if expected else []
    )


def test_what_stands_in_a_file_has_its_path() -> None:
    text = "TRUNCATE a CASCADE; INSERT INTO b VALUES (1); INSERT INTO b VALUES (2); DROP TABLE c"
    for operation in parse(text, "postgres", "m.sql").operations:
        assert operation.span.path == operation.statement.path == "m.sql"
        assert operation.option is None or operation.option.path == "m.sql"
