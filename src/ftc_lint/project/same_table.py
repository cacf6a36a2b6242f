"""Whether names mean the same table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ftc_lint.context import EVERYTHING

TableKey = tuple[str, ...]


def same(one: TableKey, other: TableKey) -> bool:
    """Whether both keys are equal as far as both are qualified."""
    if one[-1] != other[-1]:
        return False
    shared = min(len(one), len(other))
    return one[-shared:] == other[-shared:]


def is_among(table: TableKey, many: object) -> bool:
    """Whether a key that stands for all tables, of a schema or of the database, holds a table."""
    if not isinstance(many, tuple) or many[-1:] != EVERYTHING:
        return False
    schema = many[:-1]
    return not schema or len(table) < 2 or table[-2] == schema[-1]


def may_be(unknown: TableKey, known: TableKey) -> bool:
    """Whether a name with an unknown part may turn out to be the other, which is known."""
    if "{" in known[-1]:
        return False
    return "{" in unknown[-1] and _pattern(unknown[-1]).fullmatch(known[-1]) is not None


@lru_cache(maxsize=1024)
def _pattern(part: str) -> re.Pattern[str]:
    known = re.split(r"\{[^{}]*\}", part)
    return re.compile(".*".join(re.escape(each) for each in known), re.DOTALL)


def any_same(table: TableKey, others: Iterable[TableKey]) -> bool:
    """Whether one of the others is the table."""
    return any(same(table, other) for other in others)
