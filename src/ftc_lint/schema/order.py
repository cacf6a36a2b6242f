"""In which order the DDL of a project applies.

Plain files come first, those that create all they change before those that change what others
create; then migrations, in their own order; then models, which say what the code believes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ftc_lint.operations import CodeContext, Kind, Operation
from ftc_lint.schema.naming import TableKey, canonical, key_of

_NUMBERED = re.compile(r"(?:^|/)[VvRr]?\d[\w.\-]*[^/]*$")
_DIGITS = re.compile(r"(\d+)")

_DDL_SOURCES = frozenset({"sql", "alembic", "subprocess"})
_CHANGES = frozenset(
    {Kind.FOREIGN_KEY, Kind.DROP_CONSTRAINT, Kind.DROP_COLUMN, Kind.ADD_COLUMN, Kind.ALTER_COLUMN}
)


def is_numbered(path: str) -> bool:
    """Whether the file's name begins with a number, as files that apply in an order have it."""
    return _NUMBERED.search(path) is not None


def natural(path: str) -> tuple[tuple[int, int, str], ...]:
    """A path as people sort it: `V10` after `V9`."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in _DIGITS.split(path)
    )


def in_order(operations: Iterable[Operation], migrations: Sequence[str] = ()) -> list[Operation]:
    """The operations sorted by file, stable within each. `migrations`: paths whose order is
    known otherwise."""
    files: dict[str, list[Operation]] = {}
    models: dict[str, list[Operation]] = {}
    for operation in operations:
        (models if is_model(operation) else files).setdefault(operation.span.path, []).append(
            operation
        )
    ranks = {path: number for number, path in enumerate(migrations)}
    ordered = sorted(
        files,
        key=lambda path: (_phase(files[path]), ranks.get(path, len(ranks)), natural(path)),
    )
    ordered_models = sorted(models, key=natural)
    return [
        *(operation for path in ordered for operation in files[path]),
        *(operation for path in ordered_models for operation in models[path]),
    ]


def is_model(operation: Operation) -> bool:
    """Whether a model declares it: what the code believes of the database."""
    return (
        operation.source not in _DDL_SOURCES and operation.context is not CodeContext.MIGRATION_UP
    )


def _phase(operations: Sequence[Operation]) -> int:
    """0: a file that makes what it changes; 1: a migration; 2: one that changes what others
    make. A numbered file is a migration."""
    if any(operation.context is CodeContext.MIGRATION_UP for operation in operations):
        return 1
    if is_numbered(operations[0].span.path):
        return 1
    made = {
        canonical(key_of(operation.tables[0]))
        for operation in operations
        if operation.kind is Kind.CREATE_TABLE and operation.tables
    }
    changed = {key for operation in operations for key in _changed(operation)}
    return 0 if changed <= made else 2


def _changed(operation: Operation) -> list[TableKey]:
    if operation.kind not in _CHANGES:
        return []
    return [canonical(key_of(name)) for name in operation.tables[:1]]
