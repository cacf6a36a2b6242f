"""Facts of functions that are decoded only when somebody looks inside.

A function is kept in two parts: its head, with all that is asked of every function, and the rest.
Most functions of a project never get beyond their head.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from ftc_lint.cache.codec import decode, encode
from ftc_lint.cache.plain import DamagedError
from ftc_lint.facts import FunctionFacts
from ftc_lint.project.digests import Digest
from ftc_lint.text import Span

if TYPE_CHECKING:
    from ftc_lint.facts import FunctionParameter
    from ftc_lint.flow import Block
    from ftc_lint.values import Value

Json = Any


class LazyFunction:
    """Stands for a `FunctionFacts`: the same attributes, decoded on first use."""

    __slots__ = (
        "_facts",
        "_is_decorated",
        "_path",
        "_written",
        "class_name",
        "digest",
        "qualname",
        "span",
        "superseded",
    )

    def __init__(self, head: Json, written: str, path: str) -> None:
        name, owner, start, end, decorated, superseded, plain, names, calls = head
        self.qualname: str = name
        self.class_name: str | None = owner
        self.span = Span(path, start, end)
        self.superseded = bool(superseded)
        self.digest = Digest(bool(plain), frozenset(names), frozenset(calls))
        self._is_decorated = bool(decorated)
        self._written = written
        self._path = path
        self._facts: FunctionFacts | None = None

    def whole(self) -> FunctionFacts:
        """The function itself. Raises `DamagedError` for one that is damaged."""
        if self._facts is None:
            try:
                written = json.loads(self._written)
            except (ValueError, RecursionError) as error:
                raise DamagedError(f"damaged: {error}") from None
            found = decode(written, self._path)
            if not isinstance(found, FunctionFacts):
                raise DamagedError("no function where one was kept")
            self._facts = found
            self._written = ""
        return self._facts

    @property
    def parameters(self) -> tuple[FunctionParameter, ...]:
        return self.whole().parameters

    @property
    def decorators(self) -> tuple[Value, ...]:
        return self.whole().decorators if self._is_decorated else ()

    @property
    def body(self) -> Block:
        return self.whole().body

    @property
    def returns(self) -> Value | None:
        return self.whole().returns

    @property
    def is_generator(self) -> bool:
        return self.whole().is_generator


def head_of(function: FunctionFacts, digest: Digest) -> Json:
    """What is asked of every function."""
    return [
        function.qualname,
        function.class_name,
        function.span.start,
        function.span.end,
        int(bool(function.decorators)),
        int(function.superseded),
        int(digest.plain),
        sorted(digest.names),
        sorted(digest.calls),
    ]


def body_of(function: FunctionFacts, path: str) -> Json:
    """All of a function of the file `path`."""
    return encode(function, path)


def read(head: Json, written: str, path: str) -> FunctionFacts:
    """The function that was kept so. Raises `ValueError` or `TypeError` for a damaged one, here or
    when it is looked into."""
    return cast(FunctionFacts, LazyFunction(head, written, path))
