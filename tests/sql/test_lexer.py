"""The lexer, dialect by dialect: what is one token, and what kind."""

import pytest

from ftc_lint.sql.lexer import Kind, tokenize

ALL = ["postgres", "mysql", "sqlite", "tsql", "snowflake", "bigquery", "duckdb", "redshift"]
ALL += ["oracle", "spark", "clickhouse", "trino", "", "no such dialect"]


def read(text: str, dialect: str = "postgres") -> list[tuple[str, str]]:
    return [(t.kind.name, text[t.start : t.end]) for t in tokenize(text, dialect)]


def texts(text: str, dialect: str = "postgres") -> list[str]:
    return [part for _, part in read(text, dialect)]


@pytest.mark.parametrize("dialect", ALL)
def test_words_operators_and_numbers(dialect: str) -> None:
    assert read("DELETE FROM a.t WHERE x <> 1.5;", dialect) == [
        ("WORD", "DELETE"),
        ("WORD", "FROM"),
        ("WORD", "a"),
        ("OP", "."),
        ("WORD", "t"),
        ("WORD", "WHERE"),
        ("WORD", "x"),
        ("OP", "<>"),
        ("NUMBER", "1.5"),
        ("OP", ";"),
    ]


def test_words_carry_their_upper_case_and_quoted_names_carry_nothing() -> None:
    word, quoted, op = tokenize('delete "DELETE" ,', "postgres")
    assert (word.value, quoted.value, op.value) == ("DELETE", "", ",")
    assert [word.has_hole, quoted.has_hole, op.has_hole] == [False] * 3


@pytest.mark.parametrize("dialect", ALL)
@pytest.mark.parametrize("comment", ["-- x '\n", "/* ' ; */", "/**/", "/***/", "/* a/b * c **/"])
def test_comments_are_between_tokens(dialect: str, comment: str) -> None:
    assert texts(f"a {comment} b", dialect) == ["a", "b"]


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("postgres", ["a", "b"]),
        ("tsql", ["a", "b"]),
        ("duckdb", ["a", "b"]),
        ("mysql", ["a", "d", "*/", "b"]),
        ("sqlite", ["a", "d", "*", "/", "b"]),
    ],
)
def test_comments_nest_in_some_dialects(dialect: str, expected: list[str]) -> None:
    found = texts("a /* b /* c */ d */ b", dialect)
    assert "".join(found) == "".join(expected)


def test_a_nested_comment_left_open_ends_at_the_first_closer() -> None:
    assert texts("a /* see /* below */ b", "postgres") == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/*!40101 DROP TABLE t */; x", ["DROP", "TABLE", "t", ";", "x"]),
        ("/*! DROP /* c */ TABLE t */", ["DROP", "TABLE", "t"]),
        ("/*M!100 DROP TABLE t */", ["DROP", "TABLE", "t"]),
        ("a # ' b\nc", ["a", "c"]),
        ("5--3", ["5", "-", "-", "3"]),
        ("a --\nb", ["a", "b"]),
        ("a\n-----------\nb", ["a", "b"]),
    ],
)
def test_mysql_comments(text: str, expected: list[str]) -> None:
    assert texts(text, "mysql") == expected


def test_an_executable_comment_is_a_comment_elsewhere() -> None:
    assert texts("a /*!40101 DROP TABLE t */ b", "postgres") == ["a", "b"]


def test_hash_is_a_comment_in_bigquery_and_an_operator_in_postgresql() -> None:
    assert texts("a # b\nc", "bigquery") == ["a", "c"]
    assert texts("a # b\nc", "postgres") == ["a", "#", "b", "c"]


