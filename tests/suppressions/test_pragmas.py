"""Suppressions as comments write them."""

from __future__ import annotations

from datetime import date

import pytest

from ftc_lint.pragmas import Suppression, suppressions_in
from ftc_lint.text import Source, Span


def read(comment: str) -> list[Suppression]:
    return list(suppressions_in(Source("a", comment), [Span("a", 0, len(comment))]))


def only(comment: str) -> Suppression:
    (suppression,) = read(comment)
    return suppression


@pytest.mark.parametrize(
    ("comment", "words", "reason"),
    [
        ("# ftc-lint: ignore[FTC101] the load is idempotent", ["FTC101"], "the load is idempotent"),
        ("-- ftc-lint: ignore[FTC101, truncate]", ["FTC101", "truncate"], ""),
        ("/* ftc-lint: ignore[FTC101] why */", ["FTC101"], "why"),
        ("#ftc-lint:ignore [ FTC101 ] - why", ["FTC101"], "why"),
        ("# FTC-LINT: IGNORE[ftc101]", ["ftc101"], ""),
        ("# noqa: FTC101", ["FTC101"], ""),
        ("# noqa:FTC101,E501 why", ["FTC101"], "why"),
        ("# noqa: E501 FTC101", ["FTC101"], ""),
        ("# type: ignore  # noqa: FTC101", ["FTC101"], ""),
    ],
)
def test_words_and_reason(comment: str, words: list[str], reason: str) -> None:
    suppression = only(comment)
    assert [word.text for word in suppression.words] == words
    assert suppression.reason == reason
    assert suppression.problem == ""


def test_words_have_their_places() -> None:
    comment = "-- ftc-lint: ignore[ FTC101,truncate ] x"
    places = [comment[w.span.start : w.span.end] for w in only(comment).words]
    assert places == ["FTC101", "truncate"]
    span = only(comment).span
    assert comment[span.start : span.end] == "ftc-lint: ignore[ FTC101,truncate ]"


def test_a_date_until_which_it_holds() -> None:
    suppression = only("# ftc-lint: ignore[FTC201, until=2027-01-31] moving house")
    assert suppression.until == date(2027, 1, 31)
    assert [word.text for word in suppression.words] == ["FTC201"]


def test_a_whole_file() -> None:
    assert only("# ftc-lint: ignore-file[FTC301] legacy").whole_file
    assert only("# ruff: noqa: FTC301").whole_file
    assert not only("# noqa: FTC301").whole_file


def test_two_in_one_comment() -> None:
    first, second = read("# ftc-lint: ignore[FTC101] why  # noqa: FTC102")
    assert (first.words[0].text, first.reason) == ("FTC101", "why")
    assert second.words[0].text == "FTC102"


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("# ftc-lint: ignore", "it names no rule"),
        ("# ftc-lint: ignore because", "it names no rule"),
        ("# ftc-lint: ignore[]", "it names no rule"),
        ("# ftc-lint: ignore[until=2027-01-31]", "it names no rule"),
        (
            "# ftc-lint: ignore[FTC101, until=soon]",
            "until=soon is not a date as in until=2027-01-31",
        ),
        ("# ftc-lint: disable=FTC101", '"disable" is not understood'),
        ("# ftc-lint: ignore-line[FTC101]", '"ignore-line" is not understood'),
    ],
)
def test_what_is_refused(comment: str, problem: str) -> None:
    assert only(comment).problem == problem


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: E501",
        "# see ftc-lint: the docs",
        "# ftc-lint: see the docs",
        "# noqa : x",
    ],
)
def test_what_is_not_ours(comment: str) -> None:
    assert read(comment) == []
