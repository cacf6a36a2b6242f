"""The call graph: who calls whom, which functions matter, and where flows begin.

A function matters if it runs SQL, or leads to one that does. Calls are resolved here without
knowing the arguments; the flows resolve them again with what each call says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ftc_lint.flow import Call, Construct, Execute, Exit, ExitKind, Keep
from ftc_lint.project.binding import Frame, unbound
from ftc_lint.project.hints import hints_of
from ftc_lint.project.modules import Modules, ProjectFunction
from ftc_lint.project.resolve import Resolver
from ftc_lint.project.steps import every, given
from ftc_lint.python.frameworks import shows_later
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Deferred,
    Element,
    Items,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Value,
)

Key = tuple[str, str, int]

RUNS_WHAT_IT_IS_GIVEN = frozenset(
    """
    Process Thread Timer apply apply_async atomic call call_with_retry in_transaction map retry
    run run_in_executor run_in_threadpool run_in_transaction run_sync run_until_complete
    run_with_retry submit to_thread transaction with_retry with_transaction
    """.split()
)
"""Calls that run a function they are handed."""


@dataclass
class Graph:
    """Keys of functions: `callees` of each, `callers` outside tests, those that `escape` as
    values, those that `matter`, those that run SQL themselves (`runs`), and those that run text
    they are handed (`sinks`)."""

    functions: dict[Key, ProjectFunction] = field(default_factory=dict)
    callees: dict[Key, set[Key]] = field(default_factory=dict)
    callers: dict[Key, set[Key]] = field(default_factory=dict)
    escape: set[Key] = field(default_factory=set)
    matter: set[Key] = field(default_factory=set)
    runs: set[Key] = field(default_factory=set)
    sinks: set[Key] = field(default_factory=set)


def build_graph(modules: Modules, resolver: Resolver, is_test: Callable[[str], bool]) -> Graph:
    """The graph of a whole project."""
    graph = Graph({known.key: known for known in modules.functions})
    seeds: set[Key] = set()
    passes: dict[Key, set[Key]] = {}
    for known in modules.functions:
        _read(known, resolver, graph, seeds, passes, is_test(known.facts.path))
    for facts in modules.files:
        if facts.language == "sql":
            continue
        frame = resolver.module_frame(facts)
        values = [value for _, value in facts.constants]
        for definition in facts.classes:
            values += [value for _, value in definition.attributes]
        if frame is not None:
            for value in values:
                graph.escape.update(_stored(value, frame, resolver))
    graph.matter = _leading_to(seeds, graph)
    _spread_sinks(graph, passes)
    return graph


def _read(
    known: ProjectFunction,
    resolver: Resolver,
    graph: Graph,
    seeds: set[Key],
    passes: dict[Key, set[Key]],
    in_test: bool,
) -> None:
    key = known.key
    frame = Frame(known, unbound(known), resolver.parameter_types(known))
    found: set[Key] = set()
    for step in every(known.function.body):
        if isinstance(step, Construct):
            if step.operation.executed:
                graph.runs.add(key)
                seeds.add(key)
        elif isinstance(step, Execute):
            graph.runs.add(key)
            seeds.add(key)
            if _is_handed(step.text):
                graph.sinks.add(key)
            if step.callee is not None:
                found |= _called(step.callee, step.arguments, frame, resolver, graph, passes)
        elif isinstance(step, Call):
            found |= _called(step.callee, step.arguments, frame, resolver, graph, passes)
            by_name = isinstance(step.callee, Parameter) or hints_of(_last(step.callee))
            if by_name or shows_later(step):
                seeds.add(key)
        elif isinstance(step, Exit) and step.kind is ExitKind.STOP:
            seeds.add(key)
        elif isinstance(step, Keep):
            continue
    if known.function.returns is not None:
        graph.escape.update(_stored(known.function.returns, frame, resolver))
    graph.callees[key] = found
    if not in_test:
        for each in found - {key}:
            graph.callers.setdefault(each, set()).add(key)


def _called(
    callee: Value,
    arguments: Arguments,
    frame: Frame,
    resolver: Resolver,
    graph: Graph,
    passes: dict[Key, set[Key]],
) -> set[Key]:
    target = resolver.callee(callee, frame)
    found = {known.key for known, _ in resolver.callees(target, frame)}
    runs_given = not found and _last(callee) in RUNS_WHAT_IT_IS_GIVEN
    handed = False
    for value in given(arguments):
        if isinstance(value, (Reference, Attribute)):
            functions = _functions(value, frame, resolver)
            if functions and (found or runs_given):
                found |= functions
            else:
                graph.escape |= functions
        elif isinstance(value, (Items, Mapping)):
            graph.escape.update(_stored(value, frame, resolver))
        handed |= _is_handed(value)
    if handed or arguments.starred:
        for each in found:
            passes.setdefault(each, set()).add(frame.function.key)
    return found


def _last(callee: Value) -> str:
    name = getattr(callee, "name", "")
    return name.rpartition(".")[2] if isinstance(name, str) else ""


def _functions(value: Value, frame: Frame, resolver: Resolver) -> set[Key]:
    """The functions that a value names (not those it calls)."""
    if isinstance(value, Reference):
        found = resolver.modules.find(value.name, frame.function.facts)
        return {each.key for each in found} if isinstance(found, tuple) else set()
    if isinstance(value, Attribute) and isinstance(value.base, Parameter):
        owner = resolver.class_of(value.base, frame)
        if owner is not None:
            return {each.key for each in resolver.classes.method(owner, value.name)}
    return set()


def _stored(value: Value, frame: Frame, resolver: Resolver) -> Iterator[Key]:
    """The functions that a value holds, in a list, a dictionary or by itself."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Reference):
            yield from _functions(each, frame, resolver)
        elif isinstance(each, (Items, Choice)):
            waiting.extend(each.values)
        elif isinstance(each, Mapping):
            waiting.extend(held for _, held in each.entries)
        elif isinstance(each, CallResult) and _last(each.callee) == "partial":
            waiting.extend(given(each.arguments))


