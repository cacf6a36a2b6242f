"""A statement that is taken as one token does what its tokens do, and is one wherever it is not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ftc_lint.facts import Parsed
from ftc_lint.operations import Kind, each_time
from ftc_lint.records import replace
from ftc_lint.sql import alike, skeletons
from ftc_lint.sql import parse as parsing
from ftc_lint.sql.lexer import inside, lex
from ftc_lint.sql.split import StatementText, split
from ftc_lint.sql.tokens import Kind as TokenKind
from ftc_lint.sql.tokens import Lexeme

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
    "CREATE TABLE prices (day int REFERENCES days (id) ON DELETE CASCADE, price numeric(12, 2));",
    "CREATE TABLE fees (\n  day int REFERENCES days (id) ON DELETE CASCADE,\n  id int\n);",
    "CREATE TABLE fees (\r\n  day int REFERENCES fees (id),\r\n\r\n  id int DEFAULT 'x'::text);",
    "CREATE TABLE Fees (day int REFERENCES fees (id) ON DELETE CASCADE);",
    "CREATE TABLE t (a int, b text DEFAULT 'it''s; c', c E'x');",
    "CREATE TABLE x AS SELECT * FROM prices;",
    "CREATE TABLE x (a int)\nDROP TABLE y;",
    "CREATE TABLE x (a int)\n GO\nDROP TABLE y;",
    "CREATE TABLE x (a int,\ndelimiter int);",
    "ALTER TABLE prices ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES b (a) ON DELETE CASCADE;",
    "ALTER TABLE ONLY a\n    ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES b(a) ON DELETE CASCADE;",
    "ALTER TABLE a DROP COLUMN b, DROP COLUMN c;",
    "ALTER TABLE a RENAME TO b;",
    "DROP TABLE IF EXISTS prices, fees CASCADE;",
    "drop table prices;",
    "TRUNCATE prices, fees;",
    "TRUNCATE TABLE s.prices RESTART IDENTITY CASCADE;",
    "TRUNCATE t_1e5, 1e5, x.2a;",
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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "SEEN", 1)
        for _ in range(4):
            taken = parsing.parse(text, dialect, "a.sql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "_models", {})
        patch.setattr(parsing, "split", without_wholes)
        return each_written(taken), parsing.parse(text, dialect, "a.sql")


def each_written(parsed: Parsed) -> Parsed:
    """The same with an operation for each time that one is done."""
    each = tuple(each for one in parsed.operations for each in each_time(one))
    return replace(parsed, operations=each)


@given(scripts, st.sampled_from(DIALECTS))
@settings(max_examples=400, deadline=None)
@example(f"CREATE FUNCTION f() RETURNS int BEGIN DELETE FROM a; {ROWS} END; {ROWS}", "mysql")
@example(f"CREATE PROCEDURE p AS\nDELETE FROM a;\n{ROWS}\nGO\nDELETE FROM b;\n{ROWS}", "tsql")
@example(f"DELIMITER //\nDELETE FROM a; {ROWS} //\nDELIMITER ;\nDELETE FROM b;\n{ROWS}", "mysql")
@example(f"GO\n-- a;\n{ROWS} {ROWS}\n", "postgres")
@example(f"CREATE RULE r AS ON DELETE TO a DO (DELETE FROM b; {ROWS} DELETE FROM c;)", "postgres")
@example("INSERT INTO VALUES (1);\n" * 3 + "INSERT INTO values_2 (a) VALUES (1);", "postgres")
def test_what_is_taken_as_one_does_what_its_tokens_do(text: str, dialect: str) -> None:
    taken, read_singly = read(text, dialect)
    assert taken == read_singly


@given(scripts, st.sampled_from(DIALECTS))
@settings(max_examples=300, deadline=None)
def test_its_tokens_are_those_of_the_text(text: str, dialect: str) -> None:
    opened = []
    for token in lex(text, dialect, wholes=True):
        whole = token[0] is TokenKind.WHOLE
        opened += inside(token, text, dialect, without_rows=False) if whole else [token]
    assert opened == lex(text, dialect)


def test_rows_of_a_dump_are_taken_as_one() -> None:
    text = "DELETE FROM prices;\n" + ROWS * 50 + "COMMENT ON TABLE prices IS 'x';" * 50 + "\n"
    kinds = [token[0] for token in lex(text, "postgres", without_rows=True, wholes=True)]
    assert kinds.count(TokenKind.WHOLE) == 100
    taken = parsing.parse(text, "postgres", "a.sql")
    assert [o.kind for o in taken.operations] == [Kind.DELETE, Kind.INSERT]
    found = each_written(taken)
    assert found.statements == 101
    assert [o.kind for o in found.operations] == [Kind.DELETE, *[Kind.INSERT] * 50]
    starts = [o.span.start for o in found.operations[1:]]
    assert starts == [20 + len(ROWS) * row for row in range(50)]


def test_tables_are_made_by_their_skeletons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "_models", {})
    monkeypatch.setattr(skeletons, "_known", {})
    read = []

    def counted(whole: Lexeme, text: str, dialect: str) -> list[Lexeme]:
        read.append(whole)
        return inside(whole, text, dialect)

    monkeypatch.setattr(skeletons, "inside", counted)
    text = "DELETE FROM prices;\n" + "".join(
        f"CREATE TABLE t{n} (\n  id int,\n  of_{n} int REFERENCES u{n} ON DELETE CASCADE\n);\n"
        for n in range(60)
    )
    keys = [o for o in parsing.parse(text, "postgres", "a.sql").operations if o.foreign_key]
    assert len(read) == alike.SEEN + 1
    for number, key in enumerate(keys):
        assert str(key.tables[0]) == f"t{number}"
        assert text[key.span.start : key.span.end] == "ON DELETE CASCADE"
        assert text[key.statement.start : key.statement.end].startswith(f"CREATE TABLE t{number} (")
        assert key.foreign_key is not None
        assert str(key.foreign_key.parent) == f"u{number}"
    assert len(keys) == 60
