"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.encoding import decode


@pytest.mark.parametrize(
    ("data", "language", "text", "encoding"),
    [
        (b"x = 1\n", "python", "x = 1\n", "utf-8"),
        ("é".encode(), "sql", "é", "utf-8"),
        (codecs.BOM_UTF8 + "é".encode(), "python", "é", "utf-8"),
        (codecs.BOM_UTF16_LE + "DELETE".encode("utf-16-le"), "sql", "DELETE", "utf-16-le"),
        (codecs.BOM_UTF16_BE + "DELETE".encode("utf-16-be"), "sql", "DELETE", "utf-16-be"),
        (
            b"# -*- coding: latin-1 -*-\n# \xe9",
            "python",
            "# -*- coding: latin-1 -*-\n# é",
            "latin-1",
        ),
        (
            b"#!/bin/py\n# coding=cp1252\n'\x80'",
            "python",
            "#!/bin/py\n# coding=cp1252\n'€'",
            "cp1252",
        ),
        (
            b"SET client_encoding = 'WIN1252';\n-- \x80",
            "sql",
            "SET client_encoding = 'WIN1252';\n-- €",
            "cp1252",
        ),
        (
            b"/*!40101 SET NAMES latin1 */;\n-- \xe9",
            "sql",
            "/*!40101 SET NAMES latin1 */;\n-- é",
            "cp1252",
        ),
    ],
)
def test_the_encoding_is_what_the_file_says(
    data: bytes, language: str, text: str, encoding: str
) -> None:
    source, problem = decode("a", data, language)
    assert (source.text, source.encoding, problem) == (text, encoding, None)
    assert source.has_byte_order_mark == data.startswith(
        (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
    )


def test_line_ends_stay_as_they_are() -> None:
    assert decode("a", b"a\r\nb\rc\n", "sql")[0].text == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    ("data", "language", "problem"),
    [
        (b"x = 1\ny = '\xe9'\n", "python", "line 2 is not UTF-8 (byte 0xe9)"),
        (b"-- caf\xe9\nDELETE FROM t;", "sql", "line 1 is not UTF-8 (byte 0xe9)"),
        (b"# coding: no-such-codec\n", "python", "unknown encoding no-such-codec"),
        (b"# coding: rot13\n", "python", "unknown encoding rot13"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "sql", "line 1 is not UTF-16-LE (byte 0x00)"),
    ],
)
def test_what_is_wrong_is_told_and_the_text_is_there_all_the_same(
    data: bytes, language: str, problem: str
) -> None:
    source, told = decode("a", data, language)
    assert told == problem
    assert len(source.text) > 0


@given(st.binary(max_size=200), st.sampled_from(["python", "sql"]))
def test_no_bytes_make_it_raise(data: bytes, language: str) -> None:
    source, problem = decode("a", data, language)
    if problem is None:
        mark = source.text.encode(source.encoding) if source.text else b""
        assert data.endswith(mark)
