"""Which operations belong to a dump or to the rebuild of a table, and so lose nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ftc_lint.operations import Kind, Operation, Where

_LOSES_ROWS = frozenset(
    {Kind.TRUNCATE, Kind.DELETE, Kind.UPDATE, Kind.REPLACE, Kind.MERGE_DELETE, Kind.DROP_TABLE}
)
_LOSES_MORE = frozenset({Kind.DROP_SCHEMA, Kind.DROP_DATABASE, Kind.DROP_COLUMN})


def mark_rebuilds(text: str, operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The same operations; those of a dump or a rebuild carry `is_rebuild`."""
    switches = [
        i for i, operation in enumerate(operations) if operation.kind is Kind.DISABLE_ENFORCEMENT
    ]
    if not switches:
        return tuple(operations)
    marked = list(operations)
    for index in _rebuild_drops(operations):
        marked[index] = replace(marked[index], is_rebuild=True)
    for index in switches:
        operation = marked[index]
        if _in_dump_comment(text, operation) or (
            operation.object_type == "foreign_keys" and _loses_nothing(marked, index)
        ):
            marked[index] = replace(operation, is_rebuild=True)
    return tuple(marked)


def _in_dump_comment(text: str, operation: Operation) -> bool:
    """mysqldump's `/*!40014 SET … FOREIGN_KEY_CHECKS=0 */`: a comment that MySQL runs."""
    before = text[max(0, operation.span.start - 12) : operation.span.start].rstrip()
    return before.rstrip("0123456789").endswith(("/*!", "/*M!"))


def _rebuild_drops(operations: Sequence[Operation]) -> list[int]:
    """SQLite's rebuild: DROP of a table whose rows went into another before."""
    saved: set[tuple[str, ...]] = set()
    found = []
    for index, operation in enumerate(operations):
        if operation.kind in (Kind.INSERT, Kind.CREATE_TABLE) and not operation.temporary:
            saved.update(copy.source.key for copy in operation.copies if copy.full)
        elif operation.kind is Kind.DROP_TABLE and saved.issuperset(
            table.key for table in operation.tables
        ):
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
