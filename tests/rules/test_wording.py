"""What findings say."""

from __future__ import annotations

import pytest

from ftc_lint.operations import TableName
from ftc_lint.sql.parse import parse
from ftc_lint.wording import UNNAMED, deed, listed, table_shown, tables_listed


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcdefgh"), "a, b, c, d, e, f, g and h"),
        (list("abcdefghi"), "a, b, c, d, e, f, g and 2 more"),
    ],
)
def test_lists(names: list[str], expected: str) -> None:
    assert listed(names) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("extracted.prices", "extracted.prices"),
        ("prices_{year}", "prices_{year}"),
        ("{table}", "{table}"),
        ("{self.table}", "{self.table}"),
        ("{row['table']}", "{row['table']}"),
        ("{quote(name)}", "{quote(name)}"),
        ("{self.db.quote(row['table'])}", "{self.db.quote(row['table'])}"),
        ("{quote(one, two)}", UNNAMED),
        ("{quote(f(name))}", UNNAMED),
        ("{quote()}", UNNAMED),
        ("{name)}", UNNAMED),
        ("{….replace()#2}", UNNAMED),
        ("{None}", UNNAMED),
        ("None", UNNAMED),
        ("", UNNAMED),
        ("{schema()}.prices", "{schema()}.prices"),
    ],
)
def test_an_expression_is_not_shown_as_a_name(written: str, expected: str) -> None:
    assert table_shown(TableName.parse(written)) == expected


def test_several_names_that_say_nothing_are_one() -> None:
    tables = [TableName(("a",)), TableName(("{f()}",)), TableName(("{g()}",))]
    assert tables_listed(tables) == f"a and {UNNAMED}"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("DELETE FROM prices", "deletes from prices"),
        ("DROP TABLE {quote()}", "drops a table whose name is not known"),
        ("DROP SCHEMA extracted", "drops the schema extracted"),
        ("DROP SCHEMA {quote()}", "drops a schema whose name is not known"),
        ("DROP DATABASE {quote()}", "drops a database whose name is not known"),
        ("DROP VIEW latest", "drops the view latest"),
        ("DROP FUNCTION {quote()}", "drops a function whose name is not known"),
        ("ALTER TABLE prices ADD COLUMN day date", "adds a column to prices"),
        ("ALTER TABLE prices DROP CONSTRAINT c", "drops a constraint of prices"),
        ("ALTER TABLE prices DROP PARTITION p2025", "drops a partition of prices"),
    ],
)
def test_deeds(sql: str, expected: str) -> None:
    dialect = "mysql" if "PARTITION" in sql else "postgres"
    assert deed(parse(sql, dialect).operations[0]) == expected
