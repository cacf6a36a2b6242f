"""A MERGE deletes rows of its target.

When: `MERGE … WHEN … THEN DELETE`, most of all `WHEN NOT MATCHED BY SOURCE THEN DELETE`.

Effect: with NOT MATCHED BY SOURCE every row that the source lacks is deleted. A source that is
incomplete for one night, an extract that stopped half-way or came back empty, empties the table.

Instead: mark those rows as inactive (`THEN UPDATE SET …`), or check the source's size before.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.judgement import tables_at_stake
from ftc_lint.operations import Kind, Operation
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import names_of, tables_listed


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for each MERGE that deletes."""
    if operation.kind is not Kind.MERGE_DELETE:
        return
    tables = tables_at_stake(operation, context)
    if not tables and operation.tables:
        return
    names = tables_listed(tables)
    fact = f"MERGE deletes rows of {names}"
    if operation.not_matched_by_source:
        fact = f"MERGE deletes every row of {names} that its source lacks"
    yield Hit(
        message=fact,
        help=f"mark the rows of {names} as inactive instead: THEN UPDATE SET …",
        span=operation.span,
        statement=operation.statement,
        tables=names_of(tables),
    )


RULE = Rule(
    code="FTC109",
    name="merge-delete",
    subject=Operation,
    kinds=frozenset({Kind.MERGE_DELETE}),
    severity=Severity.WARNING,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql(
            "MERGE INTO listing_status t USING new_listing n ON t.symbol_id = n.symbol_id\n"
            "WHEN MATCHED THEN UPDATE SET status = n.status\n"
            "WHEN NOT MATCHED BY SOURCE THEN DELETE;\n"
        ),
        sql(
            "MERGE INTO listing_status t USING new_listing n ON t.symbol_id = n.symbol_id\n"
            "WHEN MATCHED AND n.status = 'delisted' THEN DELETE\n"
            "WHEN NOT MATCHED THEN INSERT (symbol_id, status) VALUES (n.symbol_id, n.status);\n"
        ),
        python(
            "import snowflake.connector\n"
            "\n"
            "MERGE = (\n"
            '    "MERGE INTO listing_status t USING new_listing n ON t.symbol_id = n.symbol_id "\n'
            '    "WHEN MATCHED THEN "\n'
            ")\n"
            "\n"
            "\n"
            "def merge(connection: snowflake.connector.SnowflakeConnection) -> None:\n"
            '    connection.cursor().execute(MERGE + "DELETE")\n',
            note="Put together from two pieces.",
        ),
    ),
    good=(
        sql(
            "MERGE INTO listing_status t USING new_listing n ON t.symbol_id = n.symbol_id\n"
            "WHEN NOT MATCHED BY SOURCE THEN UPDATE SET status = 'inactive';\n"
        ),
        sql(
            "MERGE INTO listing_status t USING new_listing n ON t.symbol_id = n.symbol_id\n"
            "WHEN MATCHED THEN UPDATE SET status = n.status\n"
            "WHEN NOT MATCHED THEN INSERT (symbol_id, status) VALUES (n.symbol_id, n.status);\n"
        ),
        sql(
            "MERGE INTO stg_listing t USING new_listing n ON t.symbol_id = n.symbol_id\n"
            "WHEN NOT MATCHED BY SOURCE THEN DELETE;\n",
            note="A staging table.",
        ),
    ),
    yields_to=("FTC303",),
)
