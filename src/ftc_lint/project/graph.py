"""The call graph: who calls whom, which functions matter, and where flows begin.

A function matters if it runs SQL, or leads to one that does. Calls are resolved here without
knowing the arguments; the flows resolve them again with what each call says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ftc_lint.flow import Block, Call, Construct, Execute, Exit, ExitKind, With
from ftc_lint.parts import given
from ftc_lint.project import hints
from ftc_lint.project.binding import Frame, decorated_with, unbound
from ftc_lint.project.commands import Doubt, as_call, starts, that_run_sql
from ftc_lint.project.hints import executes, hints_of, may_execute
from ftc_lint.project.leading import leading_to
from ftc_lint.project.modules import Key, Modules, ProjectFunction
from ftc_lint.project.pruning import pruned
from ftc_lint.project.resolve import Resolver
from ftc_lint.project.sinks import Loops, Passing, handed_by, loops_in, spread
from ftc_lint.project.steps import every
from ftc_lint.python.frameworks import may_be_statement, shows_later
from ftc_lint.python.sinks import is_sql
from ftc_lint.records import dataclass, field
from ftc_lint.values import (
    Attribute,
    CallResult,
    Choice,
    FileText,
    Items,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Value,
)

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
    values, those that `matter`, those that do so only beside others (`minor`: they may end the
    program, or call something whose name hints at a backup), those of `higher` order (they call a
    parameter of theirs), those that run SQL themselves (`runs`), and those that run text they are
    handed, with the parameters that bring it (`sinks`). `stake` are those that lead to a statement
    whose verdict depends on what stands before it. `abroad` are the files that store or hand on a
    function of another file, with that.
    """

    functions: dict[Key, ProjectFunction] = field(default_factory=dict)
    callees: dict[Key, set[Key]] = field(default_factory=dict)
    callers: dict[Key, set[Key]] = field(default_factory=dict)
    escape: set[Key] = field(default_factory=set)
    matter: set[Key] = field(default_factory=set)
    minor: set[Key] = field(default_factory=set)
    higher: set[Key] = field(default_factory=set)
    runs: set[Key] = field(default_factory=set)
    sinks: dict[Key, set[str]] = field(default_factory=dict)
    stake: set[Key] = field(default_factory=set)
    bodies: dict[Key, Block] = field(default_factory=dict)
    abroad: set[tuple[str, str]] = field(default_factory=set)

    def late(self) -> dict[str, set[str]]:
        """By file: the last names of the functions that matter."""
        found: dict[str, set[str]] = {}
        for key in self.matter:
            found.setdefault(key[0], set()).add(key[1].rpartition(".")[2])
        return found

    def escapes(self, path: str, keys: Iterable[Key]) -> None:
        """A file stores these functions, or hands them on."""
        for key in keys:
            self.escape.add(key)
            if key[0] != path:
                self.abroad.add((path, key[0]))

    def put_at_stake(self, keys: set[Key]) -> None:
        """These functions hold such a statement."""
        self.stake = leading_to(keys, self.callees)

    def body(self, known: ProjectFunction) -> Block:
        """A function's body without the steps that nothing comes of."""
        return self.bodies.get(known.key, known.function.body)


def build_graph(
    modules: Modules,
    resolver: Resolver,
    is_test: Callable[[str], bool],
    late: frozenset[str] = frozenset(),
) -> Graph:
    """The graph of the functions that are worked on; `late` are the last names of others that
    matter."""
    graph = Graph({known.key: known for known in modules.everything})
    reader = _Reader(graph, resolver, _names(modules))
    for known in modules.functions:
        reader.read(known, is_test(known.facts.path))
    for facts in modules.worked_on:
        frame = resolver.module_frame(facts) if facts.language != "sql" else None
        if frame is None:
            continue
        for _, value in facts.constants:
            graph.escapes(facts.path, _stored(value, frame, resolver))
        for definition in facts.classes:
            for _, value in definition.attributes:
                graph.escapes(facts.path, _stored(value, frame, resolver))
    reader.settle()
    graph.matter = leading_to(reader.seeds, graph.callees)
    graph.minor = leading_to(reader.minor, graph.callees)
    spread(graph.sinks, reader.passings)
    reader.prune(late)
    return graph


def _names(modules: Modules) -> frozenset[str]:
    """The last names under which the project has something to call."""
    found = {known.function.qualname.rpartition(".")[2] for known in modules.everything}
    for owner in modules.classes:
        found.add(owner.definition.name.rpartition(".")[2])
        for name, value in owner.definition.instance_attributes:
            if isinstance(value, (Reference, Parameter, Choice, CallResult, Attribute)):
                found.add(name)
        for name, value in owner.definition.attributes:
            if isinstance(value, (Reference, Choice)):
                found.add(name)
    for facts in modules.files:
        for name, value in facts.constants:
            if isinstance(value, (Reference, Choice, CallResult)):
                found.add(name)
        for local, target in facts.imports:
            if target.rpartition(".")[2] in found:
                found.add(local)
    return frozenset(found)


