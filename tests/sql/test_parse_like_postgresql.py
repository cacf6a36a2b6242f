"""Our reading of generated PostgreSQL scripts against that of PostgreSQL's own parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from postgres_reference import folded, ours, reference

FILL = st.sampled_from(
    [" ", " ", " ", "\n", "\t", "  ", " /* DELETE FROM no */ ", " -- no;\n", "\r\n"]
)
NAMES = st.sampled_from(
    ["t", "prices", "listing_status", '"order"', '"Mixed Case"', '"a.b"', '"it""s"', "été", "t_1$x"]
)
SCHEMAS = st.sampled_from(["public", "extracted", '"S"'])
VALUES = st.sampled_from(
    ["1", "'x'", "'it''s; DELETE FROM no'", "E'a\\'b'", "$q$ DROP TABLE no $q$", "NULL", "now()"]
)
OPERATORS = st.sampled_from(["=", "<", ">=", "<>", "IS DISTINCT FROM"])

Words = list[str]


@st.composite
def tables(draw: st.DrawFn) -> Words:
    if draw(st.booleans()):
        return [draw(NAMES)]
    return [draw(SCHEMAS), ".", draw(NAMES)]


@st.composite
def conditions(draw: st.DrawFn) -> Words:
    column = draw(NAMES)
    shape = draw(st.integers(0, 5))
    if shape == 0:
        return ["TRUE"]
    if shape == 1:
        return [column, "IN", "(", "SELECT", column, "FROM", *draw(tables()), "WHERE", "x", ")"]
    if shape == 2:
        return [column, "BETWEEN", "1", "AND", "2", "OR", "NOT", "a", ".", "b"]
    if shape == 3:
        return ["EXISTS", "(", "SELECT", "1", ")", "AND", column, "=", draw(VALUES)]
    return [column, *draw(OPERATORS).split(), draw(VALUES)]


@st.composite
def restrictions(draw: st.DrawFn) -> Words:
    words: Words = []
    if draw(st.booleans()):
        words += ["WHERE", *draw(conditions())]
    if draw(st.integers(0, 4)) == 0:
        words += ["RETURNING", "*"]
    return words


@st.composite
def aliases(draw: st.DrawFn) -> Words:
    return draw(st.sampled_from([[], [], ["a"], ["AS", "a"], ["AS", '"A"']]))


@st.composite
def deletes(draw: st.DrawFn) -> Words:
    only = draw(st.sampled_from([[], [], ["ONLY"]]))
    using = draw(
        st.sampled_from([[], [], ["USING", "u", "JOIN", "v", "ON", "u", ".", "i", "=", "1"]])
    )
    return [
        *("DELETE", "FROM", *only, *draw(tables()), *draw(aliases()), *using),
        *draw(restrictions()),
    ]


@st.composite
def updates(draw: st.DrawFn) -> Words:
    source = draw(
        st.sampled_from(
            [[], [], ["FROM", "s"], ["FROM", "(", "SELECT", "1", "WHERE", "x", ")", "q"]]
        )
    )
    value = draw(
        st.sampled_from(
            [["1"], ["(", "SELECT", "max", "(", "x", ")", "FROM", "y", "WHERE", "z", ")"]]
        )
    )
    assignments = ["c", "=", *value, *draw(st.sampled_from([[], [",", "d", "=", "'x;y'"]]))]
    table = [*draw(tables()), *draw(aliases())]
    return ["UPDATE", *table, "SET", *assignments, *source, *draw(restrictions())]


@st.composite
def truncates(draw: st.DrawFn) -> Words:
    words = ["TRUNCATE", *draw(st.sampled_from([[], ["TABLE"]]))]
    for number in range(draw(st.integers(1, 3))):
        words += [*([","] if number else []), *draw(tables())]
    words += draw(st.sampled_from([[], ["RESTART", "IDENTITY"], ["CONTINUE", "IDENTITY"]]))
    return words + draw(st.sampled_from([[], ["CASCADE"], ["RESTRICT"]]))


@st.composite
def drops(draw: st.DrawFn) -> Words:
    what = draw(st.sampled_from(["TABLE", "TABLE", "SCHEMA", "VIEW", "INDEX", "FOREIGN TABLE"]))
    words = ["DROP", *what.split(), *draw(st.sampled_from([[], ["IF", "EXISTS"]]))]
    for number in range(draw(st.integers(1, 2))):
        words += [",", draw(NAMES)] if number else [draw(NAMES)]
    return words + draw(st.sampled_from([[], ["CASCADE"], ["RESTRICT"]]))


@st.composite
def references(draw: st.DrawFn) -> Words:
    words = ["REFERENCES", *draw(tables()), *draw(st.sampled_from([[], ["(", "id", ")"]]))]
    actions = ["CASCADE", "RESTRICT", "NO ACTION", "SET NULL", "SET DEFAULT"]
    clauses = [
        ["ON", "DELETE", *draw(st.sampled_from(actions)).split()],
        ["ON", "UPDATE", *draw(st.sampled_from(actions)).split()],
        [],
    ]
    for clause in draw(st.permutations(clauses))[: draw(st.integers(0, 3))]:
        words += clause
    return words + draw(st.sampled_from([[], ["DEFERRABLE"], ["INITIALLY", "DEFERRED"]]))


@st.composite
def create_tables(draw: st.DrawFn) -> Words:
    words = ["CREATE", *draw(st.sampled_from([[], ["TEMP"], ["UNLOGGED"]])), "TABLE"]
    words += [*draw(tables()), "(", "id", "int", "PRIMARY", "KEY"]
    for _ in range(draw(st.integers(0, 3))):
        constraint = draw(st.sampled_from([[], ["CONSTRAINT", "c"]]))
        if draw(st.booleans()):
            default = draw(
                st.sampled_from([[], ["NOT", "NULL"], ["DEFAULT", "'ON DELETE CASCADE'"]])
            )
            words += [",", draw(NAMES), "numeric(12,2)", *default, *constraint, *draw(references())]
        else:
            words += [",", *constraint, "FOREIGN", "KEY", "(", "id", ")", *draw(references())]
    return [*words, ")"]


@st.composite
def alter_tables(draw: st.DrawFn) -> Words:
    words = ["ALTER", "TABLE", *draw(st.sampled_from([[], ["ONLY"], ["IF", "EXISTS"]]))]
    words += draw(tables())
    for number in range(draw(st.integers(1, 3))):
        key = ["FOREIGN", "KEY", "(", "a", ")", *draw(references())]
        action = draw(
            st.sampled_from(
                [
                    ["DROP", "CONSTRAINT", "IF", "EXISTS", "c"],
                    ["ADD", "CONSTRAINT", "c", *key],
                    ["ADD", *key],
                    ["ADD", "COLUMN", "n", "int", *draw(references())],
                    ["DROP", "COLUMN", draw(st.sampled_from(["n", "price"])), "CASCADE"],
                    ["DROP", "price"],
                    ["ALTER", "COLUMN", "n", "DROP", "NOT", "NULL"],
                    ["DISABLE", "TRIGGER", "ALL"],
                ]
            )
        )
        words += [*([","] if number else []), *action]
    return words


HARMLESS = st.sampled_from(
    [
        "SELECT 'DELETE FROM no' FROM t FOR UPDATE",
        "GRANT DELETE , TRUNCATE , UPDATE ON t TO app",
        "INSERT INTO t VALUES ( 1 , 'x' ) ON CONFLICT ( id ) DO UPDATE SET a = 1",
        "CREATE TRIGGER g BEFORE DELETE OR UPDATE OF a ON t EXECUTE FUNCTION f ( )",
        "COMMENT ON TABLE t IS 'TRUNCATE t'",
        "EXPLAIN DELETE FROM t",
        "CREATE VIEW v AS SELECT * FROM t",
        "CREATE INDEX i ON t ( a )",
        "SELECT truncate , delete FROM t",
        "LOCK TABLE t IN ACCESS EXCLUSIVE MODE",
    ]
).map(lambda text: text.split(" "))


@st.composite
def with_queries(draw: st.DrawFn) -> Words:
    inner = draw(st.one_of(deletes(), updates()))
    outer = draw(st.one_of(deletes(), updates(), st.just(["SELECT", "1"])))
    return ["WITH", "q", "AS", "(", *inner, ")", *outer]


STATEMENTS = st.one_of(
    deletes(), updates(), truncates(), drops(), create_tables(), alter_tables(), HARMLESS
)


@st.composite
def written(draw: st.DrawFn, statements: st.SearchStrategy[Words]) -> str:
    """A statement's words with white space, comments and upper or lower case between them."""
    words = draw(statements)
    change = draw(st.sampled_from([str, str.lower, str.title]))
    parts: Words = []
    for word in words:
        plain = word.isalpha() and word.isupper()
        parts += [change(word) if plain else word, draw(FILL)]
    return "".join(parts)


