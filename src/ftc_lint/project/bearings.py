"""How what is said of one file depends on others, and theirs on it.

Names are looked up in the whole project; so one file's bearings are the files whose functions,
classes and constants its own code came upon, and what it does to what is said of others: a function
that something calls is no root, one that is stored anywhere escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ftc_lint.operations import Operation
from ftc_lint.project.graph import Graph
from ftc_lint.project.inventory import Inventory
from ftc_lint.project.modules import Key, Modules
from ftc_lint.records import dataclass, field
from ftc_lint.schema.ddl import DDL

NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FileBearings:
    """Of one file: the files it `uses`; the functions of others that it `calls` outside tests; the
    files it tells something of (`abroad`: an operation in a helper, a function that it stores or
    starts); the last names of its functions that matter (`late`); how many `statements` it holds;
    whether it `declares` models; whether it `weighs` on what is said of all others: it makes or
    changes a table, or deletes as an ORM does."""

    uses: frozenset[str] = NOWHERE
    calls: frozenset[Key] = frozenset()
    abroad: frozenset[str] = NOWHERE
    late: frozenset[str] = NOWHERE
    statements: int = 0
    declares: bool = False
    weighs: bool = False


@dataclass(frozen=True, slots=True)
class Bearings:
    """Of all files. `ddl` are the operations that make the schema. `is_ordered`: a bound was met,
    so that what is said of a file may depend on the order of all."""

    files: Mapping[str, FileBearings] = field(default_factory=dict)
    ddl: tuple[Operation, ...] = ()
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a project that is worked on: the file `path`, for which the files of `scope` are
    looked into. What others came to is given: the last names of functions that matter, the files
    that declare models, the operations that make the schema."""

    path: str
    scope: frozenset[str]
    late: frozenset[str]
    declaring: frozenset[str]
    ddl: tuple[Operation, ...]


def weighs(operation: Operation) -> bool:
    """Whether an operation takes part in what is said of other files."""
    return operation.kind in DDL or operation.via_orm


def bearings_of(
    paths: Iterable[str],
    modules: Modules,
    graph: Graph,
    inventory: Inventory,
    started: Iterable[tuple[str, str]],
    declaring: Iterable[str],
) -> dict[str, FileBearings]:
    """The bearings of files; `started` are those that start an entry point of another, with
    that."""
    calls: dict[str, set[Key]] = {}
    for key, callers in graph.callers.items():
        for caller in callers:
            if caller[0] != key[0]:
                calls.setdefault(caller[0], set()).add(key)
    abroad: dict[str, set[str]] = {}
    for path, other in (*inventory.abroad(), *graph.abroad, *started):
        abroad.setdefault(path, set()).add(other)
    statements: dict[str, int] = {}
    for (path, _), count in inventory.statements.items():
        statements[path] = statements.get(path, 0) + count
    late = graph.late()
    heavy = {each.span.path for each in inventory.operations() if weighs(each)}
    declaring = frozenset(declaring)
    return {
        path: FileBearings(
            uses=frozenset(modules.uses.get(path, ())),
            calls=frozenset(calls.get(path, ())),
            abroad=frozenset(abroad.get(path, ())),
            late=frozenset(late.get(path, ())),
            statements=statements.get(path, 0),
            declares=path in declaring,
            weighs=path in heavy,
        )
        for path in paths
    }
