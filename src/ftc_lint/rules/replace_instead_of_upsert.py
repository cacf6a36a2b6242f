"""A table is emptied only to be filled again.

When: the same flow empties a table and then inserts into it. Scratch tables, restores, and a full
backup with a handler that restores it are left alone.

Effect: rows that nobody touched get new ids and new time stamps, rows that the source left out are
gone, and foreign keys to the table either forbid it or cascade.

Instead: upsert, and mark the rows that the source no longer has as inactive.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context, Occurrence, Recovery, Replacement
from ftc_lint.findings import Related, Severity
from ftc_lint.flow import Flow
from ftc_lint.judgement import is_decisive, tables_at_stake
from ftc_lint.operations import Backup, CodeContext, Kind
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import call_places, names_of, tables_listed

_EMPTIES = (Kind.DELETE, Kind.TRUNCATE)


def check(flow: Flow, context: Context) -> Iterator[Hit]:
    """One hit for each table that is emptied and then filled."""
    for occurrence in flow.occurrences:
        operation, replacement = occurrence.operation, occurrence.replacement
        if replacement is None or operation.kind not in _EMPTIES or not operation.empties:
            continue
        if operation.context is CodeContext.TEST or _is_safe(occurrence, replacement):
            continue
        if tables_at_stake(operation, context) and is_decisive(occurrence, context):
            yield _hit(occurrence, replacement)


def _is_safe(occurrence: Occurrence, replacement: Replacement) -> bool:
    if occurrence.backup in (Backup.SCRATCH, Backup.RESTORE):
        return True
    return occurrence.backup is Backup.BEFORE and replacement.recovery is Recovery.RESTORED


def _hit(occurrence: Occurrence, replacement: Replacement) -> Hit:
    operation = occurrence.operation
    names = tables_listed(operation.tables)
    return Hit(
        message=f"{names} is emptied only to be filled again",
        help=f"upsert into {names}, and mark the rows that are gone as inactive",
        span=operation.span,
        statement=operation.statement,
        tables=names_of(operation.tables),
        related=(
            *call_places(occurrence.calls, occurrence.operation.span),
            Related("filled here", replacement.load),
        ),
    )


RULE = Rule(
    code="FTC205",
    name="replace-instead-of-upsert",
    subject=Flow,
    severity=Severity.INFO,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql(
            "BEGIN;\n"
            "DELETE FROM overview;\n"
            "INSERT INTO overview SELECT * FROM new_overview;\n"
            "COMMIT;\n"
        ),
        python(
            "import psycopg\n"
            "\n"
            "\n"
            "def replace(connection: psycopg.Connection, rows: list) -> None:\n"
            "    with connection.transaction():\n"
            '        connection.execute("DELETE FROM overview")\n'
            '        connection.executemany("INSERT INTO overview VALUES (%s, %s)", rows)\n'
        ),
        python(
            "import pandas as pd\n"
            "from sqlalchemy import text\n"
            "\n"
            "\n"
            "def replace(frame: pd.DataFrame, engine) -> None:\n"
            "    with engine.begin() as connection:\n"
            '        connection.execute(text("TRUNCATE overview"))\n'
            '        frame.to_sql("overview", connection, if_exists="append")\n',
            note="Filled by a data frame.",
        ),
    ),
    good=(
        sql(
            "INSERT INTO overview SELECT * FROM new_overview\n"
            "ON CONFLICT (symbol_id) DO UPDATE SET sector = EXCLUDED.sector;\n"
        ),
        sql("DELETE FROM stg_overview;\nINSERT INTO stg_overview SELECT * FROM new_overview;\n"),
        sql(
            "DELETE FROM overview WHERE day = '2026-07-01';\n"
            "INSERT INTO overview SELECT * FROM new_overview;\n",
            note="One day only.",
        ),
    ),
    yields_to=("FTC101", "FTC201", "FTC203", "FTC204", "FTC303"),
)
