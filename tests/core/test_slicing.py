"""Slices of texts and lists are what Python makes of them, as far as it is known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.evaluate import sliced
from ftc_lint.templates import connected, hole, plain
from ftc_lint.values import Arguments, Constant, Deferred, Items, Parameter, Text, Unknown, Value

BOUNDS = st.none() | st.integers(-9, 9)


def bounds(start: object, stop: object, step: object = None) -> Arguments:
    return Arguments(tuple(Constant(each) for each in (start, stop, step)))  # type: ignore[arg-type]


@given(st.text("abc ", max_size=8), BOUNDS, BOUNDS)
def test_known_texts(text: str, start: int | None, stop: int | None) -> None:
    found = sliced(plain(text), bounds(start, stop))
    assert isinstance(found, Text)
    assert found.excerpt.text == text[start:stop]


@given(st.lists(st.integers(), max_size=8), BOUNDS, BOUNDS, st.sampled_from([None, 1, 2, -1]))
def test_known_lists(
    numbers: list[int], start: int | None, stop: int | None, step: int | None
) -> None:
    values: list[Value] = [Constant(number) for number in numbers]
    found = sliced(Items(tuple(values)), bounds(start, stop, step))
    assert found == Items(tuple(values[start:stop:step]))


@given(st.text("ab", max_size=4), st.text("ab", max_size=4), BOUNDS, BOUNDS)
def test_what_is_told_of_a_text_with_a_hole_is_true(
    before: str, after: str, start: int | None, stop: int | None
) -> None:
    """Whatever stands in the hole: the exact parts around it are those that Python cuts."""
    text = connected([plain(before), hole(Parameter("t")), plain(after)])
    found = sliced(text, bounds(start, stop))
    if isinstance(found, Text):
        for filling in ("", "x", "a longer name"):
            shown = found.excerpt.text.replace("{t}", filling)
            assert shown == (before + filling + after)[start:stop]
    else:
        assert isinstance(found, Deferred)


def test_a_slice_is_never_the_whole() -> None:
    whole = Parameter("t")
    first, rest = sliced(whole, bounds(None, 9)), sliced(whole, bounds(5, None))
    assert len({whole, first, rest}) == 3


def test_a_statement_keeps_its_beginning() -> None:
    text = plain("DELETE FROM a WHERE b OR ")
    unknown = Arguments((Constant(None), Unknown("n"), Constant(None)))
    assert sliced(text, unknown) is text
    assert isinstance(sliced(plain("public.a"), unknown), Deferred)


def test_what_is_no_text_has_no_slice() -> None:
    assert sliced(Constant(3), bounds(None, 2)) is None
