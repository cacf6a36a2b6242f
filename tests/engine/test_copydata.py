"""Large dumps are read without their rows, and every place behind them stays exact."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_lint import copydata
from ftc_lint.analysis import read_file
from ftc_lint.encoding import decode
from ftc_lint.settings import Settings
from ftc_lint.sql.parse import parse
from ftc_lint.text import Source

HEAD = "SET client_encoding = 'UTF8';\n-- é\nCOPY public.t (a, b) FROM stdin;\n"
TAIL = "\n\nTRUNCATE t CASCADE; -- behind\n"


def both(data: bytes, window: int) -> tuple[Source, Source]:
    """The file as it is, and as it is read in windows."""
    reading = copydata.read_without_rows(BytesIO(data), window)
    whole, _ = decode("d.sql", data, "sql")
    short, _ = decode("d.sql", reading.data, "sql", reading.gaps)
    return whole, short


def places(source: Source) -> list[tuple[str, int, int, str]]:
    """What is found, with its place, and the line there."""
    found = []
    for operation in parse(source.text, "postgres").operations:
        where = source.location(operation.span.start)
        found.append((operation.kind.value, where.row, where.column, source.line(where.row)))
    return found


@pytest.mark.parametrize("window", [1, 7, 64, 100])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_what_stands_behind_the_rows_keeps_its_place(
    window: int, line_end: str, encoding: str
) -> None:
    rows = "1\tit's; DROP TABLE é\n" * 40 + "\\.x\n\\N\t\\\\.\n"
    text = HEAD + rows + "\\.\n" + TAIL + "COPY u FROM STDIN;\n\\.\nDELETE FROM u;\n"
    text += "COPY u\n  FROM stdin WITH (FORMAT text);\n" + rows + "\\.  \nDROP TABLE u;"
    data = text.replace("\n", line_end).encode(encoding)
    whole, short = both(data, window)
    assert places(short) == places(whole)
    assert len(places(short)) == 6
    assert len(short.gaps) == 3
    assert "DROP TABLE é" not in short.text
    assert short.rows == len(whole.line_starts)
    assert [short.line(row) for row in (1, 2, 3, short.rows)] == [
        whole.line(row) for row in (1, 2, 3, short.rows)
    ]


def test_a_row_that_is_left_out_is_empty() -> None:
    _, short = both((HEAD + "1\t2\n\\.\n" + TAIL).encode(), 8)
    assert short.line(4) == ""
    assert short.line(5) == "\\."


LINES = st.sampled_from(
    [
        *("COPY t FROM stdin;", "copy t (a) from  STDIN ;", "\\.", "\\. ", "1\t2", "\\.x", "\\N"),
        *("DROP TABLE t;", "/*", "*/", "$$", "'", "-- COPY t FROM stdin;", "", "TRUNCATE é;", ";"),
    ]
)


@given(
    st.lists(LINES, max_size=25),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(min_value=1, max_value=60),
)
def test_nothing_is_lost_unsaid(lines: list[str], line_end: str, window: int) -> None:
    data = line_end.join(lines).encode()
    reading = copydata.read_without_rows(BytesIO(data), window)
    whole, short = both(data, window)
    facts = read_file(short, "sql", None, Settings())
    said = facts.unchecked or reading.unended
    assert said or places(short) == places(whole)
    assert short.rows == len(whole.line_starts)


def test_rows_without_an_end_are_told() -> None:
    reading = copydata.read_without_rows(BytesIO((HEAD + "1\t2\n3\t4").encode()), 16)
    assert reading.unended
    assert reading.gaps[0].lines == 1


def test_a_copy_in_a_comment_is_told() -> None:
    data = b"/*\nCOPY t FROM stdin;\n*/\nDROP TABLE t;\nCOPY u FROM stdin;\n1\n\\.\n"
    _, short = both(data, 10)
    told = read_file(short, "sql", None, Settings()).unchecked
    assert [each.reason for each in told] == ["lines 3 to 6 were taken for rows of a COPY"]


@pytest.mark.parametrize(
    ("opener", "closer"), [("/*", "*/"), ("'", "'"), ("$a$", "$a$"), ('"', '"')]
)
def test_a_copy_in_what_ends_between_its_rows_is_told(opener: str, closer: str) -> None:
    """With the rows the end is left out too: what is left looks like a COPY of its own."""
    data = f"{opener}\nCOPY t FROM stdin;\n{closer};\nDROP TABLE t;\n\\.\nSELECT 1;\n".encode()
    _, short = both(data, 10)
    told = read_file(short, "sql", "postgres", Settings()).unchecked
    assert [each.reason for each in told] == ["lines 3 to 4 were taken for rows of a COPY"]


def test_small_files_and_wide_characters_are_read_whole() -> None:
    data = (HEAD + "1\t2\n\\.\n").encode()
    assert copydata.read_without_rows(BytesIO(data)).data == data
    wide = (HEAD + "1\t2\n\\.\n").encode("utf-16")
    assert copydata.read_without_rows(BytesIO(wide), 8).data == wide


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    data = (HEAD + "1\t2\n" * 9 + "\\.\n-- ").encode() + b"\xe9\n"
    reading = copydata.read_without_rows(BytesIO(data), 16)
    _, problem = decode("d.sql", reading.data, "sql", reading.gaps)
    assert problem == "line 14 is not UTF8 (byte 0xe9)"


class Counted(BytesIO):
    """Counts what is read at a time."""

    largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.largest = max(self.largest, len(data))
        return data


@pytest.mark.parametrize("rows", ["1\t2\n", "1\t2" * 99, "\\. ", "\\.", "\r"])
def test_rows_are_never_kept(rows: str) -> None:
    file = Counted((HEAD + rows * 5000 + "\n\\.\n" + TAIL).encode())
    reading = copydata.read_without_rows(file, 500)
    assert file.largest <= 500
    assert len(reading.data) == len((HEAD + "\\.\n" + TAIL).encode())
