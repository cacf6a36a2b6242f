"""Dry runs in every form that a program may give them, and every way of getting them wrong."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ftc_lint.rule import Example
from ftc_lint.testing import report_on

HEAD = """
import argparse
import functools
import os
import click
import psycopg2
import typer

SQL = "INSERT INTO prices SELECT * FROM new_prices"
"""

RIGHT = {
    "if": """
        def run_etl(url, dry_run=False):
            conn = psycopg2.connect(url)
            if not dry_run:
                conn.cursor().execute(SQL)
        """,
    "else": """
        def run_etl(url, dry_run=False):
            conn = psycopg2.connect(url)
            if dry_run:
                print(SQL)
            else:
                conn.cursor().execute(SQL)
        """,
    "early return": """
        def run_etl(url, dry_run=False):
            conn = psycopg2.connect(url)
            if dry_run:
                print(SQL)
                return
            conn.cursor().execute(SQL)
        """,
    "conditional expression": """
        def run_etl(url, dry_run=False):
            cur = psycopg2.connect(url).cursor()
            print(SQL) if dry_run else cur.execute(SQL)
        """,
    "and": """
        def run_etl(url, rows, dry_run=False):
            cur = psycopg2.connect(url).cursor()
            if rows and not dry_run:
                cur.execute(SQL)
        """,
    "a mode derived from it": """
        def run_etl(url, dry_run=False):
            write = not dry_run
            cur = psycopg2.connect(url).cursor()
            if write:
                cur.execute(SQL)
        """,
    "handed to a helper": """
        def load(cur, dry_run):
            if dry_run:
                return
            cur.execute(SQL)
        def run_etl(url, dry_run=False):
            load(psycopg2.connect(url).cursor(), dry_run=dry_run)
        """,
    "in a wrapper": """
        class Database:
            def __init__(self, url, dry_run):
                self.cur = psycopg2.connect(url).cursor()
                self.dry_run = dry_run
            def execute(self, sql):
                if self.dry_run:
                    print(sql)
                    return
                self.cur.execute(sql)
        def run_etl(url, dry_run=False):
            db = Database(url, dry_run)
            db.execute(SQL)
        """,
    "an attribute": """
        class Pipeline:
            def __init__(self, url, dry_run=False):
                self.cur = psycopg2.connect(url).cursor()
                self.dry_run = dry_run
            def run_etl(self):
                if not self.dry_run:
                    self.cur.execute(SQL)
        """,
    "a decorator": """
        def skipped_in_dry_run(function):
            @functools.wraps(function)
            def inner(cur, dry_run):
                if dry_run:
                    print(function.__name__)
                    return None
                return function(cur, dry_run)
            return inner
        @skipped_in_dry_run
        def load(cur, dry_run):
            cur.execute(SQL)
        def run_etl(url, dry_run=False):
            load(psycopg2.connect(url).cursor(), dry_run)
        """,
    "rolled back": """
        def run_etl(url, dry_run=False):
            conn = psycopg2.connect(url)
            conn.cursor().execute(SQL)
            if dry_run:
                conn.rollback()
            else:
                conn.commit()
        """,
    "not committed": """
        def run_etl(url, dry_run=False):
            conn = psycopg2.connect(url)
            conn.cursor().execute(SQL)
            if not dry_run:
                conn.commit()
        """,
    "an injected connection": """
        class DryRunConnection:
            def execute(self, sql):
                print("would run", sql)
        class RealConnection:
            def __init__(self, url):
                self.cur = psycopg2.connect(url).cursor()
            def execute(self, sql):
                self.cur.execute(sql)
        def run_etl(url, dry_run=False):
            conn = DryRunConnection() if dry_run else RealConnection(url)
            conn.execute(SQL)
        """,
    "argparse": """
        def run_etl(args):
            cur = psycopg2.connect(args.url).cursor()
            if args.dry_run:
                return
            cur.execute(SQL)
        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument("--dry-run", action="store_true")
            run_etl(parser.parse_args())
        if __name__ == "__main__":
            main()
        """,
    "argparse, handed down": """
        def run_etl(url, dry_run=False):
            cur = psycopg2.connect(url).cursor()
            if not dry_run:
                cur.execute(SQL)
        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument("--dry-run", action="store_true")
            args = parser.parse_args()
            run_etl("dbname=shop", dry_run=args.dry_run)
        if __name__ == "__main__":
            main()
        """,
    "click": """
        @click.command()
        @click.option("--dry-run", is_flag=True)
        def load(dry_run):
            cur = psycopg2.connect("dbname=shop").cursor()
            if not dry_run:
                cur.execute(SQL)
        """,
    "typer": """
        app = typer.Typer()
        @app.command()
        def load(dry_run: bool = typer.Option(False, "--dry-run")):
            cur = psycopg2.connect("dbname=shop").cursor()
            if dry_run:
                raise typer.Exit()
            cur.execute(SQL)
        """,
    "the environment": """
        def run_etl(url):
            cur = psycopg2.connect(url).cursor()
            if os.environ.get("DRY_RUN"):
                return
            cur.execute(SQL)
        """,
    "the environment, at the top": """
        DRY_RUN = os.getenv("DRY_RUN", "0") == "1"
        def run_etl(url):
            cur = psycopg2.connect(url).cursor()
            if not DRY_RUN:
                cur.execute(SQL)
        """,
    "apply": """
        def run_etl(url, apply=False):
            cur = psycopg2.connect(url).cursor()
            if apply:
                cur.execute(SQL)
        """,
    "only reads": """
        def run_etl(url):
            psycopg2.connect(url).cursor().execute("SELECT * FROM prices")
        """,
}

WRONG = {
    "none": ("FTC401", """
        def run_etl(url):
            psycopg2.connect(url).cursor().execute(SQL)
        """),
    "a click command without": ("FTC401", """
        @click.command()
        def load():
            psycopg2.connect("dbname=shop").cursor().execute("DELETE FROM prices")
        """),
    "ignored": ("FTC402", """
        def run_etl(url, dry_run=False):
            psycopg2.connect(url).cursor().execute(SQL)
        """),
    "only printed": ("FTC402", """
        def run_etl(url, dry_run=False):
            if dry_run:
                print("dry run")
            psycopg2.connect(url).cursor().execute(SQL)
        """),
    "the wrong way round": ("FTC402", """
        def run_etl(url, dry_run=False):
            if dry_run:
                psycopg2.connect(url).cursor().execute(SQL)
        """),
    "too late": ("FTC402", """
        def run_etl(url, dry_run=False):
            conn = psycopg2.connect(url)
            conn.cursor().execute("TRUNCATE prices")
            conn.commit()
            if dry_run:
                return
            conn.cursor().execute(SQL)
        """),
    "not handed on": ("FTC402", """
        def load(cur, dry_run=False):
            if not dry_run:
                cur.execute(SQL)
        def run_etl(url, dry_run=False):
            load(psycopg2.connect(url).cursor())
        """),
    "a helper that commits": ("FTC402", """
        def run(conn, sql):
            conn.cursor().execute(sql)
            conn.commit()
        def run_etl(url, dry_run=False):
            conn = psycopg2.connect(url)
            run(conn, SQL)
            if not dry_run:
                conn.commit()
        """),
    "not in the command line": ("FTC403", """
        def run_etl(url, dry_run=False):
            cur = psycopg2.connect(url).cursor()
            if not dry_run:
                cur.execute(SQL)
        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument("--url")
            run_etl(parser.parse_args().url)
        if __name__ == "__main__":
            main()
        """),
    "a constant in the command line": ("FTC403", """
        def run_etl(url, dry_run=False):
            cur = psycopg2.connect(url).cursor()
            if not dry_run:
                cur.execute(SQL)
        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument("--dry-run", action="store_true")
            args = parser.parse_args()
            run_etl("dbname=shop", dry_run=False)
        if __name__ == "__main__":
            main()
        """),
}  # fmt: skip


def codes(source: str) -> set[str]:
    """The dry-run rules that fire."""
    report = report_on(Example({"etl.py": HEAD + dedent(source)}))
    return {each.code for each in report.findings if each.code.startswith("FTC4")}


@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_a_dry_run_that_holds(source: str) -> None:
    assert codes(source) == set()


@pytest.mark.parametrize(("code", "source"), WRONG.values(), ids=WRONG)
def test_a_dry_run_that_does_not_hold(code: str, source: str) -> None:
    assert codes(source) == {code}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("CREATE TABLE IF NOT EXISTS a (b int REFERENCES c)", []),
        ("CREATE TABLE IF NOT EXISTS a (b int, FOREIGN KEY (b) REFERENCES c)", []),
        ("ALTER TABLE a ADD COLUMN IF NOT EXISTS b int", []),
        (
            "CREATE TABLE a (b int); INSERT INTO a VALUES (1)",
            ["run_etl has no dry run, and it inserts into a"],
        ),
        ("CREATE TABLE a (b int)", ["run_etl has no dry run, and it creates a"]),
        ("ALTER TABLE a ADD COLUMN b int", ["run_etl has no dry run, and it adds a column to a"]),
    ],
)
def test_what_is_made_only_if_it_is_missing_needs_no_dry_run(
    statement: str, expected: list[str]
) -> None:
    code = (
        f"{HEAD}\n\ndef run_etl(url):\n    psycopg2.connect(url).cursor().execute({statement!r})\n"
    )
    found = report_on(Example({"etl.py": code}, {"select": ["FTC401"]})).findings
    assert [each.message for each in found] == expected
