"""Trees of what a statement reaches."""

from __future__ import annotations

from itertools import pairwise

from ftc_lint.findings import Blocked, Reached
from ftc_lint.operations import Action, ForeignKeySpec, TableName
from ftc_lint.schema import ForeignKey, Schema, Table


def schema(*keys: tuple[str, str, Action], enforced_by: str = "database") -> Schema:
    names = dict.fromkeys(name for child, parent, _ in keys for name in (parent, child))
    return Schema(
        {(name,): Table(TableName((name,)), rows=len(name)) for name in names},
        tuple(
            ForeignKey(
                ForeignKeySpec(
                    TableName((child,)), (), TableName((parent,)), on_delete=action,
                    enforced_by=enforced_by,
                ),
                (child,), (parent,), name=f"{child}_{parent}",
            )
            for child, parent, action in keys
        ),
    )  # fmt: skip


P = [TableName(("p",))]


def shape(nodes: tuple[Reached, ...]) -> list[object]:
    return [
        (node.table + ("*" if node.seen else ""), shape(node.children)) if node.children
        else node.table + ("*" if node.seen else "")
        for node in nodes
    ]  # fmt: skip


def test_a_table_is_expanded_where_it_is_nearest_to_the_root() -> None:
    found = schema(
        ("a", "p", Action.CASCADE),
        ("b", "a", Action.CASCADE),
        ("c", "b", Action.CASCADE),
        ("b", "p", Action.CASCADE),
    ).delete_reach(P)
    assert shape(found.roots) == [("p", [("a", ["b*"]), ("b", ["c"])])]
    assert found.tables() == ("a", "b", "c")


def test_cycles_and_self_references_end() -> None:
    found = schema(
        ("a", "p", Action.CASCADE), ("p", "a", Action.CASCADE), ("p", "p", Action.CASCADE)
    ).delete_reach(P)
    assert shape(found.roots) == [("p", [("a", ["p*"])])]
    assert found.tables() == ("a",)


def test_truncate_follows_every_key_and_oracle_only_those_that_cascade() -> None:
    graph = schema(
        ("a", "p", Action.RESTRICT), ("b", "p", Action.SET_NULL), ("c", "p", Action.CASCADE)
    )
    assert graph.truncate_cascade(P).tables() == ("a", "b", "c")
    oracle = graph.truncate_cascade(P, only_cascading=True)
    assert oracle.tables() == ("c",)
    assert [blocked.table for blocked in oracle.blocked_by] == ["a", "b"]


def test_a_delete_is_blocked_out_of_any_table_it_reaches() -> None:
    found = schema(("a", "p", Action.CASCADE), ("b", "a", Action.NO_ACTION)).delete_reach(P)
    assert found.blocked_by == (Blocked("b", "b_a", "no action"),)
    free = schema(("a", "p", Action.CASCADE), ("b", "a", Action.SET_NULL)).delete_reach(P)
    assert free.blocked_by == ()


def test_only_an_orm_follows_its_own_keys() -> None:
    graph = schema(("a", "p", Action.CASCADE), enforced_by="orm")
    assert graph.delete_reach(P).tables() == ()
    assert graph.delete_reach(P, orm=True).tables() == ("a",)
    assert graph.truncate_cascade(P).tables() == ()


def test_rows_are_shown_where_they_are_known() -> None:
    (root,) = schema(("child", "p", Action.CASCADE)).delete_reach(P).roots
    assert (root.rows, root.children[0].rows) == (1, 5)


def test_a_table_that_is_not_known_stands_for_itself() -> None:
    found = Schema().delete_reach([TableName.parse("x.y")])
    assert shape(found.roots) == ["x.y"]


def test_a_deep_chain_needs_no_recursion() -> None:
    names = ["p", *(f"t{number}" for number in range(3000))]
    chain = [(child, parent, Action.CASCADE) for parent, child in pairwise(names)]
    assert len(schema(*chain).delete_reach(P).tables()) == 3000
