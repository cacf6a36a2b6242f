"""What a call leads to: the functions it may mean, their frames, decorators around them."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.flow import Block, Call, Execute, Opaque
from ftc_lint.parts import given
from ftc_lint.project import hints
from ftc_lint.project.binding import Frame
from ftc_lint.project.graph import RUNS_WHAT_IT_IS_GIVEN, Graph
from ftc_lint.project.labels import Labels
from ftc_lint.project.mentions import Mentions, used
from ftc_lint.project.modules import Key, ProjectClass, ProjectFunction
from ftc_lint.project.resolve import Resolver
from ftc_lint.records import dataclass, replace
from ftc_lint.settings import Settings
from ftc_lint.templates import display
from ftc_lint.text import Span
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Element,
    Items,
    Parameter,
    Reference,
    Text,
    Value,
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A function that a call may mean. `wrapped` is the function whose decorator this is."""

    known: ProjectFunction
    receiver: Value | None
    arguments: Arguments
    span: Span
    display: str
    matters: bool
    bindings: dict[str, Value] | None = None
    wrapped: Key | None = None


class Calling:
    """Follows calls."""

    def __init__(
        self, resolver: Resolver, graph: Graph, settings: Settings, labels: Labels
    ) -> None:
        self._resolver = resolver
        self._graph = graph
        self._settings = settings
        self._labels = labels
        self._mentions = Mentions(graph.functions.values(), graph.body)

    def body(self, known: ProjectFunction) -> Block:
        """The steps of a function that something comes of."""
        return self._graph.body(known)

    def follow(
        self,
        step: Execute | Call,
        frame: Frame,
        wanted: Callable[[ProjectFunction], bool] | None = None,
    ) -> tuple[Followed, ...]:
        """The functions of the project that a call may mean. What it hands over is worked out
        where one of them does something, and is among those that are `wanted`."""
        if step.callee is None:
            return ()
        target = self._resolver.callee(step.callee, frame)
        arguments = _given_to(target, step.arguments)
        found = self._resolver.callees(target, frame, arguments)
        if not found:
            return ()
        into = [
            (known, receiver)
            for known, receiver in found
            if self._matters(known) and (wanted is None or wanted(known))
        ]
        if into:
            arguments = self._resolver.arguments(arguments, frame, self._is_used(arguments, into))
        display = step.via if isinstance(step, Execute) else step.display
        return tuple(
            self._around(
                Followed(known, receiver, arguments, step.span, display, self._matters(known)),
                frame,
            )
            for known, receiver in found
        )

    def _is_used(
        self, arguments: Arguments, into: list[tuple[ProjectFunction, Value | None]]
    ) -> Callable[[int | str], bool]:
        """Which arguments make a difference to one of the functions that a call leads into."""
        if any(known.function.decorators for known, _ in into):
            return lambda _: True
        found: set[int | str] = set()
        for known, receiver in into:
            mentioned = self._mentions.of(known)
            found |= used(known, mentioned, arguments, receiver is not None)
        return found.__contains__

    def runs(self, known: ProjectFunction) -> bool:
        """Whether a function runs SQL, or leads to one that does."""
        return known.key in self._graph.matter

    def _matters(self, known: ProjectFunction) -> bool:
        key, graph = known.key, self._graph
        return key in graph.matter or key in graph.minor or key in graph.higher

    def handed(self, step: Call, frame: Frame) -> tuple[Followed, ...]:
        """The functions that a call is handed and runs."""
        name = getattr(step.callee, "name", "").rpartition(".")[2]
        if name not in RUNS_WHAT_IT_IS_GIVEN:
            return ()
        values = given(step.arguments)
        found = []
        for position, value in enumerate(values):
            if not isinstance(value, (Reference, Attribute)):
                continue
            target = self._resolver.callee(value, frame)
            rest = Arguments(
                tuple(self._resolver.value(each, frame) for each in values[position + 1 :]),
                starred=True,
            )
            for known, receiver in self._resolver.callees(target, frame):
                if self._matters(known):
                    found.append(
                        Followed(known, receiver, rest, step.span, known.name, matters=True)
                    )
        return tuple(found)

    def method(
        self,
        owner: ProjectClass,
        names: tuple[str, ...],
        receiver: Value,
        arguments: tuple[Value, ...],
        span: Span,
    ) -> tuple[Followed, ...]:
        """The methods of a class that a statement calls by itself."""
        return tuple(
            Followed(known, receiver, Arguments(arguments), span, known.name, self._matters(known))
            for name in names
            for known in self._resolver.classes.method(owner, name)
        )

    def wrapper_of(self, known: ProjectFunction, frame: Frame) -> Followed | None:
        """What runs when a root is called, where decorators of the project wrap it."""
        if not known.function.decorators:
            return None
        given = tuple(
            frame.bindings[each.name]
            for each in known.function.parameters
            if each.kind == "positional"
        )
        named = tuple(
            (each.name, frame.bindings[each.name])
            for each in known.function.parameters
            if each.kind == "keyword"
        )
        own = Followed(
            known, None, Arguments(given, named), known.function.span, known.name, matters=True
        )
        found = self._around(own, frame)
        return None if found is own else found

    def meant(self, call: Followed) -> ProjectFunction:
        """The function itself, where a decorator's wrapper is what is followed."""
        return call.known if call.wrapped is None else self._graph.functions[call.wrapped]

    def frame(self, call: Followed, caller: Frame) -> Frame:
        """The frame of a followed call."""
        frame = self._resolver.frame(call.known, call.arguments, call.receiver, caller)
        if call.bindings:
            frame.bindings = {**call.bindings, **frame.bindings}
        return frame

    # --- decorators --------------------------------------------------------------------------

    def _around(self, call: Followed, frame: Frame) -> Followed:
        """The wrapper that a decorator of the project puts around a function, or the function."""
        if frame.bindings.get(_WRAPPED) == Reference(call.known.full_name):
            return call
        for decorator in call.known.function.decorators:
            wrapper = self._wrapper(decorator, call.known)
            if wrapper is not None:
                function, bindings = wrapper
                arguments = call.arguments
                if call.receiver is not None:
                    arguments = replace(
                        arguments, positional=(call.receiver, *arguments.positional)
                    )
                return replace(
                    call,
                    known=function,
                    receiver=None,
                    arguments=arguments,
                    bindings=bindings,
                    wrapped=call.known.key,
                    matters=call.matters,
                )
        return call

    def _wrapper(
        self, decorator: Value, known: ProjectFunction
    ) -> tuple[ProjectFunction, dict[str, Value]] | None:
        module = self._resolver.module_frame(known.facts)
        if module is None:
            return None
        own = Reference(known.full_name)
        bindings: dict[str, Value] = {_WRAPPED: own}
        callee, arguments = decorator, Arguments((own,))
        if isinstance(decorator, CallResult):
            outer = self._function(decorator.callee, module)
            if outer is None:
                return None
            frame = self._resolver.frame(outer, decorator.arguments, None, module)
            bindings |= frame.bindings
            inner = self._returned_function(outer)
            if inner is None:
                return None
            maker = inner
        else:
            found = self._function(callee, module)
            if found is None:
                return None
            maker = found
        bindings |= self._resolver.frame(maker, arguments, None, module).bindings
        wrapper = self._returned_function(maker)
        return None if wrapper is None else (wrapper, bindings)

    def _function(self, value: Value, frame: Frame) -> ProjectFunction | None:
        if not isinstance(value, Reference):
            return None
        found = self._resolver.modules.find(value.name, frame.function.facts)
        return found[0] if isinstance(found, tuple) and len(found) == 1 else None

    def _returned_function(self, maker: ProjectFunction) -> ProjectFunction | None:
        """The function defined inside another that it returns."""
        returns = maker.function.returns
        values = returns.values if isinstance(returns, Choice) else (returns,)
        for value in values:
            if isinstance(value, Reference):
                found = self._resolver.modules.find(value.name, maker.facts)
                if isinstance(found, tuple) and len(found) == 1:
                    return found[0]
        return None

    # --- configuration -----------------------------------------------------------------------

    def configured(self, step: Execute | Call, frame: Frame) -> Block:
        """What `backup-functions` and `verify-functions` say of a call."""
        if not (self._settings.backup_functions or self._settings.verify_functions):
            return ()
        display = step.via if isinstance(step, Execute) else step.display
        found = set()
        if _is_named(display, self._settings.backup_functions):
            found.add(hints.BACKS_UP)
        if _is_named(display, self._settings.verify_functions):
            found.add(hints.VERIFIES)
        if not found:
            return ()
        arguments = self._resolver.arguments(step.arguments, frame)
        tables = self.tables(arguments)
        return (Opaque(display, step.span, frozenset(found), tables, arguments),)

    def tables(self, arguments: Arguments) -> tuple[str, ...]:
        """The arguments that may be names of tables, as they are shown."""
        found: list[str] = []
        for value in given(arguments):
            for each in value.values if isinstance(value, (Items, Choice)) else (value,):
                name = self._name(each)
                if name:
                    found.append(name)
        return tuple(dict.fromkeys(found))

    def _name(self, value: Value) -> str:
        if isinstance(value, Text):
            text = self._labels.named(value).excerpt.text
            return text if _looks_like_a_name(text) else ""
        if isinstance(value, (Parameter, Attribute, Element)):
            return "{" + self._labels.label(value, display(value)) + "}"
        return ""


_WRAPPED = " wrapped"


def _given_to(target: Value, arguments: Arguments) -> Arguments:
    """The arguments of a call, behind those that a `partial` holds."""
    if not isinstance(target, CallResult) or target.callee != Reference("functools.partial"):
        return arguments
    held = target.arguments
    named = dict(held.keywords) | dict(arguments.keywords)
    return Arguments(
        (*held.positional[1:], *arguments.positional),
        tuple(named.items()),
        held.starred or arguments.starred,
    )


def _is_named(display: str, names: tuple[str, ...]) -> bool:
    return any(display == name or display.endswith("." + name) for name in names)


def _looks_like_a_name(text: str) -> bool:
    return bool(text) and len(text) < 120 and not any(c.isspace() or c in "/%;*:" for c in text)
