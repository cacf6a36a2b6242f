"""Functions that run the text they are handed: by which parameter, through which calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ftc_lint.flow import Block, Loop
from ftc_lint.project.binding import decorated_with
from ftc_lint.project.modules import Key, ProjectFunction
from ftc_lint.project.steps import every
from ftc_lint.records import dataclass
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Deferred,
    Element,
    Items,
    LoopItem,
    Parameter,
    Value,
)

Loops = Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class Passing:
    """One call of a function of the project. `on_object`: a method, called on its object."""

    caller: ProjectFunction
    callee: ProjectFunction
    arguments: Arguments
    on_object: bool
    loops: Loops


def loops_in(block: Block) -> Loops:
    """What the loops of a function run over, by number."""
    return {
        step.number: step.items
        for step in every(block)
        if isinstance(step, Loop) and step.items is not None
    }


def handed_by(value: Value, loops: Loops, depth: int = 6) -> str | None:
    """The parameter that a text comes from as a whole; None for one that is written here."""
    if isinstance(value, Parameter):
        return value.name
    if not depth:
        return None
    if isinstance(value, (Deferred, Element, Attribute)):
        return handed_by(value.base, loops, depth - 1)
    if isinstance(value, LoopItem):
        items = loops.get(value.loop)
        return None if items is None else handed_by(items, loops, depth - 1)
    if isinstance(value, CallResult):
        for first in value.arguments.positional[:1]:
            return handed_by(first, loops, depth - 1)
    if isinstance(value, (Choice, Items)):
        for each in value.values:
            found = handed_by(each, loops, depth - 1)
            if found is not None:
                return found
    return None


def spread(sinks: dict[Key, set[str]], passings: Iterable[Passing]) -> None:
    """Adds the functions that hand a parameter of theirs on to a parameter that is run."""
    by_callee: dict[Key, list[Passing]] = {}
    for passing in passings:
        by_callee.setdefault(passing.callee.key, []).append(passing)
    waiting = [(key, name) for key, names in sinks.items() for name in names]
    while waiting:
        key, name = waiting.pop()
        for passing in by_callee.get(key, ()):
            for handed in _handed_on(passing, name):
                names = sinks.setdefault(passing.caller.key, set())
                if handed not in names:
                    names.add(handed)
                    waiting.append((passing.caller.key, handed))


def _handed_on(passing: Passing, name: str) -> Iterable[str]:
    """The parameters of the caller that become this parameter of the callee."""
    parameters = passing.callee.function.parameters
    names = [each.name for each in parameters]
    if name not in names:
        return
    position: int | None = names.index(name)
    kind = parameters[names.index(name)].kind
    if kind == "keyword":
        position = None
    elif position is not None and passing.on_object:
        position -= 0 if decorated_with(passing.callee, "staticmethod") else 1
        if position < 0:
            return  # the object itself
    if kind in ("args", "kwargs"):
        values = passing.arguments.positional[max(position or 0, 0) :]
    else:
        value = passing.arguments.get(position, name)
        values = () if value is None else (value,)
    for value in values:
        found = handed_by(value, passing.loops)
        if found is not None:
            yield found
    if passing.arguments.starred:
        for each in passing.caller.function.parameters:
            if each.kind in ("args", "kwargs"):
                yield each.name
