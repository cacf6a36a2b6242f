"""The query that finds child rows without a parent row.

A foreign key may be declared and marked as valid while its rows break it: enforcement was off
when they came in. Only the rows can tell.
"""

from __future__ import annotations

from ftc_lint.catalog import Engine, ForeignKey
from ftc_lint.remedies.identifiers import quote_identifier, quote_relation


def orphan_query(engine: Engine, key: ForeignKey) -> str:
    """`SELECT count(*)` of the child rows that have no parent row, for a person to run.

    Raises `ValueError` for a key over a period, which comparing rows cannot check.
    """
    return f"SELECT count(*)\n{orphan_rows(engine, key)};"


def orphan_rows(engine: Engine, key: ForeignKey) -> str:
    """The FROM and WHERE of that query, without the SELECT and the semicolon.

    A row with NULL in the key refers to nothing; with MATCH FULL only if all of it is NULL.
    """
    if key.temporal:
        raise ValueError(f"{key.label} is a key over a period")
    columns = [quote_identifier(engine, column) for column in key.child_columns]
    joined = " OR " if key.match == "FULL" else " AND "
    refers = joined.join(f"c.{column} IS NOT NULL" for column in columns)
    if key.match == "FULL" and len(columns) > 1:
        refers = f"({refers})"
    child, parent = quote_relation(engine, key.child), quote_relation(engine, key.parent)
    return (
        f"FROM {'ONLY ' if key.child_only else ''}{child} AS c\n"
        f"WHERE {refers}\n"
        f"  AND NOT EXISTS (SELECT 1 FROM {'ONLY ' if key.parent_only else ''}{parent} AS p"
        f" WHERE {_same_key(engine, key)})"
    )


def _same_key(engine: Engine, key: ForeignKey) -> str:
    operators = key.operators or ("=",) * len(key.child_columns)
    pairs = zip(key.parent_columns, operators, key.child_columns, strict=True)
    return " AND ".join(
        f"p.{quote_identifier(engine, parent)} {operator} c.{quote_identifier(engine, child)}"
        for parent, operator, child in pairs
    )
