"""What holds for every reading of SQL, whatever the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling import cases, tell

from ftc_lint.operations import Kind
from ftc_lint.sql.parse import parse

DIALECTS = ["postgres", "mysql", "sqlite", "tsql", "snowflake", "bigquery", "duckdb", "redshift"]
DIALECTS += ["oracle", "spark", "nobody knows this one", ""]

TEXTS = [pytest.param(dialect, text, id=name) for name, dialect, text, _ in cases()]

PIECES = """
SELECT FROM WHERE DELETE UPDATE SET INSERT INTO VALUES ( ) , ; . * = 'x' "q" `b` [c] $$ $a$ DO BEGIN
END IF THEN ELSE LOOP CREATE TABLE FUNCTION PROCEDURE TRIGGER AS EXECUTE IMMEDIATE format || := :x
{t} {{ }} {% %} ? $1 @v @@g ALTER DROP ADD COLUMN CONSTRAINT FOREIGN KEY REFERENCES ON CASCADE MERGE
TRUNCATE ONLY USING WHEN MATCHED NOT BY SOURCE RENAME TO WITH UNION EXCEPT COPY STDIN EXPLAIN
PREPARE EXEC sp_executesql N'DELETE sp_rename LIMIT TOP RETURNING PRAGMA foreign_keys off ALL LIKE
session_replication_role replica DISABLE CLONE PARTITION OF INHERITS LANGUAGE plpgsql E'\\' -- /* */
/*! \\i GO / DELIMITER // t a 1 TRUE AND OR BETWEEN CASE NULL PRIMARY dblink_exec UNLOAD EXPORT CHR
DATABASE SCHEMA IDENTIFIER CONCAT set_config
""".split()

KEYWORDS = {
    Kind.TRUNCATE: "truncate",
    Kind.DELETE: "delete",
    Kind.UPDATE: "update|merge",
    Kind.INSERT: "insert|merge|copy",
    Kind.REPLACE: "replace|insert",
    Kind.MERGE_DELETE: "delete",
    Kind.CREATE_TABLE: "create|select",
    Kind.DROP_TABLE: "drop",
    Kind.DROP_SCHEMA: "drop",
    Kind.DROP_DATABASE: "drop",
    Kind.DROP_COLUMN: "drop|set",
    Kind.DROP: "drop",
    Kind.FOREIGN_KEY: r"references|on\s.*delete\s[^;]*",
}


@st.composite
def texts(draw: st.DrawFn) -> str:
    glue = draw(st.sampled_from([" ", "", "\n", " \t"]))
    return glue.join(draw(st.lists(st.sampled_from(PIECES), max_size=40)))


@settings(max_examples=300)
@given(texts(), st.sampled_from(DIALECTS))
def test_no_text_makes_it_raise_or_point_outside(text: str, dialect: str) -> None:
    parsed = parse(text, dialect)
    for operation in parsed.operations:
        span, statement = operation.span, operation.statement
        assert 0 <= statement.start <= span.start < span.end <= statement.end <= len(text)
    for unchecked in parsed.unchecked:
        assert unchecked.span is not None
        assert 0 <= unchecked.span.start < unchecked.span.end <= len(text)


@pytest.mark.parametrize(("dialect", "text"), TEXTS)
def test_spans_are_the_keywords(dialect: str, text: str) -> None:
    for operation in parse(text, dialect).operations:
        expected = KEYWORDS.get(operation.kind)
        if expected is not None:
            found = text[operation.span.start : operation.span.end]
            assert re.fullmatch(expected, found, re.IGNORECASE | re.DOTALL)


@pytest.mark.parametrize(("dialect", "text"), TEXTS)
def test_line_ends_and_marks_change_nothing(dialect: str, text: str) -> None:
    expected = tell(text, dialect)
    assert tell(text.replace("\n", "\r\n"), dialect) == [
        line.replace("\n", "\r\n") for line in expected
    ]
    assert tell("\ufeff" + text, dialect) == expected


@pytest.mark.parametrize(("dialect", "text"), TEXTS)
def test_comments_change_nothing(dialect: str, text: str) -> None:
    comment = "-- DROP TABLE commented;\n/* DELETE FROM commented; */\n"
    assert tell(comment + text, dialect) == tell(text, dialect)


@pytest.mark.parametrize(("dialect", "text"), TEXTS)
def test_a_statement_after_it_is_read_as_well(dialect: str, text: str) -> None:
    go_on = {"tsql": "\nGO\n", "oracle": "\n/\n"}.get(dialect, "\n;\n")
    after = f"{text}{go_on}DELETE FROM afterwards"
    assert "delete afterwards none [DELETE]" in tell(after, dialect)
