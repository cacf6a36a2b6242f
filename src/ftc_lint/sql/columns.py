"""What stands between the parentheses of CREATE TABLE and behind ALTER TABLE … ADD: columns and
table constraints."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.operations import Column, TableName
from ftc_lint.records import replace
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.foreign_keys import read_columns, read_reference
from ftc_lint.sql.names import column_name
from ftc_lint.sql.tokens import Kind

_UNNAMED = frozenset({"FOREIGN", "PRIMARY", "UNIQUE", "CHECK"})
_COLUMN_WORDS = frozenset({"CONSTRAINT", "REFERENCES", "NULL", "PRIMARY"})
_KEY_WORDS = frozenset({"KEY", "INDEX", "FULLTEXT", "SPATIAL"})


def is_constraint(cursor: Cursor) -> bool:
    """Whether a table constraint (or an index) stands at the cursor, not a column."""
    value, following = cursor.value(), cursor.value(1)
    if value in ("CONSTRAINT", "UNIQUE", "CHECK"):
        return True
    if value in ("PRIMARY", "FOREIGN"):
        return following == "KEY"
    if value == "EXCLUDE":
        return following in ("USING", "(")
    if value == "PERIOD":
        return following == "FOR"
    if value in _KEY_WORDS:
        return following in ("KEY", "INDEX", "(") or (
            cursor.kind(1) in (Kind.WORD, Kind.QUOTED) and cursor.value(2) in ("(", "USING")
        )
    return False


def read_constraint(cursor: Cursor, child: TableName) -> tuple[str, ...]:
    """Reads one table constraint; leaves a foreign key; returns a primary key's columns."""
    name = None
    if cursor.take("CONSTRAINT") and cursor.value() not in _UNNAMED:
        name = column_name(cursor)
    if cursor.take("PRIMARY", "KEY"):
        while cursor.value() in ("CLUSTERED", "NONCLUSTERED"):
            cursor.at += 1
        return read_columns(cursor)
    if cursor.take("FOREIGN", "KEY"):
        cursor.take("IF", "NOT", "EXISTS")
        if cursor.value() not in ("(", "REFERENCES"):
            index = column_name(cursor)  # MySQL: the index is named here, the key by CONSTRAINT
            name = name or index
        columns = read_columns(cursor)
        if cursor.value() == "REFERENCES":
            read_reference(cursor, child, columns, name)
    return ()


def read_column(cursor: Cursor, child: TableName) -> Column | None:
    """Reads one column with its constraints; leaves a foreign key; None if it is no column."""
    if cursor.kind() is Kind.HOLE and cursor.end - cursor.at == 1:
        return None
    name = column_name(cursor)
    if name is None:
        return None
    nullable: bool | None = None
    primary_key = False
    constraint: str | None = None
    while True:
        cursor.at = cursor.find(_COLUMN_WORDS)
        value = cursor.value()
        if not value:
            return Column(name, nullable, primary_key)
        if value == "REFERENCES":
            read_reference(cursor, child, (name,), constraint)
            continue
        before = cursor.tokens[cursor.at - 1][3]
        cursor.at += 1
        if value == "CONSTRAINT":
            constraint = column_name(cursor)
        elif value == "NULL":
            if before not in ("DEFAULT", "SET"):
                nullable = before != "NOT" and not primary_key
        elif cursor.take("KEY"):
            nullable, primary_key = False, True


def with_primary_key(columns: Sequence[Column], names: Sequence[str]) -> tuple[Column, ...]:
    """The columns, those of a table-level primary key marked."""
    if not names:
        return tuple(columns)
    keys = {name.lower() for name in names}
    return tuple(
        replace(column, nullable=False, primary_key=True) if column.name.lower() in keys else column
        for column in columns
    )
