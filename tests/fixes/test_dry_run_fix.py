"""A dry run is put in: a parameter in the style of the others, and a return before the writes."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .mended_project import fixed, mend, refusal

WRITE = 'psycopg.connect().execute("DELETE FROM t")'
GUARD = (
    "    if dry_run:\n"
    '        print("DRY RUN: nothing is changed. A real run deletes from t.")\n'
    "        return\n"
)


@pytest.mark.parametrize(
    ("signature", "wanted"),
    [
        ("def etl():", "def etl(dry_run=False):"),
        ("def etl( ):", "def etl(dry_run=False ):"),
        ("def etl() -> None:", "def etl(dry_run: bool = False) -> None:"),
        ("def etl(a, b=(1)):", "def etl(a, b=(1), dry_run=False):"),
        ("def etl(a: str):", "def etl(a: str, dry_run: bool = False):"),
        ("def etl(a, /):", "def etl(a, /, dry_run=False):"),
        ("def etl(a, *, b):", "def etl(a, *, b, dry_run=False):"),
        ("def etl(*a):", "def etl(*a, dry_run=False):"),
        ("def etl(a, **k):", "def etl(a, dry_run=False, **k):"),
        ("def etl(**k: int):", "def etl(dry_run: bool = False, **k: int):"),
        ("def etl(a, *b, c=1, ** k):", "def etl(a, *b, c=1, dry_run=False, ** k):"),
        ("def etl(a,):", "def etl(a, dry_run=False,):"),
        ("def etl(a  # the a\n        ):", "def etl(a, dry_run=False  # the a\n        ):"),
        ("def etl(\n    a,\n    b,\n):", "def etl(\n    a,\n    b,\n    dry_run=False,\n):"),
        ("def etl(\n    a,  # x\n):", "def etl(\n    a,  # x\n    dry_run=False,\n):"),
        ("def etl(\n    a  # x\n):", "def etl(\n    a,  # x\n    dry_run=False\n):"),
        ("def etl(a,\n        b):", "def etl(a,\n        b,\n        dry_run=False):"),
        ("def etl(a, b=')', c=\"(\"):", "def etl(a, b=')', c=\"(\", dry_run=False):"),
        ("def etl(a=lambda x: (x, 1)):", "def etl(a=lambda x: (x, 1), dry_run=False):"),
        ("async def etl(a):", "async def etl(a, dry_run=False):"),
        ("def etl(größe='表'):", "def etl(größe='表', dry_run=False):"),
    ],
)
def test_the_parameter(signature: str, wanted: str) -> None:
    head = "import psycopg\n\n\n"
    text = f"{head}{signature}\n    {WRITE}\n"
    assert fixed(text, "FTC401") == f"{head}{wanted}\n{GUARD}    {WRITE}\n"


def body(text: str) -> str:
    return "import psycopg\n\ndb = psycopg.connect()\n\n\n" + dedent(text)


def test_the_guard_stands_before_the_first_statement_that_writes() -> None:
    text = body(
        '''
        def etl(rows):
            """Load."""
            frame = [row for row in rows]
            db.execute("SELECT 1")

            # clear the table
            # first
            with db.transaction():
                db.execute("DELETE FROM t")
            db.execute("INSERT INTO t VALUES (1)")
        '''
    )
    wanted = text.replace("etl(rows)", "etl(rows, dry_run=False)").replace(
        "    # clear", f"{GUARD}    # clear"
    )
    assert fixed(text, "FTC401") == wanted


def test_writes_in_helpers_and_methods() -> None:
    text = body(
        """
        class Loader:
            def _wipe(self):
                db.execute("DELETE FROM t")

            def run_etl(self):
                print("start")
                self._wipe()
        """
    )
    assert fixed(text, "FTC401") == text.replace(
        "run_etl(self)", "run_etl(self, dry_run=False)"
    ).replace(
        "        self._wipe()",
        "".join(f"    {line}\n" for line in GUARD.splitlines()) + "        self._wipe()",
    )


def test_statements_kept_in_a_constant() -> None:
    text = body(
        """
        WIPE = "DELETE FROM t"


        def etl():
            print("start")
            db.execute(WIPE)
        """
    )
    wanted = text.replace("etl()", "etl(dry_run=False)").replace(
        "    db.execute", f"{GUARD}    db.execute"
    )
    assert fixed(text, "FTC401") == wanted


def test_tabs_and_line_ends() -> None:
    text = f"import psycopg\r\n\r\ndef etl(\r\n\ta,\r\n):\r\n\t{WRITE}\r\n"
    assert fixed(text, "FTC401") == (
        "import psycopg\r\n\r\ndef etl(\r\n\ta,\r\n\tdry_run=False,\r\n):\r\n"
        "\tif dry_run:\r\n"
        '\t\tprint("DRY RUN: nothing is changed. A real run deletes from t.")\r\n'
        f"\t\treturn\r\n\t{WRITE}\r\n"
    )


def test_the_name_comes_from_the_configuration() -> None:
    text = f"import psycopg\n\n\ndef etl():\n    {WRITE}\n"
    after = fixed(text, "FTC401", dry_run_parameters=("no-act", "simulate"))
    assert "def etl(simulate=False):\n    if simulate:\n" in after


@pytest.mark.parametrize(
    ("head", "option"),
    [
        ("import click\n\n\n@click.command()", '@click.option("--dry-run", is_flag=True)\n'),
        ("import click as c\n\n\n@c.command()", '@c.option("--dry-run", is_flag=True)\n'),
        ("import typer\n\napp = typer.Typer()\n\n\n@app.command()", ""),
    ],
)
def test_commands(head: str, option: str) -> None:
    text = f"import psycopg\n{head}\ndef purge(url: str):\n    {WRITE}\n"
    wanted = text.replace(
        "def purge(url: str):\n", f"{option}def purge(url: str, dry_run: bool = False):\n{GUARD}"
    )
    assert fixed(text, "FTC401") == wanted


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"def etl(): {WRITE}\n", "the statement shares its line with another"),
        (f"def etl():\n    x = 1; {WRITE}\n", "the statement shares its line with another"),
        (
            f"def etl():\n    dry_run = 1\n    {WRITE}\n",
            "it uses the name dry_run already",
        ),
        (
            f"from click import command\n\n\n@command()\ndef purge():\n    {WRITE}\n",
            "click is not imported as a module",
        ),
        (
            f"from contextlib import contextmanager\n\n\n@contextmanager\ndef etl():\n    {WRITE}\n"
            "    yield\n",
            "a context manager cannot return before it yields",
        ),
    ],
)
def test_what_is_left_alone(text: str, reason: str) -> None:
    assert reason in refusal(f"import psycopg\n{text}", "FTC401")


def test_a_django_command_is_told_where_its_options_are() -> None:
    text = (
        "from django.core.management.base import BaseCommand\n"
        "from django.db import connection\n\n\n"
        "class Command(BaseCommand):\n    def handle(self, *args, **options):\n"
        '        connection.cursor().execute("DELETE FROM t")\n'
    )
    reason = refusal(text, "FTC401", "app/management/commands/purge.py")
    assert reason == "a Django command takes options in add_arguments: add --dry-run there"


def test_the_new_dry_run_is_honoured() -> None:
    """The rule on dry runs that write all the same has nothing to say of what was put in."""
    text = body(
        """
        def wipe():
            db.execute("DELETE FROM t")


        def etl():
            for _ in range(3):
                wipe()
            try:
                db.execute("INSERT INTO t VALUES (1)")
            finally:
                db.commit()


        if __name__ == "__main__":
            etl()
        """
    )
    result = mend({"a.py": text}, ["FTC401", "FTC402"])
    assert result.report.summary.fixed == 1
    assert result.report.findings == ()


def test_a_name_that_is_put_together_is_not_printed() -> None:
    text = (
        "import psycopg\n\n\ndef etl(table):\n"
        '    psycopg.connect().execute(f"DELETE FROM {table}")\n'
    )
    assert "A real run deletes from a table whose name is not known." in fixed(text, "FTC401")


def test_names_of_tables_are_printed_in_characters_of_every_encoding() -> None:
    text = 'import psycopg\n\n\ndef etl():\n    psycopg.connect().execute("DELETE FROM größe")\n'
    after = fixed(text, "FTC401")
    assert "A real run deletes from gr\\xf6\\xdfe." in after
