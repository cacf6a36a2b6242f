"""Command lines are split as a shell does, and every word keeps its place."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.python.frameworks.shell_words import Command, split
from ftc_lint.templates import hole, pieces
from ftc_lint.text import Excerpt, Source
from ftc_lint.values import Text, Unknown


def text_of(value: object) -> str:
    assert isinstance(value, Text)
    return value.excerpt.text


def words(command: Command) -> list[str]:
    return [text_of(word) for word in command.words]


def lines(line: str) -> list[list[str]]:
    return [words(command) for command in split(Text(Excerpt.of(Source("a.py", line))))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("psql -c 'a b'", [["psql", "-c", "a b"]]),
        ('psql -c "a \\"b\\" c"', [["psql", "-c", 'a "b" c']]),
        ("a\\ b c", [["a b", "c"]]),
        ("a'b'\"c\"", [["abc"]]),
        ("a && b || c; d | e & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
        ("a > b 2>&1 < c d", [["a", "d"]]),
        ("a \\\n  b", [["a", "b"]]),
        ("a 'b", [["a", "b"]]),
        ("a ''", [["a", ""]]),
        ("", []),
    ],
)
def test_words(line: str, expected: list[list[str]]) -> None:
    assert lines(line) == expected


def test_files_of_a_command() -> None:
    (command,) = split(Text(Excerpt("psql < in.sql > out.txt")))
    assert text_of(command.file_in) == "in.sql"
    assert text_of(command.file_out) == "out.txt"


def test_here_document_is_what_the_command_reads() -> None:
    first, second = split(Text(Excerpt("psql <<'EOF'\nDROP TABLE a;\nEOF\nls")))
    assert text_of(first.text_in) == "DROP TABLE a;\n"
    assert words(second) == ["ls"]


def test_hole_is_never_looked_into() -> None:
    line = Text(Excerpt("psql -c 'DROP TABLE X'"))
    at = line.excerpt.text.index("X")
    filled = pieces(line, [(at, at + 1, hole(Unknown("a; b 'c")))])
    (command,) = split(filled)
    assert words(command) == ["psql", "-c", "DROP TABLE {a; b 'c}"]
    assert isinstance(command.words[2], Text)
    assert len(command.words[2].holes) == 1


@given(st.lists(st.text(alphabet="ab '\"\\$|;<>&\n\t", min_size=1), max_size=4))
def test_quoted_words_come_back(parts: list[str]) -> None:
    line = " ".join(shlex.quote(part) for part in parts)
    assert lines(line) == ([parts] if parts else [])


@given(st.text(alphabet="ab'\"\\ |;<>&\nEOF$", max_size=40))
def test_every_character_keeps_its_place(line: str) -> None:
    for command in split(Text(Excerpt.of(Source("a.py", line)))):
        for word in command.words:
            assert isinstance(word, Text)
            for position, character in enumerate(word.excerpt.text):
                span = word.excerpt.span(position, position + 1)
                assert span is not None
                assert line[span.start] == character
