"""Patches, applied by the programs that people apply them with."""

from __future__ import annotations

import codecs
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftc_lint.findings import Edit
from ftc_lint.fixes.patch import NoPatchError, patch
from ftc_lint.fixes.rewriting import Rewriting
from ftc_lint.text import Source, Span

APPLY = (["git", "apply", "--whitespace=nowarn"], ["patch", "-p1", "--no-backup-if-mismatch"])

LINES = st.sampled_from(
    ["a\n", "b\n", "\n", "a\r\n", "ü\n", "x\r", "\x0c\n", "\x85\n", "-- \n", "@@\n"]
)
TEXT = st.builds(
    lambda lines, last: "".join(lines) + last,
    st.lists(LINES, max_size=40),
    st.sampled_from(["", "e"]),
)


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[Source, Rewriting]:
    text = draw(TEXT)
    source = Source("f", text, draw(st.sampled_from(["utf-8", "latin-1"])), draw(st.booleans()))
    if source.encoding != "utf-8":
        source = Source("f", text, source.encoding)
    rewriting = Rewriting(text)
    for _ in range(draw(st.integers(1, 3))):
        length = len(rewriting.text)
        marks = sorted(draw(st.lists(st.integers(0, length), min_size=2, max_size=2)))
        content = draw(st.sampled_from(["", "new", "new\n", "\n", "ö\r\n", "1\n2\n3\n"]))
        rewriting = rewriting.edited([Edit(Span("f", marks[0], marks[1]), content)])
    return source, rewriting


def data(source: Source, text: str) -> bytes:
    mark = codecs.BOM_UTF8 if source.has_byte_order_mark else b""
    return mark + text.encode(source.encoding)


@settings(max_examples=25)
@given(st.lists(rewritten(), min_size=1, max_size=12))
def test_the_patch_makes_of_each_file_what_the_fixes_make(
    files: list[tuple[Source, Rewriting]],
) -> None:
    whole = b"".join(patch(f"f{i}", *file) for i, file in enumerate(files))
    if not whole:
        assert all(rewriting.text == rewriting.original for _, rewriting in files)
        return
    for command in APPLY:
        with tempfile.TemporaryDirectory() as directory:
            for number, (source, rewriting) in enumerate(files):
                Path(directory, f"f{number}").write_bytes(data(source, rewriting.original))
            subprocess.run(command, input=whole, cwd=directory, check=True, capture_output=True)
            for number, (source, rewriting) in enumerate(files):
                after = Path(directory, f"f{number}").read_bytes()
                assert after == data(source, rewriting.text), (command, number)


@pytest.mark.parametrize(
    "name",
    ["a b.sql", "größe/表.sql", 'quo"te.sql', "back\\slash.sql", "tab\there.sql", "d/-x.sql"],
)
@pytest.mark.parametrize("command", APPLY, ids=["git", "patch"])
def test_odd_names(tmp_path: Path, name: str, command: list[str]) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("one\n")
    made = patch(
        name, Source(name, "one\n"), Rewriting("one\n").edited([Edit(Span("", 0, 3), "two")])
    )
    subprocess.run(command, input=made, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / name).read_text() == "two\n"


def test_what_a_patch_looks_like() -> None:
    text = "".join(f"{n}\n" for n in range(1, 21)) + "last"
    edits = [Edit(Span("", 4, 5), "x"), Edit(Span("", len(text) - 4, len(text)), "z")]
    made = patch("a.sql", Source("a.sql", text), Rewriting(text).edited(edits))
    assert made.decode() == (
        "--- a/a.sql\n+++ b/a.sql\n@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+x\n 4\n 5\n 6\n"
        "@@ -18,4 +18,4 @@\n 18\n 19\n 20\n-last\n\\ No newline at end of file\n"
        "+z\n\\ No newline at end of file\n"
    )


def test_an_encoding_without_lines_cannot_be_shown() -> None:
    rewriting = Rewriting("a\n").edited([Edit(Span("", 0, 1), "b")])
    with pytest.raises(NoPatchError, match="a patch cannot show utf-16-le"):
        patch("a.sql", Source("a.sql", "a\n", "utf-16-le", True), rewriting)


def test_no_change_is_no_patch() -> None:
    rewriting = Rewriting("a\n").edited([Edit(Span("", 0, 1), "a")])
    assert patch("a.sql", Source("a.sql", "a\n"), rewriting) == b""
