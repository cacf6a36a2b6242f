"""A row of an audit table is deleted or changed.

When: a DELETE, an UPDATE, a TRUNCATE or a DROP of a table in the schema `audit`, whatever its WHERE.

Effect: what happened can no longer be proved.

Instead: write a row that corrects the other one; old partitions are detached by the archiver.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.operations import Kind, Operation
from ftc_lint.rule import Hit, Rule, python, sql

CHANGES = {
    Kind.DELETE: "deletes from",
    Kind.UPDATE: "changes",
    Kind.TRUNCATE: "empties",
    Kind.DROP_TABLE: "drops",
}


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for each statement that touches what was written to an audit table."""
    deed = CHANGES.get(operation.kind)
    tables = [t for t in operation.tables if len(t.parts) > 1 and t.parts[-2].lower() == "audit"]
    if deed is None or not tables:
        return
    names = ", ".join(map(str, tables))
    yield Hit(
        message=f"This statement {deed} {names}, whose rows are evidence",
        help=f"insert a correcting row into {names}",
        span=operation.span,
        statement=operation.statement,
        tables=tuple(map(str, tables)),
    )


RULE = Rule(
    code="ACME001",
    name="audit-row-changed",
    subject=Operation,
    severity=Severity.ERROR,
    since="1.0",
    doc=__doc__,
    check=check,
    url="https://wiki.example.com/database/audit-tables",
    bad=(
        sql("UPDATE audit.logins SET ip = NULL WHERE id = 7;"),
        python(
            "import psycopg\n\n\n"
            "def prune(connection, name):\n"
            '    table = f"audit.{name}"\n'
            '    connection.execute(f"DELETE FROM {table} WHERE day < now() - interval \'1 year\'")\n'
        ),
    ),
    good=(
        sql("INSERT INTO audit.logins (id, corrects) VALUES (8, 7);"),
        sql("UPDATE logins SET ip = NULL WHERE id = 7;"),
        python('print("never UPDATE audit.logins SET anything")\n'),
    ),
)
