"""SQL statements to operations, as each dialect writes them."""

from __future__ import annotations

import pytest

from ftc_lint.operations import Kind, Operation
from ftc_lint.sql.parse import parse

DESTRUCTIVE = [
    ("postgres", "TRUNCATE a, ONLY b.c CASCADE", "truncate a,b.c TRUNCATE"),
    ("postgres", "truncate t", "truncate t truncate"),
    ("postgres", "DELETE FROM t", "delete t none DELETE"),
    ("postgres", "DELETE FROM ONLY t * AS x USING y WHERE x.a = y.a", "delete t some DELETE"),
    ("postgres", "DELETE FROM t WHERE id = %s AND a > 1", "delete t key DELETE"),
    ("postgres", "DELETE FROM t WHERE 1=1 OR x", "delete t always DELETE"),
    ("postgres", "DELETE FROM {t} {where}", "delete {t} unknown DELETE"),
    ("postgres", "DELETE FROM t{suffix}", "delete t{suffix} none DELETE"),
    ("postgres", "UPDATE t SET a = 1 FROM b CROSS JOIN c", "update t none UPDATE"),
    ("postgres", "UPDATE t SET a = (SELECT 1 FROM y WHERE z)", "update t none UPDATE"),
    ("mysql", "UPDATE a JOIN b ON a.x = b.x SET a.y = 1", "update a some UPDATE"),
    ("mysql", "DELETE a, b FROM a JOIN b ON a.x = b.x", "delete a,b some DELETE"),
    ("tsql", "DELETE a FROM dbo.t a JOIN b ON a.x = b.x", "delete dbo.t some DELETE"),
    ("tsql", "DELETE TOP (10) FROM t", "delete t some DELETE"),
    ("oracle", "DELETE t", "delete t none DELETE"),
    ("sqlite", "INSERT OR REPLACE INTO t VALUES (1)", "replace t INSERT"),
    ("postgres", "DROP TABLE IF EXISTS a, b CASCADE", "drop-table a,b DROP"),
]


def told(text: str, operation: Operation) -> str:
    """An operation in short: kind, tables, where, the text of its span."""
    words = [operation.kind.value, ",".join(map(str, operation.tables))]
    if operation.where is not None:
        words.append(operation.where.value)
    return " ".join([*words, text[operation.span.start : operation.span.end]])


@pytest.mark.parametrize(("dialect", "text", "expected"), DESTRUCTIVE)
def test_destructive_statement(dialect: str, text: str, expected: str) -> None:
    (operation,) = parse(text, dialect).operations
    assert told(text, operation) == expected


def test_a_body_in_a_string_keeps_its_places() -> None:
    text = (
        "CREATE FUNCTION f() RETURNS void AS 'BEGIN EXECUTE ''TRUNCATE x''; END' LANGUAGE plpgsql"
    )
    (operation,) = parse(text, "postgres").operations
    assert operation.kind is Kind.TRUNCATE
    assert operation.function == "f"
    assert text[operation.span.start : operation.span.end] == "TRUNCATE"
