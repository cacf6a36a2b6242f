"""TRUNCATE … CASCADE: what it becomes, and why it is left alone."""

from __future__ import annotations

import pytest

from .mended_project import fixed, mend, refusal

ALONE = "CREATE TABLE t (id int PRIMARY KEY);\n"
RESTRICTED = f"{ALONE}CREATE TABLE c (id int REFERENCES t ON DELETE RESTRICT);\n"
CASCADING = f"{ALONE}CREATE TABLE c (id int REFERENCES t ON DELETE CASCADE);\n"


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("TRUNCATE t CASCADE;", "TRUNCATE t;"),
        ("TRUNCATE TABLE t CASCADE", "TRUNCATE TABLE t"),
        ("truncate only t restart identity cascade;", "truncate only t restart identity;"),
        ("TRUNCATE t -- why\n  CASCADE;", "TRUNCATE t -- why\n  ;"),
        ("TRUNCATE t\r\n\tCASCADE\r\n;", "TRUNCATE t\r\n\t\r\n;"),
        ('TRUNCATE "t"CASCADE;', 'TRUNCATE "t";'),
        (
            "TRUNCATE t /* CASCADE */ CASCADE /* CASCADE */;",
            "TRUNCATE t /* CASCADE */ /* CASCADE */;",
        ),
        ("DO $$ BEGIN TRUNCATE t CASCADE; END $$;", "DO $$ BEGIN TRUNCATE t; END $$;"),
    ],
)
def test_what_nothing_references_is_truncated_without_cascade(statement: str, wanted: str) -> None:
    assert fixed(ALONE + statement, "FTC101", "a.sql") == ALONE + wanted


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("TRUNCATE t CASCADE;", "DELETE FROM t;"),
        ("TRUNCATE TABLE t CASCADE;", "DELETE FROM t;"),
        ("truncate\n table t cascade;", "delete from t;"),
        ("TRUNCATE TABLE ONLY t * CASCADE;", "DELETE FROM ONLY t *;"),
        ('TRUNCATE "t" CASCADE;', 'DELETE FROM "t";'),
    ],
)
def test_what_other_tables_reference_is_deleted(statement: str, wanted: str) -> None:
    assert fixed(RESTRICTED + statement, "FTC101", "a.sql") == RESTRICTED + wanted


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ('db.execute("TRUNCATE t CASCADE")', 'db.execute("TRUNCATE t")'),
        ('db.execute("TRUNCATE " "t" " CASCADE")', 'db.execute("TRUNCATE " "t" "")'),
        ('db.execute("TRUNCATE t" + " CASCADE")', 'db.execute("TRUNCATE t" + "")'),
        (
            'db.execute("""\n  TRUNCATE t\n  CASCADE;\n""")',
            'db.execute("""\n  TRUNCATE t\n  ;\n""")',
        ),
        ('db.execute("TRUNCATE t\\nCASCADE")', 'db.execute("TRUNCATE t\\n")'),
        ('T = "t"\ndb.execute(f"TRUNCATE {T} CASCADE")', 'T = "t"\ndb.execute(f"TRUNCATE {T}")'),
        (
            'T = "t"\ndb.execute("TRUNCATE {} CASCADE".format(T))',
            'T = "t"\ndb.execute("TRUNCATE {}".format(T))',
        ),
    ],
)
def test_in_python(call: str, wanted: str) -> None:
    head = "import psycopg\ndb = psycopg.connect()\n"
    files = {"schema.sql": ALONE, "a.py": f"{head}{call}\n"}
    result = mend(files, ["FTC101"])
    assert result.files["a.py"].after.decode() == f"{head}{wanted}\n"
    assert not result.report.findings
    deleted = mend({**files, "schema.sql": RESTRICTED}, ["FTC101"]).files["a.py"].after.decode()
    compile(deleted, "a.py", "exec")
    assert deleted == f"{head}{wanted}\n".replace("TRUNCATE", "DELETE FROM").replace(
        'FROM " "t"', 'FROM " "t"'
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("TRUNCATE t CASCADE;", "which tables reference t is not known"),
        (f"{CASCADING}TRUNCATE t CASCADE;", "a DELETE would cascade too, to 1 table: c"),
        (
            "CREATE TABLE c (id int REFERENCES t ON DELETE RESTRICT);\nTRUNCATE t CASCADE;",
            "nothing but a foreign key tells of t",
        ),
        (
            f"{RESTRICTED}TRUNCATE t RESTART IDENTITY CASCADE;",
            "a DELETE would need more than this TRUNCATE says",
        ),
        (
            f"{RESTRICTED}CREATE TABLE u (id int);\nTRUNCATE t, u CASCADE;",
            "c reference it: this needs a DELETE for each table",
        ),
        (f"{RESTRICTED}TRUNCATE /* x */ TABLE t CASCADE;", "a DELETE would need more"),
        (
            "CREATE TABLE a.t (id int); CREATE TABLE b.t (id int);\nTRUNCATE t CASCADE;",
            "t may mean several tables",
        ),
    ],
)
def test_refused_with_the_reason(text: str, reason: str) -> None:
    assert reason in refusal(text, "FTC101", "a.sql")


@pytest.mark.parametrize(
    "call",
    [
        'OPTIONS = "CASCADE"\ndb.execute(f"TRUNCATE t {OPTIONS}")',
        'db.execute("TRUNCATE t CASC" "ADE")',
    ],
)
def test_a_word_of_another_place_is_left_alone(call: str) -> None:
    head = "import psycopg\ndb = psycopg.connect()\n"
    result = mend({"schema.sql": ALONE, "a.py": f"{head}{call}\n"}, ["FTC101"])
    assert result.files == {}
    (finding,) = result.report.findings
    assert "CASCADE is not written out" in finding.no_fix


def test_a_model_is_left_alone() -> None:
    text = (
        "from peewee import CharField, Model\n\n\nclass Price(Model):\n    name = CharField()\n\n\n"
        "def wipe():\n    Price.truncate_table(cascade=True)\n"
    )
    assert refusal(text, "FTC101") == "it is not written as SQL but with peewee"


def test_keys_that_are_fixed_too_count_as_they_will_be() -> None:
    text = f"{CASCADING}TRUNCATE t CASCADE;"
    result = mend({"a.sql": text}, ["FTC101", "FTC301"])
    assert result.files["a.sql"].after.decode() == f"{RESTRICTED}DELETE FROM t;"
    assert result.report.summary.fixed == 2
