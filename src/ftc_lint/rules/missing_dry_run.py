"""An entry point that writes to the database cannot be tried out first.

When: a function that a person or a scheduler starts (a name from `entry-points`, what the
`__main__` block calls, a console script, a Click or Typer command, a Django command, an Airflow or
Prefect task) reaches a write, and has no dry run: no parameter, attribute or environment variable
from `dry-run-parameters`, nor its opposite from `apply-parameters`. An error where it destroys;
a warning where it deletes by key, or where it only writes and is an ETL (a name from
`entry-points`) or a scheduler's task; information where another command or script only writes:
what it adds is what it was called for. Information, too, where only what connects or makes sure
that something is there (`connect`, `open_…`, `ensure_…`) writes. Dropping a view, an index or a
function loses no rows and does not count.

Effect: the first run that shows what it does is the one that does it.

Instead: add a parameter `dry_run=False` that shows what would happen and returns before the first
write.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Related, Severity
from ftc_lint.fixes.dry_run import dry_run
from ftc_lint.functions import Entry, Function, Reach
from ftc_lint.operations import Kind, Operation, Where
from ftc_lint.rule import Hit, Rule, python
from ftc_lint.wording import call_places, deed, names_of


def check(function: Function, context: Context) -> Iterator[Hit]:
    """One hit for an entry point that writes and has no dry run."""
    reach = function.told
    if function.entry is None or function.switch is not None or reach is None:
        return
    if _loses_no_rows(reach.operation):
        return
    yield Hit(
        message=f"{function.name} has no dry run, and it {deed(reach.operation)}",
        help=f"add a parameter dry_run=False to {function.name} and return before the first write",
        span=function.span,
        statement=function.span,
        severity=_severity(function, reach),
        tables=names_of(reach.operation.tables),
        related=_places(reach),
        mend=dry_run(function, context),
    )


def _severity(function: Function, reach: Reach) -> Severity:
    if reach.sets_up:
        return Severity.INFO
    if reach is function.destroys:
        by_key = reach.operation.where is Where.KEY
        return Severity.WARNING if by_key else Severity.ERROR
    return Severity.WARNING if function.entry in _UNATTENDED else Severity.INFO


_UNATTENDED = frozenset({Entry.NAME, Entry.TASK})
"""What runs on a schedule, on what it finds: nobody sees beforehand what it will write."""


def _loses_no_rows(operation: Operation) -> bool:
    return operation.kind is Kind.DROP and operation.object_type in _WITHOUT_ROWS


_WITHOUT_ROWS = frozenset(
    {"view", "index", "function", "procedure", "macro", "trigger", "aggregate", "policy", "rule"}
)


def _places(reach: Reach) -> tuple[Related, ...]:
    return (
        *call_places(reach.calls, reach.operation.span),
        Related("this is what it does", reach.operation.span),
    )


RULE = Rule(
    code="FTC401",
    name="missing-dry-run",
    subject=Function,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def run_etl(url: str) -> None:\n"
            "    with psycopg.connect(url) as connection:\n"
            '        connection.execute("DELETE FROM overview WHERE day < now()")\n',
            fixed={
                "def run_etl(url: str) -> None:\n": (
                    "def run_etl(url: str, dry_run: bool = False) -> None:\n"
                    "    if dry_run:\n"
                    '        print("DRY RUN: nothing is changed.'
                    ' A real run deletes from overview.")\n'
                    "        return\n"
                )
            },
        ),
        python(
            "import sqlite3\n"
            "\n"
            "\n"
            "def store(connection: sqlite3.Connection, rows: list) -> None:\n"
            '    connection.executemany("INSERT INTO overview VALUES (?, ?)", rows)\n'
            "\n"
            "\n"
            "def nightly(path: str) -> None:\n"
            "    store(sqlite3.connect(path), [(1, 'Energy')])\n"
            "\n"
            "\n"
            'if __name__ == "__main__":\n'
            '    nightly("prices.db")\n',
            note="It only inserts, in a helper, and is no ETL by its name: information.",
            fixed={
                "def nightly(path: str) -> None:\n": (
                    "def nightly(path: str, dry_run: bool = False) -> None:\n"
                    "    if dry_run:\n"
                    '        print("DRY RUN: nothing is changed.'
                    ' A real run inserts into overview.")\n'
                    "        return\n"
                )
            },
        ),
        python(
            "import click\n"
            "import psycopg\n"
            "\n"
            "\n"
            "@click.command()\n"
            '@click.option("--url")\n'
            "def purge(url: str) -> None:\n"
            "    with psycopg.connect(url) as connection:\n"
            '        connection.execute("DELETE FROM overview WHERE day < now()")\n',
            note="A command of Click.",
            fixed={
                "def purge(url: str) -> None:\n": (
                    '@click.option("--dry-run", is_flag=True)\n'
                    "def purge(url: str, dry_run: bool = False) -> None:\n"
                    "    if dry_run:\n"
                    '        print("DRY RUN: nothing is changed.'
                    ' A real run deletes from overview.")\n'
                    "        return\n"
                )
            },
        ),
    ),
    good=(
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def run_etl(url: str, dry_run: bool = False) -> None:\n"
            "    if dry_run:\n"
            '        print("would delete the rows of yesterday")\n'
            "        return\n"
            "    with psycopg.connect(url) as connection:\n"
            '        connection.execute("DELETE FROM overview WHERE day < now()")\n'
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def run_etl_report(url: str) -> int:\n"
            "    with psycopg.connect(url) as connection:\n"
            '        return connection.execute("SELECT count(*) FROM overview").fetchone()[0]\n',
            note="It only reads.",
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def forget(connection: psycopg.Connection, symbol_id: int) -> None:\n"
            '    connection.execute("DELETE FROM overview WHERE symbol_id = %s", (symbol_id,))\n',
            note="No entry point.",
        ),
    ),
)