@pytest.mark.parametrize(
    ("dialect", "literal"),
    [
        *((dialect, "'it''s; -- x'") for dialect in ALL),
        *((dialect, "''") for dialect in ALL),
        ("postgres", r"E'it\'s'"),
        ("postgres", r"e'a\\'"),
        ("postgres", r"'a\'"),
        ("mysql", r"'it\'s'"),
        ("mysql", r"'a\\'"),
        ("mysql", r"'\\''x'"),
        ("mysql", '"DROP TABLE t"'),
        ("mysql", r'"a\"b"'),
        ("snowflake", r"'it\'s'"),
        ("redshift", r"'it\'s'"),
        ("spark", r'"a\"b"'),
        ("bigquery", r"'it\'s'"),
        ("bigquery", "'''it's ''x'''"),
        ("bigquery", '"""a "b" c"""'),
        ("bigquery", r"r'\d'"),
        ("bigquery", r"r'a\'b'"),
        ("bigquery", 'b"x"'),
        ("oracle", "q'[it's]'"),
        ("oracle", "Q'{a}'"),
        ("oracle", "nq'!it's!'"),
        ("tsql", r"'a\'"),
        ("tsql", "N'it''s'"),
        ("mysql", "x'1F'"),
    ],
)
def test_string_literals_are_one_token(dialect: str, literal: str) -> None:
    assert read(f"a {literal} b", dialect) == [("WORD", "a"), ("STRING", literal), ("WORD", "b")]


@pytest.mark.parametrize(
    ("dialect", "name"),
    [
        ("postgres", '"a ""b"" c"'),
        ("postgres", '"--x"'),
        ("mysql", "`a``b`"),
        ("bigquery", "`project.data.t`"),
        ("tsql", "[a b]"),
        ("tsql", "[a]]b]"),
        ("sqlite", "[a b]"),
        ("snowflake", '"a b"'),
    ],
)
def test_quoted_names_are_one_token(dialect: str, name: str) -> None:
    assert read(f"x.{name}.y", dialect)[2] == ("QUOTED", name)


def test_brackets_are_arrays_in_postgresql() -> None:
    assert texts("a[1] b['x']") == ["a", "[", "1", "]", "b", "[", "'x'", "]"]


@pytest.mark.parametrize("name", ["#t", "##t", "#t_1"])
def test_temporary_names_of_tsql(name: str) -> None:
    assert read(f"DELETE {name}", "tsql")[1] == ("WORD", name)


@pytest.mark.parametrize("dialect", ["tsql", "mysql", "sqlite", "bigquery"])
def test_variables(dialect: str) -> None:
    assert ("VARIABLE", "@x") in read("DELETE FROM @x", dialect)
    assert ("VARIABLE", "@@x") in read("a = @@x", dialect)


@pytest.mark.parametrize("body", ["$$a; 'b$$", "$x$ $$ $y$ $x$", "$_1$;$_1$", "$$$$"])
def test_dollar_quotes(body: str) -> None:
    assert read(f"AS {body} LANGUAGE sql")[1] == ("DOLLAR", body)


def test_dollars_in_names() -> None:
    assert texts("SELECT a$b$c FROM v$session", "oracle") == [
        "SELECT",
        "a$b$c",
        "FROM",
        "v$session",
    ]
    assert texts("a$$b$$") == ["a$$b$$"]


def test_names_that_begin_with_a_digit() -> None:
    assert read("2fa 1e5 0x1F 12", "mysql") == [
        ("WORD", "2fa"),
        ("NUMBER", "1e5"),
        ("NUMBER", "0x1F"),
        ("NUMBER", "12"),
    ]


def test_names_beyond_ascii() -> None:
    assert texts("DELETE FROM größe, 表, ñ_1") == ["DELETE", "FROM", "größe", ",", "表", ",", "ñ_1"]


# Placeholders

HOLES = ["{x}", "{x['a']}", '{x["}"]}', "{f(a, {'k': 1})}", "{}", "{0}", "{x!r:>10}", "{{ x }}"]
HOLES += ["%s", "%(x)s", "%d", "%1$I", "%I", ":x", ":1", ":'x'", ':"x"', "$1", "?", "${x}", "$x"]
HOLES += ["{{ ref('a') }}", "$(x)", "{ x\n + 1 }", "{';'.join(x)}"]


@pytest.mark.parametrize("hole", HOLES)
def test_a_placeholder_alone_is_one_hole(hole: str) -> None:
    tokens = tokenize(f"DELETE FROM {hole} WHERE", "postgres")
    assert [(t.kind, t.has_hole) for t in tokens[2:]] == [(Kind.HOLE, True), (Kind.WORD, False)]
    assert (tokens[2].start, tokens[2].end) == (12, 12 + len(hole))


