"""Writes names of tables and columns as a dialect reads them, quoted only where they must be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ftc_lint.operations import TableName

_BACKTICKS = frozenset({"mysql", "bigquery", "spark", "spark2", "databricks", "hive", "clickhouse"})
_UPPER = frozenset({"oracle", "snowflake"})
_FOLDS_NOTHING = frozenset({"mysql", "sqlite", "tsql", "bigquery", "duckdb", "clickhouse"})
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LOWER = re.compile(r"[a-z_][a-z0-9_]*\Z")
_RESERVED = frozenset(
    "all and any as asc between both by case check column constraint create cross current default "
    "delete desc distinct do drop else end except false fetch for foreign from full grant group "
    "having in index inner insert intersect into is join key left like limit natural not null on "
    "or order outer primary references returning right select set table then to true truncate "
    "union unique update user using values when where window with".split()
)


def quoted_part(part: str, dialect: str, *, was_quoted: bool = False) -> str:
    """One name as the dialect writes it; a hole in braces stays as it is."""
    if "{" in part or _is_plain(part, dialect, was_quoted):
        return part
    if dialect in _BACKTICKS:
        return "`" + part.replace("`", "``") + "`"
    if dialect in ("tsql", "fabric"):
        return "[" + part.replace("]", "]]") + "]"
    return '"' + part.replace('"', '""') + '"'


def _is_plain(part: str, dialect: str, was_quoted: bool) -> bool:
    if part.lower() in _RESERVED:
        return False
    if not was_quoted or dialect in _FOLDS_NOTHING:
        return _PLAIN.match(part) is not None
    return dialect not in _UPPER and _LOWER.match(part) is not None


def quoted_table(name: TableName, dialect: str) -> str:
    """A table's name with the schema it was given."""
    marks = name.quoted or (False,) * len(name.parts)
    return ".".join(
        quoted_part(part, dialect, was_quoted=mark)
        for part, mark in zip(name.parts, marks, strict=True)
    )


def quoted_list(names: Iterable[str], dialect: str) -> str:
    """Columns, as they stand between parentheses."""
    return ", ".join(quoted_part(name, dialect) for name in names)


def renamed(name: TableName, ending: str) -> TableName:
    """The table beside it with a longer name: `extracted.prices` to `extracted.prices_backup`."""
    return TableName((*name.parts[:-1], name.parts[-1] + ending), name.quoted)
