"""Which findings were there before, as pure marks."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.findings import Severity
from ftc_lint.marks import Mark
from ftc_lint.matching import match
from ftc_lint.operations import Backup


def mark(path: str = "a.sql", **rest) -> Mark:
    given = {"rule": "FTC101", "content": "c", "tables": ("t",), "severity": Severity.WARNING}
    return Mark(path, **{**given, **rest})


def new(before: list[Mark], now: list[Mark], gone: str = "") -> tuple[int, ...]:
    return match(before, now, lambda path: path in gone.split()).new


def test_the_same_is_known_as_often_as_it_was_there() -> None:
    assert new([mark()], [mark()]) == ()
    assert new([mark()], [mark(), mark()]) == (1,)
    assert match([mark(), mark()], [mark()], lambda path: path == "x").fixed == (1,)


def test_another_rule_statement_or_table_is_new() -> None:
    for other in (mark(rule="FTC102"), mark(content="d"), mark(tables=("u",))):
        assert new([mark()], [other]) == (0,)


def test_another_file_is_new_unless_the_old_one_is_gone() -> None:
    assert new([mark()], [mark("b.sql")]) == (0,)
    assert new([mark()], [mark("b.sql")], gone="a.sql") == ()


def test_worse_is_new_and_better_is_not() -> None:
    base = mark(reaches=("x",), backup=Backup.SOME_PATHS)
    worse = (
        mark(reaches=("x",), backup=Backup.SOME_PATHS, severity=Severity.ERROR),
        mark(reaches=("x", "y"), backup=Backup.SOME_PATHS),
        mark(reaches=("x",), backup=Backup.NONE),
    )
    for each in worse:
        assert new([base], [each]) == (0,)
        assert new([each], [base]) == ()


def test_one_that_covers_more_is_kept_for_what_needs_it() -> None:
    wide, narrow = mark(reaches=("x", "y")), mark(reaches=("x",))
    assert new([wide, narrow], [narrow, mark(reaches=("y",))]) == ()
    assert new([narrow, wide], [mark(), wide]) == ()


MARKS = st.builds(
    mark,
    st.sampled_from(["a.sql", "b.sql", "c.sql"]),
    reaches=st.sampled_from([(), ("x",), ("y",), ("x", "y"), ("x", "y", "z")]),
    severity=st.sampled_from(Severity),
    backup=st.sampled_from([None, Backup.NONE, Backup.BEFORE]),
)


@given(st.lists(MARKS, max_size=5), st.lists(MARKS, max_size=5), st.sampled_from(["", "a.sql"]))
def test_no_pairing_leaves_fewer(before: list[Mark], now: list[Mark], gone: str) -> None:
    now = [each for each in now if each.path != gone]
    found = match(before, now, lambda path: path == gone)

    def pairs(earlier: Mark, later: Mark) -> bool:
        return earlier.covers(later) and (earlier.path == later.path or earlier.path == gone)

    assert all(pairs(before[earlier], now[later]) for later, earlier in found.known.items())
    assert len(set(found.known.values())) == len(found.known) == len(now) - len(found.new)
    assert len(before) - len(found.fixed) == len(found.known)
    longer, shorter, turned = (
        (now, before, True) if len(now) > len(before) else (before, now, False)
    )
    best = max(
        sum(
            pairs(s, chosen) if turned else pairs(chosen, s)
            for s, chosen in zip(shorter, order, strict=True)
        )
        for order in permutations(longer, len(shorter))
    )
    assert len(found.known) == best
