"""Foreign keys are switched off, so that nothing keeps rows from referring to nothing.

When: `SET session_replication_role = replica`, `ALTER TABLE … DISABLE TRIGGER ALL`, `SET
FOREIGN_KEY_CHECKS = 0`, `PRAGMA foreign_keys = OFF`, `NOCHECK CONSTRAINT`. Only a warning where
the same flow switches them on again on every path, or where nothing is seen to run the text. A
dump or the rebuild of a table, which has to do it, is left alone, and SQLite's PRAGMA in a
migration is information.

Effect: rows without a parent stay, and the catalog still calls the foreign key valid: only the data
shows it. Switching enforcement on again checks nothing that happened in between.

Instead: load parents before children, or make the keys DEFERRABLE and defer them in one
transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import Context
from ftc_lint.findings import Severity
from ftc_lint.judgement import in_migration
from ftc_lint.operations import Kind, Operation
from ftc_lint.rule import Hit, Rule, python, sql
from ftc_lint.wording import listed, names_of

_FACTS = {
    "session_replication_role": "session_replication_role = replica switches off every foreign key",
    "foreign_key_checks": "FOREIGN_KEY_CHECKS = 0 switches off every foreign key",
    "foreign_keys": "PRAGMA foreign_keys = OFF switches off every foreign key",
}

_OF_OTHERS = frozenset({"foreign_key_checks", "foreign_keys"})
"""Switches of MySQL and SQLite, whatever the dialect is taken for."""


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit where enforcement goes off, unless a dump or a rebuild does it."""
    if operation.kind is not Kind.DISABLE_ENFORCEMENT or operation.is_rebuild:
        return
    reached = context.reached(operation)
    restored = bool(reached) and all(occurrence.restored for occurrence in reached)
    yield Hit(
        message=_fact(operation) + _again(operation, restored),
        help="load parents before children, or defer the keys: SET CONSTRAINTS ALL DEFERRED"
        if operation.dialect == "postgres" and operation.object_type not in _OF_OTHERS
        else "load parents before children, with the foreign keys on",
        span=operation.span,
        statement=operation.statement,
        severity=_severity(operation, restored),
        tables=names_of(operation.tables),
    )


def _severity(operation: Operation, restored: bool) -> Severity:
    """SQLite can only change a table by building it anew, which a migration does with the keys
    off."""
    if operation.object_type == "foreign_keys" and in_migration(operation):
        return Severity.INFO
    return Severity.WARNING if restored or not operation.executed else Severity.ERROR


def _again(operation: Operation, restored: bool) -> str:
    if not operation.executed:
        return " wherever this text is run"
    return ", and on again" if restored else ", and not every path switches it on again"


def _fact(operation: Operation) -> str:
    known = _FACTS.get(operation.object_type)
    if known is not None:
        return known
    names = listed(operation.tables) or "every table"
    if operation.object_type == "triggers":
        return f"The triggers of {names} are switched off, those of its foreign keys too"
    return f"The constraints of {names} are switched off"


RULE = Rule(
    code="FTC110",
    name="enforcement-disabled",
    subject=Operation,
    kinds=frozenset({Kind.DISABLE_ENFORCEMENT}),
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        sql("SET session_replication_role = replica;\n"),
        sql(
            "ALTER TABLE cash_flow DISABLE TRIGGER ALL;\n"
            "INSERT INTO cash_flow SELECT * FROM new_cash_flow;\n"
            "ALTER TABLE cash_flow ENABLE TRIGGER ALL;\n",
            note="Switched on again: a warning, since nothing checks the rows in between.",
        ),
        python(
            "import pymysql\n"
            "\n"
            "\n"
            "def load(connection, rows) -> None:\n"
            "    cursor = connection.cursor()\n"
            '    cursor.execute("SET FOREIGN_KEY_CHECKS=%d" % 0)\n'
            '    cursor.executemany("INSERT INTO cash_flow VALUES (%s, %s)", rows)\n',
            note="The value is put in with `%`.",
        ),
        python(
            "import sqlite3\n"
            "\n"
            "\n"
            "def prune(connection: sqlite3.Connection) -> None:\n"
            '    connection.execute("PRAGMA foreign_keys = OFF")\n'
            '    connection.execute("DELETE FROM cash_flow WHERE symbol_id = 7")\n',
            note="SQLite.",
        ),
    ),
    good=(
        sql("SET session_replication_role = DEFAULT;\n"),
        sql(
            "/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;\n"
            "CREATE TABLE overview (symbol_id bigint);\n"
            "/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;\n",
            note="A dump.",
            dialect="mysql",
        ),
        sql("BEGIN;\nSET CONSTRAINTS ALL DEFERRED;\nCOMMIT;\n", note="Deferred, not off."),
    ),
)
