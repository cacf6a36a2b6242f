"""Expands a function into what it does: calls followed, templates filled, loops unrolled.

The leaves of a block that comes out are `Perform`, `Invoke` and `Opaque`. Work is bounded: by
the depth of calls, by the number of steps per root, and expansions are shared between callers
that hand over the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ftc_lint.evaluate import element, truth
from ftc_lint.facts import CONTEXT_MANAGERS
from ftc_lint.flow import (
    Block,
    Branch,
    Call,
    Construct,
    Execute,
    Exit,
    ExitKind,
    Handler,
    Invoke,
    Loop,
    Step,
    Try,
    With,
)
from ftc_lint.project.binding import Frame, decorated_with, unbound
from ftc_lint.project.calling import Calling, Followed
from ftc_lint.project.carrying import is_empty
from ftc_lint.project.iterating import items_of
from ftc_lint.project.labels import Wish
from ftc_lint.project.leaves import Leaves
from ftc_lint.project.managing import around, between, call_of, entered
from ftc_lint.project.modules import Key, ProjectClass, ProjectFunction
from ftc_lint.project.resolve import Resolver
from ftc_lint.project.steps import acts, every, leaves_loop
from ftc_lint.project.textual import may_be_text
from ftc_lint.records import dataclass, field, replace
from ftc_lint.templates import display
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked
from ftc_lint.values import (
    CallResult,
    Choice,
    Constant,
    Items,
    Logic,
    Reference,
    Unknown,
    Value,
)

MOST_STEPS = 4000
"""Steps that one root comes to; calls beyond them are not followed."""

MOST_VISITS = 8000
"""Steps looked at for one root, whether they come to anything or not."""

DEEPEST_CALL = 14
MOST_ITEMS = 32
"""Items up to which a loop over a known list is unrolled."""


@dataclass
class _Run:
    """The expansion of one root: the functions it is inside of, and the steps it may still make."""

    stack: list[Key] = field(default_factory=list)
    calls: list[Span] = field(default_factory=list)
    left: int = MOST_STEPS
    visits: int = MOST_VISITS
    follow: Callable[[ProjectFunction], bool] | None = None
    sinks: Mapping[Key, set[str]] | None = None


class Expander:
    """Expands roots; remembers expansions. `unchecked` collects what could not be followed."""

    def __init__(
        self,
        resolver: Resolver,
        leaves: Leaves,
        calling: Calling,
        decide: Callable[[Value], bool | None] = truth,
        is_meant: Callable[[ProjectFunction], bool] | None = None,
    ) -> None:
        self._is_meant = is_meant
        self._decide = decide
        self.unchecked: dict[Unchecked, None] = {}
        self._resolver = resolver
        self._leaves = leaves
        self._calling = calling
        self._labels = leaves.labels
        self._known: dict[object, tuple[Block, int, tuple[Wish, ...]]] = {}
        self._run = _Run()
        self._came_to_itself = False
        self._gave_something_up = False

    def root(
        self,
        known: ProjectFunction,
        bindings: dict[str, Value] | None = None,
        follow: Callable[[ProjectFunction], bool] | None = None,
    ) -> Block:
        """All that a function does when it is run by itself, with some parameters given."""
        self._run = _Run([known.key], follow=follow)
        return self._root(known, bindings)

    def listed(self, known: ProjectFunction, sinks: Mapping[Key, set[str]]) -> Block:
        """What a function runs itself. Only those functions are followed that run text which they
        are handed, by these parameters, and only where a text may be handed."""
        self._run = _Run([known.key], follow=lambda each: each.key in sinks, sinks=sinks)
        return self._root(known, None)

    def _root(self, known: ProjectFunction, bindings: dict[str, Value] | None) -> Block:
        self._labels.enter(known.facts.path)
        self._labels.log.clear()
        frame = self.frame(known, bindings)
        wrapper = self._calling.wrapper_of(known, frame) if self._run.follow is None else None
        if wrapper is not None:
            self._run.stack = [wrapper.known.key]
            known, frame = wrapper.known, self._calling.frame(wrapper, frame)
        body = self._block(self._calling.body(known), frame)
        if self._run.visits <= 0 or self._run.left <= 0:
            self._gave_something_up = True
        return body

    @property
    def was_circular(self) -> bool:
        """Whether a call, or a value, came to itself."""
        return self._came_to_itself or self._resolver.was_circular

    @property
    def was_cut(self) -> bool:
        """Whether a bound cut anything short: that may depend on what was asked for before."""
        return self._gave_something_up or self._resolver.was_cut

    def leads_somewhere(self, step: Call, frame: Frame) -> bool:
        """Whether the project has what a call calls."""
        return bool(self._calling.follow(step, frame))

    def declared(self, known: ProjectFunction) -> None:
        """Lists what a function declares without doing it: tables and keys of models."""
        self._labels.enter(known.facts.path)
        frame = self.frame(known)
        for step in every(known.function.body):
            if isinstance(step, Construct):
                self._leaves.construct(step, frame)

    def frame(self, known: ProjectFunction, bindings: dict[str, Value] | None = None) -> Frame:
        """The frame of a root."""
        bound = {**unbound(known), **(bindings or {})}
        return Frame(known, bound, self._resolver.parameter_types(known))

    # --- blocks ------------------------------------------------------------------------------

    def _block(self, steps: Block, frame: Frame) -> Block:
        out: list[Step] = []
        contexts = entered(steps)
        for step in steps:
            if isinstance(step, Call) and step.span in contexts and self._manager(step, frame):
                continue  # the with block runs it
            out.extend(self._step(step, frame))
            if out and isinstance(last := out[-1], Exit) and last.kind.leaves:
                break
        return tuple(out)

    def _step(self, step: Step, frame: Frame) -> Block:
        self._run.visits -= 1
        if isinstance(step, (Execute, Call)):
            return self._call(step, frame)
        if isinstance(step, Construct):
            return self._counted(self._leaves.construct(step, frame))
        if isinstance(step, Branch):
            return self._branch(step, frame)
        if isinstance(step, Loop):
            return self._loop(step, frame)
        if isinstance(step, Try):
            return self._try(step, frame)
        if isinstance(step, With):
            return self._with(step, frame)
        if isinstance(step, Exit):
            return (step,)
        return ()

    def _counted(self, block: Block) -> Block:
        self._run.left -= len(block)
        return block

    def _branch(self, step: Branch, frame: Frame) -> Block:
        condition = self._resolver.condition(step.condition, frame)
        decided = self._decide(condition)
        if decided is not None and not self._resolver.rests_on_a_default(step.condition, frame):
            return self._block(step.then if decided else step.otherwise, frame)
        condition = _with_calls(step.condition, condition)
        then = self._block(step.then, frame)
        otherwise = self._block(step.otherwise, frame)
        if not then and not otherwise:
            return ()
        return self._counted((Branch(condition, then, otherwise, step.span),))

    def _try(self, step: Try, frame: Frame) -> Block:
        handlers = tuple(
            Handler(each.catches_all, self._block(each.body, frame), each.span)
            for each in step.handlers
        )
        made = Try(
            self._block(step.body, frame),
            handlers,
            self._block(step.otherwise, frame),
            self._block(step.final, frame),
            step.span,
        )
        if not made.body and not made.otherwise and not any(acts(h.body) for h in handlers):
            return made.final
        return (made,)

    def _loop(self, step: Loop, frame: Frame) -> Block:
        if step.items is None:
            body = self._block(step.body, frame)
            rest = self._block(step.otherwise, frame)
            return (replace(step, body=body, otherwise=rest),) if body or rest else ()
        items = self._resolver.value(step.items, frame)
        is_filled_elsewhere = is_empty(step.items)  # its function only creates it: a call fills it
        known = None if is_filled_elsewhere else items_of(items)
        if known is not None and len(known.values) <= MOST_ITEMS:
            if self._run.visits > 0:
                return self._unrolled(step, items, known, frame)
            self._gave_up_items(step)
        at_least_once = step.at_least_once or bool(known and known.complete and known.values)
        return self._over(step, items, at_least_once, frame)

    def _over(self, step: Loop, items: Value, at_least_once: bool, frame: Frame) -> Block:
        item = element(items, Unknown("i"))
        body = self._block(step.body, frame.with_loop(step.number, item))
        rest = self._block(step.otherwise, frame)
        if not body and not rest:
            return ()
        return self._counted((Loop(step.number, items, body, rest, at_least_once, step.span),))

    def _unrolled(self, step: Loop, items: Value, known: Items, frame: Frame) -> Block:
        out: list[Step] = []
        leaves = leaves_loop(step.body)
        for item in known.values:
            body = self._block(step.body, frame.with_loop(step.number, item))
            if leaves and body:
                out.append(Loop(step.number, Items((item,)), body, (), True, step.span))
            else:
                out.extend(body)
            if self._run.left <= 0 or (out and isinstance(out[-1], Exit)):
                break
        if not known.complete:
            rest = Unknown("more") if not known.values else items
            out.extend(self._over(replace(step, otherwise=()), rest, False, frame))
        out.extend(self._block(step.otherwise, frame))
        return tuple(out)

    def _with(self, step: With, frame: Frame) -> Block:
        context = self._resolver.value(step.context, frame)
        made = (replace(step, context=context, body=self._block(step.body, frame)),)
        if isinstance(step.context, CallResult):
            call = self._manager(call_of(step.context, display(step.context)), frame)
            manager = None if call is None else self._followed(call, frame)
            if manager is not None:
                return around(manager, made)
        owner = self._resolver.class_of(context, frame)
        if owner is None:
            return made
        enter = self._dunder(owner, ("__enter__", "__aenter__"), context, (), step, frame)
        nothing = Constant(None)
        names = ("__exit__", "__aexit__")
        leave = self._dunder(owner, names, context, (nothing, nothing, nothing), step, frame)
        raised = (Reference("Exception"), Unknown("exc"), Unknown("traceback"))
        escape = self._dunder(owner, names, context, raised, step, frame) if leave else ()
        return between(enter, made, leave, escape, step.span)

    def _manager(self, step: Call, frame: Frame) -> Followed | None:
        """The generator that a call makes a context manager of."""
        found = self._calling.follow(step, frame)
        if len(found) == 1 and decorated_with(found[0].known, *CONTEXT_MANAGERS):
            return found[0]
        return None

    def _dunder(
        self,
        owner: ProjectClass,
        names: tuple[str, ...],
        receiver: Value,
        arguments: tuple[Value, ...],
        step: With,
        frame: Frame,
    ) -> Block:
        """The call of a special method that a `with` statement makes."""
        for call in self._calling.method(owner, names, receiver, arguments, step.span):
            made = self._followed(call, frame)
            if made is not None and acts(made.body):
                return self._counted((made,))
        return ()

    # --- calls -------------------------------------------------------------------------------

    def _call(self, step: Execute | Call, frame: Frame) -> Block:
        candidates = self._calling.follow(step, frame, self._run.follow)
        found = self._meant(candidates)
        pairs = [(each, self._followed(each, frame)) for each in found]
        bodies = [made for _, made in pairs if made is not None]
        acting = [made for made in bodies if acts(made.body)]
        guarded = len(found) < len(candidates) or any(
            made and self._calling.runs(each.known) for each, made in pairs
        )
        if isinstance(step, Execute) and not acting and not guarded:
            return self._counted(self._leaves.execute(step, frame, self._run.calls))
        before = self._calling.configured(step, frame)
        if acting:
            idle = len(acting) < len(found)
            return before + self._counted(_one_of(acting, step.span, idle))
        if isinstance(step, Call) and not bodies:
            handed = self._handed(step, frame)
            opaque = self._leaves.opaque(step, frame, bool(found))
            return before + self._counted(opaque) + handed
        return before

    def _meant(self, found: tuple[Followed, ...]) -> tuple[Followed, ...]:
        """Of several classes, those that are there for what is taken as given: a dry run's."""
        if len(found) < 2 or self._is_meant is None:
            return found
        return tuple(each for each in found if self._is_meant(each.known)) or found

    def _handed(self, step: Call, frame: Frame) -> Block:
        """A function that is handed to a call which runs it."""
        bodies = []
        for each in self._calling.handed(step, frame):
            made = self._followed(each, frame)
            if made is not None:
                bodies.append(made)
        return tuple(bodies)

    def _followed(self, call: Followed, frame: Frame) -> Invoke | None:
        """The call's body, or None where it is not followed."""
        known, run = call.known, self._run
        if not call.matters:
            return None
        if run.follow is not None and not run.follow(self._calling.meant(call)):
            return None
        repeats = run.stack.count(known.key)
        self._came_to_itself = self._came_to_itself or bool(repeats)
        if repeats and (repeats > 1 or call.bindings == frame.bindings):
            again = Exit(ExitKind.RECURSE, None, call.span)
            return Invoke(known.name, call.span, (again,), call.display)
        if run.left <= 0 or run.visits <= 0 or len(run.stack) > DEEPEST_CALL:
            self._gave_up(call)
            return None
        inner = self._calling.frame(call, frame)
        if run.sinks is not None and not self._is_handed_text(call, inner, run.sinks):
            return None
        body = self._body(call, inner)
        return Invoke(known.name, call.span, body, call.display)

    def _is_handed_text(self, call: Followed, inner: Frame, sinks: Mapping[Key, set[str]]) -> bool:
        """Whether a call may hand a text to a parameter that is run; else that is noted here."""
        names = sinks.get(call.known.key)
        if names is None or call.wrapped is not None or call.arguments.starred:
            return True
        handed = [inner.bindings[name] for name in sorted(names) if name in inner.bindings]
        if not handed or any(may_be_text(each, self._resolver.modules) for each in handed):
            return True
        unseen = [each for each in handed if not isinstance(each, Constant)]  # None is no text
        if unseen:
            self._leaves.handed_unseen(call.span, call.display, unseen[0], self._run.calls)
        return False

    def _gave_up(self, call: Followed) -> None:
        self._gave_something_up = True
        reason = f"the calls from here are too many to follow: {call.display} was left out"
        self.unchecked.setdefault(Unchecked(Cause.FLOW, reason, call.span))

    def _gave_up_items(self, step: Loop) -> None:
        self._gave_something_up = True
        reason = "the loops from here are too many to go through item by item"
        self.unchecked.setdefault(Unchecked(Cause.FLOW, reason, step.span))

    def _body(self, call: Followed, frame: Frame) -> Block:
        key = (
            self._run.follow,
            call.known.key,
            call.wrapped,
            tuple(frame.bindings.items()),
            frozenset((name, owner.full_name) for name, owner in frame.types.items()),
        )
        known = self._known.get(key)
        if known is not None and self._labels.repeat(known[2]):
            self._run.left -= known[1]
            return known[0]
        left, labelled = self._run.left, len(self._labels.log)
        self._run.stack.append(call.known.key)
        self._run.calls.append(call.span)
        body = self._block(self._calling.body(call.known), frame)
        self._run.calls.pop()
        self._run.stack.pop()
        if self._run.visits > 0 and self._run.left > 0:  # else it was cut short
            wishes = tuple(dict.fromkeys(self._labels.log[labelled:]))
            self._known[key] = (body, left - self._run.left, wishes)
        return body


def _one_of(bodies: list[Invoke], span: Span, idle: bool) -> Block:
    """One call, or one of several functions that it may mean; `idle` ones do nothing."""
    block: Block = () if idle else (bodies[0],)
    for other in bodies if idle else bodies[1:]:
        block = (Branch(Unknown(f"which {other.display}"), block, (other,), span),)
    return block


def _with_calls(written: Value, condition: Value) -> Value:
    """A condition with the calls in it that are not decided, instead of all they may return."""
    if isinstance(written, CallResult) and isinstance(condition, (CallResult, Choice, Unknown)):
        return written
    if isinstance(written, Logic) and isinstance(condition, Logic):
        pairs = zip(written.operands, condition.operands, strict=False)
        if len(written.operands) == len(condition.operands):
            operands = tuple(_with_calls(each, filled) for each, filled in pairs)
            return replace(condition, operands=operands)
    return condition
