"""A backup is dropped before anybody looked at the new rows.

When: a backup of a table that was replaced is dropped on a path where nothing compared or verified
the new rows since: no count, no comparison, no call of a function that verifies. Not where all rows
of the backup were put back, or into another table.

Effect: a load that "succeeded" with half of its rows is found out when the old ones are gone.

Instead: compare the counts, or verify what matters, and drop the backup only then; or leave it to
a job that drops backups of a certain age.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context, DroppedBackup, Occurrence
from ftc_lint.findings import Related, Severity
from ftc_lint.flow import Flow
from ftc_lint.operations import CodeContext
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import call_places, names_of, tables_listed


def check(flow: Flow, context: Context) -> Iterator[Hit]:
    """One hit for each backup of a replaced table that is dropped unverified."""
    for occurrence in flow.occurrences:
        dropped = occurrence.dropped_backup
        if dropped is None or dropped.verified:
            continue
        if occurrence.operation.context is not CodeContext.TEST:
            yield _hit(occurrence, dropped)


def _hit(occurrence: Occurrence, dropped: DroppedBackup) -> Hit:
    operation = occurrence.operation
    names = tables_listed(operation.tables)
    return Hit(
        message=f"This drops {names}, the backup of {dropped.table}, "
        f"and nothing has verified the new rows of {dropped.table} before",
        help=f"compare the counts of {dropped.table} and {names}, and drop only when they agree",
        span=operation.span,
        statement=operation.statement,
        tables=names_of((*operation.tables, dropped.table)),
        related=(
            *call_places(occurrence.calls, occurrence.operation.span),
            Related(f"{dropped.table} is emptied here", dropped.emptied),
        ),
    )


RULE = Rule(
    code="FTC202",
    name="backup-dropped-unverified",
    subject=Flow,
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql(
            "CREATE TABLE overview_backup AS SELECT * FROM overview;\n"
            "DELETE FROM overview;\n"
            "INSERT INTO overview SELECT * FROM new_overview;\n"
            "DROP TABLE overview_backup;\n"
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection, rows: list) -> None:\n"
            '    connection.execute("CREATE TABLE overview_backup AS SELECT * FROM overview")\n'
            "    try:\n"
            '        connection.execute("DELETE FROM overview")\n'
            '        connection.executemany("INSERT INTO overview VALUES (%s, %s)", rows)\n'
            "    finally:\n"
            '        connection.execute("DROP TABLE overview_backup")\n',
            note="On every path, even when the load failed.",
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection, rows: list) -> None:\n"
            '    for table in ("overview", "cash_flow"):\n'
            '        connection.execute(f"CREATE TABLE {table}_backup AS SELECT * FROM {table}")\n'
            '        connection.execute(f"DELETE FROM {table}")\n'
            '        connection.executemany(f"INSERT INTO {table} VALUES (%s, %s)", rows)\n'
            '        connection.execute(f"DROP TABLE {table}_backup")\n',
            note="In a loop over names.",
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
            '        found = connection.execute("SELECT count(*) FROM overview").fetchone()[0]\n'
            "        if found < len(rows):\n"
            '            raise ValueError("rows are missing")\n'
            "        connection.commit()\n"
            "    except Exception:\n"
            "        connection.rollback()\n"
            '        connection.execute("DELETE FROM overview")\n'
            '        connection.execute("INSERT INTO overview SELECT * FROM overview_backup")\n'
            "        connection.commit()\n"
            "        raise\n"
            '    connection.execute("DROP TABLE overview_backup")\n'
            "    connection.commit()\n"
        ),
        sql(
            "CREATE TABLE overview_backup AS SELECT * FROM overview;\nDELETE FROM overview;\n",
            note="The backup stays.",
        ),
        sql("DROP TABLE overview_backup_20250101;\n", note="An old one, replaced nowhere here."),
    ),
)