@st.composite
def scripts(draw: st.DrawFn) -> str:
    return ";".join(draw(st.lists(written(st.one_of(STATEMENTS, with_queries())), max_size=5)))


@st.composite
def routines(draw: st.DrawFn) -> str:
    """A PL/pgSQL body around statements, in a dollar-quoted or a plain string."""
    dml = st.one_of(deletes(), updates(), truncates(), drops())
    lines = []
    for statement in draw(st.lists(written(dml), min_size=1, max_size=4)):
        literal = statement.replace("'", "''")
        if "\\" in literal or "RETURNING" in statement.upper():
            literal = "DELETE FROM t"
            statement = "DELETE FROM t"
        shape = draw(
            st.sampled_from(["{}", "IF a THEN {} END IF", "LOOP {} END LOOP", "BEGIN {} END"])
        )
        run = draw(st.sampled_from([f"{statement};", f"EXECUTE '{literal}';"]))
        lines.append(shape.replace("{}", run) + (";" if shape != "{}" else ""))
    body = "DECLARE a bool; BEGIN\n" + "\n".join(lines) + "\nEND"
    if draw(st.booleans()):
        return f"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $body$ {body} $body$"
    if draw(st.booleans()):
        return f"DO $block$ {body} $block$"
    quoted = body.replace("'", "''")
    return f"CREATE PROCEDURE p() AS '{quoted}' LANGUAGE plpgsql"


