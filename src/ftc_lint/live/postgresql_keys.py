"""Rows of pg_constraint → foreign keys, with what other catalogs say about them."""

from __future__ import annotations

from ftc_lint.catalog import (
    Engine,
    ForeignKey,
    Part,
    RelationName,
    SilencedTrigger,
    TriggerState,
)
from ftc_lint.live import postgresql_queries as queries
from ftc_lint.live.indexing import IndexLookup
from ftc_lint.live.parts import Parts, Row
from ftc_lint.operations import Action
from ftc_lint.records import dataclass
from ftc_lint.remedies.identifiers import quote_identifier

Names = dict[int, RelationName]
Columns = dict[int, dict[int, tuple[str, bool]]]  # table → number → (name, not null)

_ACTIONS = {
    "a": Action.NO_ACTION,
    "r": Action.RESTRICT,
    "c": Action.CASCADE,
    "n": Action.SET_NULL,
    "d": Action.SET_DEFAULT,
}
_MATCHES = {"f": "FULL", "p": "PARTIAL", "s": "SIMPLE"}
_TRIGGERS = {"D": TriggerState.DISABLED, "R": TriggerState.REPLICA_ONLY}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a row of pg_constraint refers to by number. `with_children`: the plain tables that
    have inheritance children."""

    names: Names
    columns: Columns
    indexes: IndexLookup
    with_children: frozenset[int]
    silenced: dict[int, tuple[SilencedTrigger, ...]]
    operators: dict[int, str]


def read_foreign_keys(
    parts: Parts,
    version: int,
    names: Names,
    columns: Columns | None,
    indexes: IndexLookup,
    with_children: frozenset[int],
) -> tuple[ForeignKey, ...]:
    """All foreign keys between the tables in `names`; `version` is server_version_num."""
    rows = parts.read(Part.FOREIGN_KEYS, queries.foreign_keys(version))
    if rows is None or columns is None:
        return ()
    around = Surroundings(
        names, columns, indexes, with_children, _silenced_triggers(parts, names), _operators(parts)
    )
    keys: list[ForeignKey] = []
    for row in rows:
        child, parent = row[2], row[3]
        if child in columns and parent in columns:
            keys.append(_foreign_key(row, around))
        else:
            parts.note(Part.FOREIGN_KEYS, row[1], "a table of this foreign key cannot be seen")
    return tuple(keys)


def _foreign_key(row: Row, around: Surroundings) -> ForeignKey:
    oid, name, child, parent, child_numbers, parent_numbers, on_delete, on_update, match = row[:9]
    deferrable, deferred, validated, enforced, temporal, set_numbers, clone_of, operators = row[9:]
    of_child, of_parent = around.columns[child], around.columns[parent]
    child_columns = tuple(of_child[number][0] for number in child_numbers)
    return ForeignKey(
        str(oid),
        name,
        around.names[child],
        child_columns,
        around.names[parent],
        tuple(of_parent[number][0] for number in parent_numbers),
        _ACTIONS[on_delete],
        _ACTIONS[on_update],
        tuple(of_child[number][0] for number in set_numbers or ()),
        _MATCHES[match],
        deferrable,
        deferred,
        validated,
        enforced,
        temporal,
        str(clone_of) if clone_of else None,
        tuple(of_child[number][0] for number in child_numbers if not of_child[number][1]),
        around.indexes.supporting(around.names[child], child_columns),
        around.silenced.get(oid, ()),
        _own_operators(operators, around.operators),
        child in around.with_children,
        parent in around.with_children,
    )


def _own_operators(operators: list[int] | None, known: dict[int, str]) -> tuple[str, ...]:
    """Spelled out only where one of them is not PostgreSQL's own `=`."""
    if not operators or not any(operator in known for operator in operators):
        return ()
    return tuple(known.get(operator, "=") for operator in operators)


def _silenced_triggers(parts: Parts, names: Names) -> dict[int, tuple[SilencedTrigger, ...]]:
    found: dict[int, dict[SilencedTrigger, None]] = {}
    for constraint, table, on_parent, state in (
        parts.read(Part.TRIGGERS, queries.SILENCED_TRIGGERS) or ()
    ):
        if table in names:
            trigger = SilencedTrigger(names[table], on_parent, _TRIGGERS[state])
            found.setdefault(constraint, {})[trigger] = None
    return {constraint: tuple(triggers) for constraint, triggers in found.items()}


def _operators(parts: Parts) -> dict[int, str]:
    rows = parts.read(Part.FOREIGN_KEYS, queries.OPERATORS) or ()
    return {oid: _operator(schema, name) for oid, schema, name in rows}


def _operator(schema: str, name: str) -> str:
    return f"OPERATOR({quote_identifier(Engine.POSTGRESQL, schema)}.{name})"
