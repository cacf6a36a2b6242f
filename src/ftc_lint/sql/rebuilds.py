"""Which operations belong to a dump or to the rebuild of a table, and so lose nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.operations import Kind, Operation, Where
from ftc_lint.records import replace

_LOSES_ROWS = frozenset(
    {Kind.TRUNCATE, Kind.DELETE, Kind.UPDATE, Kind.REPLACE, Kind.MERGE_DELETE, Kind.DROP_TABLE}
)
_PG_DUMP = "PostgreSQL database dump"
_HEADER = 400
_LOSES_MORE = frozenset({Kind.DROP_SCHEMA, Kind.DROP_DATABASE, Kind.DROP_COLUMN})


def mark_rebuilds(text: str, operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The same operations; those of a dump or a rebuild carry `is_rebuild`."""
    kinds = {operation.kind for operation in operations}
    marked = list(operations)
    if Kind.RENAME_TABLE in kinds and Kind.DROP_TABLE in kinds:
        for index in _rebuild_drops(operations):
            marked[index] = replace(marked[index], is_rebuild=True)
    if Kind.DISABLE_ENFORCEMENT in kinds:
        for index, operation in enumerate(marked):
            if operation.kind is Kind.DISABLE_ENFORCEMENT and _in_dump(text, marked, index):
                marked[index] = replace(operation, is_rebuild=True)
    return tuple(marked)


def _in_dump(text: str, operations: Sequence[Operation], index: int) -> bool:
    """Whether the switch at `index` is a dump's or a rebuild's."""
    operation = operations[index]
    if _in_dump_comment(text, operation):
        return True
    if operation.object_type == "triggers":  # pg_dump --disable-triggers
        return _PG_DUMP in text[:_HEADER]
    return operation.object_type == "foreign_keys" and _loses_nothing(operations, index)


def _in_dump_comment(text: str, operation: Operation) -> bool:
    """mysqldump's `/*!40014 SET … FOREIGN_KEY_CHECKS=0 */`: a comment that MySQL runs."""
    before = text[max(0, operation.span.start - 12) : operation.span.start].rstrip()
    return before.rstrip("0123456789").endswith(("/*!", "/*M!"))


def _rebuild_drops(operations: Sequence[Operation]) -> list[int]:
    """Drops of a table whose rows went into the one that has its name afterwards.

    SQLite's rebuild: CREATE new, INSERT new SELECT old, DROP old, RENAME new TO old; or with the
    RENAME of the old table first.
    """
    copied: dict[str, set[str]] = {}  # a table to those that took all its rows
    was_called: dict[str, str] = {}  # a new name to the old one
    dropped: dict[str, list[int]] = {}
    found = []
    for index, operation in enumerate(operations):
        table = operation.tables[0].key[-1] if operation.tables else ""
        if operation.kind in (Kind.INSERT, Kind.CREATE_TABLE) and not operation.temporary:
            for copy in operation.copies:
                if copy.full:
                    copied.setdefault(copy.source.key[-1], set()).add(table)
        elif operation.kind is Kind.RENAME_TABLE and operation.new_name is not None:
            name = operation.new_name.key[-1]
            was_called[name] = table
            if table in copied.get(name, ()):
                found += dropped.pop(name, [])
        elif operation.kind is Kind.DROP_TABLE and len(operation.tables) == 1:
            dropped.setdefault(table, []).append(index)
            if was_called.get(table, "") in copied.get(table, ()):
                found.append(index)
    return found


def _loses_nothing(operations: Sequence[Operation], start: int) -> bool:
    """Whether a dump or a rebuild follows the switch: tables are created, and until it is turned
    back nothing loses rows. A switch that stands alone is neither."""
    creates = False
    for operation in operations[start + 1 :]:
        if operation.kind is Kind.ENABLE_ENFORCEMENT:
            break
        creates = creates or operation.kind is Kind.CREATE_TABLE
        if operation.is_rebuild or operation.where in (Where.SOME, Where.KEY):
            continue
        if operation.kind in _LOSES_ROWS or operation.kind in _LOSES_MORE:
            return False
    return creates
