"""Statements for other parsers to judge: lists of words, of which some are then left out."""

from __future__ import annotations

from hypothesis import strategies as st

Words = list[str]

FILL = st.sampled_from([" ", " ", "\n", "\t", " /* DELETE FROM no */ ", " -- DROP TABLE no;\n"])


def names(quotes: list[str]) -> st.SearchStrategy[str]:
    """The table t, in every way to write it."""
    return st.sampled_from(["t", "t", "T", *quotes])


CONDITIONS = st.sampled_from(
    [
        [],
        ["WHERE", "id", "=", "1"],
        ["WHERE", "id", "IN", "(", "SELECT", "id", "FROM", "u", "WHERE", "id", ">", "2", ")"],
        ["WHERE", "a", "=", "'it''s; DELETE FROM no'"],
        ["WHERE", "NOT", "EXISTS", "(", "SELECT", "1", "FROM", "u", ")"],
        ["WHERE", "id", "BETWEEN", "1", "AND", "2", "OR", "a", "LIKE", "'%WHERE%'"],
    ]
)
VALUES = st.sampled_from(
    [
        ["1"],
        ["'x; DROP TABLE no'"],
        ["(", "SELECT", "max", "(", "id", ")", "FROM", "u", "WHERE", "id", "<", "9", ")"],
        ["CASE", "WHEN", "id", "=", "1", "THEN", "2", "ELSE", "3", "END"],
    ]
)


@st.composite
def deletes(draw: st.DrawFn, quotes: list[str]) -> Words:
    return ["DELETE", "FROM", draw(names(quotes)), *draw(CONDITIONS)]


@st.composite
def updates(draw: st.DrawFn, quotes: list[str]) -> Words:
    more = draw(st.sampled_from([[], [",", "id", "=", "id", "+", "1"]]))
    table = draw(names(quotes))
    return ["UPDATE", table, "SET", "a", "=", *draw(VALUES), *more, *draw(CONDITIONS)]


@st.composite
def drops(draw: st.DrawFn, quotes: list[str]) -> Words:
    exists = draw(st.sampled_from([[], ["IF", "EXISTS"]]))
    return ["DROP", "TABLE", *exists, draw(names(quotes))]


@st.composite
def texts(draw: st.DrawFn, statements: st.SearchStrategy[Words]) -> str:
    """A statement with blanks and comments, now and then without some of its words."""
    words = draw(statements)
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        del words[draw(st.integers(0, len(words) - 1))]
    return draw(FILL).join(words) if len(words) < 2 else _filled(draw, words)


def _filled(draw: st.DrawFn, words: Words) -> str:
    text = words[0]
    for word in words[1:]:
        text += draw(FILL) + word
    return text
