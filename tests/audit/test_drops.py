"""When fewer rows are a drop."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.drops import drop_of

GROWING = (100, 110, 120, 130, 140)


def test_nothing_is_known_of_a_new_table() -> None:
    assert drop_of((), 0) is None


def test_an_empty_table_is_a_grave_drop() -> None:
    drop = drop_of((5,), 0)
    assert drop is not None
    assert drop.grave
    assert drop.before == 5


def test_below_half_of_the_last_count() -> None:
    assert drop_of((1000,), 499) is not None
    assert drop_of((1000,), 500) is None


def test_below_half_of_the_usual_although_the_last_count_was_low_too() -> None:
    drop = drop_of((1000, 1000, 1000, 600), 450)
    assert drop is not None
    assert "usual" in drop.reason


def test_a_table_that_never_shrank_may_not_shrink() -> None:
    drop = drop_of(GROWING, 139)
    assert drop is not None
    assert not drop.grave
    assert drop_of(GROWING[:4], 125) is None  # too little is known


def test_a_table_that_goes_up_and_down_may_go_on() -> None:
    assert drop_of((100, 98, 103, 99, 102, 97), 99) is None


def test_an_old_incident_in_the_history_blunts_nothing() -> None:
    history = (1000, 1001, 999, 1002, 10, 1000, 1001, 999, 1003)
    assert drop_of(history, 800) is not None
    assert drop_of(history, 998) is None


@given(st.lists(st.integers(0, 10**9), max_size=30), st.integers(0, 10**6))
def test_growth_is_never_a_drop(past: list[int], more: int) -> None:
    assert drop_of(past, (past[-1] if past else 0) + more) is None
