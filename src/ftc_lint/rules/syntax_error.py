"""A file could not be read, decoded or parsed.

When: a file of the project has no permission to read, bytes that are not the encoding it claims,
or text that is no Python. A single SQL statement that is not understood is not this: it counts as
unresolved SQL.

Effect: what the file does to the database is known in part at best. Its strings are still
scanned for SQL, and every other file is still checked.

Instead: mend the file, or take it out of the check with `exclude`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.rule import Hit, Rule, python
from ftc_lint.unchecked import Cause, Unchecked


def check(unchecked: Unchecked, context: Context) -> Iterator[Hit]:
    """One hit for a file that was not read, decoded or parsed."""
    if unchecked.cause is Cause.FILE:
        yield Hit(
            message=f"This file was not fully checked: {unchecked.reason}",
            help="mend the file, or take it out with `exclude`",
            span=unchecked.span,
        )


RULE = Rule(
    code="FTC900",
    name="syntax-error",
    subject=Unchecked,
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        python(
            'def purge(cursor)\n    cursor.execute("DELETE FROM prices WHERE day < now()")\n',
            note="The colon is missing.",
        ),
    ),
    good=(
        python(
            'def purge(cursor):\n    cursor.execute("SELECT count(*) FROM prices")\n',
        ),
    ),
)
