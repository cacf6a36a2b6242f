"""What findings say."""

from __future__ import annotations

import pytest

from ftc_lint.operations import TableName
from ftc_lint.wording import UNNAMED, listed, table_shown, tables_listed


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
        ("{quote(name)}", UNNAMED),
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
