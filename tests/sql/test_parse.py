"""SQL statements to operations, as each dialect writes them.

The tables in `cases/` have a statement or a script, then a line for each operation:
`=> delete t none [DELETE]` is a DELETE of t without WHERE at the word in brackets.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from telling import tell

from ftc_lint.operations import Kind
from ftc_lint.sql.parse import parse

CASES = [
    pytest.param(path.stem, *block.split("\n=> ", 1), id=f"{path.stem}: {block[:60]}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.txt"))
    for block in path.read_text(encoding="utf-8").strip().split("\n\n")
]


@pytest.mark.parametrize(("dialect", "text", "expected"), CASES)
def test_statement(dialect: str, text: str, expected: str) -> None:
    assert (tell(text, dialect) or ["nothing"]) == expected.split("\n=> ")


def test_a_body_in_a_string_keeps_its_places() -> None:
    text = (
        "CREATE FUNCTION f() RETURNS void AS 'BEGIN EXECUTE ''TRUNCATE x''; END' LANGUAGE plpgsql"
    )
    (operation,) = parse(text, "postgres").operations
    assert operation.kind is Kind.TRUNCATE
    assert operation.function == "f"
    assert text[operation.span.start : operation.span.end] == "TRUNCATE"
