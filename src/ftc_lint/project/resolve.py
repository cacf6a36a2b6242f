"""Fills values: constants of other modules, attributes, what functions return, files.

A filled value speaks in terms of the root of its flow: the root's own parameters stay
`Parameter`, everything else is known or says how the source writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ftc_lint.evaluate import Lookup, element, finish_call, substitute, truth, variants
from ftc_lint.facts import FileFacts
from ftc_lint.flow import Exit, ExitKind
from ftc_lint.project.binding import Frame, bind, decorated_with, fits, spread
from ftc_lint.project.classes import Classes
from ftc_lint.project.following import MOST_RETURNS_OF_CONDITION, Following
from ftc_lint.project.modules import Modules, ProjectClass, ProjectConstant, ProjectFunction
from ftc_lint.project.paths import ProjectPaths
from ftc_lint.project.returning import parameters_in, returned_values, told_of
from ftc_lint.project.steps import given, size, within
from ftc_lint.records import replace
from ftc_lint.templates import display
from ftc_lint.text import Excerpt, Source, Span
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Element,
    FileText,
    Items,
    Logic,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

MOST_PARTS = 200
"""Parts of a value that are carried from one function to another."""


Key = tuple[str, str, int]

LIGHT = 24
"""Parts of a value that is carried as it is, whatever it may be."""

UNUSED = Unknown("…")
"""What is handed to a parameter that makes no difference."""


def _nothing(value: Value) -> Value | None:  # noqa: ARG001
    return None


class Resolver:
    """Finishes values; what does not depend on a call is remembered.

    `assume` is asked first: what it gives for a value is taken as given (a dry run that is on).
    """

    def __init__(
        self,
        modules: Modules,
        classes: Classes,
        read_text: Callable[[str], str | None],
        assume: Lookup = _nothing,
    ) -> None:
        self._assume = assume
        self.modules = modules
        self.classes = classes
        self.paths = ProjectPaths(modules.files, read_text)
        self._constants: dict[tuple[str, str], Value | None] = {}
        self._module_frames: dict[str, Frame] = {}
        self._following = Following()
        self._parameter_types: dict[Key, dict[str, ProjectClass]] = {}
        self._told: dict[Key, frozenset[str]] = {}

    # --- values ------------------------------------------------------------------------------

    def value(self, value: Value, frame: Frame) -> Value:
        """The value as the frame sees it."""
        self._following.begin()
        return substitute(value, self._lookup(frame))

    def condition(self, value: Value, frame: Frame) -> Value:
        """A condition as the frame sees it, where it takes few calls to tell."""
        self._following.begin(MOST_RETURNS_OF_CONDITION)
        return substitute(value, self._lookup(frame))

    def arguments(
        self,
        arguments: Arguments,
        frame: Frame,
        is_used: Callable[[int | str], bool] = lambda _: True,
    ) -> Arguments:
        """The arguments of a call, filled, with `*args` and `**kwargs` passed on. Those that are
        not used, by position or name, are left unknown."""
        filled = Arguments(
            tuple(
                self._argument(each, frame) if is_used(position) else UNUSED
                for position, each in enumerate(arguments.positional)
            ),
            tuple(
                (key, self._argument(each, frame) if is_used(key) else UNUSED)
                for key, each in arguments.keywords
            ),
            arguments.starred,
        )
        return spread(filled, frame)

    def _argument(self, value: Value, frame: Frame) -> Value:
        return carried(self.value(value, frame)) or Unknown(display(value))

    def _lookup(self, frame: Frame) -> Lookup:
        def lookup(value: Value) -> Value | None:
            assumed = self._assume(value)
            if assumed is not None:
                return assumed
            if isinstance(value, Parameter):
                return frame.bindings.get(value.name)
            if isinstance(value, Reference):
                return self._reference(value, frame)
            if isinstance(value, Attribute):
                return self._attribute(value, frame)
            if isinstance(value, CallResult):
                return self._call_result(value, frame)
            if isinstance(value, LoopItem):
                return _loop_item(value, frame)
            if isinstance(value, FileText):
                return self._file_text(value, frame)
            return None

        return lookup

    def module_frame(self, facts: FileFacts) -> Frame | None:
        """The frame of a module's own body."""
        if facts.path not in self._module_frames:
            body = self.modules.body(facts)
            if body is None:
                return None
            self._module_frames[facts.path] = Frame(body)
        return self._module_frames[facts.path]

    def _reference(self, value: Reference, frame: Frame) -> Value | None:
        found = self.modules.find(value.name, frame.function.facts)
        if isinstance(found, tuple):
            return Reference(found[0].full_name)
        if isinstance(found, ProjectClass):
            return Reference(found.full_name)
        if isinstance(found, ProjectConstant):
            return self.constant(found)
        member = value.name.removesuffix(".value")
        if member != value.name and self._is_enum(member.rpartition(".")[0], frame):
            return self._reference(Reference(member), frame)
        return None

    def _is_enum(self, name: str, frame: Frame) -> bool:
        """Whether a name is that of an `enum.Enum` of the project."""
        owner = self.class_named(Reference(name), frame.function.facts)
        return owner is not None and any(
            isinstance(base, Reference) and base.name.rpartition(".")[2] in _ENUMS
            for each in self.classes.lineage(owner)
            for base in each.definition.bases
        )

    def constant(self, found: ProjectConstant) -> Value | None:
        """The value of a module-level name or class attribute; None where it tells nothing."""
        key = (found.facts.path, found.name)
        if key not in self._constants:
            self._constants[key] = None  # a constant that depends on itself
            frame = self.module_frame(found.facts)
            value = found.value if frame is None else self.value(found.value, frame)
            self._constants[key] = value if tells(value) and is_small(value) else None
        return self._constants[key]

    def _file_text(self, value: FileText, frame: Frame) -> Value | None:
        texts = []
        for path in variants(value.path):
            found = self.paths.read(path, frame.function.facts.path)
            if found is None:
                return None
            name, text = found
            texts.append(Text(Excerpt.of(Source(name, text))))
        return texts[0] if len(texts) == 1 else Choice(tuple(texts))

    # --- classes and instances ---------------------------------------------------------------

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

    def _attribute(self, value: Attribute, frame: Frame) -> Value | None:
        base, name = value.base, value.name
        if isinstance(base, Choice):
            return self._attribute_of_choice(base, name, frame)
        if isinstance(base, Reference):
            return self._reference(Reference(f"{base.name}.{name}"), frame) or self._of_class(
                base, name, frame
            )
        if isinstance(base, Mapping):
            return dict(base.entries).get(name)
        if isinstance(base, (Text, Constant)):
            return base if name == "value" else None
        owner = self.class_of(base, frame)
        return None if owner is None else self._of_instance(base, owner, name, frame)

    def _attribute_of_choice(self, base: Choice, name: str, frame: Frame) -> Value | None:
        known = [self._attribute(Attribute(each, name), frame) for each in base.values]
        found = [each for each in known if each is not None]
        if len(found) != len(known) or not found:
            return None
        return found[0] if len(set(found)) == 1 else Choice(tuple(dict.fromkeys(found)))

    def _of_class(self, base: Reference, name: str, frame: Frame) -> Value | None:
        owner = self.class_named(base, frame.function.facts)
        if owner is None:
            return None
        found = self.classes.attribute(owner, name)
        if found is not None:
            return self.constant(
                ProjectConstant(found.facts, f"{owner.full_name}.{name}", found.value)
            )
        methods = self.classes.method(owner, name)
        return Reference(methods[0].full_name) if methods else None

    def _of_instance(
        self, base: Value, owner: ProjectClass, name: str, frame: Frame
    ) -> Value | None:
        set_by = self.classes.instance_attribute(owner, name)
        if set_by is not None:
            found = self._remembered(base, owner, name, set_by, frame)
            if found is not None:
                return found
        methods = self.classes.method(owner, name)
        if methods and decorated_with(methods[0], "property", "cached_property"):
            return self.returned(methods[0], Arguments(), base, frame)
        if methods:
            return None
        constant = self.classes.attribute(owner, name)
        if constant is None:
            return None
        return self.constant(
            ProjectConstant(constant.facts, f"{owner.full_name}.{name}", constant.value)
        )

    def _remembered(
        self,
        base: Value,
        owner: ProjectClass,
        name: str,
        set_by: tuple[ProjectClass, Value],
        frame: Frame,
    ) -> Value | None:
        """What the constructor sets, worked out once for an object where nothing cut it short."""
        return self._following.follow(
            (owner, name, base), lambda: self._set_in_constructor(base, set_by, frame)
        )

    def _set_in_constructor(
        self, base: Value, set_by: tuple[ProjectClass, Value], frame: Frame
    ) -> Value | None:
        owner, value = set_by
        inner = self._constructor_frame(base, owner, frame)
        found = self._typed(self.value(value, inner), inner)
        if _is_unseen(found) or not is_small(found):
            return None
        return found if tells(found) else None

    def _typed(self, value: Value, frame: Frame) -> Value:
        """A parameter of unknown value but annotated class as an instance of that class."""
        if isinstance(value, Choice):
            known = [v for v in value.values if self.class_of(v, frame) is not None]
            return known[0] if len(known) == 1 else value
        if isinstance(value, (Parameter, Unknown)):
            name = value.name if isinstance(value, Parameter) else value.display
            owner = frame.types.get(name)
            if owner is not None:
                return instance(owner)
        return value

    def _constructor_frame(self, base: Value, owner: ProjectClass, frame: Frame) -> Frame:
        constructors = self.classes.method(owner, "__init__")
        if not constructors:
            return Frame(self._body_or(owner, frame), {"self": base}, frame.types)
        if isinstance(base, CallResult):
            return self.frame(constructors[0], base.arguments, base, frame)
        bindings: dict[str, Value] = {
            p.name: Unknown(p.name) for p in constructors[0].function.parameters
        }
        if constructors[0].function.parameters:
            bindings[constructors[0].function.parameters[0].name] = base
        return Frame(constructors[0], bindings, self.parameter_types(constructors[0]))

    def _body_or(self, owner: ProjectClass, frame: Frame) -> ProjectFunction:
        return self.modules.body(owner.facts) or frame.function

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

    def may_be_text(self, value: Value, depth: int = 6) -> bool:
        """Whether a filled value may be SQL, or a statement that a library builds: not where it is
        a parameter, or what came of an object of the project that tells nothing."""
        if isinstance(value, (Text, FileText, Reference)):
            return True
        if not depth:
            return False
        if isinstance(value, (Choice, Items)):
            return any(self.may_be_text(each, depth - 1) for each in value.values)
        if isinstance(value, Mapping):
            return any(self.may_be_text(each, depth - 1) for _, each in value.entries)
        if isinstance(value, Logic):
            return any(self.may_be_text(each, depth - 1) for each in value.operands)
        if isinstance(value, (Attribute, Element, Deferred)):
            return self._may_hold_text(value.base, depth - 1)
        if isinstance(value, CallResult):
            if any(self.may_be_text(each, depth - 1) for each in given(value.arguments)):
                return True
            return isinstance(value.callee, Reference) or self.may_be_text(value.callee, depth - 1)
        return False

    def _may_hold_text(self, base: Value, depth: int) -> bool:
        """The same of what an attribute is taken from, which was looked for in the project."""
        if isinstance(base, CallResult) and isinstance(base.callee, Reference):
            found = self.modules.find(base.callee.name)
            if isinstance(found, (ProjectClass, tuple)):
                return any(self.may_be_text(each, depth) for each in given(base.arguments))
        return self.may_be_text(base, depth)

    # --- calls -------------------------------------------------------------------------------

    def callee(self, callee: Value, frame: Frame) -> Value:
        """What is called, filled as far as it takes to find it: a method keeps its name."""
        self._following.begin()
        if isinstance(callee, Attribute):
            method = Attribute(self._receiver(callee.base, frame), callee.name)
            held = self._attribute(method, frame)
            return held if isinstance(held, (Reference, CallResult)) else method
        if isinstance(callee, CallResult):
            return self._receiver(callee, frame)
        return self.value(callee, frame)

    def _receiver(self, value: Value, frame: Frame) -> Value:
        """An object whose method is called. Chains of a library's calls stay as they are."""
        if isinstance(value, Attribute):
            inner = Attribute(self._receiver(value.base, frame), value.name)
            return self._attribute(inner, frame) or inner
        if isinstance(value, CallResult):
            target = self.callee(value.callee, frame)
            if self.class_named(target, frame.function.facts) is not None:
                return replace(
                    value, callee=target, arguments=self.arguments(value.arguments, frame)
                )
            return self.value(value, frame) if self.callees(target, frame) else value
        return self.value(value, frame)

    def frame(
        self,
        known: ProjectFunction,
        arguments: Arguments,
        receiver: Value | None,
        caller: Frame,
    ) -> Frame:
        """The frame of a call: arguments (already filled) and defaults bound to parameters."""
        bindings, left = bind(known, arguments, receiver)
        for parameter in left:
            module = self.module_frame(known.facts)
            default = parameter.default
            if default is not None:
                bindings[parameter.name] = (
                    default if module is None else self.value(default, module)
                )
        if known.function.qualname.startswith(caller.function.function.qualname + "."):
            bindings = {**caller.bindings, **bindings}  # a closure
        return Frame(known, bindings, self._types(known, bindings, caller))

    def _types(
        self, known: ProjectFunction, bindings: dict[str, Value], caller: Frame
    ) -> dict[str, ProjectClass]:
        annotated = self.parameter_types(known)
        types = dict(caller.types)
        for name, owner in annotated.items():
            bound = bindings.get(name)
            if isinstance(bound, Parameter):
                types.setdefault(bound.name, owner)
            elif isinstance(bound, Unknown):
                bindings[name] = instance(owner)
        return types

    def callees(
        self, callee: Value, frame: Frame, arguments: Arguments | None = None
    ) -> tuple[tuple[ProjectFunction, Value | None], ...]:
        """The functions that a filled callee means, each with its receiver.

        Several where a name is defined repeatedly or the receiver is one of several; () where
        the project has none. With `arguments` (filled or not), only those that take as many.
        """
        found: dict[tuple[str, str, int], tuple[ProjectFunction, Value | None]] = {}
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
            for known in methods:
                yield known, receiver
        if not known_class and not isinstance(callee.base, (Text, Items, Mapping, Constant)):
            guessed = self._guessed(callee, frame, arguments)
            if guessed is not None:
                yield guessed, callee.base

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

    def _call_result(self, value: CallResult, frame: Frame) -> Value | None:
        finished = finish_call(value)
        if finished is not None:
            return finished
        if isinstance(value.callee, Reference) and self.class_named(
            value.callee, frame.function.facts
        ):
            return None
        found = self.callees(value.callee, frame)
        if len(found) != 1:
            return None
        known, receiver = found[0]
        return self.returned(known, spread(value.arguments, frame), receiver, frame)

    def returned(
        self, known: ProjectFunction, arguments: Arguments, receiver: Value | None, caller: Frame
    ) -> Value | None:
        """What a call returns, in terms of the caller; None where that tells nothing."""
        if known.function.returns is None:
            return None
        inner = self.frame(known, arguments, receiver, caller)
        told = self._told.get(known.key)
        if told is None:
            told = self._told[known.key] = told_of(known.function)
        types = frozenset((name, owner.full_name) for name, owner in inner.types.items())
        bound = tuple(each for each in inner.bindings.items() if each[0] in told)
        return self._following.follow(
            (known.key, bound, types), lambda: self._given_back(known, inner)
        )

    def _given_back(self, known: ProjectFunction, inner: Frame) -> Value | None:
        value = self.value(self._reached(known, inner), inner)
        return value if tells(value) and is_small(value) else None

    def _reached(self, known: ProjectFunction, frame: Frame) -> Value:
        """What a function returns when it is called so: `quote(name, "ansi")` is one of three."""

        def decide(condition: Value) -> bool | None:
            names = parameters_in(condition)
            if not any(_may_decide(frame.bindings.get(name)) for name in names):
                return None
            return truth(self.value(condition, frame))

        found = returned_values(known.function, decide)
        return Unknown("…") if found is None else found


