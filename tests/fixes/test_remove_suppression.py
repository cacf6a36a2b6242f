"""What suppresses nothing is taken out; whatever else a comment says stays."""

from __future__ import annotations

import pytest

from ftc_lint.rule import python, sql
from ftc_lint.testing import report_on

from .mended_project import fixed, mend

HEAD = "import psycopg\ndb = psycopg.connect()\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SELECT 1; -- ftc-lint: ignore[FTC101] why", "SELECT 1;"),
        ("SELECT 1;\t--ftc-lint:ignore[FTC101]why\nSELECT 2;", "SELECT 1;\nSELECT 2;"),
        ("-- ftc-lint: ignore[FTC101] why\nSELECT 1;", "SELECT 1;"),
        ("SELECT 1;\n  -- ftc-lint: ignore[FTC101] why", "SELECT 1;\n"),
        ("SELECT 1;\r\n-- noqa: FTC101\r\nSELECT 2;\r\n", "SELECT 1;\r\nSELECT 2;\r\n"),
        ("/* ftc-lint: ignore[FTC101]\n   why */\nSELECT 1;", "SELECT 1;"),
        ("SELECT/* ftc-lint: ignore[FTC101] */1;", "SELECT 1;"),
        ("SELECT /* ftc-lint: ignore[FTC101] */ 1;", "SELECT  1;"),
        ("/* ftc-lint: ignore[FTC101] */ SELECT 1;", " SELECT 1;"),
        ("SELECT 1; /* hint, ftc-lint: ignore[FTC101] why */", "SELECT 1; /* hint, */"),
        ("SELECT 1; -- slow -- ftc-lint: ignore[FTC101] why", "SELECT 1; -- slow"),
        ("SELECT 1; -- ftc-lint: ignore[FTC101] why -- slow", "SELECT 1; -- slow"),
        ("SELECT 1; -- noqa: FTC101,E501", "SELECT 1; -- noqa: E501"),
        ("SELECT 1; -- noqa: LT01, FTC101, FTC104 x", "SELECT 1; -- noqa: LT01 x"),
        ("SELECT 1; -- noqa: FTC101 noqa: E501", "SELECT 1; -- noqa: E501"),
        ("SELECT 1; -- ftc-lint: ignore[FTC101, until=9999-01-31] why", "SELECT 1;"),
        (
            "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC104, FTC101, until=9999-01-31] why",
            "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC101, until=9999-01-31] why",
        ),
        (
            "TRUNCATE a CASCADE; -- ftc-lint: ignore[ FTC101,FTC104 ] why",
            "TRUNCATE a CASCADE; -- ftc-lint: ignore[ FTC101 ] why",
        ),
        (
            "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC101] why -- noqa: FTC104",
            "TRUNCATE a CASCADE; -- ftc-lint: ignore[FTC101] why",
        ),
        ("-- ftc-lint: ignore-file[FTC101] why\nSELECT 1;", "SELECT 1;"),
        (
            "DO $$ BEGIN\n  -- ftc-lint: ignore[FTC101]\n  NULL; END $$;",
            "DO $$ BEGIN\n  NULL; END $$;",
        ),
    ],
)
def test_sql(before: str, after: str) -> None:
    assert fixed(before, "FTC901", "a.sql", unsafe=False) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # ftc-lint: ignore[FTC101] why", "x = 1"),
        ("# ftc-lint: ignore[FTC101] why\nx = 1", "x = 1"),
        ("def f():\n    # ftc-lint: ignore[FTC101] why\n    pass", "def f():\n    pass"),
        ("x = 1  # noqa: FTC101,E501", "x = 1  # noqa: E501"),
        ("x = 1  # noqa: E501 FTC101", "x = 1  # noqa: E501"),
        ("x = 1  # type: ignore  # noqa: FTC101", "x = 1  # type: ignore"),
        ("x = 1  # noqa: FTC101  # type: ignore", "x = 1  # type: ignore"),
        (
            "x = 1  # ftc-lint: ignore[FTC101] see #12 # pragma: no cover",
            "x = 1  # pragma: no cover",
        ),
        ("x = 1  # keep this  ftc-lint: ignore[FTC101] why", "x = 1  # keep this"),
        ("x = 1  # a  # ftc-lint: ignore[FTC101] why  # b", "x = 1  # a  # b"),
        ("# größe\nx = '表'  # noqa: FTC101", "# größe\nx = '表'"),
        ('db.execute("SELECT 1 -- ftc-lint: ignore[FTC101] why")', 'db.execute("SELECT 1")'),
        (
            'db.execute("""\n  -- ftc-lint: ignore[FTC101] don\'t\n  SELECT 1\n""")',
            'db.execute("""\n  SELECT 1\n""")',
        ),
        (
            'db.execute("""SELECT 1 /* ftc-lint: ignore[FTC101] */, 2 -- x\n""")',
            'db.execute("""SELECT 1 , 2 -- x\n""")',
        ),
        (
            'db.execute("SELECT 1 -- noqa: FTC101, FTC104"\n    "")',
            'db.execute("SELECT 1"\n    "")',
        ),
    ],
)
def test_python(before: str, after: str) -> None:
    assert fixed(f"{HEAD}{before}\n", "FTC901", unsafe=False) == f"{HEAD}{after}\n"


