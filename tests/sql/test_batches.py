"""Tokens read many at a time are those read one by one, and take no more steps than text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ftc_lint.sql import batches, lexer
from ftc_lint.sql.dialects import lexis
from ftc_lint.sql.parse import parse

DIALECTS = ["postgres", "mysql", "tsql", "sqlite", "oracle", "bigquery", "snowflake", "duckdb"]
PIECES = st.sampled_from(
    [
        *(
            "SELECT",
            "t",
            "é",
            "a$b",
            "N'x'",
            "e'\\''",
            "'it''s'",
            "'open",
            '"q""q"',
            '"a{x}"',
            "`b`",
        ),
        *(
            "1",
            "1.5e3",
            "1abc",
            ".",
            "..",
            "::int",
            ":x",
            ":=",
            "->>",
            "<=>",
            "@v",
            "$1",
            "$$",
            "%s",
        ),
        *(
            "-- note\n",
            "--\n",
            "--5",
            "/* c */",
            "/* /* n */ */",
            "/*!40000 x */",
            "*/",
            "#c\n",
            "?",
        ),
        *(
            "{x}",
            "t_{x}",
            "{{ j }}",
            "{% if %}",
            "[1]",
            "\\i f\n",
            "\n",
            " ",
            "(",
            ")",
            ",",
            ";",
            "\\",
        ),
        *(
            "DELIMITER //\n",
            "COPY t FROM STDIN;\n1\n\\.\n",
            "COPY t FROM STDIN;",
            "\\.\n",
            "!!",
            "\0",
        ),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(DIALECTS))
def test_a_batch_reads_what_single_steps_read(text: str, dialect: str) -> None:
    singly = lexer._Lexer(text, lexis(dialect))
    singly._batch = lambda position: position  # type: ignore[method-assign]
    assert lexer.lex(text, dialect) == singly.run()


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(DIALECTS), st.integers(1, 9))
@example("'it''s' t", "postgres", 6)
def test_the_width_of_the_window_does_not_matter(text: str, dialect: str, width: int) -> None:
    before = lexer.lex(text, dialect)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexer, "WINDOW", width)
        patch.setattr(lexer, "_SMALLEST_WINDOW", 1)
        assert lexer.lex(text, dialect) == before


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_long_body_in_a_string_is_one_token_wherever_a_window_ends(dialect: str) -> None:
    body = "raise notice ''gone: %'', t; DELETE FROM t; " * 1000
    for before in range(0, 60, 3):
        text = (
            f"/* {'x' * before} */ CREATE FUNCTION f() RETURNS void AS '{body}' LANGUAGE plpgsql;"
        )
        tokens = lexer.lex(text, dialect)
        assert [token[3] for token in tokens[-3:]] == ["LANGUAGE", "PLPGSQL", ";"]
        assert len(tokens) == 12


def test_little_is_read_twice_where_commands_end_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    characters = 0
    read = batches.Batches.read

    def counted(self: batches.Batches, text: str, start: int, window: int) -> object:
        nonlocal characters
        characters += min(window, len(text) - start)
        return read(self, text, start, window)

    monkeypatch.setattr(batches.Batches, "read", counted)
    procedure = "CREATE PROCEDURE p() BEGIN DELETE FROM t WHERE id = 1; END"
    text = f"DELIMITER //\n{procedure * 8}//\nDELIMITER ;\n" * 200
    lexer.lex(text, "mysql")
    assert characters < 8 * len(text)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_rows_of_a_long_line_are_left_out(dialect: str) -> None:
    rows = ", ".join(f"({number}, 'it''s {number}', NULL, -1.5)" for number in range(20_000))
    text = f"INSERT INTO t (a, b, c, d) VALUES {rows};\nTRUNCATE t;\n"
    assert len(lexer.lex(text, dialect, without_rows=True)) < 20_000 / 10
    kinds = [operation.kind.value for operation in parse(text, dialect).operations]
    assert kinds == ["insert", "truncate"]


def test_only_rows_of_literals_are_left_out() -> None:
    text = "VALUES (1, now()), (2, 'b'), (3, 'c'); SELECT f(1), (SELECT 1); x IN ((1), (a))"
    left = [each[3] for each in lexer.lex(text, "postgres", without_rows=True)]
    assert left == [
        *("VALUES", "(", "", ",", "NOW", "(", ")", ")", ",", "(", "", ",", "", ")", ";"),
        *("SELECT", "F", "(", "", ")", ",", "(", "SELECT", "", ")", ";"),
        *("X", "IN", "(", "(", "", ")", ",", "(", "A", ")", ")"),
    ]


@pytest.mark.parametrize("filler", ["{x} ", "$1 ", "t ", "'a' ", "-- c\n", "/* c */", " ", "(1),"])
def test_steps_grow_with_the_text(filler: str) -> None:
    def steps(count: int) -> int:
        reader = lexer._Lexer(filler * count, lexis("postgres"), True)
        single, batch = reader._step, reader._batch
        taken = []
        reader._step = lambda at: taken.append(at) or single(at)  # type: ignore[method-assign,func-returns-value]
        reader._batch = lambda at: taken.append(at) or batch(at)  # type: ignore[method-assign,func-returns-value]
        reader.run()
        return len(taken)

    assert steps(40_000) <= 2.2 * steps(20_000) + 10


def test_an_insert_written_like_another_is_at_its_own_place() -> None:
    text = (
        "INSERT INTO t (a) VALUES (1);\n\nINSERT INTO t (a) VALUES (2);\nINSERT INTO u VALUES (3);"
    )
    found = parse(text, "postgres").operations
    assert [text[o.span.start : o.span.end] for o in found] == ["INSERT"] * 3
    assert [o.span.start for o in found] == [0, 31, 61]
    assert [str(o.tables[0]) for o in found] == ["t", "t", "u"]
