"""An UPDATE without a WHERE changes every row of its table.

When: UPDATE without WHERE, or with one that is always true (`1=1`, `TRUE`). A `FROM source` or
CROSS JOIN that nothing ties to the table restricts nothing, and neither does the WHERE of a
sub-select in SET. Scratch tables, and a column that was added earlier in the same flow (a
backfill), are left alone; in a migration, which is there to change every row, it is information.

Effect: the old values are gone, and unlike deleted rows nobody misses them.

Instead: say which rows change. Where all of them must, say so: suppress the finding with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.judgement import in_migration, quiet_in_migration, tables_at_stake
from ftc_lint.operations import Kind, Operation, Where
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import names_of, tables_listed

_FACTS = {
    Where.NONE: "UPDATE without WHERE",
    Where.ALWAYS: "UPDATE with a WHERE that is always true",
}


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for an UPDATE of every row that is not a backfill."""
    if operation.kind is not Kind.UPDATE or operation.where not in _FACTS:
        return
    tables = tables_at_stake(operation, context)
    if (not tables and operation.tables) or _is_backfill(operation, context):
        return
    names = tables_listed(tables)
    where = "filter the rows" if operation.source != "sql" else "add a WHERE that names the rows"
    yield Hit(
        message=f"{_FACTS[operation.where]} changes every row of {names}",
        help=f"{where} of {names} that are meant to change",
        span=operation.span,
        statement=operation.statement,
        severity=quiet_in_migration(Severity.WARNING, operation, tables, context),
        tables=names_of(tables),
    )


def _is_backfill(operation: Operation, context: Context) -> bool:
    """Whether it only fills columns that the same flow has added before.

    An ORM's update does not always say which columns it sets; in a migration that has just added
    one to the same table it is taken to be that one.
    """
    changed = {column.name.lower() for column in operation.columns}
    reached = context.reached(operation)
    if not reached or not (changed or (operation.source != "sql" and in_migration(operation))):
        return False
    return all(
        occurrence.columns_added and changed <= {each.lower() for each in occurrence.columns_added}
        for occurrence in reached
    )


RULE = Rule(
    code="FTC103",
    name="update-without-where",
    subject=Operation,
    kinds=frozenset({Kind.UPDATE}),
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("UPDATE listing_status SET status = 'inactive';\n"),
        sql(
            "UPDATE overview SET sector = s.sector FROM latest_overview s;\n",
            note="Nothing ties `latest_overview` to the row that is updated.",
        ),
        python(
            "import sqlite3\n"
            "\n"
            "\n"
            "def deactivate(path: str) -> None:\n"
            "    with sqlite3.connect(path) as connection:\n"
            '        connection.execute("UPDATE listing_status SET state = ? WHERE 1=1", ("x",))\n',
            note="A WHERE that is always true.",
        ),
        sql(
            "UPDATE overview SET sector = (SELECT max(sector) FROM sectors WHERE id = 7);\n",
            note="The WHERE belongs to the sub-select.",
        ),
    ),
    good=(
        sql("UPDATE listing_status SET status = 'inactive' WHERE symbol_id = 42;\n"),
        sql(
            "UPDATE overview o SET sector = s.sector\n"
            "FROM latest_overview s WHERE s.symbol_id = o.symbol_id;\n"
        ),
        sql(
            "ALTER TABLE overview ADD COLUMN checked boolean;\n"
            "UPDATE overview SET checked = false;\n",
            note="A backfill of a new column.",
        ),
        sql(
            "INSERT INTO overview (symbol_id, sector) VALUES (1, 'Energy')\n"
            "ON CONFLICT (symbol_id) DO UPDATE SET sector = EXCLUDED.sector;\n",
            note="An upsert.",
        ),
    ),
)
