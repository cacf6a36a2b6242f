"""Quotes exact names, as a live catalog has them, for one engine's SQL."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.catalog import Engine, RelationName

_MYSQL, _MARIADB = Engine.MYSQL, Engine.MARIADB  # looking them up takes longer than quoting


def quote_identifier(engine: Engine, name: str) -> str:
    """One name in the engine's quotes, always quoted."""
    mark = "`" if engine is _MYSQL or engine is _MARIADB else '"'
    return mark + name.replace(mark, mark * 2) + mark


def quote_relation(engine: Engine, name: RelationName) -> str:
    """A relation's name with its schema."""
    return f"{quote_identifier(engine, name.schema)}.{quote_identifier(engine, name.name)}"


def quote_columns(engine: Engine, columns: Iterable[str]) -> str:
    """A list of columns, as it stands between parentheses."""
    return ", ".join([quote_identifier(engine, column) for column in columns])
