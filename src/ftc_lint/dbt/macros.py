"""Macros: what stands in one runs when it is called, not where it is written."""

from __future__ import annotations

import re
from bisect import bisect_right

from ftc_lint.dbt.templates import tags
from ftc_lint.facts import Parsed
from ftc_lint.operations import Operation
from ftc_lint.records import replace

_BEGIN = re.compile(r"[-+]?\s*(?:macro|materialization|test)\s+(\w+)")
_END = re.compile(r"[-+]?\s*end(?:macro|materialization|test)\b")


def in_macros(parsed: Parsed, text: str) -> Parsed:
    """What a template holds, with the operations of each macro as those of a function."""
    starts, names = _macros(text)
    if not starts:
        return parsed

    def placed(operation: Operation) -> Operation:
        index = bisect_right(starts, operation.span.start) - 1
        name = names[index] if index >= 0 else None
        if name is None or operation.function is not None:
            return operation
        return replace(operation, function=name)

    return replace(parsed, operations=tuple(map(placed, parsed.operations)))


def _macros(text: str) -> tuple[list[int], list[str | None]]:
    """Where macros begin and end, and the name of what begins at each place."""
    starts: list[int] = []
    names: list[str | None] = []
    for start, end in tags(text):
        begins = _BEGIN.match(text, start, end)
        if begins is not None or (names and _END.match(text, start, end)):
            starts.append(start)
            names.append(begins[1] if begins is not None else None)
    return starts, names
