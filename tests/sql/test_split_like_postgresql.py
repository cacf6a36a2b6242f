"""Tokens and statements are PostgreSQL's own, as its parser (pglast) finds them."""

import pglast
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from pglast.parser import scan

from ftc_lint.sql.lexer import tokenize
from ftc_lint.sql.split import TextKind, split

STATEMENTS = [
    "DELETE FROM t",
    "DELETE FROM t WHERE a = 'it''s; -- not'",
    "TRUNCATE a, b CASCADE",
    'DROP TABLE IF EXISTS "a;b", c CASCADE',
    "UPDATE t SET a = E'it\\'s; \\\\' WHERE b = $1",
    "SELECT U&'d\\0061t', B'101', X'1F', N'x', 1.5e-3, .5, 1_000, a[1:2], b::int",
    "SELECT 'a'\n'b', \"c\"\"d\", $$e;f$$, $x$g $$ ; h$x$",
    "INSERT INTO t VALUES (1, '{\"a\": {}}', '%s', ':x')",
    "INSERT INTO t SELECT 1 ON CONFLICT (a) DO UPDATE SET b = 1",
    'CREATE TABLE t (a int REFERENCES b ON DELETE CASCADE, "begin" text, c text[])',
    "CREATE TABLE t AS SELECT CASE WHEN a THEN 1 ELSE 2 END FROM b",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $f$ DELETE FROM t; SELECT 1; $f$",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM t; SELECT 1'",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM t; SELECT "
    "CASE WHEN a THEN 1 END; END",
    "CREATE PROCEDURE p(x int) LANGUAGE sql BEGIN ATOMIC INSERT INTO a "
    "VALUES (x); DELETE FROM b; END",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC END",
    "CREATE FUNCTION f(a int) RETURNS int RETURN CASE a WHEN 1 THEN 2 END",
    "CREATE RULE r AS ON DELETE TO t DO INSTEAD (DELETE FROM a; INSERT INTO b VALUES ((1)))",
    "CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO NOTHING",
    "CREATE TRIGGER g BEFORE UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION f()",
    "CREATE EVENT TRIGGER g ON sql_drop EXECUTE FUNCTION f()",
    "DO $$ BEGIN TRUNCATE t; END $$",
    "BEGIN",
    "BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "START TRANSACTION",
    "END",
    "COMMIT",
    "EXPLAIN (ANALYZE) DELETE FROM t",
    "PREPARE p (int) AS DELETE FROM t WHERE a = $1",
    "COPY (SELECT 1) TO STDOUT",
    "COPY t FROM STDIN WITH (FORMAT csv, DELIMITER ';')",
    "GRANT DELETE, TRUNCATE ON t TO u",
    "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE",
    "WITH x AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM x",
    "DECLARE c CURSOR FOR SELECT 1",
    "ALTER TABLE t DROP COLUMN a, ADD CONSTRAINT b CHECK (c ? 'd' OR e @> "
    "f OR g -> 'h' ->> 'i' = '')",
    "COMMENT ON TABLE t IS NULL",
    "SELECT 5 - -3, 2 * - 1, a <> b, c != d, e || f, g ~* 'h', @ -5, 3 % 2, !! 4",
    "SELECT äöü, 表 FROM größe",
]
SEPARATORS = [";", " ; ", ";\n", ";;\n", "; -- x ' ;\n", ";/* a; /* 'b */ \" */", "\n-- c\n;\r\n\t"]


def theirs(text: str) -> list[str]:
    """PostgreSQL's statements, without comments and space around them."""
    found = []
    for piece in pglast.split(text, only_slices=True):
        inside = [
            token
            for token in scan(text)
            if piece.start <= token.start < piece.stop
            and token.name not in ("SQL_COMMENT", "C_COMMENT", "ASCII_59")
        ]
        found.append(text[inside[0].start : inside[-1].end + 1])
    return found


def ours(text: str) -> list[str]:
    parts = [part for part in split(text, "postgres") if part.kind is TextKind.SQL]
    return [text[part.start : part.end] for part in parts]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_is_one_statement(statement: str) -> None:
    assert theirs(statement) == [statement]
    assert ours(statement) == [statement]


@given(
    st.lists(st.tuples(st.sampled_from(STATEMENTS), st.sampled_from(SEPARATORS)), max_size=6),
    st.sampled_from(["", "\n", "-- x\n", "/* ; */ "]),
)
@settings(max_examples=150, deadline=None)
def test_scripts_have_the_statements_postgresql_finds(
    pieces: list[tuple[str, str]], start: str
) -> None:
    text = start + "".join(statement + separator for statement, separator in pieces)
    assert ours(text) == theirs(text)


# A comment brings a word along: PostgreSQL joins two strings that a line break parts.
WORDS = ["a", "SELECT", "t_1", "$1", "1", "1.5", "'x'", "'it''s'", "''", "E'\\''", '"q"', '"a""b"']
WORDS += ["$$x$$", "$t$ $$ $t$", "é", "größe", "/* c */", "/* a /* b */ c */", "-- d\na", "B'1'"]
WORDS += [
    "(",
    ")",
    ",",
    ".",
    ";",
    "::",
    "=",
    "<",
    "+",
    "[",
    "]",
    "||",
    "<>",
    "'a\\'",
    "x$y",
]
VALUES = frozenset({"IDENT", "SCONST", "ICONST", "FCONST", "PARAM", "BCONST", "XCONST", "USCONST"})


def scanned(text: str) -> list[pglast.parser.Token]:
    """PostgreSQL's tokens; text that it cannot read is no example."""
    try:
        tokens: list[pglast.parser.Token] = scan(text)
    except pglast.parser.ParseError:
        reject()
    return tokens


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_names_and_literals_are_the_tokens_postgresql_reads(text: str) -> None:
    ends = {token.start: token.end for token in tokenize(text, "postgres")}
    for token in scanned(text):
        if token.name in VALUES or token.kind != "NO_KEYWORD":
            literal = text[token.start : token.end + 1]
            assert ends.get(token.start) == token.end + 1, literal


@given(st.lists(st.sampled_from([w for w in WORDS if w[0] != "B"]), max_size=25))
@settings(max_examples=300, deadline=None)
def test_they_are_the_same_when_nothing_parts_them(words: list[str]) -> None:
    # Behind B'…' PostgreSQL takes a doubled quote for two strings side by side.
    text = "".join(words)
    expected = scanned(text)
    starts = {token.start for token in tokenize(text, "postgres")}
    for token in expected:
        if token.name in ("SCONST", "IDENT") and text[token.start] in "'\"$":
            assert token.start in starts, text[token.start : token.end + 1]