_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag"})


def _loop_item(value: LoopItem, frame: Frame) -> Value:
    item = frame.loops.get(value.loop)
    if item is None:
        return Unknown("item")
    for index in value.path:
        item = element(item, Constant(index))
    return item


def _may_decide(value: Value | None) -> bool:
    """Whether a condition on a parameter may be decided by what it stands for."""
    return value is not None and not isinstance(
        value, (Unknown, Parameter, LoopItem, Element, Deferred)
    )


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


def is_small(value: Value) -> bool:
    """Whether a value is worth carrying along: what is built of hundreds of parts is not."""
    return size(value) < MOST_PARTS


def carried(value: Value) -> Value | None:
    """What of a value is handed to a function: all of it, or of an object that is built of many
    parts the light ones. None where it is a large expression without a text."""
    if _is_light(value):
        return value
    if isinstance(value, CallResult) and isinstance(value.callee, Reference):
        value = replace(value, arguments=_outlined(value.arguments))
        return value if is_small(value) else None
    has_text = any(isinstance(each, (Text, FileText)) for each in within(value, MOST_PARTS))
    return value if has_text and is_small(value) else None


def _outlined(arguments: Arguments) -> Arguments:
    return replace(
        arguments,
        positional=tuple(map(_outline, arguments.positional)),
        keywords=tuple((key, _outline(each)) for key, each in arguments.keywords),
    )


def _outline(value: Value) -> Value:
    if _is_light(value) or isinstance(value, Text):
        return value
    if isinstance(value, CallResult) and isinstance(value.callee, Reference):
        return replace(value, arguments=Arguments(starred=True))
    return Unknown(display(value))


def _is_light(value: Value) -> bool:
    return size(value) < LIGHT


def tells(value: Value) -> bool:
    """Whether a filled value says more than the name it stands for."""
    if isinstance(value, (Unknown, LoopItem)):
        return False
    if isinstance(value, Choice):
        return any(tells(each) for each in value.values)
    return not isinstance(value, Deferred)


def _is_unseen(value: Value) -> bool:
    """Whether a value set in a constructor is nothing but an argument nobody saw."""
    return isinstance(value, Attribute) and isinstance(value.base, Unknown)
