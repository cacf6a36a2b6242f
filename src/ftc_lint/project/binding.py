"""Arguments to parameters: what a function's names stand for in one call of it."""

from __future__ import annotations

from ftc_lint.facts import FunctionParameter
from ftc_lint.project.modules import ProjectClass, ProjectFunction
from ftc_lint.records import dataclass, field
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Items,
    Mapping,
    Parameter,
    Reference,
    Unknown,
    Value,
)


@dataclass
class Frame:
    """One function as one call runs it.

    `bindings` are values in terms of the root (its own parameters stay `Parameter`); `types`
    are the classes of those root parameters, as far as they are known, `self` among them.
    `outer` is the frame of the call, None for a root. `raw` are the bindings as the call writes
    them.
    """

    function: ProjectFunction
    bindings: dict[str, Value] = field(default_factory=dict)
    types: dict[str, ProjectClass] = field(default_factory=dict)
    loops: dict[int, Value] = field(default_factory=dict)

    def with_loop(self, number: int, item: Value) -> Frame:
        """The same frame inside a loop's body, for one item."""
        return Frame(self.function, self.bindings, self.types, {**self.loops, number: item})


def spread(arguments: Arguments, frame: Frame) -> Arguments:
    """A call with `*args` or `**kwargs`, with what the frame's own `*args` and `**kwargs` hold."""
    if not arguments.starred:
        return arguments
    positional, keywords, starred = arguments.positional, arguments.keywords, False
    for parameter in frame.function.function.parameters:
        if parameter.kind == "args":
            held = frame.bindings.get(parameter.name)
            if isinstance(held, Items):
                positional += held.values
                starred |= not held.complete
            else:
                starred = True
        elif parameter.kind == "kwargs":
            named = frame.bindings.get(parameter.name)
            if isinstance(named, Mapping):
                given = {key for key, _ in keywords}
                keywords += tuple(entry for entry in named.entries if entry[0] not in given)
                starred |= not named.complete
            else:
                starred = True
    if not any(p.kind in ("args", "kwargs") for p in frame.function.function.parameters):
        starred = True
    return Arguments(positional, keywords, starred)


def decorator_name(decorator: Value) -> str:
    """The dotted name of a decorator, called or not, as far as it is told."""
    callee = decorator.callee if isinstance(decorator, CallResult) else decorator
    if isinstance(callee, Unknown):
        return callee.display.partition("(")[0]
    names = []
    while isinstance(callee, Attribute):
        names.append(callee.name)
        callee = callee.base
    if isinstance(callee, (Reference, Parameter)):
        names.append(callee.name)
    return ".".join(reversed(names))


def decorated_with(known: ProjectFunction, *names: str) -> bool:
    """Whether a decorator has one of these names, called or not."""
    return any(
        decorator_name(each).rpartition(".")[2] in names for each in known.function.decorators
    )


def bind(
    known: ProjectFunction, arguments: Arguments, receiver: Value | None
) -> tuple[dict[str, Value], tuple[FunctionParameter, ...]]:
    """The bindings of a call, and the parameters it leaves to their defaults.

    `receiver` is what a method is called on; None for a function, or for a method that is called
    on its class.
    """
    parameters = known.function.parameters
    positional = list(arguments.positional)
    if receiver is not None and not decorated_with(known, "staticmethod"):
        positional.insert(0, receiver)
    keywords = dict(arguments.keywords)
    bindings: dict[str, Value] = {}
    left: list[FunctionParameter] = []
    for parameter in parameters:
        name = parameter.name
        if parameter.kind == "args":
            bindings[name] = Items(tuple(positional), not arguments.starred)
            positional = []
        elif parameter.kind == "kwargs":
            bindings[name] = Mapping(tuple(keywords.items()), not arguments.starred)
        elif parameter.kind == "positional" and positional:
            bindings[name] = positional.pop(0)
        elif name in keywords:
            bindings[name] = keywords.pop(name)
        elif arguments.starred or parameter.default is None:
            bindings[name] = Unknown(name)
        else:
            left.append(parameter)
    return bindings, tuple(left)


def unbound(known: ProjectFunction) -> dict[str, Value]:
    """The bindings of a root: every parameter is itself."""
    bindings: dict[str, Value] = {p.name: Parameter(p.name) for p in known.function.parameters}
    if known.function.class_name is not None and decorated_with(known, "classmethod"):
        first = next(iter(bindings), None)
        if first is not None:
            owner = known.function.qualname.rpartition(".")[0]
            bindings[first] = Reference(f"{known.facts.module}.{owner}")
    return bindings


def fits(known: ProjectFunction, arguments: Arguments, on_object: bool) -> bool:
    """Whether a function can be called with so many arguments, of these names."""
    if arguments.starred:
        return True
    parameters = known.function.parameters
    kinds = {each.kind for each in parameters}
    names = {each.name for each in parameters}
    least = 1 if on_object and not decorated_with(known, "staticmethod") else 0
    places = sum(1 for each in parameters if each.kind == "positional") - least
    given = len(arguments.positional)
    if given > places and "args" not in kinds:
        return False
    if "kwargs" not in kinds and any(key not in names for key, _ in arguments.keywords):
        return False
    needed = [each for each in parameters[least:] if each.kind == "positional"][given:]
    named = {key for key, _ in arguments.keywords}
    return all(each.default is not None or each.name in named for each in needed)
