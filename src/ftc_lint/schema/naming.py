"""Which table a name means: quoting, case, default schemas, search paths."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.operations import TableName

TableKey = tuple[str, ...]
"""A table's name as names compare, without the parts in front of it that are unknown."""

DEFAULT_SCHEMAS = frozenset({"public", "dbo", "main"})
"""A name qualified with one of these means the same as the name alone."""


def key_of(name: TableName) -> TableKey:
    """The name as a key: lower case unless quoted. `{schema}.prices` is `prices`."""
    key = name.key
    if len(key) == 1:
        return key
    *front, last = key
    known = len(front)
    while known and front[known - 1] and "{" not in front[known - 1]:
        known -= 1
    return (*front[known:], last)


def canonical(key: TableKey) -> TableKey:
    """The key without a default schema."""
    if len(key) == 2 and key[0] in DEFAULT_SCHEMAS:
        return key[1:]
    return key


def shown(key: TableKey) -> str:
    """A key as messages write it."""
    return ".".join(key)


class Names:
    """The tables there are, to be looked up by the names that programs use."""

    def __init__(self, keys: Iterable[TableKey] = ()) -> None:
        self._by_last: dict[str, list[TableKey]] = {}
        for key in keys:
            self.add(key)

    def add(self, key: TableKey) -> None:
        """One more table."""
        self._by_last.setdefault(key[-1].lower(), []).append(key)

    def remove(self, key: TableKey) -> None:
        """One table less."""
        self._by_last[key[-1].lower()].remove(key)

    def same(self, key: TableKey) -> TableKey | None:
        """The table with this very name, a default schema aside."""
        wanted = canonical(key)
        for known in self._by_last.get(key[-1].lower(), ()):
            if canonical(known) == wanted:
                return known
        return None

    def resolve(self, key: TableKey) -> tuple[TableKey, ...]:
        """The tables a name may mean: none if unknown, several if ambiguous.

        The very name wins; else all that agree as far as both are qualified (a search path may
        say the rest); else, since most systems compare names without case, those that agree then.
        """
        exact = self.same(key)
        if exact is not None:
            return (exact,)
        candidates = self._by_last.get(key[-1].lower(), ())
        agreeing = tuple(each for each in candidates if _agree(each, key))
        if agreeing:
            return agreeing
        folded = tuple(part.lower() for part in key)
        return tuple(
            each for each in candidates if _agree(tuple(part.lower() for part in each), folded)
        )


def _agree(one: TableKey, other: TableKey) -> bool:
    shared = min(len(one), len(other))
    return one[-shared:] == other[-shared:]