@pytest.mark.parametrize(
    "name",
    [
        *("t_{x}", "{x}_t", "t_{x}_{y}", "{a}{b}", "t_%s", "%s_t", "t_{{ x }}", "${x}_t"),
        *("t_${x}", "t_{x['a']}", "t_%(x)s", "t_%(x)s_u", "t_:x", "{x}1"),
    ],
)
def test_a_name_with_holes_is_one_word(name: str) -> None:
    tokens = tokenize(f"DROP TABLE {name}, u", "postgres")
    assert [(t.kind, t.has_hole) for t in tokens[2:4]] == [(Kind.WORD, True), (Kind.OP, False)]
    assert (tokens[2].start, tokens[2].end) == (11, 11 + len(name))


def test_dots_part_the_holes_of_a_name() -> None:
    assert texts("{schema}.{table}") == ["{schema}", ".", "{table}"]
    assert texts("public.t_{x}") == ["public", ".", "t_{x}"]


@pytest.mark.parametrize("word", ["FROM", "WHERE", "IN", "VALUES", "SET"])
def test_a_keyword_is_no_part_of_a_name(word: str) -> None:
    assert texts(f"{word}{{x}}") == [word, "{x}"]


@pytest.mark.parametrize("name", ['"{x}"', '"t_{x}"', '"%s"', '"%(a)s"'])
def test_a_quoted_name_with_a_hole_says_so(name: str) -> None:
    assert tokenize(f"DROP TABLE {name}", "postgres")[2].has_hole


def test_casts_and_slices_are_no_placeholders() -> None:
    assert texts("a::int, b := c, d%TYPE, e%rowtype, 5 % 2") == [
        *("a", "::", "int", ",", "b", ":=", "c", ",", "d", "%", "TYPE", ","),
        *("e", "%", "rowtype", ",", "5", "%", "2"),
    ]


def test_json_operators_are_no_placeholders() -> None:
    tokens = tokenize("a ?| b ?& c @> d @@ e @? f", "postgres")
    assert not any(t.has_hole for t in tokens)


def test_ampersand_variables_of_oracle() -> None:
    assert read("DROP TABLE &t", "oracle")[2] == ("HOLE", "&t")
    assert read("DROP TABLE &&t._x", "oracle")[2] == ("WORD", "&&t._x")


def test_ampersand_variables_of_snowflake_do_not_end_in_a_dot() -> None:
    assert read("DROP TABLE &s.t", "snowflake")[2:] == [("HOLE", "&s"), ("OP", "."), ("WORD", "t")]


def test_template_tags_are_tokens_and_template_comments_are_not() -> None:
    assert read("{% if a %} x {# it's #} {%- endif -%}") == [
        ("TEMPLATE", "{% if a %}"),
        ("WORD", "x"),
        ("TEMPLATE", "{%- endif -%}"),
    ]


def test_a_brace_with_a_semicolon_inside_is_no_hole() -> None:
    assert texts("{ a; b }") == ["{", "a", ";", "b", "}"]


# What is never closed

OPENERS = ["'", '"', "`", "/*", "{", "{%", "{#", "{{", "$$", "$a$", "[", "E'", "q'[", "'''", '"""']


@pytest.mark.parametrize("dialect", ALL)
@pytest.mark.parametrize("opener", OPENERS)
def test_reading_goes_on_behind_an_opener_that_nothing_closes(opener: str, dialect: str) -> None:
    found = texts(f"a; {opener} ; DELETE FROM t", dialect)
    assert found[:2] == ["a", ";"]
    assert found[-3:] == ["DELETE", "FROM", "t"]
    assert found[-4] == ";"


@pytest.mark.parametrize("dialect", ALL)
@pytest.mark.parametrize("text", ["", " ", "\n", "\ufeff", "\x00", "-- x", "/* x */", "\ufeff\n--"])
def test_nothing_makes_no_token(text: str, dialect: str) -> None:
    assert tokenize(text, dialect) == []


@pytest.mark.parametrize("dialect", ALL)
def test_a_byte_order_mark_and_nul_are_white_space(dialect: str) -> None:
    assert texts("\ufeffDROP\x00TABLE t\r\n", dialect) == ["DROP", "TABLE", "t"]


