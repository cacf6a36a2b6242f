"""What a migration's `op` and `batch_op` do."""

from __future__ import annotations

import pytest

from .snippets import constructs, pointed_at, recognised

HEAD = """
from alembic import op
import sqlalchemy as sa
from shop.models import Price
prices = sa.table("prices", sa.column("id"))
def upgrade():
"""


def inside(line: str) -> str:
    return HEAD + "".join(f"    {each}\n" for each in line.splitlines())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('op.drop_table("prices")', ["drop-table prices"]),
        ('op.drop_table("prices", schema="raw")', ["drop-table raw.prices"]),
        ('op.drop_column("prices", "old")', ["drop-column prices"]),
        ('op.drop_constraint("fk", "prices", type_="foreignkey")', ["drop-constraint prices"]),
        ('op.rename_table("prices", "prices_old")', ["rename-table prices, prices_old"]),
        ('op.alter_column("prices", "a", nullable=False)', ["alter-column prices"]),
        ('op.alter_column("prices", "a", type_=sa.Integer())', []),
        ('op.execute("DELETE FROM prices")', ["execute: DELETE FROM prices"]),
        ('op.execute(sa.text("DELETE FROM prices"))', ["execute: DELETE FROM prices"]),
        ("op.execute(prices.delete())", ["delete prices none"]),
        ("op.execute(prices.update().where(prices.c.id == 1))", ["update prices key"]),
        ("op.bulk_insert(prices, [])", ["insert prices"]),
        ('op.drop_index("ix")', ["drop ix (index)"]),
        (
            'op.create_foreign_key("fk", "child", "parent", ["a"], ["id"], ondelete="CASCADE")',
            ["foreign-key child -> parent cascade"],
        ),
        ("op.drop_table(Price.__tablename__)", ["drop-table Price"]),
        (
            'op.create_foreign_key("fk", Price.__tablename__, "parent", ["a"], ["id"])',
            ["foreign-key Price -> parent no action"],
        ),
        (
            'op.create_foreign_key("fk", "child", "parent", ["a"], ["id"])',
            ["foreign-key child -> parent no action"],
        ),
        (
            'op.create_table("t", sa.Column("a", sa.Integer, '
            'sa.ForeignKey("u.id", ondelete="CASCADE")), '
            'sa.ForeignKeyConstraint(["a"], ["v.id"], ondelete="SET NULL"))',
            ["create-table t", "foreign-key t -> u cascade", "foreign-key t -> v set null"],
        ),
        (
            'op.add_column("t", sa.Column("a", sa.Integer, sa.ForeignKey("u.id")))',
            ["add-column t", "foreign-key t -> u no action"],
        ),
    ],
)
def test_operation_of_a_migration(line: str, expected: list[str]) -> None:
    assert recognised(inside(line)) == expected


def test_batch_runs_statements_and_blocks_of_them() -> None:
    code = inside(
        'with op.batch_alter_table("prices") as batch_op:\n'
        "    batch_op.execute(\"begin execute immediate 'truncate table prices'; end;\")"
    )
    assert recognised(code) == ["execute: begin execute immediate 'truncate table prices'; end;"]


def test_batch_works_on_its_own_table() -> None:
    code = inside(
        'with op.batch_alter_table("prices", schema="raw") as batch_op:\n'
        '    batch_op.drop_column("old")\n'
        '    batch_op.drop_constraint("fk", type_="foreignkey")\n'
        '    batch_op.alter_column("a", nullable=False)\n'
        '    batch_op.create_foreign_key("fk", "team", ["a"], ["id"], ondelete="CASCADE")\n'
        '    batch_op.add_column(sa.Column("b", sa.ForeignKey("u.id", ondelete="CASCADE")))'
    )
    assert recognised(code) == [
        "drop-column raw.prices",
        "drop-constraint raw.prices",
        "alter-column raw.prices",
        "foreign-key raw.prices -> team cascade",
        "add-column raw.prices",
        "foreign-key raw.prices -> u cascade",
    ]


def test_foreign_key_points_at_its_action_and_names_its_columns() -> None:
    code = inside(
        'op.create_foreign_key(op.f("fk"), "a", "b", ["x", "y"], ["u", "v"], ondelete="CASCADE")'
    )
    assert pointed_at(code) == ["CASCADE"]
    (key,) = constructs(code)
    spec = key.operation.foreign_key
    assert spec is not None
    assert (spec.name, spec.child_columns, spec.parent_columns) == ("fk", ("x", "y"), ("u", "v"))


def test_dropped_column_is_named() -> None:
    (dropped,) = constructs(inside('op.drop_column("prices", "old")'))
    assert [column.name for column in dropped.operation.columns] == ["old"]


def test_op_of_another_library_is_left_alone() -> None:
    assert recognised("from shop import op\nop.drop_column('a', 'b')\n") == []
