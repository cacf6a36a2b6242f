"""Which names make another file worth reading.

A file without any SQL matters if it calls a function that runs some, or that leads to it, or uses
a constant that holds some. The engine looks for these names in the bytes of files it has not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftc_lint.evaluate import texts
from ftc_lint.facts import FileFacts
from ftc_lint.flow import Call, Construct, Execute, Keep
from ftc_lint.project.classes import COMMON_METHODS
from ftc_lint.project.steps import every
from ftc_lint.python.shapes import looks_like_sql
from ftc_lint.values import Attribute, Choice, Items, Mapping, Reference, Value

SHORTEST_NAME = 3


def names_that_matter(facts: Sequence[FileFacts]) -> frozenset[str]:
    """The names of functions, classes and constants that lead to SQL.

    A method with a common name (`run`, `save`) is asked for by its class instead. Pure: more
    facts never give fewer names.
    """
    calls: dict[str, set[str]] = {}
    matter: set[str] = set()
    found: set[str] = set()
    for file in facts:
        if file.language == "sql":
            continue
        for function in file.functions:
            name = function.qualname.rpartition(".")[2]
            runs = False
            for step in every(function.body):
                if isinstance(step, (Execute, Construct, Keep)):
                    runs = True
                if isinstance(step, (Call, Execute)) and step.callee is not None:
                    calls.setdefault(_last(step.callee), set()).add(function.qualname)
            if function.returns is not None and _holds_sql(function.returns):
                runs = True
            if runs and name:
                matter.add(function.qualname)
        found.update(_constants(file.constants))
        for definition in file.classes:
            if any(True for _ in _constants(definition.attributes)):
                found.add(definition.name.rpartition(".")[2])
    _spread(matter, calls)
    for qualname in matter:
        found.update(_asked_for(qualname))
    return frozenset(name for name in found if len(name) >= SHORTEST_NAME)


def _spread(matter: set[str], calls: dict[str, set[str]]) -> None:
    """Adds what calls a function that matters, by name alone."""
    waiting = list(matter)
    while waiting:
        qualname = waiting.pop()
        name = qualname.rpartition(".")[2]
        names = {name} if name != "__init__" else {qualname.split(".")[-2]}
        for each in names:
            for caller in calls.get(each, ()):
                if caller and caller not in matter:
                    matter.add(caller)
                    waiting.append(caller)


def _asked_for(qualname: str) -> Iterable[str]:
    parts = qualname.split(".")
    name = parts[-1]
    if len(parts) > 1 and (name in COMMON_METHODS or name.startswith("__")):
        return (parts[-2],)
    return (name,)


def _last(callee: Value) -> str:
    if isinstance(callee, Attribute):
        return callee.name
    if isinstance(callee, Reference):
        return callee.name.rpartition(".")[2]
    return ""


def _constants(entries: Iterable[tuple[str, Value]]) -> Iterable[str]:
    for name, value in entries:
        if _holds_sql(value):
            yield name


def _holds_sql(value: Value) -> bool:
    if isinstance(value, (Items, Choice)):
        return any(_holds_sql(each) for each in value.values)
    if isinstance(value, Mapping):
        return any(_holds_sql(each) for _, each in value.entries)
    return any(looks_like_sql(each.excerpt.text) for each in texts(value))
