"""A project's schema and a snapshot of its database answer together."""

from __future__ import annotations

from ftc_lint.operations import TableName
from ftc_lint.records import replace
from ftc_lint.schema import Schema, build
from ftc_lint.schema.merge import merged
from ftc_lint.sql.parse import parse

PARENT = "CREATE TABLE {}p (id int PRIMARY KEY);"
CHILD = "CREATE TABLE {}c (p_id int REFERENCES {}p ON DELETE {});"


def schema_of(prefix: str, action: str) -> Schema:
    ddl = PARENT.format(prefix) + CHILD.format(prefix, prefix, action)
    return build(parse(ddl, "postgres").operations)


def test_a_key_that_both_declare_alike_is_one_and_keeps_its_place() -> None:
    both = merged(schema_of("", "CASCADE"), schema_of("s.", "CASCADE"))
    (key,) = both.foreign_keys
    assert key.span is not None
    assert both.delete_reach([TableName.parse("p")]).tables() == ("s.c",)


def test_where_the_actions_differ_both_stand() -> None:
    both = merged(schema_of("", "RESTRICT"), schema_of("s.", "CASCADE"))
    assert both.delete_reach([TableName.parse("s.p")]).tables() == ("s.c",)


def test_rows_come_from_the_snapshot() -> None:
    snapshot = schema_of("s.", "CASCADE")
    tables = {key: replace(table, rows=9) for key, table in snapshot.tables.items()}
    both = merged(schema_of("", "CASCADE"), replace(snapshot, tables=tables))
    (root,) = both.delete_reach([TableName.parse("p")]).roots
    assert (root.rows, root.children[0].rows) == (9, 9)
