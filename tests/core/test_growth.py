"""Values that double with every statement: filled in few steps, and cut where they are built."""

from __future__ import annotations

from ftc_lint.evaluate import concat, substitute
from ftc_lint.evaluate.joining import LONGEST, MOST_HOLES, MOST_ITEMS, template
from ftc_lint.python.weight import is_too_large
from ftc_lint.templates import hole, plain
from ftc_lint.text import Span
from ftc_lint.values import (
    Arguments,
    CallResult,
    Constant,
    Items,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

LEVELS = 24


def asked(value: Value) -> int:
    """How often `substitute` asks what something is."""
    questions = 0

    def lookup(value: Value) -> Value | None:
        nonlocal questions
        questions += 1
        return Constant(1) if isinstance(value, Parameter) else None

    substitute(value, lookup)
    return questions


def test_a_list_that_holds_itself_twice_is_filled_once_per_level() -> None:
    value: Value = Parameter("a")
    for _ in range(LEVELS):
        value = Items((value, value))
    assert asked(value) == 2


def test_a_dictionary_that_holds_itself_twice_is_filled_once_per_level() -> None:
    value: Value = Parameter("a")
    for _ in range(LEVELS):
        value = Mapping((("a", value), ("b", value)))
    assert asked(value) == 2


def test_a_call_that_is_handed_its_own_result_twice_is_filled_once_per_level() -> None:
    value: Value = Parameter("a")
    for level in range(LEVELS):
        arguments = Arguments((value, value))
        value = CallResult(Reference("both"), arguments, Span("m.py", level, level + 1))
    assert asked(value) <= 2 * LEVELS + 2


def test_a_part_is_filled_anew_for_every_value() -> None:
    part = Items((Parameter("a"),))
    assert substitute(part, lambda _: Constant(1)) == Items((Constant(1),))
    assert substitute(part, lambda _: Constant(2)) == Items((Constant(2),))


def test_a_text_that_is_added_to_itself_ends_as_a_hole() -> None:
    value: Value = plain("DELETE FROM t; ")
    for _ in range(40):
        value = concat(value, value)
        assert isinstance(value, Text)
        assert len(value.excerpt.text) <= LONGEST
    assert value.holes


def test_a_template_that_is_added_to_itself_keeps_few_holes() -> None:
    value: Value = hole(Parameter("t"))
    for _ in range(40):
        value = concat(value, value)
        assert isinstance(value, Text)
        assert len(value.holes) <= MOST_HOLES


def test_a_long_text_written_at_one_place_stays_as_it_is() -> None:
    long = plain("x" * (LONGEST + 1))
    assert template((long,)) == long


def test_a_list_that_is_added_to_itself_ends_incomplete() -> None:
    value: Value = Items((Constant(1),))
    for _ in range(40):
        value = concat(value, value)
    assert isinstance(value, Items)
    assert len(value.values) == MOST_ITEMS
    assert not value.complete


def test_nested_lists_are_too_large_where_they_hold_themselves() -> None:
    value: Value = Parameter("a")
    for _ in range(12):
        value = Items((value, value))
    assert not is_too_large(value)
    for _ in range(12):
        value = Items((value, value))
    assert is_too_large(value)


def test_long_lists_are_not_too_large() -> None:
    rows = tuple(Items(tuple(Unknown(str(column)) for column in range(8))) for _ in range(4096))
    assert not is_too_large(Items(rows))


def test_lists_nested_without_end_are_too_large() -> None:
    value: Value = Parameter("a")
    for _ in range(5000):
        value = Items((value,))
    assert is_too_large(value)
