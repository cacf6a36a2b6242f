"""What a callee means: the class that a value is an instance of, and the functions of the project.

Values are taken as they are, filled or not; `resolve.Resolver` fills them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.evaluate import variants
from ftc_lint.facts import FileFacts
from ftc_lint.flow import Exit, ExitKind
from ftc_lint.project.binding import Frame, decorated_with, fits
from ftc_lint.project.classes import Classes
from ftc_lint.project.modules import Key, Modules, ProjectClass, ProjectFunction
from ftc_lint.text import Span
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Constant,
    Element,
    Items,
    Mapping,
    Parameter,
    Reference,
    Text,
    Value,
)


class Dispatch:
    """Finds the classes and functions that values mean."""

    def __init__(self, modules: Modules, classes: Classes) -> None:
        self.modules = modules
        self.classes = classes
        self._parameter_types: dict[Key, dict[str, ProjectClass]] = {}

    def class_named(self, value: Value, facts: FileFacts) -> ProjectClass | None:
        """The class that a reference names."""
        if isinstance(value, Reference):
            found = self.modules.find(value.name, facts)
            if isinstance(found, ProjectClass):
                return found
        return None

    def class_of(self, value: Value, frame: Frame) -> ProjectClass | None:
        """The class a value is an instance of, where the project defines it."""
        if isinstance(value, CallResult):
            return self.class_named(value.callee, frame.function.facts)
        if isinstance(value, Parameter):
            return frame.types.get(value.name)
        return None

    def parameter_types(self, known: ProjectFunction) -> dict[str, ProjectClass]:
        """The classes of a function's parameters, by annotation; of `self`, by its class."""
        found = self._parameter_types.get(known.key)
        if found is None:
            found = self._parameter_types[known.key] = self._types_of_parameters(known)
        return dict(found)

    def _types_of_parameters(self, known: ProjectFunction) -> dict[str, ProjectClass]:
        types: dict[str, ProjectClass] = {}
        for parameter in known.function.parameters:
            if parameter.annotation is not None:
                owner = self.class_named(parameter.annotation, known.facts)
                if owner is not None:
                    types[parameter.name] = owner
        if known.function.class_name is not None and known.function.parameters:
            own = self.modules.find(
                f"{known.facts.module}.{known.function.class_name}", known.facts
            )
            if isinstance(own, ProjectClass) and not decorated_with(known, "staticmethod"):
                types[known.function.parameters[0].name] = own
        return types

    def callees(
        self, callee: Value, frame: Frame, arguments: Arguments | None = None
    ) -> tuple[tuple[ProjectFunction, Value | None], ...]:
        """The functions that a filled callee means, each with its receiver.

        Several where a name is defined repeatedly or the receiver is one of several; () where
        the project has none. With `arguments` (filled or not), only those that take as many.
        """
        found: dict[Key, tuple[ProjectFunction, Value | None]] = {}
        for each in variants(callee):
            for known, receiver in self._callee(each, frame, arguments):
                found.setdefault(known.key, (known, receiver))
        if arguments is not None:
            fitting = tuple(
                (known, receiver)
                for known, receiver in found.values()
                if fits(known, arguments, receiver is not None)
            )
            if fitting or isinstance(callee, Attribute):
                return fitting
        return tuple(found.values())

    def is_certain(self, callee: Value, frame: Frame) -> bool:
        """Whether what a filled callee means is told by its module or its object's class, not by
        its name alone."""
        return all(
            self.class_of(base, frame) is not None or self._super(base, frame) is not None
            for each in variants(callee)
            if isinstance(each, Attribute)
            for base in variants(each.base)
        )

    def overriding(self, known: ProjectFunction, frame: Frame) -> tuple[ProjectFunction, ...]:
        """The methods of subclasses that stand in for a method, where the frame's function calls
        it."""
        own = known.function.class_name
        owner = None if own is None else self.modules.find(f"{known.facts.module}.{own}")
        if not isinstance(owner, ProjectClass):
            return ()
        name = known.function.qualname.rpartition(".")[2]
        found = tuple(
            method
            for each in self.classes.descendants(owner)
            for method in self.modules.in_file(each.facts, f"{each.definition.name}.{name}")
        )
        self._note(frame, found)
        return found

    def _callee(
        self, callee: Value, frame: Frame, arguments: Arguments | None = None
    ) -> Iterator[tuple[ProjectFunction, Value | None]]:
        if isinstance(callee, Reference):
            yield from self._by_name(callee, frame)
        elif isinstance(callee, Attribute):
            yield from self._method(callee, frame, arguments)
        elif isinstance(callee, CallResult):
            yield from self._partial(callee, frame)
            owner = self.class_of(callee, frame)
            if owner is not None:
                for known in self.classes.method(owner, "__call__"):
                    yield known, callee

    def _by_name(
        self, callee: Reference, frame: Frame
    ) -> Iterator[tuple[ProjectFunction, Value | None]]:
        found = self.modules.find(callee.name, frame.function.facts)
        if isinstance(found, tuple):
            receiver: Value | None = None
            if found and decorated_with(found[0], "classmethod"):
                receiver = Reference(callee.name.rpartition(".")[0])
            for known in found:
                yield known, receiver
        elif isinstance(found, ProjectClass):
            for known in self.classes.method(found, "__init__"):
                yield known, instance(found)
        elif found is None and "." in callee.name:
            owner = self.class_named(
                Reference(callee.name.rpartition(".")[0]), frame.function.facts
            )
            if owner is not None:
                for known in self.classes.method(owner, callee.name.rpartition(".")[2]):
                    is_class = decorated_with(known, "classmethod")
                    yield known, Reference(owner.full_name) if is_class else None

    def _method(
        self, callee: Attribute, frame: Frame, arguments: Arguments | None
    ) -> Iterator[tuple[ProjectFunction, Value | None]]:
        known_class = False
        for base in variants(callee.base):
            owner = self._super(base, frame) or self.class_of(base, frame)
            receiver = self._self_of(frame) if self._super(base, frame) is not None else base
            if owner is None:
                continue
            known_class = True
            methods = self.classes.method(owner, callee.name)
            if base == self._self_of(frame) and all(map(_is_abstract, methods)):
                methods = self.classes.overrides(owner, callee.name) or methods
                self._note(frame, methods)
            for known in methods:
                yield known, receiver
        if not known_class and not isinstance(callee.base, (Text, Items, Mapping, Constant)):
            guessed = self._guessed(callee, frame, arguments)
            if guessed is not None:
                self._note(frame, (guessed,))
                yield guessed, callee.base

    def _note(self, frame: Frame, found: tuple[ProjectFunction, ...]) -> None:
        for known in found:
            self.modules.note(frame.function.facts, known.facts)

    def _guessed(
        self, callee: Attribute, frame: Frame, arguments: Arguments | None
    ) -> ProjectFunction | None:
        """The method that is meant where the receiver's class is not known: the only one of its
        name, or the only one whose class is named as the receiver is (`self.loader.run()`)."""
        candidates = [
            each
            for each in self.classes.all_named(callee.name)
            if arguments is None or fits(each, arguments, True)
        ]
        if not candidates or self._is_foreign(callee.base, frame):
            return None
        if len(candidates) == 1 and self.classes.named(callee.name):
            return candidates[0]
        receiver = _plain(getattr(callee.base, "name", ""))
        if len(receiver) < 2:
            return None
        alike = [each for each in candidates if receiver in _plain(_class_of(each))]
        exact = [each for each in alike if receiver == _plain(_class_of(each))]
        found = exact or alike
        return found[0] if len(found) == 1 else None

    def _is_foreign(self, base: Value, frame: Frame) -> bool:
        """Whether a receiver belongs to a module outside the project."""
        while isinstance(base, (Attribute, CallResult, Element)):
            base = base.callee if isinstance(base, CallResult) else base.base
        if not isinstance(base, Reference):
            return False
        return self.modules.find(base.name, frame.function.facts) is None

    def _super(self, base: Value, frame: Frame) -> ProjectClass | None:
        if not (isinstance(base, CallResult) and base.callee == Reference("super")):
            return None
        own = frame.function.function.class_name
        found = self.modules.find(f"{frame.function.facts.module}.{own}", frame.function.facts)
        if isinstance(found, ProjectClass):
            return next(self.classes.bases(found), None)
        return None

    def _self_of(self, frame: Frame) -> Value | None:
        function = frame.function.function
        if function.class_name is None or not function.parameters:
            return None
        return frame.bindings.get(function.parameters[0].name)

    def _partial(
        self, callee: CallResult, frame: Frame
    ) -> Iterator[tuple[ProjectFunction, Value | None]]:
        if isinstance(callee.callee, Reference) and callee.callee.name == "functools.partial":
            first = callee.arguments.get(0)
            if first is not None:
                yield from self._callee(first, frame)


def instance(owner: ProjectClass) -> CallResult:
    """An instance of a class whose construction was not seen."""
    return CallResult(
        Reference(owner.full_name), Arguments(starred=True), Span(owner.facts.path, 0, 0)
    )


def _is_abstract(known: ProjectFunction) -> bool:
    """Whether a method is there to be overridden: it does nothing but raise."""
    body = known.function.body
    raises = len(body) == 1 and isinstance(body[0], Exit) and body[0].kind is ExitKind.RAISE
    return raises or decorated_with(known, "abstractmethod")


def _class_of(known: ProjectFunction) -> str:
    return known.function.qualname.rpartition(".")[0]


def _plain(name: object) -> str:
    return name.rpartition(".")[2].replace("_", "").lower() if isinstance(name, str) else ""
