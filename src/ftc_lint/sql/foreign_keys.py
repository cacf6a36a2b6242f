"""Foreign keys as columns, table constraints and ALTER TABLE declare them."""

from __future__ import annotations

from ftc_lint.operations import Action, ForeignKeySpec, Kind, TableName
from ftc_lint.records import dataclass
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.names import column_name, table_name
from ftc_lint.sql.tokens import Kind as TokenKind

_PLAIN_ACTIONS = {"CASCADE": Action.CASCADE, "RESTRICT": Action.RESTRICT}
_SET_ACTIONS = {"NULL": Action.SET_NULL, "DEFAULT": Action.SET_DEFAULT}
_NEGATED = frozenset({"DEFERRABLE", "VALID", "ENFORCED", "FOR"})
_MORE = frozenset(
    {"DEFERRABLE", "ENFORCED", "RELY", "NORELY", "ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE"}
)


@dataclass(slots=True)
class _Reference:
    """What stands from REFERENCES on; `first` and `last` are the tokens a finding points at."""

    parent: TableName
    columns: tuple[str, ...]
    first: int
    last: int
    on_delete: Action = Action.NO_ACTION
    on_update: Action = Action.NO_ACTION
    not_valid: bool = False
    deferrable: bool = False
    enforced: bool = True
    on_delete_columns: tuple[str, ...] = ()


def read_columns(cursor: Cursor) -> tuple[str, ...]:
    """The names in the parentheses at the cursor, stepped over; none if there are none."""
    if cursor.value() != "(":
        return ()
    inside = cursor.group()
    if inside is None:
        cursor.at += 1
        return ()
    names = [column_name(element) for element in inside.elements()]
    return tuple(name for name in names if name is not None)


def read_reference(
    cursor: Cursor, child: TableName, columns: tuple[str, ...], name: str | None
) -> None:
    """Leaves the foreign key whose REFERENCES is at the cursor, and steps over its clauses."""
    word = cursor.at
    cursor.at += 1
    parent = table_name(cursor)
    if parent is None:
        cursor.unread(word, "REFERENCES a table that cannot be read")
        return
    reference = _Reference(parent, read_columns(cursor), word, word)
    while cursor.more() and _clause(cursor, reference):
        pass
    spec = ForeignKeySpec(
        child,
        columns,
        parent,
        reference.columns,
        name,
        reference.on_delete,
        reference.on_update,
        not_valid=reference.not_valid,
        deferrable=reference.deferrable,
        enforced=reference.enforced,
        on_delete_columns=reference.on_delete_columns,
    )
    start, end = cursor.start_of(reference.first), cursor.end_of(reference.last)
    cursor.out.add(Kind.FOREIGN_KEY, [child], start, end, foreign_key=spec)


def _clause(cursor: Cursor, reference: _Reference) -> bool:
    """Steps over one clause behind REFERENCES t (…); False where none follows."""
    if cursor.value() == "ON" and cursor.value(1) in ("DELETE", "UPDATE"):
        _action(cursor, reference)
        return True
    if cursor.take("MATCH"):
        cursor.at += 1
        return True
    if cursor.value() == "NOT" and cursor.value(1) in _NEGATED:
        reference.not_valid = reference.not_valid or cursor.value(1) == "VALID"
        reference.enforced = reference.enforced and cursor.value(1) != "ENFORCED"
        cursor.at += 3 if cursor.value(1) == "FOR" else 2
        return True
    if cursor.value() == "INITIALLY":
        cursor.at += 2
        return True
    word = cursor.take_one(_MORE)
    if word == "DEFERRABLE":
        reference.deferrable = True
    elif word in ("DISABLE", "NOVALIDATE"):
        reference.not_valid = True
    return bool(word)


def _action(cursor: Cursor, reference: _Reference) -> None:
    first = cursor.at
    deletes = cursor.value(1) == "DELETE"
    cursor.at += 2
    action: Action | None = None
    columns: tuple[str, ...] = ()
    value = cursor.value()
    if value in _PLAIN_ACTIONS:
        action = _PLAIN_ACTIONS[value]
        cursor.at += 1
    elif value == "NO" and cursor.value(1) == "ACTION":
        action = Action.NO_ACTION
        cursor.at += 2
    elif value == "SET" and cursor.value(1) in _SET_ACTIONS:
        action = _SET_ACTIONS[cursor.value(1)]
        cursor.at += 2
        columns = read_columns(cursor)
    elif cursor.kind() is TokenKind.HOLE:
        cursor.at += 1
    if action is None:
        cursor.unread(first, f"ON {'DELETE' if deletes else 'UPDATE'} of an action not known")
    if deletes:
        reference.on_delete = action or Action.NO_ACTION
        reference.on_delete_columns = columns
        reference.first, reference.last = first, min(cursor.at, cursor.end) - 1
    else:
        reference.on_update = action or Action.NO_ACTION