@pytest.mark.parametrize(
    "line",
    [
        'db.execute("SELECT 1 -- ftc-lint: ignore[FTC101] why\\nUNION SELECT 2")',
        'db.execute(f"""SELECT 1 -- ftc-lint: ignore[FTC101] {x}\nUNION SELECT 2""")',
    ],
)
def test_a_comment_that_may_be_more_is_left_alone(line: str) -> None:
    result = mend({"a.py": f"{HEAD}x = 1\n{line}\n"}, ["FTC901", "FTC101"])
    assert result.files == {}
    assert [f.no_fix for f in result.report.findings] == [
        "the comment stands in a string, with escapes or expressions in it"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "TRUNCATE a; -- ftc-lint: ignore\n",
        "TRUNCATE a; -- ftc-lint: ignore[FTC999] x\n",
        "TRUNCATE a; -- ftc-lint: disable=FTC101\n",
    ],
)
def test_a_refused_one_is_not_guessed_at(text: str) -> None:
    assert mend({"a.sql": text}, ["FTC901", "FTC101"]).files == {}


def test_templates() -> None:
    text = "{# ftc-lint: ignore[FTC101] why #}\nSELECT 1;\n"
    result = mend({"a.sql.j2": text}, ["FTC901", "FTC101"], dialect="mysql")
    assert result.files == {}


def test_shell() -> None:
    text = "psql -c 'SELECT 1'\n# ftc-lint: ignore[FTC101] why\npsql -c 'SELECT 2'\n"
    assert fixed(text, "FTC901", "a.sh", unsafe=False) == "psql -c 'SELECT 1'\npsql -c 'SELECT 2'\n"


def test_nothing_is_removed_from_a_file_that_could_not_be_read_whole() -> None:
    """What the comment silences may be in the part that was not read."""
    text = "import psycopg\npsycopg.connect().execute(\n# ftc-lint: ignore[FTC104] why\n"
    result = mend({"a.py": text}, ["FTC901", "FTC104"])
    assert result.files == {}


def test_which_rules_are_selected_decides_what_is_unused() -> None:
    text = "SELECT 1; -- ftc-lint: ignore[FTC101, FTC104] why\n"
    result = mend({"a.sql": text}, ["FTC901", "FTC101"])
    assert result.files["a.sql"].after.decode() == "SELECT 1; -- ftc-lint: ignore[FTC104] why\n"


def test_the_help_names_what_the_fix_takes_out() -> None:
    for example, wanted in (
        (python("x = 1  # noqa: E501, FTC101\n"), "remove FTC101 from it"),
        (sql("SELECT 1; -- noqa: FTC101\n"), "remove it"),
    ):
        (finding,) = report_on(example).findings
        assert finding.help == wanted