def _is_handed(value: Value) -> bool:
    """Whether a text is what a parameter or a loop over one brings, not what is written here."""
    while isinstance(value, (Deferred, Element, Attribute)):
        value = value.base
    if isinstance(value, CallResult):
        return any(_is_handed(each) for each in value.arguments.positional[:1])
    return isinstance(value, (Parameter, LoopItem))


def _leading_to(seeds: set[Key], graph: Graph) -> set[Key]:
    """The seeds and everything that calls them, tests too."""
    reverse: dict[Key, set[Key]] = {}
    for caller, called in graph.callees.items():
        for each in called:
            reverse.setdefault(each, set()).add(caller)
    found = set(seeds)
    waiting = list(seeds)
    while waiting:
        for caller in reverse.get(waiting.pop(), ()):
            if caller not in found:
                found.add(caller)
                waiting.append(caller)
    return found


def _spread_sinks(graph: Graph, passes: dict[Key, set[Key]]) -> None:
    waiting = list(graph.sinks)
    while waiting:
        for caller in passes.get(waiting.pop(), ()):
            if caller not in graph.sinks:
                graph.sinks.add(caller)
                waiting.append(caller)


def roots(graph: Graph, is_test: Callable[[str], bool], entries: set[Key]) -> list[ProjectFunction]:
    """Where flows begin: module bodies, entry points, functions that nothing calls or that
    escape as values, and one function of every circle that nothing else leads to."""
    found: dict[Key, ProjectFunction] = {}
    for key, known in graph.functions.items():
        if key not in graph.matter:
            continue
        own = not known.function.qualname or key in entries or key in graph.escape
        if own or not graph.callers.get(key) or is_test(known.facts.path):
            found[key] = known
    reached: set[Key] = set()
    _reach(list(found), graph, reached, is_test)
    for key, known in graph.functions.items():
        if key in graph.matter and key not in reached:
            found[key] = known
            _reach([key], graph, reached, is_test)
    return [known for key, known in graph.functions.items() if key in found]


def _reach(
    waiting: list[Key], graph: Graph, reached: set[Key], is_test: Callable[[str], bool]
) -> None:
    while waiting:
        key = waiting.pop()
        if key in reached:
            continue
        reached.add(key)
        if not is_test(key[0]):
            waiting.extend(graph.callees.get(key, ()))
