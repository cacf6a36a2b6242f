"""Which of its parameters a function has a use for: what is handed to the others is not looked at.

A function that is followed is worked out once for all calls that hand over the same values, so
that what makes no difference is better left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ftc_lint.flow import Block
from ftc_lint.parts import within
from ftc_lint.project.modules import Key, ProjectFunction
from ftc_lint.project.steps import every, said_by
from ftc_lint.values import Arguments, Parameter

MOST_PARTS = 20_000
"""Parts of a function's values that are looked at; beyond them, every parameter counts."""


class Mentions:
    """The parameters that functions mention, each function looked at once."""

    def __init__(
        self,
        functions: Iterable[ProjectFunction],
        body: Callable[[ProjectFunction], Block],
    ) -> None:
        self._body = body
        self._within: dict[tuple[str, str], list[ProjectFunction]] = {}
        for known in functions:
            qualname = known.function.qualname
            outer = qualname.rpartition(".")[0]
            while outer:
                self._within.setdefault((known.facts.path, outer), []).append(known)
                outer = outer.rpartition(".")[0]
        self._known: dict[Key, frozenset[str]] = {}

    def of(self, known: ProjectFunction) -> frozenset[str]:
        """The names that a function and those defined inside of it mention in what they do."""
        found = self._known.get(known.key)
        if found is None:
            place = (known.facts.path, known.function.qualname)
            inner = [self._own(each) for each in self._within.get(place, ())]
            found = self._own(known).union(*inner)
            self._known[known.key] = found
        return found

    def _own(self, known: ProjectFunction) -> frozenset[str]:
        left = MOST_PARTS
        names: set[str] = set()
        for step in every(self._body(known)):
            for value in said_by(step):
                for each in within(value, left):
                    left -= 1
                    if isinstance(each, Parameter):
                        names.add(each.name)
        if left <= 0:
            return frozenset(each.name for each in known.function.parameters)
        return frozenset(names)


def used(
    known: ProjectFunction, mentioned: frozenset[str], arguments: Arguments, on_object: bool
) -> frozenset[int | str]:
    """The arguments of a call, by position or name, that become a mentioned parameter. `on_object`:
    the first parameter is the object that a method is called on."""
    parameters = known.function.parameters[1 if on_object else 0 :]
    kinds = {each.kind: each.name for each in known.function.parameters}
    places = [each.name for each in parameters if each.kind == "positional"]
    names = {each.name for each in parameters if each.kind in ("positional", "keyword")}
    found: set[int | str] = set()
    for position in range(len(arguments.positional)):
        name = places[position] if position < len(places) else kinds.get("args", "")
        if name in mentioned:
            found.add(position)
    for key, _ in arguments.keywords:
        if (key if key in names else kinds.get("kwargs", "")) in mentioned:
            found.add(key)
    return frozenset(found)
