"""Edits in several passes: the text is what they make of it, and untouched text stays."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.findings import Edit, Finding, Fix, Severity
from ftc_lint.fixes.choosing import choose
from ftc_lint.fixes.rewriting import Rewriting
from ftc_lint.text import Span

TEXT = st.text("ab\r\n ü\u2028\x0c", max_size=30)


@st.composite
def passes(draw: st.DrawFn) -> tuple[str, list[list[Edit]], list[str]]:
    """A text, edits of several passes, and the text after each."""
    text = draw(TEXT)
    current, all_edits, results = text, [], []
    for _ in range(draw(st.integers(1, 4))):
        count = draw(st.integers(0, 4))
        points = st.lists(
            st.integers(0, len(current)), min_size=2 * count, max_size=2 * count, unique=True
        )
        if len(current) + 1 < 2 * count:
            count = 0
        marks = sorted(draw(points)) if count else []
        edits = [
            Edit(Span("f", start, end), draw(st.text("xy\n", max_size=3)))
            for start, end in zip(marks[::2], marks[1::2], strict=True)
        ]
        all_edits.append(edits)
        for edit in reversed(edits):
            current = current[: edit.span.start] + edit.content + current[edit.span.end :]
        results.append(current)
    return text, all_edits, results


@given(passes())
def test_the_text_is_what_the_edits_make_of_it(
    case: tuple[str, list[list[Edit]], list[str]],
) -> None:
    text, all_edits, results = case
    rewriting = Rewriting(text)
    for edits, wanted in zip(all_edits, results, strict=True):
        rewriting = rewriting.edited(edits)
        assert rewriting.text == wanted
    assert rewriting.original == text
    bounds = [(c.start, c.end) for c in rewriting.changes]
    assert bounds == sorted(bounds)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(bounds))


@given(passes())
def test_what_the_edits_of_one_pass_did_not_touch_is_no_change(
    case: tuple[str, list[list[Edit]], list[str]],
) -> None:
    text, (edits, *_), _ = case
    touched = {at for e in edits for at in range(e.span.start, e.span.end)}
    changed = {at for c in Rewriting(text).edited(edits).changes for at in range(c.start, c.end)}
    assert changed <= touched


def finding(number: int, *edits: tuple[int, int, str], path: str = "f") -> Finding:
    made = tuple(Edit(Span(path, start, end), text) for start, end, text in edits)
    fix = Fix("safe", str(number), made)
    return Finding("FTC1", "n", Severity.ERROR, str(number), "", Span(path, 0, 1), fix=fix)


def chosen(*findings: Finding) -> tuple[list[str], int]:
    made = choose(findings, bool)
    return [f.message for group in made.findings.values() for f in group], made.deferred


def test_of_two_fixes_that_overlap_the_first_is_made() -> None:
    assert chosen(finding(1, (0, 4, "x")), finding(2, (3, 6, "y")), finding(3, (6, 7, "z"))) == (
        ["1", "3"], 1,
    )  # fmt: skip


def test_a_fix_is_made_whole_or_not_at_all() -> None:
    first, second = finding(1, (5, 6, "x")), finding(2, (0, 1, "y"), (5, 7, "z"))
    made = choose([first, second], bool)
    assert [edit.content for edit in made.edits["f"]] == ["x"]


def test_the_same_edit_mends_both() -> None:
    assert chosen(finding(1, (0, 4, "x")), finding(2, (0, 4, "x"), (5, 6, "y"))) == (["1", "2"], 0)


def test_what_is_put_in_at_the_edge_of_a_change_waits() -> None:
    assert chosen(finding(1, (0, 4, "x")), finding(2, (4, 4, "y"))) == (["1"], 1)
    assert chosen(finding(1, (4, 4, "x")), finding(2, (4, 4, "y"))) == (["1"], 1)


def test_files_do_not_get_in_each_other_s_way() -> None:
    assert chosen(finding(1, (0, 4, "x")), finding(2, (0, 4, "y"), path="g")) == (["1", "2"], 0)
