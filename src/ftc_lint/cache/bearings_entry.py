"""How what is said of each file depends on others, as an entry of the cache beside an outcome."""

from __future__ import annotations

import json
from typing import Any

from ftc_lint.cache.plain import DamagedError, compact

TYPE_CHECKING = False
if TYPE_CHECKING:  # what a file that only moved has no need of
    from ftc_lint.project.bearings import Bearings, FileBearings

Json = Any


def encoded(bearings: Bearings) -> bytes:
    """The entry."""
    from ftc_lint.cache.codec import encode

    told = [
        bearings.is_ordered,
        [encode(each, "") for each in bearings.ddl],
        {path: _written(each) for path, each in bearings.files.items()},
    ]
    return compact(told).encode("ascii")


def decoded(content: bytes) -> Bearings:
    """What an entry tells. Raises `DamagedError` for one that `encoded` cannot have written."""
    from ftc_lint.cache.codec import Decoder
    from ftc_lint.operations import Operation
    from ftc_lint.project.bearings import Bearings

    try:
        is_ordered, ddl, files = json.loads(content)
        decode = Decoder("").read
        operations = tuple(decode(each) for each in ddl)
        if not all(isinstance(each, Operation) for each in operations):
            raise DamagedError("damaged: no operation where one was kept")
        known = {path: _read(each) for path, each in files.items()}
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError(f"damaged: {error}") from None
    return Bearings(known, operations, is_ordered is not False)


def names_places_in(content: bytes, path: str) -> bool:
    """Whether what an entry tells may change with the places in a file; so for a damaged one."""
    try:
        _, _, files = json.loads(content)
        *_, declares, weighs = files[path]
        called = (called for _, calls, *_ in files.values() for called, _, _ in calls)
        return declares is not False or weighs is not False or path in called
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return True


def _written(each: FileBearings) -> Json:
    return [
        sorted(each.uses),
        sorted(each.calls),
        sorted(each.abroad),
        sorted(each.late),
        each.statements,
        each.declares,
        each.weighs,
    ]


def _read(told: Json) -> FileBearings:
    from ftc_lint.project.bearings import FileBearings

    uses, calls, abroad, late, statements, declares, weighs = told
    if type(statements) is not int:
        raise DamagedError("damaged: other types than were written")
    return FileBearings(
        frozenset(uses),
        frozenset((path, name, start) for path, name, start in calls),
        frozenset(abroad),
        frozenset(late),
        statements,
        declares is not False,
        weighs is not False,
    )
