"""The splitter: which statements a script has, dialect by dialect."""

import pytest

from ftc_lint.sql.split import TextKind, split

DIALECTS = ["postgres", "mysql", "sqlite", "tsql", "snowflake", "bigquery", "duckdb", "oracle", ""]


def parts(text: str, dialect: str = "postgres") -> list[str]:
    """The statements, with white space made single."""
    return [
        " ".join(text[part.start : part.end].split())
        for part in split(text, dialect)
        if part.kind is TextKind.SQL
    ]


def others(text: str, dialect: str) -> list[tuple[str, str | None]]:
    return [
        (part.kind.name, part.include)
        for part in split(text, dialect)
        if part.kind is not TextKind.SQL
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_semicolons_end_statements(dialect: str) -> None:
    text = "-- first\n DELETE FROM a ; ;; /* x */ DROP TABLE \"b;c\" -- end\n;\nSELECT ';' "
    assert parts(text, dialect) == ["DELETE FROM a", 'DROP TABLE "b;c"', "SELECT ';'"]


def test_offsets_leave_out_comments_and_the_semicolon() -> None:
    text = "\ufeff-- x\r\n  DELETE FROM é ; -- y\r\n/* z */"
    (part,) = split(text, "postgres")
    assert text[part.start : part.end] == "DELETE FROM é"
    assert [text[t[1] : t[2]] for t in part.tokens] == ["DELETE", "FROM", "é"]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", ["", ";", " ;;\n", "-- x", "{% if a %}{% endif %}"])
def test_no_statement(text: str, dialect: str) -> None:
    assert parts(text, dialect) == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "text",
    [
        "BEGIN TRUNCATE TABLE t; COMMIT",
        "BEGIN; TRUNCATE TABLE t; COMMIT;",
        "BEGIN\nTRUNCATE TABLE t;COMMIT",
    ],
)
def test_begin_stands_alone(text: str, dialect: str) -> None:
    assert parts(text, dialect) == ["BEGIN", "TRUNCATE TABLE t", "COMMIT"]


def test_begin_with_its_words_stands_alone() -> None:
    assert parts("BEGIN TRANSACTION DELETE FROM t; END") == [
        *("BEGIN TRANSACTION", "DELETE FROM t", "END"),
    ]
    assert parts("BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1") == [
        *("BEGIN ISOLATION LEVEL SERIALIZABLE", "SELECT 1"),
    ]


def test_markers_of_query_files_are_comments() -> None:
    text = "-- name: a\nDELETE FROM a;\n-- name: b!\nDELETE FROM b;"
    assert parts(text) == ["DELETE FROM a", "DELETE FROM b"]


def test_template_tags_between_statements_are_no_part_of_them() -> None:
    text = "{% if x %}\nDELETE FROM a;\n{% else %} DROP TABLE b; {% endif %} {# c; #}"
    assert parts(text) == ["DELETE FROM a", "DROP TABLE b"]


def test_template_tags_inside_a_statement_belong_to_it() -> None:
    text = "DELETE FROM a {% if x %} WHERE b {% endif %};"
    assert parts(text) == ["DELETE FROM a {% if x %} WHERE b"]


# PostgreSQL and psql


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE FUNCTION f() RETURNS int AS $$ BEGIN DELETE FROM t; RETURN 1; "
        "END; $$ LANGUAGE plpgsql",
        "DO $body$ BEGIN TRUNCATE t; END $body$",
        "CREATE FUNCTION f() RETURNS int AS 'SELECT 1; SELECT 2' LANGUAGE sql",
        "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM a; DELETE FROM b; END",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE "
        "WHEN a THEN 1 END; END",
        "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO a VALUES (1); END",
        "CREATE RULE r AS ON DELETE TO t DO (DELETE FROM a; DELETE FROM b)",
        "CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (SELECT (1); SELECT 2)",
        "CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1",
        "CREATE TABLE begin (a int)",
        "SELECT CASE WHEN a THEN b END FROM t",
    ],
)
def test_what_is_one_statement_in_postgresql(statement: str) -> None:
    assert parts(f"SELECT 0; {statement}; DROP TABLE z") == ["SELECT 0", statement, "DROP TABLE z"]


