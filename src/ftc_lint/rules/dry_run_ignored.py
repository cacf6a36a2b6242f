"""A dry run that writes all the same.

When: a function has a dry run, and with it on a write is reached, in it or in what it calls. A
guard may be an `if`, an early return, a conditional expression, a decorator, a commit that is left
out, a transaction that is rolled back. Where the switch is handed to a call that cannot be
followed, the run says that it could not check it.

Effect: somebody trusts the dry run, and it deletes.

Instead: pass the switch on to every helper that writes, or return before the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Related, Severity
from ftc_lint.functions import Function, Reach, Switch
from ftc_lint.rule import Hit, Rule, python
from ftc_lint.wording import call_places, deed, names_of


def check(function: Function, context: Context) -> Iterator[Hit]:
    """One hit for a function whose dry run reaches a write."""
    switch, reach = function.switch, function.ignored
    if switch is None or reach is None:
        return
    state = "off" if switch.applies else "on"
    yield Hit(
        message=f"With {switch.name} {state}, {function.name} {_through(reach)}"
        f"{deed(reach.operation)}",
        help=_help(switch, reach),
        span=function.span,
        statement=function.span,
        tables=names_of(reach.operation.tables),
        related=(
            *call_places(reach.calls, reach.operation.span),
            Related("a dry run reaches this", reach.operation.span),
        ),
    )


def _through(reach: Reach) -> str:
    return f"still calls {reach.names[0]}, which " if reach.names else "still "


def _help(switch: Switch, reach: Reach) -> str:
    if reach.names:
        return f"pass {switch.name} on to {reach.names[0]}, or return before it is called"
    negation = "" if switch.applies else "not "
    return f"put the write under `if {negation}{switch.name}:`"


RULE = Rule(
    code="FTC402",
    name="dry-run-ignored",
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
            "def run_etl(url: str, dry_run: bool = False) -> None:\n"
            "    if dry_run:\n"
            '        print("DRY RUN")\n'
            "    with psycopg.connect(url) as connection:\n"
            '        connection.execute("DELETE FROM overview WHERE day < now()")\n',
            note="The return is missing.",
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def purge(connection: psycopg.Connection, dry_run: bool = False) -> None:\n"
            "    if not dry_run:\n"
            '        connection.execute("DELETE FROM overview WHERE day < now()")\n'
            "\n"
            "\n"
            "def run_etl(url: str, dry_run: bool = False) -> None:\n"
            "    with psycopg.connect(url) as connection:\n"
            "        purge(connection)\n",
            note="The switch is not passed on.",
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "class Loader:\n"
            "    def __init__(self, url: str, dry_run: bool = False) -> None:\n"
            "        self.connection = psycopg.connect(url)\n"
            "        self.dry_run = dry_run\n"
            "\n"
            "    def run_etl(self) -> None:\n"
            "        if self.dry_run:\n"
            '            self.connection.execute("DELETE FROM overview WHERE day < now()")\n'
            "            self.connection.commit()\n",
            note="The guard is the wrong way round.",
        ),
    ),
    good=(
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def purge(connection: psycopg.Connection, dry_run: bool) -> None:\n"
            "    if dry_run:\n"
            "        return\n"
            '    connection.execute("DELETE FROM overview WHERE day < now()")\n'
            "\n"
            "\n"
            "def run_etl(url: str, dry_run: bool = False) -> None:\n"
            "    with psycopg.connect(url) as connection:\n"
            "        purge(connection, dry_run)\n"
        ),
        python(
            "import sqlite3\n"
            "\n"
            "\n"
            "def run_etl(path: str, dry_run: bool = False) -> None:\n"
            "    connection = sqlite3.connect(path)\n"
            '    connection.execute("DELETE FROM overview WHERE day < date()")\n'
            "    if dry_run:\n"
            "        connection.rollback()\n"
            "    else:\n"
            "        connection.commit()\n",
            note="Rolled back.",
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def run_etl(url: str, apply: bool = False) -> None:\n"
            "    if not apply:\n"
            '        print("nothing is written without apply")\n'
            "        return\n"
            "    with psycopg.connect(url) as connection:\n"
            '        connection.execute("DELETE FROM overview WHERE day < now()")\n',
            note="The opposite switch.",
        ),
    ),
)
