"""The facts of one file as an entry of the cache: a line for the file with the heads of its
functions, then a line for each function."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ftc_lint.asks import FileAsks, FunctionAsks
from ftc_lint.cache.codec import Decoder, encode
from ftc_lint.cache.lazy import body_of, head_of, read
from ftc_lint.cache.plain import DamagedError, compact
from ftc_lint.facts import FileFacts, FunctionFacts
from ftc_lint.project.digests import Digest, digest_of
from ftc_lint.records import fields
from ftc_lint.result import Result
from ftc_lint.settings import Settings
from ftc_lint.sources import digest_of as digest_of_bytes

Json = Any

_FIELDS = tuple(each.name for each in fields(FileFacts) if each.name not in ("path", "functions"))


def name_of(identity: str, path: str, digest: str, dialect: str | None, settings: Settings) -> str:
    """The name of the entry for a file with this content: all that its facts depend on."""
    told = (identity, path, digest, dialect, settings.sql_functions)
    return "facts-" + digest_of_bytes(repr(told).encode("utf-8", "surrogatepass"))


def encoded(result: Result) -> bytes | None:
    """A result as it is kept; None for one that should be tried again."""
    facts = result.facts
    if facts is None or result.failure is not None:
        return None
    path = facts.path
    digests = [digest_of(each) for each in facts.functions]
    head = [
        [encode(getattr(facts, name), path) for name in _FIELDS],
        encode(result.unchecked, path),
        result.may_suppress,
        _asks(result.asks, digests),
        [head_of(*each) for each in zip(facts.functions, digests, strict=True)],
    ]
    lines = [compact(head), *(compact(body_of(each, path)) for each in facts.functions)]
    return "\n".join(lines).encode("ascii")


def decoded(content: bytes, path: str) -> Result:
    """The result that an entry of the file `path` holds. Raises `DamagedError` for one that
    `encoded` cannot have written."""
    first, *bodies = content.decode("ascii", "replace").split("\n")
    try:
        own, unchecked, may_suppress, asks, heads = json.loads(first)
        decode = Decoder(path).read
        values = {name: decode(value) for name, value in zip(_FIELDS, own, strict=True)}
        functions = tuple(read(h, body, path) for h, body in zip(heads, bodies, strict=True))
        return Result(
            path,
            FileFacts(path=path, functions=functions, **values),
            decode(unchecked),
            may_suppress=bool(may_suppress),
            asks=_read_asks(asks, functions),
            kept=True,
        )
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError(f"damaged: {error}") from None


def _asks(asks: FileAsks, digests: Sequence[Digest]) -> Json:
    """What a file asks, without what its functions' heads tell; null for one without Python."""
    if asks == FileAsks():
        return None
    told = []
    for each, digest in zip(asks.functions, digests, strict=True):
        calls = None if each.calls == digest.calls else sorted(each.calls)
        told.append([int(each.acts), calls, sorted(each.modules)])
    return [asks.module, sorted(asks.declaring), told]


def _read_asks(told: Json, functions: Sequence[FunctionFacts]) -> FileAsks:
    if told is None:
        return FileAsks()
    module, declaring, each = told
    asking = [
        FunctionAsks(
            function.qualname,
            function.class_name,
            bool(acts),
            digest_of(function).calls if calls is None else frozenset(calls),
            frozenset(modules),
        )
        for function, (acts, calls, modules) in zip(functions, each, strict=True)
    ]
    return FileAsks(module, tuple(asking), frozenset(declaring))
