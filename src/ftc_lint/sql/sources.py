"""The tables of a FROM, USING or multi-table clause with their aliases, and whether a join
restricts the rows."""

from __future__ import annotations

from ftc_lint.operations import TableName
from ftc_lint.records import dataclass
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.names import column_name, name_part, table_name
from ftc_lint.sql.tokens import Kind

AFTER_TABLE = frozenset(
    "WHERE USING RETURNING ORDER LIMIT PARTITION OUTPUT WITH FROM OPTION JOIN INNER LEFT RIGHT "
    "FULL CROSS NATURAL OUTER STRAIGHT_JOIN ON SET FORCE USE IGNORE INDEXED NOT LOG END ELSE GO "
    "VALUES SELECT DEFAULT WHEN GROUP HAVING UNION WINDOW FETCH OFFSET FOR AND OR IF BEGIN "
    "RESTART CONTINUE CASCADE RESTRICT PURGE TABLESAMPLE SAMPLE PIVOT UNPIVOT LATERAL APPLY "
    "VERSION TIMESTAMP AT BEFORE ASOF SEMI ANTI POSITIONAL OVERRIDING PRINT RETURN DECLARE".split()
)
"""Words that may follow a table's name and are no alias there."""

_OUTER = frozenset({"LEFT", "RIGHT", "FULL", "CROSS", "NATURAL"})


@dataclass(frozen=True, slots=True)
class FromItem:
    """One table of a FROM clause; the name is None for a sub-select or a function."""

    name: TableName | None
    alias: str | None

    def answers_to(self, name: TableName) -> bool:
        """Whether a DELETE or UPDATE that says `name` means this one."""
        if self.alias is not None:
            return len(name.parts) == 1 and name.last.lower() == self.alias.lower()
        return self.name is not None and self.name.same_as(name)


@dataclass(frozen=True, slots=True)
class FromClause:
    """`restricted`: a join with a condition takes rows away."""

    items: tuple[FromItem, ...]
    restricted: bool

    def meant(self, name: TableName) -> TableName | None:
        """The table that a target is the name or alias of; None if it is none of these."""
        for item in self.items:
            if item.name is not None and item.answers_to(name):
                return item.name
        return None


def alias(cursor: Cursor) -> str | None:
    """The alias at the cursor, stepped over."""
    if cursor.take("AS"):
        return column_name(cursor)
    kind = cursor.kind()
    if kind is Kind.QUOTED or (
        kind is Kind.WORD and cursor.value() not in AFTER_TABLE and not cursor.tokens[cursor.at][4]
    ):
        part = name_part(cursor)
        return part[0] if part else None
    return None


def read_sources(cursor: Cursor) -> FromClause:
    """The clause that fills `cursor`, without its FROM or USING."""
    items: list[FromItem] = []
    restricted = False
    outer = False
    expected = True
    while cursor.more():
        if expected:
            found, inner = _item(cursor)
            items.extend(found)
            restricted = restricted or inner
            expected = False
            continue
        value = cursor.value()
        if value in _OUTER:
            outer = value != "NATURAL"
        elif value in ("JOIN", "APPLY", ",", "STRAIGHT_JOIN"):
            expected = True
            restricted = restricted or (value == "APPLY" and not outer)
            if value == ",":
                outer = False
        elif value in ("ON", "USING"):
            restricted = restricted or not outer
            outer = False
        cursor.next()
    return FromClause(tuple(items), restricted)


def _item(cursor: Cursor) -> tuple[list[FromItem], bool]:
    while cursor.value() in ("ONLY", "LATERAL"):
        cursor.at += 1
    if cursor.value() == "(":
        inside = cursor.group()
        if inside is None:
            cursor.at += 1
            return [], False
        if inside.value() in ("SELECT", "WITH", "VALUES"):
            return [FromItem(None, alias(cursor))], False
        clause = read_sources(inside)
        return list(clause.items), clause.restricted
    name = table_name(cursor)
    if name is None:
        cursor.next()
        return [], False
    if cursor.value() == "(":
        cursor.next()
        name = None
    return [FromItem(name, alias(cursor))], False
