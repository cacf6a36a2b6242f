"""Head positions: where a verb may begin a statement, and where it may not."""

import pytest

from ftc_lint.sql.heads import heads
from ftc_lint.sql.lexer import tokenize


def head_words(text: str, dialect: str = "postgres") -> list[str]:
    tokens = tokenize(text, dialect)
    return [text[tokens[i].start : tokens[i].end].upper() for i in heads(tokens, dialect)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DELETE FROM t", ["DELETE"]),
        ("WITH x AS (DELETE FROM a RETURNING *) DELETE FROM b", ["WITH", "DELETE", "DELETE"]),
        ("WITH x AS (SELECT 1), y AS (SELECT 2) UPDATE t SET a = 1", None),
        ("EXPLAIN ANALYZE DELETE FROM t", ["EXPLAIN", "DELETE"]),
        ("EXPLAIN (ANALYZE, VERBOSE) UPDATE t SET a = 1", ["EXPLAIN", "UPDATE"]),
        ("PREPARE p (int) AS DELETE FROM t", ["PREPARE", "DELETE"]),
        ("COPY (DELETE FROM t RETURNING *) TO STDOUT", ["COPY", "DELETE"]),
        ("BEGIN TRUNCATE t", ["BEGIN", "TRUNCATE"]),
        ("IF x THEN TRUNCATE t; ELSE DROP TABLE t; END IF", ["TRUNCATE", "DROP", "END"]),
        ("LOOP UPDATE t SET a = 1; END LOOP", ["UPDATE", "END"]),
        ("CREATE RULE r AS ON DELETE TO t DO INSTEAD UPDATE t SET a = 1", ["CREATE", "UPDATE"]),
        ("CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)", None),
        ("SELECT 1\nTRUNCATE TABLE t", ["SELECT", "TRUNCATE"]),
        ("DROP TABLE a\nDROP TABLE b", ["DROP", "DROP"]),
        ("ALTER TABLE a ADD b int\nDROP TABLE c", ["ALTER", "DROP"]),
        ("(DELETE FROM t)", ["DELETE"]),
        ("{% if x %} DELETE FROM t {% else %} TRUNCATE t {% endif %}", ["DELETE", "TRUNCATE"]),
        ("{verb} t", ["{VERB}"]),
    ],
)
def test_verbs_at_head_positions_are_found(text: str, expected: list[str] | None) -> None:
    found = head_words(text)
    if expected is None:
        assert found[-1] in ("UPDATE", "DELETE")
    else:
        assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE TRIGGER g AFTER TRUNCATE ON t EXECUTE FUNCTION f()",
        "CREATE TRIGGER g INSTEAD OF DELETE ON t FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE TRIGGER g AFTER INSERT OR UPDATE OR DELETE ON t EXECUTE FUNCTION f()",
        "SELECT * FROM t FOR UPDATE",
        "INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 1",
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1",
        "GRANT TRUNCATE ON t TO u",
        "GRANT SELECT, DELETE, UPDATE ON t TO u",
        "REVOKE DELETE ON t FROM u",
        "CREATE TABLE t (a int REFERENCES b ON DELETE CASCADE ON UPDATE SET NULL)",
        "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE",
        "MERGE INTO t USING s ON a WHEN MATCHED AND x THEN UPDATE SET a = 1 WHEN NOT MATCHED "
        "THEN INSERT (a) VALUES (1)",
    ],
)
@pytest.mark.parametrize("dialect", ["postgres", "mysql", "tsql"])
def test_other_uses_of_a_verb_are_no_heads(text: str, dialect: str) -> None:
    assert head_words(text, dialect)[1:] == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT CASE WHEN a THEN update ELSE delete END FROM t",
        "SELECT a AS delete FROM t",
        "SELECT delete FROM t",
        "SELECT a, delete FROM t",
        "CREATE TABLE t (delete boolean, truncate int, update text)",
        "INSERT INTO t (delete, update) VALUES (truncate)",
        "SELECT f(delete), truncate(a, 2) FROM t",
        "ALTER EXTENSION e DROP TABLE t",
        "ALTER PUBLICATION p DROP TABLE t",
        "ALTER OPERATOR FAMILY f USING gist DROP FUNCTION 3 (a)",
        "ALTER SERVER s OPTIONS (DROP a)",
        "ALTER TABLE t DROP COLUMN a, DROP CONSTRAINT b",
        "ALTER TABLE t DROP INDEX a",
    ],
)
@pytest.mark.parametrize("dialect", ["postgres", "mysql", "snowflake"])
def test_names_that_are_verbs_are_no_heads(text: str, dialect: str) -> None:
    assert head_words(text, dialect)[1:] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DELETE FROM a DELETE FROM b", ["DELETE", "DELETE"]),
        ("IF OBJECT_ID('t') IS NOT NULL DROP TABLE t", ["DROP"]),
        ("SET NOCOUNT ON DELETE t", ["SET", "DELETE"]),
        ("IF @x > 0 TRUNCATE TABLE t ELSE DELETE t", ["TRUNCATE", "DELETE"]),
        ("ALTER TABLE t DROP COLUMN a", ["ALTER"]),
        ("ALTER TABLE t DROP INDEX a", ["ALTER"]),
        ("ALTER TABLE t ADD a int DROP TABLE u", ["ALTER", "DROP"]),
        ("CREATE TRIGGER g ON t AFTER INSERT, UPDATE AS IF UPDATE(a) DELETE t", None),
    ],
)
def test_tsql_needs_no_semicolons(text: str, expected: list[str] | None) -> None:
    found = head_words(text, "tsql")
    if expected is None:
        expected = ["CREATE", "DELETE"]
    assert found == expected
