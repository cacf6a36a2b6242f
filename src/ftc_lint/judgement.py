"""What rules weigh alike: which tables are at stake, and how loud their context lets them be."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.context import Context, Occurrence, hole_name, known_tables, site
from ftc_lint.findings import Severity
from ftc_lint.operations import Backup, CodeContext, Operation, TableName
from ftc_lint.text import Span

MIGRATIONS = (CodeContext.MIGRATION_UP, CodeContext.MIGRATION_DOWN)


def named_tables(operation: Operation, context: Context) -> tuple[TableName, ...]:
    """The tables of an operation, each once; an unknown name gives way to those that the calls
    leading there fill in."""
    if not any(table.has_hole for table in operation.tables):
        return operation.tables
    filled: dict[TableName, None] = {}
    for occurrence in context.reached(operation):
        for table in occurrence.operation.tables:
            filled.setdefault(table)
    known = tuple(table for table in filled if not table.has_hole)
    unknown = tuple(table for table in filled if table.has_hole)
    return (*known, *unknown[:1]) if known else operation.tables


def tables_at_stake(operation: Operation, context: Context) -> tuple[TableName, ...]:
    """Its tables that have something to lose: without scratch tables."""
    return tuple(
        table
        for table in named_tables(operation, context)
        if not context.is_scratch(operation, table)
    )


def is_protected(tables: Iterable[TableName], context: Context) -> bool:
    """Whether one of the tables is protected."""
    return any(context.is_protected(table) for table in tables)


def in_migration(operation: Operation) -> bool:
    """Whether it stands in a migration, up or down."""
    return operation.context in MIGRATIONS


def quiet_in_migration(
    severity: Severity, operation: Operation, tables: Iterable[TableName], context: Context
) -> Severity:
    """Info in a migration, which is reviewed and meant to drop; not for a protected table."""
    if in_migration(operation) and not is_protected(tables, context):
        return Severity.INFO
    return severity


def quiet_with_backup(
    severity: Severity, operation: Operation, tables: Iterable[TableName], context: Context
) -> Severity:
    """Info where the rows are kept on every path; not for a protected table."""
    kept = context.backup(operation) in (Backup.BEFORE, Backup.RESTORE)
    if kept and not is_protected(tables, context):
        return Severity.INFO
    return severity


def remade(operation: Operation, context: Context) -> Span | None:
    """Where every flow that drops a table makes it again from a query; None where one does not, for
    a protected table, and where other code of the same file puts rows into it."""
    reached = context.reached(operation)
    places = [each.remade for each in reached]
    if not places or None in places or len(operation.tables) != 1:
        return None
    table, roots = operation.tables[0], {each.root for each in reached}
    others = any(
        any(named.same_as(table) for named in each.tables)
        and roots.isdisjoint(way.root for way in context.reached(each))
        for each in context.feeding.get(operation.span.path, ())
    )
    return None if others or context.is_protected(table) else places[0]


def is_template(operation: Operation) -> bool:
    """Whether it is only kept in a string, and on no table that can be told: a template that
    something else may or may not fill and run."""
    if operation.executed or not operation.tables:
        return False
    return all(hole_name(table) is not None for table in operation.tables)


def worst(occurrences: Iterable[Occurrence], order: tuple[Backup, ...]) -> Occurrence | None:
    """The occurrence whose verdict comes first in `order`; None where none has one."""
    judged = [each for each in occurrences if each.backup in order]
    return min(judged, key=lambda each: order.index(each.backup or Backup.NONE), default=None)


def is_decisive(occurrence: Occurrence, context: Context) -> bool:
    """Whether no flow reaches the same statement, for the same tables, with a worse verdict.

    A statement in a helper is one hazard, however many flows lead there.
    """
    decisive = context.decisive.get((site(occurrence.operation), known_tables(occurrence)))
    return decisive is None or decisive == occurrence


def all_backups(tables: Iterable[TableName], context: Context) -> bool:
    """Whether every table is a backup (and there is one)."""
    known = tuple(tables)
    return bool(known) and all(context.is_backup(table) for table in known)
