"""Queries that a library builds and that only read: `select(P.id).where(…)`, `prices.select()`."""

from __future__ import annotations

from ftc_lint.python.frameworks.reading import Chain, chains, member, walk
from ftc_lint.values import CallResult, Parameter, Reference, Text, Value

_READS = frozenset({"select", "union", "union_all", "intersect", "except_"})
_WRITES = frozenset({"delete", "update", "insert"})
_NO_QUERIES = _WRITES | {"into", "replace", "truncate", "drop", "merge", "values"}
_MODULES = frozenset(
    {"sqlalchemy", "sqlalchemy.future", "sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlmodel"}
)


def only_reads(value: Value) -> bool:
    """Whether a value is such a query, however it was put together. Where a statement that writes
    is part of it (PostgreSQL's `WITH d AS (DELETE …) SELECT`), it does not only read."""
    return all(map(_is_query, chains(value)))


def _is_query(chain: Chain) -> bool:
    return (
        bool(chain.links)
        and _begins_to_read(chain)
        and not any(link.name in _NO_QUERIES for link in chain.links)
        and not any(map(_writes, (part for link in chain.links for part in walk(link.value))))
    )


def _begins_to_read(chain: Chain) -> bool:
    """`select(…)` of the library itself, or of a table, which is given no text."""
    first = chain.links[0]
    if isinstance(chain.base, Reference) and chain.base.name in _MODULES:
        return first.name in _READS
    is_own = isinstance(chain.base, Parameter) and chain.base.name in ("self", "cls")
    is_given_text = any(isinstance(each, Text) for each in first.arguments.positional)
    return first.name == "select" and chain.base is not None and not is_own and not is_given_text


def _writes(value: Value) -> bool:
    """Whether a part of a query is a statement that writes, or goes on from one."""
    while isinstance(value, CallResult):
        base, name = member(value.callee)
        if name in _WRITES:
            return True
        if base is None:
            return False
        value = base
    return False
