"""The facts of one file as an entry of the cache: a line for the file, a line for each function."""

from __future__ import annotations

import json

from ftc_lint.cache.codec import decode, encode
from ftc_lint.cache.lazy import read, written
from ftc_lint.cache.plain import DamagedError, compact
from ftc_lint.facts import FileFacts
from ftc_lint.records import fields
from ftc_lint.result import Result
from ftc_lint.settings import Settings
from ftc_lint.sources import digest_of

_FIELDS = tuple(each.name for each in fields(FileFacts) if each.name not in ("path", "functions"))


def name_of(identity: str, path: str, digest: str, dialect: str | None, settings: Settings) -> str:
    """The name of the entry for a file with this content: all that its facts depend on."""
    told = (identity, path, digest, dialect, settings.sql_functions)
    return "facts-" + digest_of(repr(told).encode("utf-8", "surrogatepass"))


def encoded(result: Result) -> bytes | None:
    """A result as it is kept; None for one that should be tried again."""
    facts = result.facts
    if facts is None or result.failure is not None:
        return None
    own = [encode(getattr(facts, name), facts.path) for name in _FIELDS]
    head = [
        own,
        encode(result.unchecked, facts.path),
        result.may_suppress,
        encode(result.asks, facts.path),
    ]
    lines = [compact(head), *(written(each, facts.path) for each in facts.functions)]
    return "\n".join(lines).encode("ascii")


def decoded(content: bytes, path: str) -> Result:
    """The result that an entry of the file `path` holds. Raises `DamagedError` for one that
    `encoded` cannot have written."""
    head, *lines = content.decode("ascii", "replace").split("\n")
    try:
        own, unchecked, may_suppress, asks = json.loads(head)
        values = {name: decode(value, path) for name, value in zip(_FIELDS, own, strict=True)}
        functions = tuple(read(line, path) for line in lines)
        facts = FileFacts(path=path, functions=functions, **values)
        return Result(
            path,
            facts,
            decode(unchecked, path),
            may_suppress=bool(may_suppress),
            asks=decode(asks, path),
            kept=True,
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedError(f"damaged: {error}") from None