_TELLING = frozenset({hints.BACKUP, hints.COPY, hints.RESTORE, hints.COMMIT, hints.ROLLBACK})


class _Reader:
    """Reads the steps of every function, and notes where its calls lead."""

    def __init__(self, graph: Graph, resolver: Resolver, names: frozenset[str]) -> None:
        self.seeds: set[Key] = set()
        self.minor: set[Key] = set()
        self.passings: list[Passing] = []
        self._graph = graph
        self._resolver = resolver
        self._names = names
        self._targets: dict[int, set[Key]] = {}  # by the id of a step, which the facts keep alive
        self._doubts: dict[int, tuple[Doubt, str | None]] = {}  # with the parameter that is run
        self._starters: set[Key] = set()
        self._may_run: set[Key] = set()

    def read(self, known: ProjectFunction, in_test: bool) -> None:
        """Where the calls of one function lead."""
        key, graph = known.key, self._graph
        digest = known.digest
        if digest.plain and digest.names.isdisjoint(self._names):
            graph.callees[key] = set()
            return
        frame = Frame(known, unbound(known), self._resolver.parameter_types(known))
        loops = loops_in(known.function.body)
        own = _self_name(known)
        found: set[Key] = set()
        for step in every(known.function.body):
            if isinstance(step, Execute):
                handed = handed_by(step.text, loops)
                held = own is not None and self._is_held(step.text, own, frame)
                if handed == own and not held:
                    handed = None
                if step.callee is not None:
                    found |= self._called(step, step.callee, frame, loops)
                targets = self._certain(step, frame)
                if targets and not _is_seen(step):
                    self._doubts[id(step)] = Doubt(key, step, targets), handed
                else:
                    self._runs(key, handed)
            elif isinstance(step, Call):
                found |= self._called(step, step.callee, frame, loops)
                if starts(step):
                    self._starters.add(key)
                if isinstance(step.callee, Parameter):
                    graph.higher.add(key)
                elif _is_handed_statement(step):
                    graph.runs.add(key)
                elif self._may_matter(step):
                    self.seeds.add(key)
                    if not starts(step) and not self._certain(step, frame):
                        self._may_run.add(key)
                elif hints_of(_last(step.callee)) & _TELLING:
                    self.minor.add(key)
            elif isinstance(step, With):
                found |= self._entered(step, frame)
            elif isinstance(step, Construct):
                if step.operation.executed:
                    graph.runs.add(key)
            elif isinstance(step, Exit) and step.kind is ExitKind.STOP:
                self.minor.add(key)
        if known.function.returns is not None:
            graph.escapes(known.facts.path, _stored(known.function.returns, frame, self._resolver))
        graph.callees[key] = found
        if not in_test:
            for each in found - {key}:
                graph.callers.setdefault(each, set()).add(key)

    def _runs(self, key: Key, handed: str | None) -> None:
        """A function runs SQL: what this parameter brings, or another text."""
        self._graph.runs.add(key)
        if handed is not None:
            self._graph.sinks.setdefault(key, set()).add(handed)

    def settle(self) -> None:
        """Tells the calls that run SQL from those that are only named so, once all are read."""
        graph = self._graph
        doubts = [doubt for doubt, _ in self._doubts.values()]
        runs = graph.runs | self._may_run
        for each in that_run_sql(doubts, graph.callees, self._starters, runs):
            _, handed = self._doubts.pop(id(each.step))
            self._runs(each.caller, handed)
        self.seeds |= graph.runs

    def _certain(self, step: Execute | Call, frame: Frame) -> frozenset[Key]:
        """The functions of the project that a call means, those that stand in for them in
        subclasses among them; none where that rests on a name alone."""
        callee = step.callee
        if callee is None or id(step) not in self._targets:
            return frozenset()
        target = self._resolver.callee(callee, frame)
        if not self._resolver.is_certain(target, frame):
            return frozenset()
        return frozenset(
            each.key
            for known, _ in self._resolver.callees(target, frame, step.arguments)
            for each in (known, *self._resolver.overriding(known, frame))
        )

    def _is_held(self, text: Value, own: str, frame: Frame) -> bool:
        """Whether a text is an attribute that the object's constructor is handed."""
        if not (isinstance(text, Attribute) and text.base == Parameter(own)):
            return False
        owner = self._resolver.class_of(text.base, frame)
        if owner is None:
            return False
        found = self._resolver.classes.instance_attribute(owner, text.name)
        return found is not None and handed_by(found[1], {}) is not None

    def _may_matter(self, step: Call) -> bool:
        """Whether a call may come to something that is not seen yet."""
        if may_execute(_last(step.callee)) and any(map(_may_be_sql, given(step.arguments))):
            return True
        return shows_later(step)

    def _called(self, step: Call | Execute, callee: Value, frame: Frame, loops: Loops) -> set[Key]:
        found: set[Key] = set()
        if _last(callee) in self._names or not isinstance(callee, (Reference, Attribute)):
            target = self._resolver.callee(callee, frame)
            for known, receiver in self._resolver.callees(target, frame, step.arguments):
                found.add(known.key)
                on_object = receiver is not None
                self.passings.append(
                    Passing(frame.function, known, step.arguments, on_object, loops)
                )
        found = self._handed(step, found, frame)
        if found:
            self._targets[id(step)] = found
        return found

    def _entered(self, step: With, frame: Frame) -> set[Key]:
        """The methods that a `with` statement calls by itself."""
        found: set[Key] = set()
        for name in _ENTERS:
            if name in self._names:
                target = self._resolver.callee(Attribute(step.context, name), frame)
                found.update(known.key for known, _ in self._resolver.callees(target, frame))
        return found

    def _handed(self, step: Call | Execute, found: set[Key], frame: Frame) -> set[Key]:
        """The functions found with those that the call is handed; others escape."""
        callee = step.callee
        runs_given = callee is not None and _last(callee) in RUNS_WHAT_IT_IS_GIVEN
        calls = bool(found) or runs_given
        for value in given(step.arguments):
            if isinstance(value, (Reference, Attribute)):
                if value.name.rpartition(".")[2] in self._names:
                    functions = _functions(value, frame, self._resolver)
                    if calls:
                        found |= functions
                    else:
                        self._graph.escapes(frame.function.facts.path, functions)
            elif isinstance(value, (Items, Mapping)):
                self._graph.escapes(
                    frame.function.facts.path, _stored(value, frame, self._resolver)
                )
        return found

    def prune(self, others: frozenset[str]) -> None:
        """Leaves out the steps that nothing comes of."""
        graph = self._graph
        late = others.union(*graph.late().values())

        def left(step: Call | Execute) -> Call | Execute | None:
            if isinstance(step, Call):
                return step if keeps(step, self._targets.get(id(step))) else None
            if id(step) not in self._doubts:
                return step
            call = as_call(step)
            return call if keeps(call, self._targets.get(id(step))) else None

        def keeps(step: Call, found: set[Key] | None) -> bool:
            name = _last(step.callee)
            if hints_of(name) or isinstance(step.callee, Parameter):
                return True
            if executes(name) and _is_handed_statement(step):
                return True
            if found is not None:
                return not found.isdisjoint(graph.matter) or not found.isdisjoint(graph.minor)
            return name in late or self._may_matter(step)

        for key in graph.matter | graph.minor | graph.higher:
            graph.bodies[key] = pruned(graph.functions[key].function.body, left)