def test_psql_commands_are_no_statements() -> None:
    text = (
        "\\set x 'a;b'\nDELETE FROM a;\n\\echo done; really\nDELETE FROM b "
        "\\g\nDROP TABLE c\\gexec\nSELECT 1"
    )
    assert parts(text) == ["DELETE FROM a", "DELETE FROM b", "DROP TABLE c", "SELECT 1"]
    assert others(text, "postgres") == [("COMMAND", None)] * 4


def test_a_psql_condition_inside_a_statement_does_not_end_it() -> None:
    text = "DELETE FROM t\n\\if :x\nWHERE a = 1\n\\endif\n;"
    assert parts(text) == ["DELETE FROM t \\if :x WHERE a = 1"]


@pytest.mark.parametrize(
    ("dialect", "line", "name"),
    [
        ("postgres", "\\i sub/a.sql", "sub/a.sql"),
        ("postgres", "\\ir 'with space.sql'", "with space.sql"),
        ("postgres", "\\include a.sql", "a.sql"),
        ("postgres", "\\include_relative a.sql", "a.sql"),
        ("mysql", "source a.sql", "a.sql"),
        ("mysql", "SOURCE a.sql;", "a.sql"),
        ("mysql", "\\. a.sql", "a.sql"),
        ("sqlite", ".read a.sql", "a.sql"),
        ("duckdb", ".read 'a b.sql'", "a b.sql"),
        ("tsql", ":r a.sql", "a.sql"),
        ("oracle", "@a.sql", "a.sql"),
        ("oracle", "@@sub/a.sql", "sub/a.sql"),
        ("oracle", "START a.sql", "a.sql"),
    ],
)
def test_included_files_are_named(dialect: str, line: str, name: str) -> None:
    text = f"DELETE FROM x;\n{line}\nDELETE FROM y;"
    assert others(text, dialect) == [("INCLUDE", name)]
    assert parts(text, dialect) == ["DELETE FROM x", "DELETE FROM y"]


def test_copy_data_is_kept_apart() -> None:
    text = "COPY t FROM stdin;\nDROP TABLE x; 'it\n\\.\n\nDELETE FROM y;"
    assert parts(text) == ["COPY t FROM stdin", "DELETE FROM y"]
    (data,) = [part for part in split(text, "postgres") if part.kind is TextKind.DATA]
    assert text[data.start : data.end] == "DROP TABLE x; 'it\n\\."


def test_copy_without_data_hides_nothing() -> None:
    assert parts("COPY t FROM stdin; DELETE FROM y;") == ["COPY t FROM stdin", "DELETE FROM y"]


# MySQL

PROCEDURE = "CREATE PROCEDURE p() BEGIN IF a THEN DELETE FROM t; END IF; DROP TABLE b; END"


@pytest.mark.parametrize("delimiter", ["//", "$$", ";;", "|", "~", "!!"])
def test_mysql_delimiters(delimiter: str) -> None:
    text = (
        f"DELIMITER {delimiter}\n{PROCEDURE}{delimiter}\nDROP TABLE x "
        f"{delimiter}\nDELIMITER ;\nSELECT 1; SELECT 2;"
    )
    assert parts(text, "mysql") == [PROCEDURE, "DROP TABLE x", "SELECT 1", "SELECT 2"]


@pytest.mark.parametrize("delimiter", ["//", "$$"])
def test_delimiters_are_understood_whatever_the_dialect(delimiter: str) -> None:
    text = f"SELECT 0;\nDELIMITER {delimiter}\n{PROCEDURE} {delimiter}\nDELIMITER ;\nSELECT 1;"
    assert parts(text, "postgres") == ["SELECT 0", PROCEDURE, "SELECT 1"]


