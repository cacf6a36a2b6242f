"""A statement that is taken as one token does what its tokens do, and is one wherever it is not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ftc_lint.facts import Parsed
from ftc_lint.operations import Kind
from ftc_lint.sql import parse as parsing
from ftc_lint.sql.lexer import inside, lex
from ftc_lint.sql.split import StatementText, split
from ftc_lint.sql.tokens import Kind as TokenKind

DIALECTS = ("postgres", "mysql", "tsql", "oracle", "sqlite", "bigquery", "snowflake", "")
ROWS = "INSERT INTO prices (day, price) VALUES (1, 'x');"
PIECES = (
    ROWS,
    "INSERT INTO prices (day, price) VALUES (2, 'it''s; 2'), (3, NULL);",
    "insert into s.prices values\n  (-1.5, true),\n  (2, false) ;",
    "INSERT IGNORE INTO `prices` (`day`) VALUES (1);",
    'INSERT INTO "Prices" VALUES (1);',
    "INSERT OR REPLACE INTO prices VALUES (1);",
    "REPLACE INTO prices (day) VALUES (1);",
    "INSERT INTO values (a) VALUES (1);",
    "INSERT INTO values_2 (a) VALUES (1);",
    "INSERT INTO VALUES (1);",
    "INSERT INTO prices Values (1);",
    "INSERT INTO\nGO\n(a) VALUES (1);",
    "INSERT INTO prices VALUES (1) ON CONFLICT DO NOTHING;",
    "INSERT INTO prices VALUES (1)",
    "INSERT INTO t_{x} VALUES (1);",
    "INSERT INTO prices VALUES ('a\\'; DELETE FROM prices; --');",
    "COMMENT ON TABLE prices IS 'DROP TABLE prices;';",
    "comment on column s.prices.day is NULL;",
    "CREATE INDEX prices_day ON prices (day, price);",
    "create unique index on s.prices (day);",
    "CREATE INDEX drop ON table (truncate);",
    "CREATE INDEX i ON prices (lower(day)) WHERE day > 1;",
    "-- a comment;",
    "/* one; */",
    "DELIMITER //",
    "//",
    "DELIMITER ;",
    "GO",
    "/",
    "BEGIN;",
    "COMMIT;",
    "CREATE FUNCTION f() RETURNS int BEGIN",
    "CREATE PROCEDURE p AS BEGIN DELETE FROM prices;",
    "END;",
    "END",
    "CREATE RULE r AS ON DELETE TO prices DO INSTEAD (DELETE FROM old_prices;",
    ")",
    "$$",
    "'",
    "CREATE TABLE kept AS",
    "{% if x %}",
    "DELETE FROM prices;",
    "COPY prices FROM stdin;",
    "\\.",
    "EXECUTE 'DELETE FROM prices';",
)
scripts = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", " ", "\r\n", "\n\n\t", ""])),
    max_size=12,
).map(lambda drawn: "".join(piece + gap for piece, gap in drawn))


def without_wholes(text: str, dialect: str, **_asked: bool) -> list[StatementText]:
    return split(text, dialect, without_rows=True)


def read(text: str, dialect: str) -> tuple[Parsed, Parsed]:
    """What is read with such statements, and what without."""
    taken = parsing.parse(text, dialect, "a.sql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "split", without_wholes)
        return taken, parsing.parse(text, dialect, "a.sql")


@given(scripts, st.sampled_from(DIALECTS))
@settings(max_examples=400, deadline=None)
@example(f"CREATE FUNCTION f() RETURNS int BEGIN DELETE FROM a; {ROWS} END; {ROWS}", "mysql")
@example(f"CREATE PROCEDURE p AS\nDELETE FROM a;\n{ROWS}\nGO\nDELETE FROM b;\n{ROWS}", "tsql")
@example(f"DELIMITER //\nDELETE FROM a; {ROWS} //\nDELIMITER ;\nDELETE FROM b;\n{ROWS}", "mysql")
@example(f"CREATE RULE r AS ON DELETE TO a DO (DELETE FROM b; {ROWS} DELETE FROM c;)", "postgres")
@example("INSERT INTO VALUES (1);\n" * 3 + "INSERT INTO values_2 (a) VALUES (1);", "postgres")
def test_what_is_taken_as_one_does_what_its_tokens_do(text: str, dialect: str) -> None:
    taken, read_singly = read(text, dialect)
    assert taken == read_singly


@given(scripts, st.sampled_from(DIALECTS))
@settings(max_examples=300, deadline=None)
def test_its_tokens_are_those_of_the_text(text: str, dialect: str) -> None:
    opened = []
    for token in lex(text, dialect, without_rows=True, wholes=True):
        opened += inside(token, text, dialect) if token[0] is TokenKind.WHOLE else [token]
    assert opened == lex(text, dialect, without_rows=True)


def test_rows_of_a_dump_are_taken_as_one() -> None:
    text = "DELETE FROM prices;\n" + ROWS * 50 + "COMMENT ON TABLE prices IS 'x';" * 50 + "\n"
    kinds = [token[0] for token in lex(text, "postgres", without_rows=True, wholes=True)]
    assert kinds.count(TokenKind.WHOLE) == 100
    found = parsing.parse(text, "postgres", "a.sql")
    assert found.statements == 101
    assert [o.kind for o in found.operations] == [Kind.DELETE, *[Kind.INSERT] * 50]
    starts = [o.span.start for o in found.operations[1:]]
    assert starts == [20 + len(ROWS) * row for row in range(50)]
