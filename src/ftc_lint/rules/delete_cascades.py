"""A DELETE reaches other tables through ON DELETE CASCADE.

When: a DELETE, a REPLACE or a MERGE that deletes, on a table from which cascading foreign keys lead
to tables that the same flow has not backed up too. An error where the whole table is deleted; a
warning for a range, an unknown WHERE or a protected table; information for one row by its key.
Deletes through an ORM follow the ORM's own cascades as well. Where FTC201 speaks of the same
statement, the tree of tables goes into that finding.

Effect: the rows of those tables go too, and nothing says so: the command reports only the rows of
the table that it names. So DELETE in place of TRUNCATE … CASCADE is not safe either, and neither
is a backup of the parent alone.

Instead: upsert and mark rows as inactive; make the keys ON DELETE RESTRICT; or back up every table
of the tree first.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.context import EVERYTHING, Context, Occurrence, known_tables
from ftc_lint.findings import BlastRadius, Blocked, Related, Severity
from ftc_lint.judgement import is_protected
from ftc_lint.operations import Kind, Operation, TableName, Where
from ftc_lint.remedies.replacing import safe_replacement
from ftc_lint.rule import Example, Hit, Rule
from ftc_lint.schema import ForeignKey, TableKey
from ftc_lint.text import Span
from ftc_lint.wording import (
    ambiguity,
    counted,
    joined,
    key_called,
    listed,
    names_of,
    occurrence_places,
    rows_note,
    tables_listed,
)

_SUBJECTS = {
    Kind.DELETE: "This DELETE from {}",
    Kind.REPLACE: "This REPLACE into {} deletes the old row first, which",
    Kind.MERGE_DELETE: "This MERGE into {}",
}


def check(operation: Operation, context: Context) -> Iterator[Hit]:
    """One hit for each way in which a deletion reaches tables that are not backed up."""
    if operation.kind not in _SUBJECTS:
        return
    said: set[tuple[TableName, ...]] = set()
    for occurrence in context.reached(operation) or (Occurrence(operation),):
        tables = known_tables(occurrence)
        left = () if tables in said else _unprotected(occurrence, context)
        if left:
            said.add(tables)
            yield _hit(occurrence, left, context)


def _radius(operation: Operation, context: Context) -> BlastRadius:
    at_stake = [table for table in operation.tables if not context.is_scratch(operation, table)]
    return context.schema.delete_reach(at_stake, orm=operation.via_orm, only=operation.only)


def _unprotected(occurrence: Occurrence, context: Context) -> tuple[str, ...]:
    """The tables that the deletion reaches and that are not backed up on every path to it."""
    if EVERYTHING in occurrence.backed_up:
        return ()
    names = _radius(occurrence.operation, context).cascaded()
    if not names:
        return ()
    kept: set[TableKey] = set()
    whole = {key[:-1] for key in occurrence.backed_up if key[-1:] == EVERYTHING}  # schemas
    for key in occurrence.backed_up:
        kept.update(context.schema.resolve(TableName(key, (True,) * len(key))) or (key,))
    return tuple(
        name
        for name in names
        if not any(
            key in kept or key[:-1] in whole
            for key in context.schema.resolve(TableName.parse(name))
        )
    )


def _hit(occurrence: Occurrence, left: tuple[str, ...], context: Context) -> Hit:
    operation = occurrence.operation
    radius = _radius(operation, context)
    names = tables_listed(operation.tables)
    by = "the ORM" if operation.via_orm else "ON DELETE CASCADE"
    message = (
        f"{_SUBJECTS[operation.kind].format(names)} also deletes from {counted(len(left), 'table')}"
        f" through {by}: {listed(left)}"
    )
    return Hit(
        message=joined(
            message,
            rows_note(radius, whole=operation.empties),
            _blocked(radius.blocked_by),
            ambiguity(operation.tables, context.schema),
        ),
        help=_help(operation, left),
        span=operation.span,
        statement=operation.statement,
        severity=_severity(operation, context),
        tables=names_of(operation.tables),
        related=(*occurrence_places(occurrence), *_keys(radius, context, orm=operation.via_orm)),
        blast_radius=radius,
        remedy=safe_replacement(operation.tables, context.schema, operation.dialect, radius),
    )


def _severity(operation: Operation, context: Context) -> Severity:
    if operation.empties:
        return Severity.ERROR
    by_key = operation.kind is Kind.DELETE and operation.where is Where.KEY
    if by_key and not is_protected(operation.tables, context):
        return Severity.INFO
    return Severity.WARNING


def _blocked(blocked: tuple[Blocked, ...]) -> str:
    if not blocked:
        return ""
    tables = listed(dict.fromkeys(each.table for each in blocked))
    return f"it fails while {tables} has rows that refer to those deleted"


def _help(operation: Operation, left: tuple[str, ...]) -> str:
    if operation.kind is Kind.REPLACE:
        return f"upsert into {tables_listed(operation.tables)}: it changes the row that is there"
    those = listed(left) if len(left) < 4 else f"all {len(left)} tables"
    return (
        "upsert and mark rows inactive, or make those keys ON DELETE RESTRICT, "
        f"or back up {those} too"
    )


def _keys(radius: BlastRadius, context: Context, *, orm: bool) -> tuple[Related, ...]:
    """Where the cascading keys of the tree are declared, one place for each file."""
    schema = context.schema
    names = (*(root.table for root in radius.roots), *radius.tables())
    units = {key for name in names for key in schema.resolve(TableName.parse(name))}
    by_file: dict[str, list[ForeignKey]] = {}
    for key in schema.foreign_keys:
        if key.span is not None and key.child in units and schema.graph.follows(key, orm=orm):
            by_file.setdefault(key.span.path, []).append(key)
    return tuple(_declared(keys) for keys in by_file.values())


def _declared(keys: list[ForeignKey]) -> Related:
    first = keys[0]
    more = f", and so do {len(keys) - 1} more in this file" if len(keys) > 1 else ""
    if len(keys) == 2:
        more = ", and so does one more in this file"
    place = first.span or Span("", 0, 0)
    return Related(f"{key_called(first)} of {'.'.join(first.child)} cascades{more}", place)


_SCHEMA = """\
CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY);
CREATE TABLE cash_flow (
    symbol_id bigint NOT NULL REFERENCES listing_status ON DELETE {action}
);
"""


def _project(statements: str, note: str = "", action: str = "CASCADE") -> Example:
    files = {"schema.sql": _SCHEMA.format(action=action), "load.sql": statements}
    return Example(files, {"per_file_ignores": {"schema.sql": ["FTC301"]}}, note)


RULE = Rule(
    code="FTC303",
    name="delete-cascades",
    subject=Operation,
    kinds=frozenset(_SUBJECTS),
    severity=Severity.ERROR,
    since="0.1.0",
    doc=__doc__,
    check=check,
    bad=(
        _project(
            "CREATE TABLE listing_status_backup AS SELECT * FROM listing_status;\n"
            "DELETE FROM listing_status;\n",
            note="The backup of the parent is not enough.",
        ),
        Example(
            {
                "schema.sql": _SCHEMA.format(action="CASCADE"),
                "load.py": "import psycopg\n"
                "\n"
                "\n"
                "def clear(connection: psycopg.Connection, table: str) -> None:\n"
                '    connection.execute(f"DELETE FROM {table} WHERE status = %s", ("old",))\n'
                "\n"
                "\n"
                "def run(connection: psycopg.Connection) -> None:\n"
                '    clear(connection, "listing_status")\n',
            },
            note="In a helper that is told which table. A WHERE makes it a warning.",
        ),
        Example(
            {
                "schema.sql": _SCHEMA.format(action="CASCADE"),
                "save.py": "import sqlite3\n"
                "\n"
                "\n"
                "def save(path: str, row: tuple) -> None:\n"
                "    with sqlite3.connect(path) as connection:\n"
                '        connection.execute("REPLACE INTO listing_status VALUES (?)", row)\n',
            },
            note="REPLACE deletes the old row first.",
        ),
    ),
    good=(
        _project(
            "CREATE TABLE listing_status_backup AS SELECT * FROM listing_status;\n"
            "CREATE TABLE cash_flow_backup AS SELECT * FROM cash_flow;\n"
            "DELETE FROM listing_status;\n",
            note="Every table that it reaches is backed up.",
        ),
        _project(
            "CREATE TABLE listing_status_backup AS SELECT * FROM listing_status;\n"
            "DELETE FROM listing_status;\n",
            note="The key restricts: the DELETE fails while rows refer to it.",
            action="RESTRICT",
        ),
        _project(
            "CREATE TABLE cash_flow_backup AS SELECT * FROM cash_flow;\nDELETE FROM cash_flow;\n",
            note="From the child nothing cascades.",
        ),
    ),
    yields_to=("FTC201",),
)
