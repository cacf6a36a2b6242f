"""A table is backed up and replaced, yet an error in between leaves it empty.

When: a backup is taken, the table is emptied and loaded again, and an exception between the two is
neither rolled back nor answered by putting the rows back.

Effect: the job ends with an error and an empty table, and everybody who reads it in the meantime
sees nothing. The backup is there, but nobody uses it.

Instead: empty and load in one transaction that is rolled back on an error, or restore from the
backup in an `except` that raises again.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context, Occurrence, Recovery, Replacement
from ftc_lint.findings import Related, Severity
from ftc_lint.flow import Flow
from ftc_lint.judgement import is_decisive
from ftc_lint.operations import Backup, CodeContext
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import names_of, occurrence_places, tables_listed


def check(flow: Flow, context: Context) -> Iterator[Hit]:
    """One hit for each replacement with a backup that an error would leave unused."""
    for occurrence in flow.occurrences:
        replacement = occurrence.replacement
        if replacement is None or replacement.recovery is not Recovery.NONE:
            continue
        if occurrence.operation.context is CodeContext.TEST:
            continue
        if occurrence.backup is Backup.BEFORE and is_decisive(occurrence, context):
            yield _hit(occurrence, replacement)


def _hit(occurrence: Occurrence, replacement: Replacement) -> Hit:
    operation = occurrence.operation
    names = tables_listed(operation.tables)
    return Hit(
        message=f"If loading {names} fails after this, nothing puts its rows back from the backup",
        help=f"roll back, or restore {names} from its backup, in an except that raises again",
        span=operation.span,
        statement=operation.statement,
        tables=names_of(operation.tables),
        related=(
            *occurrence_places(occurrence),
            Related("the load that may fail", replacement.load),
        ),
    )


RULE = Rule(
    code="FTC203",
    name="replace-without-restore",
    subject=Flow,
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql(
            "CREATE TABLE overview_backup AS SELECT * FROM overview;\n"
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
            '    connection.execute("CREATE TABLE overview_backup AS SELECT * FROM overview")\n'
            '    connection.execute("DELETE FROM overview")\n'
            "    connection.commit()\n"
            '    connection.executemany("INSERT INTO overview VALUES (%s, %s)", rows)\n'
            "    connection.commit()\n"
        ),
        python(
            "import logging\n"
            "\n"
            "import psycopg\n"
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection, rows: list) -> None:\n"
            '    connection.execute("CREATE TABLE overview_backup AS SELECT * FROM overview")\n'
            "    try:\n"
            '        connection.execute("DELETE FROM overview")\n'
            "        connection.commit()\n"
            '        connection.executemany("INSERT INTO overview VALUES (%s, %s)", rows)\n'
            "        connection.commit()\n"
            "    except psycopg.Error:\n"
            '        logging.exception("restore overview from overview_backup by hand")\n',
            note="A message restores nothing.",
        ),
    ),
    good=(
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection, rows: list) -> None:\n"
            '    connection.execute("CREATE TABLE overview_backup AS SELECT * FROM overview")\n'
            "    connection.commit()\n"
            "    try:\n"
            '        connection.execute("DELETE FROM overview")\n'
            '        connection.executemany("INSERT INTO overview VALUES (%s, %s)", rows)\n'
            "        connection.commit()\n"
            "    except Exception:\n"
            "        connection.rollback()\n"
            '        connection.execute("DELETE FROM overview")\n'
            '        connection.execute("INSERT INTO overview SELECT * FROM overview_backup")\n'
            "        connection.commit()\n"
            "        raise\n"
        ),
        sql(
            "INSERT INTO overview SELECT * FROM new_overview\n"
            "ON CONFLICT (symbol_id) DO UPDATE SET sector = EXCLUDED.sector;\n",
            note="An upsert empties nothing.",
        ),
        sql(
            "DELETE FROM stg_overview;\n"
            "COMMIT;\n"
            "INSERT INTO stg_overview SELECT * FROM new_overview;\n",
            note="A staging table.",
        ),
    ),
)
