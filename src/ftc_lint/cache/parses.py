"""What earlier runs read from SQL texts."""

from __future__ import annotations

import json
from collections.abc import Callable

from ftc_lint.cache.codec import decode, encode
from ftc_lint.cache.plain import DamagedError, compact
from ftc_lint.cache.table import Table
from ftc_lint.facts import Parsed
from ftc_lint.sources import digest_of

Parse = Callable[[str, str], Parsed]


class KeptParses:
    """Parses a text of a dialect, unless an earlier run has done so."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __call__(self, text: str, dialect: str) -> Parsed:
        """What the text does, as `sql.parse.parse` tells."""
        key = digest_of(f"{dialect}\0{text}".encode("utf-8", "surrogatepass"))
        told = self._table.get(key)
        known = None if told is None else _read(told)
        if known is not None:
            return known
        from ftc_lint.sql.parse import parse

        parsed = parse(text, dialect)
        try:
            self._table.put(key, compact(encode(parsed, "")))
        except (ValueError, TypeError, RecursionError):
            pass  # it is parsed again the next time
        return parsed


def _read(told: str) -> Parsed | None:
    try:
        parsed = decode(json.loads(told), "")
    except (DamagedError, ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, Parsed) else None
