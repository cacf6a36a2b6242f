"""JSON in lines that people can search and compare: down to a depth, every member of an object or
a list has its own; what lies deeper stands on the line of its member.

The standard library can put everything on lines of its own, but does so in Python, with a generator
inside another for every bracket; on one line, it writes in C.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TextIO


def dump(value: Any, stream: TextIO, depth: int) -> None:
    """Write JSON, divided so many levels deep, and a line end. Raises `TypeError` for what JSON
    cannot say."""
    stream.writelines(chain(_divided(value, "\n", depth), "\n"))


def _divided(value: Any, margin: str, depth: int) -> Iterator[str]:
    """The pieces of a value that stands behind `margin`: a line end and the indentation."""
    is_object = isinstance(value, dict)
    if not value or not depth or not (is_object or isinstance(value, (list, tuple))):
        yield json.dumps(value)
        return
    inner = f"{margin}  "
    before = ("{" if is_object else "[") + inner
    for name, member in _members(value):
        yield before if name is None else f"{before}{json.dumps(name)}: "
        yield from _divided(member, inner, depth - 1)
        before = f",{inner}"
    yield margin + ("}" if is_object else "]")


def _members(value: Any) -> Iterable[tuple[str | None, Any]]:
    return value.items() if isinstance(value, dict) else ((None, each) for each in value)
