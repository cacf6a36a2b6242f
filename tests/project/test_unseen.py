"""SQL that cannot be seen is said to be so where there is some, and nowhere else."""

from __future__ import annotations

from textwrap import dedent

import pytest
from projects import CONNECTION, project_of


def unseen(code: str) -> list[str]:
    """The calls of a module that are said to run SQL that cannot be seen."""
    project = project_of({"etl.py": CONNECTION + dedent(code)})
    return [each.reason.split()[0] for each in project.unchecked if each.span is not None]


def executed(code: str) -> list[str]:
    """The operations that a module executes, each as kind and tables."""
    return [
        f"{each.kind.value} {', '.join(map(str, each.tables))}"
        for each in project_of({"etl.py": CONNECTION + dedent(code)}).operations
        if each.executed
    ]


@pytest.mark.parametrize(
    "query",
    [
        "select(prices.c.id).where(prices.c.id == key)",
        "prices.select()",
        "union_all(select(prices.c.id), select(orders.c.id)).order_by('id')",
        "select(prices) if key else select(orders).limit(3)",
        "prices.select().with_only_columns(prices.c.id)",
    ],
)
def test_query_that_a_library_builds_is_seen(query: str) -> None:
    code = f"""
    from sqlalchemy import select, union_all, delete
    from tables import prices, orders

    def rows(key):
        return conn.execute({query})
    """
    assert unseen(code) == []


@pytest.mark.parametrize(
    "query",
    [
        "select(prices.c.id).where(prices.c.id.in_(prices.delete().returning(prices.c.id)))",
        "build(key)",
        "self.select(key)",
        "db.select('DELETE')",
        "select(prices) if key else build(key)",
    ],
)
def test_query_that_may_write_is_not_seen(query: str) -> None:
    code = f"""
    from sqlalchemy import select, delete
    from tables import prices, build, db

    class Rows:
        def rows(self, key):
            return conn.execute({query})
    """
    assert unseen(code) == ["conn.execute"]


def test_statement_within_a_query() -> None:
    code = """
    from sqlalchemy import select, delete
    from tables import prices

    def rows():
        return conn.execute(select(delete(prices).returning(prices.c.id).cte()))
    """
    assert executed(code) == ["delete prices"]


def test_parameter_that_is_left_out_brings_no_sql() -> None:
    code = """
    def rows(table, sql=None):
        cur.execute(sql or f"SELECT * FROM {table}")

    def all_rows():
        rows("prices")
        rows("orders", None)
    """
    assert unseen(code) == []


def test_parameter_that_brings_something_unknown() -> None:
    code = """
    def rows(table, sql=None):
        cur.execute(sql or f"SELECT * FROM {table}")

    def all_rows(settings):
        rows("prices", settings.sql)
    """
    assert unseen(code) == ["rows"]


def large(parts: int) -> str:
    """An expression of so many parts, in one variable."""
    return ", ".join(f"each.first_{n}(each.second({n})[{n}]).third" for n in range(parts))


def test_statement_that_is_put_together_of_much() -> None:
    code = f"""
    class Loader:
        def pick(self, each):
            return each.pick([{large(10)}])

        def statement(self, each):
            return "DELETE FROM {{}} WHERE id IN ({{}}, {{}}, {{}})".format(
                self.table, self.pick(each), self.pick(each.other), self.pick(each.last)
            )

        def load(self, each):
            cur.execute(self.statement(each))
    """
    assert executed(code) == ["delete {self.table}"]


def test_tables_named_by_large_expressions_are_told_apart() -> None:
    code = f"""
    def name(each, part):
        return each.name([{large(20)}, part])

    def wipe(each):
        first, second = name(each, each.one), name(each, each.two)
        return "DELETE FROM {{}}; DELETE FROM {{}}".format(first, second)

    def load(each):
        cur.execute(wipe(each))
    """
    assert len(set(executed(code))) == 2