def _is_handed_statement(step: Call) -> bool:
    """Whether a call runs a statement written here, as far as its name tells."""
    return may_execute(_last(step.callee)) and any(map(may_be_statement, given(step.arguments)))


def _is_seen(step: Execute) -> bool:
    """Whether a call runs a statement written here, or the text of a file."""
    return step.source != "sql" or isinstance(step.text, FileText) or is_sql(step.text)


_ENTERS = ("__enter__", "__exit__", "__aenter__", "__aexit__")


def _may_be_sql(value: Value) -> bool:
    return isinstance(value, (Parameter, LoopItem)) or may_be_statement(value)


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


def _self_name(known: ProjectFunction) -> str | None:
    function = known.function
    if function.class_name is None or not function.parameters:
        return None
    return None if decorated_with(known, "staticmethod") else function.parameters[0].name


def roots(graph: Graph, is_test: Callable[[str], bool], entries: set[Key]) -> list[ProjectFunction]:
    """Where flows begin: module bodies, entry points, functions that nothing calls or that
    escape as values, and one function of every circle that nothing else leads to."""
    found: dict[Key, ProjectFunction] = {}
    for key, known in graph.functions.items():
        if key not in graph.stake:
            continue
        own = not known.function.qualname or key in entries or key in graph.escape
        if own or not graph.callers.get(key) or is_test(known.facts.path):
            found[key] = known
    reached: set[Key] = set()
    _reach(list(found), graph, reached, is_test)
    for key, known in graph.functions.items():
        if key in graph.stake and key not in reached:
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