@pytest.mark.parametrize(
    "routine",
    [
        PROCEDURE,
        "CREATE DEFINER=`a`@`%` FUNCTION f() RETURNS int BEGIN RETURN CASE 1 "
        "WHEN 1 THEN 2 END; END",
        "CREATE TRIGGER g BEFORE DELETE ON t FOR EACH ROW BEGIN DELETE FROM a; DELETE FROM b; END",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; TRUNCATE b; END",
        "CREATE PROCEDURE p() BEGIN l: LOOP LEAVE l; END LOOP; WHILE a DO SET "
        "b = 1; END WHILE; END",
        "CREATE PROCEDURE p() BEGIN CASE a WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE; END",
        "CREATE PROCEDURE p() BEGIN DECLARE a int; BEGIN SELECT 1; END; END",
        "CREATE PROCEDURE p() BEGIN START TRANSACTION; DELETE FROM a; COMMIT; END",
        "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW IF a THEN SET @b = "
        "1; IF c THEN SET @d = 1; END IF; END IF",
        "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW DELETE FROM a",
        "CREATE FUNCTION f() RETURNS int RETURN IF(a, 1, 2)",
    ],
)
def test_mysql_routines_need_no_delimiter(routine: str) -> None:
    assert parts(f"{routine}; DROP TABLE z;", "mysql") == [routine, "DROP TABLE z"]


def test_mysql_executable_comments_are_statements() -> None:
    text = "/*!40000 ALTER TABLE t DISABLE KEYS */;\n/*!50003 DROP TABLE x */;"
    assert parts(text, "mysql") == ["ALTER TABLE t DISABLE KEYS", "DROP TABLE x"]


def test_mysql_g_ends_a_statement() -> None:
    assert parts("SELECT 1\\G\nDROP TABLE t\\g\nSELECT 2", "mysql") == [
        *("SELECT 1", "DROP TABLE t", "SELECT 2"),
    ]


# SQLite


def test_sqlite_triggers() -> None:
    trigger = "CREATE TEMP TRIGGER g AFTER DELETE ON t BEGIN DELETE FROM a; UPDATE b SET c = 1; END"
    assert parts(f"{trigger}; DROP TABLE z", "sqlite") == [trigger, "DROP TABLE z"]


# T-SQL


def test_go_ends_a_batch() -> None:
    text = "DELETE FROM a\nGO\nDELETE FROM b\n  go 10\nDELETE FROM c\nGO;\nSELECT go FROM t"
    assert parts(text, "tsql") == [
        "DELETE FROM a",
        "DELETE FROM b",
        "DELETE FROM c",
        "SELECT go FROM t",
    ]


def test_go_on_a_line_of_its_own_is_understood_whatever_the_dialect() -> None:
    assert parts("DELETE FROM a\nGO\nDROP TABLE b\nGO\n") == ["DELETE FROM a", "DROP TABLE b"]
    assert parts("SELECT a AS\ngo\nFROM t") == ["SELECT a AS go FROM t"]


def test_tsql_statements_begin_on_new_lines() -> None:
    text = """
        SET NOCOUNT ON
        DELETE FROM a
        UPDATE b
        SET c = 1
        WHERE d = 2
        INSERT INTO e
        SELECT 1
        TRUNCATE TABLE f
        IF EXISTS (SELECT 1)
        BEGIN
            DROP TABLE g
        END
        DROP TABLE IF EXISTS h
        SET @i = 1
        SELECT @i
        EXEC p
    """
    assert parts(text, "tsql") == [
        *("SET NOCOUNT ON", "DELETE FROM a", "UPDATE b SET c = 1 WHERE d = 2"),
        *("INSERT INTO e SELECT 1", "TRUNCATE TABLE f", "IF EXISTS (SELECT 1)", "BEGIN"),
        *("DROP TABLE g", "END", "DROP TABLE IF EXISTS h", "SET @i = 1", "SELECT @i", "EXEC p"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "WITH a AS (SELECT 1)\nDELETE FROM a",
        "ALTER TABLE t\nDROP COLUMN a",
        "ALTER TABLE t\nALTER COLUMN a int",
        "ALTER TABLE t\nDROP CONSTRAINT a",
        "INSERT INTO t\nEXEC p",
        "MERGE t USING s ON a = b\nWHEN MATCHED THEN\nDELETE\n",
        "MERGE t USING s ON a = b\nWHEN MATCHED THEN\nUPDATE SET a = 1\nWHEN "
        "NOT MATCHED THEN\nINSERT (a) VALUES (1)",
        "CREATE TABLE t (a int REFERENCES b ON\nDELETE CASCADE)",
        "GRANT SELECT,\nDELETE ON t TO u",
        "CREATE PROCEDURE p AS\nBEGIN\nDELETE FROM a;\nDELETE FROM b;\nEND",
        "CREATE TRIGGER g ON t AFTER\nDELETE AS\nDELETE FROM a;\nDELETE FROM b",
        "CREATE\nOR ALTER PROC p AS\nTRUNCATE TABLE a",
    ],
)
def test_what_is_one_statement_in_tsql(statement: str) -> None:
    expected = " ".join(statement.split())
    assert parts(f"SELECT 1;\n{statement}\nGO\nDROP TABLE z", "tsql") == [
        *("SELECT 1", expected, "DROP TABLE z"),
    ]


