"""A schema survives being written to a snapshot and read again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ftc_lint.operations import TableName
from ftc_lint.schema import build
from ftc_lint.schema.snapshot import SnapshotError, read, write
from ftc_lint.sql.parse import parse

DDL = """
CREATE TABLE s.p (id int PRIMARY KEY, "Odd Name" text NOT NULL) PARTITION BY LIST (id);
CREATE TABLE s.p_1 PARTITION OF s.p FOR VALUES IN (1);
CREATE TABLE "C" (p_id int REFERENCES s.p ON DELETE CASCADE);
CREATE TABLE d () INHERITS ("C");
"""


def test_round_trip() -> None:
    schema = build(parse(DDL, "postgres").operations)
    again = read(write(schema))
    assert list(again.tables) == sorted(schema.tables)
    for key, table in schema.tables.items():
        other = again.tables[key]
        assert (other.columns, other.partition_of, other.inherits) == (
            table.columns, table.partition_of, table.inherits,
        )  # fmt: skip
    assert write(again) == write(schema)
    table = [TableName.parse("s.p_1")]
    assert again.truncate_cascade(table).tables() == schema.truncate_cascade(table).tables()


def test_rows_are_kept() -> None:
    text = json.dumps({"version": 1, "tables": [{"name": "s.p", "rows": 7}], "foreign_keys": []})
    assert read(text).tables["s", "p"].rows == 7


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"version": 2}, "version is 2, this reads 1"),
        ({"version": 1, "tables": {}}, "tables of the snapshot is no list"),
        ({"version": 1, "tables": [{}]}, "tables[0].name is None: a name is wanted"),
        ({"version": 1, "tables": [{"name": "a", "rows": -1}]}, "tables[0].rows is -1"),
        (
            {"version": 1, "foreign_keys": [{"child": "a", "parent": "b", "on_delete": "x"}]},
            "foreign_keys[0].on_delete is 'x': one of no action",
        ),
        ([], "a snapshot is an object"),
    ],
)
def test_what_is_wrong_is_said(document: Any, message: str) -> None:
    with pytest.raises(SnapshotError, match=re.escape(message)):
        read(json.dumps(document))


def test_text_that_is_no_json() -> None:
    with pytest.raises(SnapshotError, match="line 2: not JSON"):
        read('{"version": 1,\n oops')