@settings(max_examples=250, deadline=None)
@given(scripts())
def test_scripts_read_as_postgresql_reads_them(text: str) -> None:
    assert folded(ours(text)) == folded(reference(text))


@settings(max_examples=150, deadline=None)
@given(routines())
def test_routines_read_as_postgresql_reads_them(text: str) -> None:
    assert folded(ours(text)) == folded(reference(text))


@pytest.mark.parametrize(
    "text",
    [
        "MERGE INTO t USING s ON t.i = s.i WHEN MATCHED AND s.gone THEN DELETE"
        " WHEN MATCHED THEN UPDATE SET a = CASE WHEN s.b THEN 1 ELSE 2 END"
        " WHEN NOT MATCHED THEN INSERT VALUES (1)",
        "CREATE RULE r AS ON DELETE TO v DO INSTEAD (DELETE FROM a; UPDATE b SET c = 1)",
        "COPY (DELETE FROM t RETURNING *) TO STDOUT",
        "PREPARE p AS DELETE FROM t WHERE i = $1",
        "EXPLAIN (ANALYZE) DELETE FROM t",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM t; SELECT 1; END",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'TRUNCATE t; DELETE FROM u'",
        "CREATE SCHEMA s CREATE TABLE t (a int REFERENCES p ON DELETE CASCADE)",
        "INSERT INTO t SELECT * FROM u ON CONFLICT (a) DO UPDATE SET b = 1 WHERE t.c",
        "UPDATE t SET a[1:2] = b, (c, d) = (SELECT 1, 2)",
        "DELETE FROM t WHERE CURRENT OF c",
        "VACUUM (TRUNCATE false) t",
        "ALTER PUBLICATION p DROP TABLE t",
        "ALTER EXTENSION e DROP TABLE t",
        'CREATE TABLE t ("references" int, cascade int, truncate text, delete boolean)',
    ],
)
def test_rarer_statements_read_as_postgresql_reads_them(text: str) -> None:
    assert folded(ours(text)) == folded(reference(text))
