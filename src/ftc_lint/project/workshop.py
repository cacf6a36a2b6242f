"""Programs: their calls followed, the values in them filled, their dry runs judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ftc_lint.evaluate import truth
from ftc_lint.facts import FileFacts
from ftc_lint.flow import Flow, Keep
from ftc_lint.functions import Entry, Function
from ftc_lint.globs import matcher
from ftc_lint.project.bearings import Bearings, Part, bearings_of
from ftc_lint.project.binding import Frame
from ftc_lint.project.calling import Calling
from ftc_lint.project.classes import Classes
from ftc_lint.project.contexts import Contexts
from ftc_lint.project.dryrun import Judge
from ftc_lint.project.entrypoints import find_entries, innermost
from ftc_lint.project.expand import Expander
from ftc_lint.project.extents import Extents
from ftc_lint.project.flows import FlowMaker
from ftc_lint.project.graph import Graph, build_graph, roots
from ftc_lint.project.inventory import Inventory
from ftc_lint.project.labels import Labels
from ftc_lint.project.leaves import Leaves
from ftc_lint.project.models import Models
from ftc_lint.project.modules import Key, Modules, ProjectFunction
from ftc_lint.project.placing import Parse, Statements
from ftc_lint.project.programs import Programs
from ftc_lint.project.resolve import Resolver
from ftc_lint.project.steps import every
from ftc_lint.project.switches import Names, decided
from ftc_lint.project.wiring import Wires
from ftc_lint.records import dataclass, field
from ftc_lint.settings import Settings
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked
from ftc_lint.values import Text, Value

DEFAULT_DIALECT = "postgres"


@dataclass
class Workshop:
    """The parts that work together on one project."""

    settings: Settings
    modules: Modules
    classes: Classes
    contexts: Contexts
    labels: Labels
    statements: Statements
    models: Models
    resolver: Resolver
    graph: Graph
    inventory: Inventory
    expander: Expander
    read_text: Callable[[str], str | None]
    entries: dict[Key, Entry] = field(default_factory=dict)
    started: set[tuple[str, str]] = field(default_factory=set)
    part: Part | None = None

    def is_told(self, span: Span | None) -> bool:
        """Whether this run tells of a place."""
        return self.part is None or span is None or span.path == self.part.path


def programs_of(
    facts: Sequence[FileFacts],
    settings: Settings,
    parse: Parse,
    read_text: Callable[[str], str | None],
    part: Part | None = None,
) -> Programs:
    """What the programs among these files come to; arguments as for `build.build`."""
    shop = workshop(facts, settings, parse, read_text, part)
    _list_operations(shop)
    flows = tuple(_python_flows(shop))
    run = frozenset(shop.resolver.paths.were_read)
    expanders = [shop.expander]
    functions = tuple(_functions(shop, expanders))
    is_circular = any(each.was_circular for each in expanders)
    return Programs(
        paths=shop.resolver.paths,
        contexts=shop.contexts,
        labels=shop.labels,
        flows=flows,
        functions=functions,
        operations=tuple(each for each in shop.inventory.operations() if shop.is_told(each.span)),
        run=run,
        statements=sum(shop.inventory.statements.values()),
        unresolved=len(shop.inventory.unresolved),
        unchecked=(
            *(each for each in shop.inventory.all_unchecked() if shop.is_told(each.span)),
            *shop.expander.unchecked,
        ),
        unfollowed=tuple(_unfollowed(functions)),
        bearings=_bearings(shop, any(each.was_cut for each in expanders)),
        is_self_contained=not is_circular and not shop.resolver.paths.were_read,
    )


def _bearings(shop: Workshop, is_ordered: bool) -> Bearings:
    found = bearings_of(
        (each.path for each in shop.modules.worked_on),
        shop.modules,
        shop.graph,
        shop.inventory,
        shop.started,
        shop.models.declaring,
    )
    return Bearings(found, is_ordered=is_ordered)


def workshop(
    facts: Sequence[FileFacts],
    settings: Settings,
    parse: Parse,
    read_text: Callable[[str], str | None],
    part: Part | None = None,
) -> Workshop:
    """The parts, put together."""
    modules = Modules(facts, None if part is None else part.scope)
    classes = Classes(modules)
    labels = Labels()
    resolver = Resolver(modules, classes, read_text)
    contexts = Contexts(facts, settings.test_paths, read_text)
    late: frozenset[str] = frozenset() if part is None else part.late
    graph = build_graph(modules, resolver, contexts.is_test, late)
    inventory = Inventory(
        Extents(modules), contexts, frozenset(key for key, found in graph.callers.items() if found)
    )
    shop = Workshop(
        settings=settings,
        modules=modules,
        classes=classes,
        contexts=contexts,
        labels=labels,
        statements=Statements(parse),
        models=_models(modules, classes, labels, part),
        resolver=resolver,
        graph=graph,
        inventory=inventory,
        expander=None,  # type: ignore[arg-type]  # made of the other parts in the next line
        read_text=read_text,
        part=part,
    )
    shop.expander = expander(shop, resolver)
    shop.entries = find_entries(
        modules, resolver, settings, contexts.is_test, read_text, shop.started
    )
    return shop


def _models(modules: Modules, classes: Classes, labels: Labels, part: Part | None) -> Models:
    if part is None:
        return Models(modules, classes, labels)
    declaring = part.declaring | {part.path}
    return Models(modules, classes, labels, declaring.__contains__)


def expander(
    shop: Workshop,
    resolver: Resolver,
    decide: Callable[[Value], bool | None] = truth,
    is_meant: Callable[[ProjectFunction], bool] | None = None,
) -> Expander:
    """An expander that sees values through a resolver; `is_meant` tells which functions are
    there for what that resolver assumes."""
    calling = Calling(resolver, shop.graph, shop.settings, shop.labels)
    leaves = Leaves(
        resolver,
        shop.statements,
        shop.models,
        shop.labels,
        calling,
        shop.inventory,
        lambda frame, said: _dialect(frame, said, shop.settings),
    )
    return Expander(resolver, leaves, calling, decide, is_meant)


def _dialect(frame: Frame, said: str | None, settings: Settings) -> str:
    path = frame.function.facts.path
    for pattern, dialect in settings.dialects.items():
        if matcher((pattern,))(path):
            return dialect
    return settings.dialect or said or frame.function.facts.dialect or DEFAULT_DIALECT


# --- the inventory ---------------------------------------------------------------------------


def _list_operations(shop: Workshop) -> None:
    """Expands every function by itself, following only calls that run what they are handed."""
    sinks = shop.graph.sinks
    for known in shop.modules.functions:
        shop.inventory.collecting, shop.inventory.unit = known, known.facts.path
        if known.key in shop.graph.runs or not shop.graph.callees[known.key].isdisjoint(sinks):
            shop.expander.listed(known, sinks)
        elif not known.digest.plain:
            shop.expander.declared(known)
        if not known.digest.plain:
            _list_kept(shop, known)
    shop.inventory.collecting = None
    shop.graph.put_at_stake(shop.inventory.at_stake)


def _list_kept(shop: Workshop, known: ProjectFunction) -> None:
    frame: Frame | None = None
    shop.labels.enter(known.facts.path)
    for step in every(known.function.body):
        if isinstance(step, Keep) and isinstance(step.text, Text):
            frame = frame or shop.expander.frame(known)
            named = shop.labels.named(step.text)
            placed = shop.statements.read(named, _dialect(frame, None, shop.settings), step.span)
            shop.inventory.count(named, placed, step.span)
            for operation in placed.operations:
                shop.inventory.kept(operation, frame)


# --- flows -----------------------------------------------------------------------------------


def _python_flows(shop: Workshop) -> Iterable[Flow]:
    maker = FlowMaker(shop.settings, shop.labels)
    is_test = shop.contexts.is_test
    sinks = shop.graph.sinks

    def in_tests(known: ProjectFunction) -> bool:
        return known.key in sinks or is_test(known.facts.path)

    entries = {key for key, entry in shop.entries.items() if entry is not Entry.MAIN}
    for known in roots(shop.graph, is_test, entries):
        path = known.facts.path
        if not shop.is_told(known.function.span):
            continue
        shop.inventory.unit = path
        body = shop.expander.root(known, follow=in_tests if is_test(path) else None)
        flow = maker.flow(
            known.function.qualname, path, known.function.span, body, known.key in shop.entries
        )
        if flow is not None:
            yield flow


# --- functions -------------------------------------------------------------------------------


def _functions(shop: Workshop, expanders: list[Expander]) -> Iterable[Function]:
    """Entry points, and other functions that have a dry run of their own. `expanders` gets the one
    that they are looked at with."""
    names = Names(shop.settings)
    resolver = Resolver(shop.modules, shop.classes, shop.read_text, names.assumption())
    on = expander(
        shop, resolver, lambda condition: decided(condition, truth), names.is_for_dry_runs
    )
    expanders.append(on)
    wires = Wires(shop.modules, shop.resolver, shop.graph, names)
    judge = Judge(shop.settings, shop.graph, shop.expander, on, names, wires)
    meant = innermost(shop.entries, shop.graph)
    for known in shop.modules.functions:
        path = known.facts.path
        if known.key not in shop.graph.matter or shop.contexts.is_test(path):
            continue
        if not shop.is_told(known.function.span):
            continue
        shop.inventory.unit = path
        entry = meant.get(known.key)
        has_own = names.parameter(known)
        if entry is None and (has_own is None or has_own[1].applies):
            continue
        context = shop.contexts.of(path, known.function.qualname, known.function.span.start)
        found = judge.function(known, entry, context)
        if found is not None:
            yield found


def _unfollowed(functions: Sequence[Function]) -> Iterable[Unchecked]:
    for function in functions:
        if function.entry is None or function.switch is None:
            continue
        for call in function.unfollowed:
            reason = (
                f"{function.name} hands {function.switch.name} to {call.display}, which cannot be"
                " followed: whether its dry run writes is not known"
            )
            yield Unchecked(Cause.FLOW, reason, call.span)