def test_only_routines_reach_to_the_end_of_a_tsql_batch() -> None:
    text = (
        "CREATE TYPE y AS TABLE (a int); DROP TABLE z; ALTER TABLE t ENABLE TRIGGER g; DROP TABLE x"
    )
    assert parts(text, "tsql") == text.split("; ")


# Oracle


def test_oracle_slashes_end_a_routine() -> None:
    routine = "CREATE OR REPLACE PROCEDURE p IS x int; BEGIN DELETE FROM t; END;"
    text = f"DROP TABLE a;\n{routine}\n/\nDROP TABLE b;\nSELECT 1 / 2 FROM dual;"
    assert parts(text, "oracle") == [
        "DROP TABLE a",
        routine,
        "DROP TABLE b",
        "SELECT 1 / 2 FROM dual",
    ]


@pytest.mark.parametrize(
    "routine",
    [
        "CREATE PROCEDURE p IS x int; BEGIN DELETE FROM t; END p",
        "CREATE FUNCTION f RETURN int AS CURSOR c IS SELECT 1 FROM dual; BEGIN RETURN 1; END",
        "CREATE PROCEDURE p IS PROCEDURE q IS BEGIN NULL; END; BEGIN q; END",
        "CREATE PACKAGE BODY k AS PROCEDURE p IS BEGIN NULL; END; PROCEDURE q "
        "IS BEGIN NULL; END; END k",
        "CREATE PACKAGE k AS PROCEDURE p; x int; END k",
        "CREATE TRIGGER g BEFORE DELETE ON t DECLARE x int; BEGIN DELETE FROM a; END",
        "CREATE TYPE y AS OBJECT (a int)",
        "CREATE TYPE y AS TABLE OF int",
    ],
)
def test_oracle_routines_end_without_a_slash(routine: str) -> None:
    assert parts(f"{routine}; DROP TABLE z;", "oracle") == [routine, "DROP TABLE z"]


def test_statements_of_an_anonymous_block_are_statements() -> None:
    text = "DECLARE x int; BEGIN DELETE FROM a; IF x THEN DELETE FROM b; END IF; END;"
    assert parts(text, "oracle") == [
        *("DECLARE x int", "BEGIN", "DELETE FROM a", "IF x THEN DELETE FROM b", "END IF", "END"),
    ]


# Snowflake and BigQuery


@pytest.mark.parametrize("dialect", ["snowflake", "bigquery"])
def test_routines_of_the_warehouses(dialect: str) -> None:
    routine = "CREATE PROCEDURE p() BEGIN BEGIN TRANSACTION; DELETE FROM a; COMMIT TRANSACTION; END"
    assert parts(f"{routine}; DROP TABLE z", dialect) == [routine, "DROP TABLE z"]


def test_snowflake_declarations_before_the_body() -> None:
    routine = "CREATE PROCEDURE p() AS DECLARE x int; BEGIN DELETE FROM a; END"
    assert parts(f"{routine}; DROP TABLE z", "snowflake") == [routine, "DROP TABLE z"]


# Bodies that are never closed


@pytest.mark.parametrize("dialect", ["mysql", "sqlite", "postgres", "snowflake"])
def test_a_body_without_an_end_hides_nothing(dialect: str) -> None:
    text = "CREATE TRIGGER g AFTER DELETE ON t BEGIN DELETE FROM a; DROP TABLE b; SELECT 1"
    assert parts(text, dialect)[1:] == ["DROP TABLE b", "SELECT 1"]


def test_a_routine_ends_the_body_before_it() -> None:
    first = "CREATE PROCEDURE p() BEGIN BEGIN DELETE FROM a; END"
    second = "CREATE PROCEDURE q() BEGIN DELETE FROM b; END"
    assert parts(f"{first}; {second}; DROP TABLE c;", "mysql") == [first, second, "DROP TABLE c"]
