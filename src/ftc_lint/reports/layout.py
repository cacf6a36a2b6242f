"""Where the tables of a drawing stand: in columns from left to right, along the foreign keys."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from ftc_lint.records import dataclass

T = TypeVar("T", bound=Hashable)

_SWEEPS = 6
"""Times that the columns are put in order by their neighbours; more change nothing visible."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the grid: the column from the left, and how far down in it, in rows."""

    column: int
    row: float


@dataclass(frozen=True)
class Layout(Generic[T]):
    """A spot for each node; and for each edge that spans columns, one in each of them, so that it
    can be led between the nodes there."""

    spots: Mapping[T, Spot]
    ways: Mapping[tuple[T, T], tuple[Spot, ...]]


@dataclass(frozen=True, slots=True)
class _Bend(Generic[T]):
    """Where an edge crosses a column."""

    edge: tuple[T, T]
    column: int


def layout(nodes: Sequence[T], edges: Iterable[tuple[T, T]]) -> Layout[T]:
    """Places nodes so that edges lead to the right (but for those that close a circle) and few
    cross. Nodes keep their order where nothing else decides."""
    below: dict[T, list[T]] = {node: [] for node in nodes}
    for source, target in dict.fromkeys(edges):
        if source != target:
            below[source].append(target)
    forward = _without_circles(nodes, below)
    columns = _columns(nodes, forward)
    filled, paths = _with_bends(columns, forward)
    spots = _spread(_in_order(filled, paths), paths)
    ways = {
        (source, target): tuple(
            spots[_Bend((source, target), column)]
            for column in range(spots[source].column + 1, spots[target].column)
        )
        for source, targets in forward.items()
        for target in targets
    }
    return Layout({node: spots[node] for node in nodes}, ways)


def _with_bends(
    columns: Sequence[Sequence[T]], forward: Mapping[T, Sequence[T]]
) -> tuple[list[list[Hashable]], dict[Hashable, list[Hashable]]]:
    """The columns with a bend wherever an edge crosses one, and the edges from one column to the
    next."""
    filled: list[list[Hashable]] = [list(column) for column in columns]
    place = {node: index for index, column in enumerate(columns) for node in column}
    paths: dict[Hashable, list[Hashable]] = {node: [] for node in forward}
    for source, targets in forward.items():
        for target in targets:
            last: Hashable = source
            for column in range(place[source] + 1, place[target]):
                bend = _Bend((source, target), column)
                filled[column].append(bend)
                paths[last].append(bend)
                paths[bend] = []
                last = bend
            paths[last].append(target)
    return filled, paths


def _without_circles(nodes: Sequence[T], below: Mapping[T, Sequence[T]]) -> dict[T, list[T]]:
    """The edges but for those that lead back to where a walk came from. The walk begins at nodes
    that nothing leads to, if there are any."""
    targets = {target for each in below.values() for target in each}
    starts = [*(n for n in nodes if n not in targets), *(n for n in nodes if n in targets)]
    forward: dict[T, list[T]] = {node: [] for node in nodes}
    open_nodes: set[T] = set()
    done: set[T] = set()
    for start in starts:
        stack = [(start, iter(below[start]))] if start not in done else []
        open_nodes.update(node for node, _ in stack)
        while stack:
            node, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                stack.pop()
                open_nodes.discard(node)
                done.add(node)
            elif target not in open_nodes:
                forward[node].append(target)
                if target not in done:
                    open_nodes.add(target)
                    stack.append((target, iter(below[target])))
    return forward


def _columns(nodes: Sequence[T], forward: Mapping[T, Sequence[T]]) -> list[list[T]]:
    """Each node one column to the right of the last node that leads to it."""
    waiting = dict.fromkeys(nodes, 0)
    for targets in forward.values():
        for target in targets:
            waiting[target] += 1
    column = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not waiting[node]]
    for node in ready:  # grows while it is read
        for target in forward[node]:
            column[target] = max(column[target], column[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    columns: list[list[T]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for node in ready:
        columns[column[node]].append(node)
    return columns


def _in_order(columns: list[list[T]], forward: Mapping[T, Sequence[T]]) -> list[list[T]]:
    """Each column ordered by the mean place of its neighbours, from the left and from the right."""
    around = _neighbours(forward)
    place = {node: index for column in columns for index, node in enumerate(column)}
    for sweep in range(_SWEEPS):
        order = columns if sweep % 2 == 0 else reversed(columns)
        for column in order:
            column.sort(key=lambda node: _mean(around[node], place, place[node]))
            place.update((node, index) for index, node in enumerate(column))
    return columns


def _spread(columns: Sequence[Sequence[T]], forward: Mapping[T, Sequence[T]]) -> dict[T, Spot]:
    """Rows in which a node stands level with its neighbours, as far as its column has room."""
    around = _neighbours(forward)
    row = {node: float(index) for column in columns for index, node in enumerate(column)}
    for sweep in range(_SWEEPS):
        order = columns if sweep % 2 == 0 else reversed(columns)
        for column in order:
            wanted = [_mean(around[node], row, row[node]) for node in column]
            row.update(zip(column, _apart(wanted), strict=True))
    top = min(row.values(), default=0.0)
    return {
        node: Spot(index, row[node] - top)
        for index, column in enumerate(columns)
        for node in column
        for index, column in enumerate(columns)
        for node in column
    }


def _apart(wanted: Sequence[float]) -> list[float]:
    """The rows nearest to the wanted ones that keep the order and are at least one row apart:
    nodes that would overlap stand together around the mean of what they want."""
    groups: list[tuple[float, int]] = []  # (sum of what the first row would be, how many)
    for index, each in enumerate(wanted):
        total, size = each - index, 1
        while groups and groups[-1][0] / groups[-1][1] > total / size:
            before, many = groups.pop()
            total, size = total + before, size + many
        groups.append((total, size))
    firsts = [total / size for total, size in groups for _ in range(size)]
    return [first + index for index, first in enumerate(firsts)]


def _neighbours(forward: Mapping[T, Sequence[T]]) -> dict[T, list[T]]:
    around: dict[T, list[T]] = {node: list(targets) for node, targets in forward.items()}
    for node, targets in forward.items():
        for target in targets:
            around[target].append(node)
    return around


def _mean(nodes: Sequence[T], place: Mapping[T, float] | Mapping[T, int], default: float) -> float:
    return sum(place[node] for node in nodes) / len(nodes) if nodes else default
