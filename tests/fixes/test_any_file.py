"""Whatever else is in a file, and however it is encoded: fixes change their own words only."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from .mended_project import mend

CODES = ("FTC101", "FTC111", "FTC301", "FTC401", "FTC901")


@dataclass(frozen=True)
class Piece:
    """A line that is fixed, and what it becomes; each has a `{n}` of its own."""

    before: str
    after: str


SQL = (
    Piece(
        "CREATE TABLE c{n} (a int REFERENCES p ON DELETE CASCADE);",
        "CREATE TABLE c{n} (a int REFERENCES p ON DELETE RESTRICT);",
    ),
    Piece(
        "create table t{n} (a int); truncate t{n} cascade;",
        "create table t{n} (a int); truncate t{n};",
    ),
    Piece("SELECT {n}; -- ftc-lint: ignore[FTC101] why", "SELECT {n};"),
    Piece("SELECT {n};", "SELECT {n};"),
)
PYTHON = (
    Piece(
        "db.execute('CREATE TABLE c{n} (a int REFERENCES p ' 'ON DELETE CASCADE)')",
        "db.execute('CREATE TABLE c{n} (a int REFERENCES p ' 'ON DELETE RESTRICT)')",
    ),
    Piece(
        "frame.to_sql('f{n}', db, if_exists='replace')",
        "frame.to_sql('f{n}', db, if_exists='append')",
    ),
    Piece("x{n} = 1  # noqa: E501,FTC101", "x{n} = 1  # noqa: E501"),
    Piece("x{n} = '''\n{n}'''", "x{n} = '''\n{n}'''"),
)
END = st.sampled_from(["\n", "\r\n", "\n\n", "\r\n\t\r\n"])
WORDS = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=12)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes, bytes]:
    """A file's name, its bytes, and what they become."""
    python = draw(st.booleans())
    encoding = draw(st.sampled_from(["utf-8", "mark", "latin-1", "utf-16"]))
    if python and encoding == "utf-16":
        encoding = "mark"
    if not python and encoding == "latin-1":
        encoding = "utf-8"
    mark = "#" if python else "--"
    head = f"{mark} coding: latin-1\n" if encoding == "latin-1" else ""
    if python:
        head += "import psycopg, pandas\ndb, frame = psycopg.connect(), pandas.DataFrame()\n"
    before = after = head
    for number, piece in enumerate(
        draw(st.lists(st.sampled_from(PYTHON if python else SQL), max_size=6))
    ):
        words = draw(WORDS).replace("noqa", "").replace("*/", "")
        comment = f"{mark} {words}{draw(END)}"
        end = draw(END)
        before += f"{comment}{piece.before.replace('{n}', str(number))}{end}"
        after += f"{comment}{piece.after.replace('{n}', str(number))}{end}"
    if draw(st.booleans()):
        before, after = before.rstrip("\r\n\t"), after.rstrip("\r\n\t")
    return ("a.py" if python else "a.sql", _bytes(before, encoding), _bytes(after, encoding))


def _bytes(text: str, encoding: str) -> bytes:
    return codecs.BOM_UTF8 + text.encode() if encoding == "mark" else text.encode(encoding)


@settings(max_examples=60)
@given(files())
def test_only_the_words_of_the_fixes_change(case: tuple[str, bytes, bytes]) -> None:
    name, before, wanted = case
    result = mend({name: before}, CODES)
    assert not result.report.failures
    after = result.files[name].after if name in result.files else before
    assert after == wanted
    assert mend({name: after}, CODES).files == {}