# Client commands


@pytest.mark.parametrize(
    ("dialect", "text", "command"),
    [
        ("postgres", "a;\n\\echo it's\nb", "\\echo it's"),
        ("postgres", "a \\gexec\nb", "\\gexec"),
        ("postgres", "a \\g /dev/null\nb", "\\g /dev/null"),
        ("postgres", "\\i 'x y.sql'\nb", "\\i 'x y.sql'"),
        ("postgres", "a \\; b", "\\;"),
        ("mysql", "DELIMITER //\nb", "DELIMITER //"),
        ("mysql", "delimiter $$\nb", "delimiter $$"),
        ("mysql", "a;\nsource x.sql\nb", "source x.sql"),
        ("mysql", "a;\n\\. it's.sql\nb", "\\. it's.sql"),
        ("mysql", "a\\G b", "\\G"),
        ("sqlite", "a;\n.read it's.sql\nb", ".read it's.sql"),
        ("duckdb", ".mode csv\nb", ".mode csv"),
        ("tsql", ":r it's.sql\nb", ":r it's.sql"),
        ("tsql", "a;\n:setvar x 'y\nb", ":setvar x 'y"),
        ("oracle", "PROMPT it's\nb", "PROMPT it's"),
        ("oracle", "@it's.sql\nb", "@it's.sql"),
        ("oracle", "a;\nSET DEFINE OFF\nb", "SET DEFINE OFF"),
    ],
)
def test_a_clients_command_is_one_token(dialect: str, text: str, command: str) -> None:
    found = read(text, dialect)
    assert ("META", command) in found
    assert found[-1] == ("WORD", "b")


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("mysql", "SELECT source FROM t"),
        ("mysql", "UPDATE t\nSET source = 1"),
        ("sqlite", "SELECT a\n.b FROM t"),
        ("oracle", "UPDATE t\nSET define = 1"),
        ("oracle", "SELECT a FROM t\nSTART WITH b = 1"),
        ("postgres", "COPY t FROM STDIN\nDELIMITER ','"),
        ("postgres", "SELECT 1\\nFROM t"),
    ],
)
def test_what_only_looks_like_a_command_is_sql(dialect: str, text: str) -> None:
    assert "META" not in [kind for kind, _ in read(text, dialect)]


def test_an_escape_that_nobody_read_is_white_space() -> None:
    assert texts("DELETE FROM t\\nWHERE\\ta = 1") == ["DELETE", "FROM", "t", "WHERE", "a", "=", "1"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_copy_data_is_one_token(newline: str) -> None:
    lines = ["COPY t (a, b) FROM stdin WITH (FORMAT csv);", "1\tit's", "/*", "\\.", "DROP TABLE t;"]
    found = read(newline.join(lines))
    assert ("DATA", newline.join(lines[1:4])) in found
    assert found[-4:] == [("WORD", "DROP"), ("WORD", "TABLE"), ("WORD", "t"), ("OP", ";")]


@pytest.mark.parametrize(
    "text",
    [
        "COPY t FROM stdin;\nDELETE FROM t;",
        "COPY t FROM 'stdin';\nDELETE FROM t;\n\\.\n",
        "COPY t TO stdout;\nDELETE FROM t;\n\\.\n",
        "COPY t FROM stdin;\nDELETE FROM t;\n\\.x\n",
    ],
)
def test_without_its_end_there_is_no_copy_data(text: str) -> None:
    assert "DELETE" in texts(text)


def test_a_comment_may_stand_between_copy_and_its_data() -> None:
    found = read("COPY t FROM stdin; -- it's data\n1\t'\n\\.\nx")
    assert found[-2:] == [("DATA", "1\t'\n\\."), ("WORD", "x")]


def test_psql_copy_has_data_too() -> None:
    assert read("\\copy t from stdin\n1;2\n\\.\nx")[1:] == [("DATA", "1;2\n\\."), ("WORD", "x")]


def test_empty_copy_data() -> None:
    assert read("COPY t FROM stdin;\n\\.\nx")[-2:] == [("DATA", "\\."), ("WORD", "x")]
