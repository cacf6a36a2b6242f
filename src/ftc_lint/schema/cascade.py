"""The graph of foreign keys, and what PostgreSQL reaches through it.

Facts that tests compare with real servers:

- TRUNCATE … CASCADE goes to every referencing table, whatever the key's action. A key that
  references a partitioned table references each of its partitions, so truncating one partition
  empties the whole child. Inheritance children belong to the tables that are named, never to
  those that the cascade adds.
- DELETE follows ON DELETE CASCADE only. The tables it reaches are each a DELETE FROM ONLY, save
  that a partitioned table means all its partitions.
- A RESTRICT or NO ACTION key blocks unless its rows are gone by then. What an action deletes is
  acted upon after everything that waits already: level by level, not depth first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ftc_lint.findings import BlastRadius, Blocked, Reached
from ftc_lint.operations import Action, Column
from ftc_lint.schema.naming import TableKey, shown

if TYPE_CHECKING:
    from ftc_lint.schema.model import ForeignKey, Table

Follow = Callable[["ForeignKey"], bool]

BLOCKING = (Action.RESTRICT, Action.NO_ACTION)


class Graph:
    """The tables, the keys that lead from parent to child, and what belongs together.

    A partitioned table stands for all its partitions: a *unit*. A unit of one partition may lie
    inside a unit of its root.
    """

    def __init__(
        self, tables: Mapping[TableKey, Table], foreign_keys: Iterable[ForeignKey]
    ) -> None:
        self._tables = tables
        self._partitions: dict[TableKey, list[TableKey]] = {}
        self._heirs: dict[TableKey, list[TableKey]] = {}
        self._incoming: dict[TableKey, list[tuple[int, ForeignKey]]] = {}
        for key, table in tables.items():
            if table.partition_of is not None:
                self._partitions.setdefault(table.partition_of, []).append(key)
            for parent in table.inherits:
                self._heirs.setdefault(parent, []).append(key)
        for number, foreign_key in enumerate(foreign_keys):
            self._incoming.setdefault(foreign_key.parent, []).append((number, foreign_key))

    # --- what belongs together ---------------------------------------------------------------

    def members(self, unit: TableKey) -> tuple[TableKey, ...]:
        """The table and its partitions, directly or not."""
        return tuple(_closure(unit, self._partitions))

    def leaves(self, unit: TableKey) -> tuple[TableKey, ...]:
        """The tables that hold a unit's rows."""
        return tuple(each for each in self.members(unit) if each not in self._partitions)

    def roots_of(self, key: TableKey) -> tuple[TableKey, ...]:
        """The partitioned tables that a partition belongs to, nearest first."""
        found: list[TableKey] = []
        table = self._tables.get(key)
        while table is not None and table.partition_of is not None:
            if table.partition_of in found:
                break
            found.append(table.partition_of)
            table = self._tables.get(table.partition_of)
        return tuple(found)

    def referencing(self, unit: TableKey) -> list[ForeignKey]:
        """The keys that reference rows of a unit: declared for it, for one of its partitions or
        for a table that it is a partition of. In the order in which they were made."""
        around = (*self.members(unit), *self.roots_of(unit))
        found = [entry for key in around for entry in self._incoming.get(key, ())]
        found.sort(key=lambda entry: entry[0])
        return [foreign_key for _, foreign_key in found]

    def _with_heirs(self, unit: TableKey) -> Iterator[TableKey]:
        """The unit and the tables that inherit from it, directly or not."""
        return iter(_closure(unit, self._heirs))

    # --- questions ---------------------------------------------------------------------------

    def truncate(
        self, roots: Iterable[TableKey], *, only_cascading: bool = False, only: bool = False
    ) -> BlastRadius:
        """What TRUNCATE … CASCADE of the roots empties."""
        follow = _cascades if only_cascading else _enforced
        starts = self._starts(roots, only)
        tree, reached = self._tree(starts, follow)
        blocked = self._refused(reached) if only_cascading else ()
        return BlastRadius("truncate", tree, blocked)

    def delete(
        self, roots: Iterable[TableKey], *, orm: bool = False, only: bool = False
    ) -> BlastRadius:
        """What DELETE of every row of the roots deletes from, and what blocks it."""
        follow = _cascades_with_orm if orm else _cascades
        starts = self._starts(roots, only)
        tree, _ = self._tree(starts, follow)
        units = [unit for start, heirs in starts for unit in (start, *heirs)]
        return BlastRadius("delete", tree, tuple(self._blocking(units, follow)))

    def _starts(
        self, roots: Iterable[TableKey], only: bool
    ) -> list[tuple[TableKey, tuple[TableKey, ...]]]:
        """Each root with the tables that inherit from it."""
        if only:
            return [(root, ()) for root in roots]
        return [(root, tuple(self._with_heirs(root))[1:]) for root in roots]

    def _refused(self, reached: Iterable[TableKey]) -> tuple[Blocked, ...]:
        """The keys for which Oracle refuses a TRUNCATE … CASCADE."""
        return tuple(
            self._blocked(key)
            for unit in reached
            for key in self.referencing(unit)
            if _enforced(key) and not _cascades(key)
        )

    # --- the tree ----------------------------------------------------------------------------

    def _tree(
        self, starts: list[tuple[TableKey, tuple[TableKey, ...]]], follow: Follow
    ) -> tuple[tuple[Reached, ...], list[TableKey]]:
        """The tree below the roots, and all units in it once. A table is expanded where it is
        nearest to a root."""
        edges: dict[TableKey, list[tuple[TableKey, ForeignKey | None]]] = {}
        level: list[TableKey] = []
        for root, heirs in starts:
            if root not in edges:
                edges[root] = [(heir, None) for heir in heirs]
                level.append(root)
        expanded = dict.fromkeys(level)
        for root in tuple(level):
            for heir, _ in edges[root]:
                if heir not in expanded:
                    expanded[heir] = None
                    level.append(heir)
        owner = {heir: root for root, heirs in starts for heir in heirs}
        while level:
            following: list[TableKey] = []
            for unit in level:
                for child, key in self._below(unit, follow):
                    edges.setdefault(unit, []).append((child, key))
                    if child not in expanded:
                        expanded[child] = None
                        owner[child] = unit
                        following.append(child)
            level = following
        roots = [root for root, _ in starts]
        return self._drawn(roots, edges, owner), list(expanded)

    def _below(self, unit: TableKey, follow: Follow) -> Iterator[tuple[TableKey, ForeignKey]]:
        """The children of a unit, each once, without itself."""
        seen = {unit}
        for key in self.referencing(unit):
            if key.child not in seen and follow(key):
                seen.add(key.child)
                yield key.child, key

    def _drawn(
        self,
        roots: list[TableKey],
        edges: Mapping[TableKey, list[tuple[TableKey, ForeignKey | None]]],
        owner: Mapping[TableKey, TableKey],
    ) -> tuple[Reached, ...]:
        """The nodes, children before parents so that depth costs no recursion."""
        nodes: dict[TableKey, Reached] = {}
        drawn: set[tuple[TableKey, TableKey]] = set()
        order: list[tuple[TableKey, ForeignKey | None]] = []
        stack: list[tuple[TableKey, ForeignKey | None]] = [(root, None) for root in roots]
        while stack:
            unit, via = stack.pop()
            order.append((unit, via))
            for child, key in edges.get(unit, ()):
                if self._expands(unit, child, roots, owner) and (unit, child) not in drawn:
                    drawn.add((unit, child))
                    stack.append((child, key))
        for unit, via in reversed(order):
            children = tuple(
                nodes[child] if (unit, child) in drawn else self._node(child, key, (), seen=True)
                for child, key in edges.get(unit, ())
            )
            nodes[unit] = self._node(unit, via, children)
        return tuple(nodes[root] for root in dict.fromkeys(roots))

    @staticmethod
    def _expands(
        unit: TableKey,
        child: TableKey,
        roots: list[TableKey],
        owner: Mapping[TableKey, TableKey],
    ) -> bool:
        return child not in roots and owner.get(child) == unit

    def _node(
        self,
        unit: TableKey,
        key: ForeignKey | None,
        children: tuple[Reached, ...],
        seen: bool = False,
    ) -> Reached:
        table = self._tables.get(unit)
        name = self._title(unit)
        rows = table.rows if table is not None else None
        if key is None:
            return Reached(name, rows=rows, seen=seen, children=children)
        return Reached(name, key.name, key.on_delete.value, key.enforced_by, rows, seen, children)

    def _title(self, unit: TableKey) -> str:
        """A table as its own definition writes it."""
        table = self._tables.get(unit)
        return shown(unit) if table is None else str(table.name)

    # --- what blocks -------------------------------------------------------------------------

    def _blocking(self, units: Iterable[TableKey], follow: Follow) -> list[Blocked]:
        """The keys that can make a DELETE fail while their table holds rows.

        Plays the actions in PostgreSQL's order, level by level, in each the keys in the order in
        which they were made. Rows that are surely gone by then no longer block: those that the
        statement itself deletes, and those of a child none of whose rows may refer to nothing,
        once its parent is gone.
        """
        starts = list(dict.fromkeys(units))
        gone = {leaf for unit in starts for leaf in self.leaves(unit)}
        touched = set(gone)
        found: dict[tuple[TableKey, str | None], Blocked] = {}
        waiting = deque(starts)
        while waiting:
            for key in self.referencing(waiting.popleft()):
                left = [leaf for leaf in self.leaves(key.child) if leaf not in gone]
                if left and follow(key):
                    if gone.issuperset(self.leaves(key.parent)) and self._always_refers(key):
                        gone.update(left)
                        touched.update(left)
                        waiting.append(key.child)
                    elif not touched.issuperset(left):
                        touched.update(left)
                        waiting.append(key.child)
                elif left and self._blocks(key):
                    found.setdefault((key.child, key.name), self._blocked(key))
        return list(found.values())

    def _always_refers(self, key: ForeignKey) -> bool:
        """Whether every row of the child refers to a parent row."""
        table = self._tables.get(key.child)
        columns = [table.column(name) for name in key.spec.child_columns] if table else []
        return bool(columns) and all(map(_is_not_null, columns))

    def _blocked(self, key: ForeignKey) -> Blocked:
        return Blocked(self._title(key.child), key.name, key.on_delete.value)

    def _blocks(self, key: ForeignKey) -> bool:
        if not _acts(key) or key.enforced_by != "database":
            return False
        return key.on_delete in BLOCKING or bool(self.not_null_columns(key))

    def not_null_columns(self, key: ForeignKey) -> tuple[str, ...]:
        """The NOT NULL columns that an ON DELETE SET NULL would set to NULL."""
        if key.on_delete is not Action.SET_NULL:
            return ()
        table = self._tables.get(key.child)
        if table is None:
            return ()
        names = key.spec.on_delete_columns or key.spec.child_columns
        columns = [table.column(name) for name in names]
        return tuple(
            column.name for column in columns if column is not None and _is_not_null(column)
        )

    @staticmethod
    def follows(key: ForeignKey, *, orm: bool) -> bool:
        """Whether a DELETE follows the key to its child."""
        return _cascades_with_orm(key) if orm else _cascades(key)


def _is_not_null(column: Column | None) -> bool:
    return column is not None and (column.nullable is False or column.primary_key)


def _enforced(key: ForeignKey) -> bool:
    return key.enforced_by == "database"


def _acts(key: ForeignKey) -> bool:
    return key.enforced_by != "" and key.spec.enforced


def _cascades(key: ForeignKey) -> bool:
    return _cascades_with_orm(key) and key.enforced_by == "database"


def _cascades_with_orm(key: ForeignKey) -> bool:
    return _acts(key) and key.on_delete is Action.CASCADE


def _closure(start: TableKey, below: Mapping[TableKey, list[TableKey]]) -> dict[TableKey, None]:
    """The start and everything below it, each once, level by level."""
    found = {start: None}
    waiting = deque([start])
    while waiting:
        for key in below.get(waiting.popleft(), ()):
            if key not in found:
                found[key] = None
                waiting.append(key)
    return found
