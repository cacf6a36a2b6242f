"""SQL is run that the analysis cannot see.

When: a call that runs SQL is given a text that is not known before the program runs, or SQL that
cannot be read even in part. Off by default: the last line of every run counts these places, and
`--select FTC902` lists them.

Effect: what these calls do to the database was not checked.

Instead: run SQL whose text stands in the program or in a `.sql` file, and hand in values as
parameters.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.rule import Hit, Rule, python
from ftc_lint.unchecked import Cause, Unchecked


def check(unchecked: Unchecked, context: Context) -> Iterator[Hit]:
    """One hit for SQL that is run and could not be read."""
    if unchecked.cause is Cause.SQL:
        yield Hit(
            message=f"This SQL was not checked: {unchecked.reason}",
            help="write the statement where it can be read, and hand in values as parameters",
            span=unchecked.span,
        )


RULE = Rule(
    code="FTC902",
    name="unresolved-sql",
    subject=Unchecked,
    severity=Severity.INFO,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        python(
            "import sqlite3\n"
            "\n"
            "connection = sqlite3.connect('prices.db')\n"
            "connection.execute(input('SQL: '))\n"
        ),
    ),
    good=(
        python(
            "import sqlite3\n"
            "\n"
            "connection = sqlite3.connect('prices.db')\n"
            "connection.execute('SELECT count(*) FROM prices WHERE day = ?', (input('day: '),))\n"
        ),
    ),
    on_by_default=False,
)
