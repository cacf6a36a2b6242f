"""Offsets, rows and columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.text import Excerpt, Location, Run, Source, Span, joined

TEXTS = st.text(alphabet="ab\r\n\té", max_size=40)


@given(TEXTS)
def test_a_location_leads_back_to_its_offset(text: str) -> None:
    source = Source("a.sql", text)
    for offset in range(len(text) + 1):
        place = source.location(offset)
        assert source.line_starts[place.row - 1] + place.column - 1 == offset


@given(TEXTS)
def test_lines_are_those_of_universal_newlines(text: str) -> None:
    source = Source("a.sql", text)
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [source.line(row + 1) for row in range(len(source.line_starts))] == expected


def test_columns_start_at_one_and_count_characters() -> None:
    assert Source("a.sql", "é\ta\r\nb").location(2) == Location(1, 3)
    assert Source("a.sql", "é\ta\r\nb").location(5) == Location(2, 1)


def test_a_stretch_over_an_escape_is_the_whole_escape() -> None:
    # as the literal "a\tb" stands at 10..16 of a file, quotes included
    excerpt = Excerpt(
        "a\tb",
        (
            Run(0, 1, Span("f.py", 11, 12)),
            Run(1, 2, Span("f.py", 12, 14)),
            Run(2, 3, Span("f.py", 14, 15)),
        ),
    )
    assert excerpt.span(1, 2) == Span("f.py", 12, 14)
    assert excerpt.span(0, 3) == Span("f.py", 11, 15)
    assert excerpt.cut(1, 3).span(1, 2) == Span("f.py", 14, 15)


def test_a_text_written_nowhere_has_no_place() -> None:
    assert Excerpt("abc").span(0, 1) is None


def test_joined_excerpts_keep_their_places() -> None:
    source = Source("a.py", "hello world")
    whole = joined([Excerpt.of(source, 6, 11), Excerpt(" "), Excerpt.of(source, 0, 5)])
    assert whole.text == "world hello"
    assert whole.span(6, 11) == Span("a.py", 0, 5)
    assert whole.span(0, 5) == Span("a.py", 6, 11)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5))
def test_cuts_of_joins_still_point_at_their_characters(bounds: list[tuple[int, int]]) -> None:
    source = Source("a.py", "0123456789")
    excerpt = joined(Excerpt.of(source, min(b), max(b)) for b in bounds)
    for start in range(len(excerpt.text)):
        span = excerpt.cut(start, len(excerpt.text)).span(0, 1)
        assert span is not None
        assert source.text[span.start : span.end] == excerpt.text[start]
