"""Foreign keys of MySQL and MariaDB.

MariaDB shows REFERENTIAL_CONSTRAINTS only to roles that may do more than SELECT, and shows the
others an empty view. Their actions are then read from SHOW CREATE TABLE.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from ftc_lint.catalog import Engine, ForeignKey, Part, RelationName
from ftc_lint.live import mysql_queries as queries
from ftc_lint.live.indexing import IndexLookup
from ftc_lint.live.parts import Parts, Row
from ftc_lint.operations import Action
from ftc_lint.remedies.identifiers import quote_relation

KeyName = tuple[str, str, str]  # schema, table, constraint
Actions = tuple[Action, Action]  # on delete, on update

_ACTION = r"(CASCADE|SET NULL|SET DEFAULT|RESTRICT|NO ACTION)"
_DECLARED = re.compile(
    rf"^\s*CONSTRAINT `((?:[^`]|``)*)` FOREIGN KEY .*?(?: ON DELETE {_ACTION})?"
    rf"(?: ON UPDATE {_ACTION})?,?$",
    re.MULTILINE,
)


def read_foreign_keys(
    parts: Parts, tables: Sequence[RelationName], indexes: IndexLookup
) -> tuple[ForeignKey, ...]:
    """All foreign keys the role can see; one whose action it cannot is noted and left out."""
    rows = parts.read(Part.FOREIGN_KEYS, queries.KEY_COLUMNS) or []
    groups = [(key, list(group)) for key, group in groupby(rows, itemgetter(0, 1, 2))]
    actions = _actions(parts, [key for key, _ in groups])
    nullable = {tuple(row) for row in parts.read(Part.FOREIGN_KEYS, queries.NULLABLE) or ()}
    exact = {_folded(name): name for name in tables} | {name: name for name in tables}
    keys: list[ForeignKey] = []
    for key, group in groups:
        if key in actions:
            keys.append(_foreign_key(group, actions[key], nullable, exact, indexes))
        else:
            reason = "the role may not see what it does on DELETE"
            parts.note(Part.FOREIGN_KEYS, ".".join(key), reason)
    return tuple(keys)


def _foreign_key(
    group: list[Row],
    actions: Actions,
    nullable: set[tuple[str, ...]],
    exact: dict[RelationName, RelationName],
    indexes: IndexLookup,
) -> ForeignKey:
    schema, table, name, _, parent_schema, parent, _ = group[0]
    child = RelationName(schema, table)
    columns = tuple(row[3] for row in group)
    written = RelationName(parent_schema, parent)
    return ForeignKey(
        f"{schema}.{table}.{name}",
        name,
        child,
        columns,
        # On a server that ignores case the name stands as it was typed.
        exact.get(written) or exact.get(_folded(written), written),
        tuple(row[6] for row in group),
        *actions,
        nullable_columns=tuple(each for each in columns if (schema, table, each) in nullable),
        indexed_by=indexes.supporting(child, columns),
    )


def _folded(name: RelationName) -> RelationName:
    return RelationName(name.schema.lower(), name.name.lower())


def _actions(parts: Parts, keys: Sequence[KeyName]) -> dict[KeyName, Actions]:
    actions: dict[KeyName, Actions] = {}
    for schema, table, name, on_delete, on_update in (
        parts.read(Part.FOREIGN_KEYS, queries.KEY_ACTIONS) or ()
    ):
        actions[schema, table, name] = (Action(on_delete.lower()), Action(on_update.lower()))
    missing = {key[:2] for key in keys if key not in actions}
    for schema, table in sorted(missing):
        for name, declared in _declared(parts, RelationName(schema, table)):
            actions.setdefault((schema, table, name), declared)
    return actions


def _declared(parts: Parts, table: RelationName) -> Iterable[tuple[str, Actions]]:
    """The actions in the text of the table; one that is left out there is the default."""
    rows = parts.read(Part.FOREIGN_KEYS, f"SHOW CREATE TABLE {quote_relation(Engine.MYSQL, table)}")
    for name, on_delete, on_update in _DECLARED.findall(rows[0][1]) if rows else ():
        yield name.replace("``", "`"), (_action(on_delete), _action(on_update))


def _action(word: str) -> Action:
    return Action(word.lower()) if word else Action.RESTRICT
