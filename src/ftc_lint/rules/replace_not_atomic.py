"""A table is emptied and loaded in two transactions.

When: a commit stands between the DELETE and the load of the same table, or both run through a
wrapper that commits each call. A full backup before it with a handler that restores it, and
scratch tables, are left alone; so is code whose commits cannot be seen.

Effect: between the two everybody sees an empty table, and an error in the load leaves it so.

Instead: delete and load in one transaction, and commit once.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context, Occurrence, Recovery, Replacement
from ftc_lint.findings import Related, Severity
from ftc_lint.flow import Flow
from ftc_lint.judgement import is_decisive
from ftc_lint.operations import Backup, CodeContext, Kind
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import call_places, names_of, tables_listed


def check(flow: Flow, context: Context) -> Iterator[Hit]:
    """One hit for each replacement that a commit parts in two."""
    for occurrence in flow.occurrences:
        replacement = occurrence.replacement
        if replacement is None or not replacement.separated or not _empties(occurrence):
            continue
        if occurrence.operation.context is CodeContext.TEST or _is_safe(occurrence, replacement):
            continue
        if is_decisive(occurrence, context):
            yield _hit(occurrence, replacement)


def _empties(occurrence: Occurrence) -> bool:
    operation = occurrence.operation
    return operation.empties and operation.kind in (Kind.DELETE, Kind.TRUNCATE)


def _is_safe(occurrence: Occurrence, replacement: Replacement) -> bool:
    if occurrence.backup in (Backup.SCRATCH, Backup.RESTORE):
        return True
    return occurrence.backup is Backup.BEFORE and replacement.recovery is Recovery.RESTORED


def _hit(occurrence: Occurrence, replacement: Replacement) -> Hit:
    operation = occurrence.operation
    names = tables_listed(operation.tables)
    commit = [Related("committed here", replacement.commit)] if replacement.commit else []
    return Hit(
        message=f"{names} is emptied in one transaction and loaded in another",
        help=f"empty and load {names} in one transaction, and commit once at its end",
        span=operation.span,
        statement=operation.statement,
        tables=names_of(operation.tables),
        related=(
            *call_places(occurrence.calls, occurrence.operation.span),
            *commit,
            Related("loaded here", replacement.load),
        ),
    )


RULE = Rule(
    code="FTC204",
    name="replace-not-atomic",
    subject=Flow,
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql(
            "BEGIN;\n"
            "DELETE FROM overview;\n"
            "COMMIT;\n"
            "INSERT INTO overview SELECT * FROM new_overview;\n"
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection, rows: list) -> None:\n"
            '    connection.execute("DELETE FROM overview")\n'
            "    connection.commit()\n"
            '    connection.executemany("INSERT INTO overview VALUES (%s, %s)", rows)\n'
            "    connection.commit()\n"
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "class Database:\n"
            "    def __init__(self, url: str) -> None:\n"
            "        self.connection = psycopg.connect(url)\n"
            "\n"
            "    def run(self, query: str) -> None:\n"
            "        self.connection.execute(query)\n"
            "        self.connection.commit()\n"
            "\n"
            "\n"
            "def replace(database: Database) -> None:\n"
            '    database.run("DELETE FROM overview")\n'
            '    database.run("INSERT INTO overview SELECT * FROM new_overview")\n',
            note="A wrapper that commits each call.",
        ),
    ),
    good=(
        sql("DELETE FROM stg_overview;\nCOMMIT;\nINSERT INTO stg_overview SELECT 1;\n"),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection, rows: list) -> None:\n"
            '    connection.execute("CREATE TABLE overview_backup AS SELECT * FROM overview")\n'
            "    connection.commit()\n"
            "    try:\n"
            '        connection.execute("DELETE FROM overview")\n'
            "        connection.commit()\n"
            '        connection.executemany("INSERT INTO overview VALUES (%s, %s)", rows)\n'
            "        connection.commit()\n"
            "    except Exception:\n"
            '        connection.execute("DELETE FROM overview")\n'
            '        connection.execute("INSERT INTO overview SELECT * FROM overview_backup")\n'
            "        connection.commit()\n"
            "        raise\n",
            note="Two transactions, with a backup that is put back on any error.",
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def tidy(connection: psycopg.Connection, day: str) -> None:\n"
            '    connection.execute("DELETE FROM overview WHERE day = %s", (day,))\n'
            "    connection.commit()\n"
            '    connection.execute("INSERT INTO overview (day) VALUES (%s)", (day,))\n',
            note="One day only.",
        ),
    ),
    yields_to=("FTC203",),
)
