"""How the command line of a script calls an entry point: with its dry run, without, constantly."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.flow import Call, Execute
from ftc_lint.functions import CommandLineCall, Switch, Wiring
from ftc_lint.project.binding import Frame, unbound
from ftc_lint.project.entrypoints import started_by_main
from ftc_lint.project.graph import Graph
from ftc_lint.project.modules import Key, Modules, ProjectFunction
from ftc_lint.project.resolve import Resolver
from ftc_lint.project.steps import every
from ftc_lint.project.switches import Names
from ftc_lint.records import dataclass
from ftc_lint.templates import display
from ftc_lint.values import Arguments, Constant, Value


@dataclass(frozen=True, slots=True)
class _CallSite:
    caller: ProjectFunction
    step: Call | Execute
    receiver: Value | None


class Wires:
    """The calls that command lines make: by `__main__` blocks, and by what those call."""

    def __init__(self, modules: Modules, resolver: Resolver, graph: Graph, names: Names) -> None:
        self._modules = modules
        self._names = names
        self._sites: dict[Key, list[_CallSite]] = {}
        for caller in _started(modules, resolver, graph):
            frame = Frame(caller, unbound(caller), resolver.parameter_types(caller))
            for step in every(caller.function.body):
                if isinstance(step, (Call, Execute)) and step.callee is not None:
                    target = resolver.callee(step.callee, frame)
                    for known, receiver in resolver.callees(target, frame):
                        site = _CallSite(caller, step, receiver)
                        self._sites.setdefault(known.key, []).append(site)

    def has_command_line(self, known: ProjectFunction) -> bool:
        """Whether its file has a command line, or one that calls it does."""
        if known.facts.has_command_line:
            return True
        return any(s.caller.facts.has_command_line for s in self._sites.get(known.key, ()))

    def calls(self, known: ProjectFunction, switch: Switch | None) -> tuple[CommandLineCall, ...]:
        """How command lines call it, or make the object whose attribute is its switch."""
        if switch is None:
            return ()
        target = known
        if switch.kind != "parameter":
            constructor = self._constructor(known)
            if constructor is None:
                return ()
            target = constructor
        found = self._names.parameter(target)
        if found is None:
            return ()
        return tuple(
            _wired(target, found[0].name, site)
            for site in self._sites.get(target.key, ())
            if site.caller.facts.has_command_line
        )

    def _constructor(self, known: ProjectFunction) -> ProjectFunction | None:
        if known.function.class_name is None:
            return None
        found = self._modules.in_file(known.facts, f"{known.function.class_name}.__init__")
        return found[0] if found else None


def _started(modules: Modules, resolver: Resolver, graph: Graph) -> Iterator[ProjectFunction]:
    """The bodies of modules that have a `__main__` block or a command line, and the functions
    that those call in the same file."""
    for facts in modules.worked_on:
        if facts.language == "sql":
            continue
        body = modules.body(facts)
        if body is None or not (facts.main_guard or facts.has_command_line):
            continue
        yield body
        for key in dict.fromkeys(started_by_main(body, resolver)):
            known = graph.functions.get(key)
            if known is not None and known.facts is facts:
                yield known


def _wired(known: ProjectFunction, name: str, site: _CallSite) -> CommandLineCall:
    arguments: Arguments = site.step.arguments
    position = [each.name for each in known.function.parameters].index(name)
    if site.receiver is not None:
        position -= 1
    kinds = {each.name: each.kind for each in known.function.parameters}
    value = arguments.get(None if kinds[name] == "keyword" else position, name)
    span = site.step.span
    if value is None:
        wiring = Wiring.UNKNOWN if arguments.starred else Wiring.OMITTED
        return CommandLineCall(span, wiring)
    if isinstance(value, Constant):
        return CommandLineCall(span, Wiring.CONSTANT, display(value))
    return CommandLineCall(span, Wiring.PASSED)
