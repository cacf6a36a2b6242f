"""A statement in a loop over names is one operation on all of them."""

from __future__ import annotations

import pytest
from projects import CONNECTION, project_of

LOOP = "for name in ('a', 'b'):\n    cur.execute(f'{}')\n"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM {name}", "delete a, b"),
        ("UPDATE {name} SET x = 1", "update a, b"),
        ("DROP TABLE {name}", "drop-table a, b"),
        ("DROP SCHEMA {name} CASCADE", "drop-schema a, b"),
        ("DROP DATABASE {name}", "drop-database a, b"),
        ("DROP TYPE {name} CASCADE", "drop a, b"),
    ],
)
def test_tables_of_a_loop(statement: str, expected: str) -> None:
    (operation,) = project_of({"etl.py": CONNECTION + LOOP.format(statement)}).operations
    assert f"{operation.kind.value} {', '.join(map(str, operation.tables))}" == expected


def test_columns_of_a_loop() -> None:
    code = CONNECTION + LOOP.format("ALTER TABLE t DROP COLUMN {name}")
    (operation,) = project_of({"etl.py": code}).operations
    assert [column.name for column in operation.columns] == ["a", "b"]
    assert [str(table) for table in operation.tables] == ["t"]
