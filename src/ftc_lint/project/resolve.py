"""Fills values: constants of other modules, attributes, what functions return, files.

A filled value speaks in terms of the root of its flow: the root's own parameters stay
`Parameter`, everything else is known or says how the source writes it.
"""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.evaluate import Lookup, element, finish_call, substitute, truth, variants
from ftc_lint.facts import FileFacts
from ftc_lint.parts import within
from ftc_lint.project.binding import Frame, bind, decorated_with, spread
from ftc_lint.project.carrying import carried, condensed, is_small, tells
from ftc_lint.project.classes import Classes
from ftc_lint.project.dispatch import Dispatch, instance
from ftc_lint.project.following import MOST_RETURNS_OF_CONDITION, Following
from ftc_lint.project.modules import Key, Modules, ProjectClass, ProjectConstant, ProjectFunction
from ftc_lint.project.paths import ProjectPaths
from ftc_lint.project.returning import parameters_in, returned_values, told_of
from ftc_lint.records import replace
from ftc_lint.templates import display
from ftc_lint.text import Excerpt, Source
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Element,
    FileText,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

UNUSED = Unknown("…")
"""What is handed to a parameter that makes no difference."""


def _nothing(value: Value) -> Value | None:  # noqa: ARG001
    return None


class Resolver(Dispatch):
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
        super().__init__(modules, classes)
        self._assume = assume
        self.paths = ProjectPaths(modules.files, read_text)
        self._constants: dict[tuple[str, str], Value | None] = {}
        self._working_out: set[tuple[str, str]] = set()
        self._module_frames: dict[str, Frame] = {}
        self._following = Following()
        self._told: dict[Key, frozenset[str]] = {}

    @property
    def was_cut(self) -> bool:
        """Whether a bound cut short what values come to: that may depend on what was asked for
        before."""
        return self._following.was_cut

    @property
    def was_circular(self) -> bool:
        """Whether a value was asked for while it was worked out."""
        return self._following.was_circular

    # --- values ------------------------------------------------------------------------------

    def value(self, value: Value, frame: Frame) -> Value:
        """The value as the frame sees it."""
        self._following.begin()
        return substitute(value, self._lookup(frame))

    def condition(self, value: Value, frame: Frame) -> Value:
        """A condition as the frame sees it, where it takes few calls to tell."""
        self._following.begin(MOST_RETURNS_OF_CONDITION)
        return substitute(value, self._lookup(frame))

    def rests_on_a_default(self, condition: Value, frame: Frame) -> bool:
        """Whether a condition asks for an attribute that only has the value its class begins with:
        any other part of a program may set it, and so does a configuration."""
        return any(
            isinstance(each, Attribute)
            and self._assume(each) is None
            and self._is_a_default(each, frame)
            for each in within(condition, 60)
        )

    def _is_a_default(self, value: Attribute, frame: Frame) -> bool:
        for base in variants(self.value(value.base, frame)):
            owner = self.class_of(base, frame)
            if owner is None or self._field_given(base, owner, value.name) is not None:
                continue
            set_by = self.classes.instance_attribute(owner, value.name)
            if set_by is not None:
                if not parameters_in(set_by[1]):
                    return True
            elif self.classes.attribute(owner, value.name) is not None:
                return True
        return False

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
                found = self._attribute(value, frame)
                if found is None or isinstance(found, Unknown):
                    return self._assume(Attribute(UNUSED, value.name)) or found
                return found
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
            self._working_out.add(key)
            frame = self.module_frame(found.facts)
            value = found.value if frame is None else self.value(found.value, frame)
            self._constants[key] = value if tells(value) and is_small(value) else None
            self._working_out.discard(key)
        elif key in self._working_out:
            self._following.was_circular = True
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
        field = self._field_given(base, owner, name)
        if field is not None:
            return field
        constant = self.classes.attribute(owner, name)
        if constant is None:
            return None
        return self.constant(
            ProjectConstant(constant.facts, f"{owner.full_name}.{name}", constant.value)
        )

    def _field_given(self, base: Value, owner: ProjectClass, name: str) -> Value | None:
        """What a class without a constructor of its own, as data classes are, is made with."""
        if not isinstance(base, CallResult) or self.classes.method(owner, "__init__"):
            return None
        found = base.arguments.get(None, name)
        return found if found is not None and is_small(found) else None

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
        return condensed(value) if tells(value) else None

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


def _is_unseen(value: Value) -> bool:
    """Whether a value set in a constructor is nothing but an argument nobody saw."""
    return isinstance(value, Attribute) and isinstance(value.base, Unknown)
