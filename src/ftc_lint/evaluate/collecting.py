"""Lists and dictionaries that are built step by step, and the builtins that pass them on."""

from __future__ import annotations

from ftc_lint.evaluate.variants import choice, element
from ftc_lint.templates import plain
from ftc_lint.values import Arguments, Constant, Items, Mapping, Unknown, Value

_SAME_ITEMS = frozenset(
    {"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "tqdm.tqdm",
     "collections.deque", "copy.copy", "copy.deepcopy", "typing.cast", "dict.fromkeys",
     "collections.OrderedDict", "dict"}
)  # fmt: skip


def from_builtin(dotted: str, arguments: Arguments) -> Value | None:
    """What a builtin gives of lists and dictionaries that are known; None for any other call."""
    given = arguments.positional
    if dotted == "dict" and not given:
        return Mapping(arguments.keywords, not arguments.starred)
    if not given:
        return Items(()) if dotted in ("list", "tuple", "set") else None
    if dotted == "typing.cast" and len(given) == 2:
        return given[1]
    first = given[0]
    if dotted in _SAME_ITEMS and isinstance(first, (Items, Mapping)):
        return _same(dotted, first, arguments)
    if dotted == "enumerate" and isinstance(first, Items):
        values = (Items((Constant(i), value)) for i, value in enumerate(first.values))
        return Items(tuple(values), first.complete)
    if dotted == "zip" and all(isinstance(each, Items) for each in given):
        rows = zip(*(each.values for each in given if isinstance(each, Items)), strict=False)
        complete = all(isinstance(each, Items) and each.complete for each in given)
        return Items(tuple(Items(row) for row in rows), complete)
    if dotted == "next" and isinstance(first, Items):
        return element(first, Unknown("next"))
    return None


def _same(dotted: str, first: Items | Mapping, arguments: Arguments) -> Value:
    if isinstance(first, Mapping):
        if dotted in ("dict", "collections.OrderedDict", "copy.copy", "copy.deepcopy"):
            return Mapping(first.entries + arguments.keywords, first.complete)
        return Items(tuple(plain(key) for key, _ in first.entries), first.complete)
    if dotted == "reversed":
        return Items(tuple(reversed(first.values)), first.complete)
    return first


def method_of_collection(
    base: Items | Mapping, name: str, arguments: Arguments
) -> tuple[Value | None, Value | None]:
    """What the collection is after a method call (None: the same), and what the call gives
    (None: unknown)."""
    if isinstance(base, Items):
        return _method_of_items(base, name, arguments)
    return _method_of_mapping(base, name, arguments)


def _method_of_items(
    base: Items, name: str, arguments: Arguments
) -> tuple[Value | None, Value | None]:
    given = arguments.positional
    nothing = Constant(None)
    if name in ("append", "add", "appendleft") and given:
        return Items((*base.values, given[0]), base.complete), nothing
    if name == "insert" and len(given) == 2:
        return Items((given[1], *base.values), base.complete), nothing
    if name in ("extend", "update", "extendleft") and given:
        more = given[0]
        if isinstance(more, Items):
            return Items(base.values + more.values, base.complete and more.complete), nothing
        return Items(base.values, complete=False), nothing
    if name in ("pop", "popleft"):
        return None, choice(base.values) if base.values else Unknown("pop()")
    if name == "clear":
        return Items(()), nothing
    if name in ("copy", "union"):
        return None, base
    if name in ("remove", "discard", "sort", "reverse", "index", "count"):
        return None, Unknown(name)
    return None, None


def _method_of_mapping(
    base: Mapping, name: str, arguments: Arguments
) -> tuple[Value | None, Value | None]:
    given = arguments.positional
    if name == "items":
        pairs = (Items((plain(key), value)) for key, value in base.entries)
        return None, Items(tuple(pairs), base.complete)
    if name == "values":
        return None, Items(tuple(value for _, value in base.entries), base.complete)
    if name == "keys":
        return None, Items(tuple(plain(key) for key, _ in base.entries), base.complete)
    if name in ("get", "pop", "setdefault") and given:
        found = element(base, given[0])
        return None, found if len(given) < 2 else choice((found, given[1]))
    if name == "update":
        more = given[0] if given else Mapping(arguments.keywords)
        if isinstance(more, Mapping):
            entries = dict(base.entries) | dict(more.entries)
            return Mapping(tuple(entries.items()), base.complete and more.complete), Constant(None)
        return Mapping(base.entries, complete=False), Constant(None)
    if name == "copy":
        return None, base
    return None, None
