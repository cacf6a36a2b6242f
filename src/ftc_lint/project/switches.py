"""Dry-run switches: how a program names them, and what it means that one is on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ftc_lint.facts import FunctionParameter
from ftc_lint.flow import Block, Branch, Call, Execute
from ftc_lint.functions import Switch
from ftc_lint.parts import given, within
from ftc_lint.project.modules import ProjectFunction
from ftc_lint.project.steps import every
from ftc_lint.settings import Settings
from ftc_lint.templates import display
from ftc_lint.values import (
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Element,
    Logic,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

ON = Unknown("the dry run is on")
"""Stands for what an environment variable or an option holds that turns the dry run on."""

_ARGUMENTS = frozenset(
    {"args", "arguments", "options", "opts", "option", "ns", "namespace", "parsed", "params",
     "self", "config", "cfg", "settings", "ctx", "flags", "kwargs", "parsed_args", "cli_args"}
)  # fmt: skip


class Names:
    """The names of switches that the settings give."""

    def __init__(self, settings: Settings) -> None:
        self._dry = frozenset(map(_plain, settings.dry_run_parameters))
        self._apply = frozenset(map(_plain, settings.apply_parameters))

    def is_dry(self, name: str) -> bool:
        """Whether this is a dry run: `dry_run`, `DRY_RUN`, `--dry-run`, `is_dry_run`."""
        plain = _plain(name)
        return plain in self._dry or plain.removeprefix("is_") in self._dry

    def applies(self, name: str) -> bool:
        """Whether this is the opposite of a dry run."""
        return _plain(name) in self._apply

    def is_for_dry_runs(self, known: ProjectFunction) -> bool:
        """Whether a method's class is named after a dry run: `DryRunConnection`."""
        name = _plain(known.function.class_name or "").replace("_", "")
        return any(each.replace("_", "") in name for each in self._dry)

    # --- parameters --------------------------------------------------------------------------

    def parameter(self, known: ProjectFunction) -> tuple[FunctionParameter, Switch] | None:
        """The parameter of a function that is its switch."""
        parameters = known.function.parameters
        for each in parameters:
            if self.is_dry(each.name) and each.kind not in ("args", "kwargs"):
                return each, Switch(each.name, "parameter", False, known.function.span)
        for each in parameters:
            if self.applies(each.name) and _is_flag(each):
                return each, Switch(each.name, "parameter", True, known.function.span)
        return None

    # --- everything else ---------------------------------------------------------------------

    def read_in(self, body: Block) -> Switch | None:
        """The attribute, option or environment variable that a body reads as its switch."""
        for value in _read(body):
            found = self.switch(value)
            if found is not None:
                return found
        return None

    def switch(self, value: Value) -> Switch | None:
        """The switch that a value reads."""
        if isinstance(value, Attribute):
            if self.is_dry(value.name):
                return Switch(display(value), "attribute")
            if self.applies(value.name) and _is_arguments(value.base):
                return Switch(display(value), "attribute", True)
        if isinstance(value, Reference) and self.is_dry(value.name.rpartition(".")[2]):
            return Switch(value.name.rpartition(".")[2], "constant")
        name = _looked_up(value)
        if name is not None:
            kind = "environment" if _is_environment(value) else "attribute"
            if self.is_dry(name):
                return Switch(name, kind)
            if self.applies(name) and _is_arguments(_looked_in(value)):
                return Switch(name, kind, True)
        return None

    def assumption(self) -> Callable[[Value], Value | None]:
        """What values are while the dry run is on."""

        def assume(value: Value) -> Value | None:
            if isinstance(value, Attribute) and not _is_open(value.base):
                return None
            if isinstance(value, Parameter):
                return None
            found = self.switch(value)
            if found is None:
                return None
            if found.kind == "environment":
                return ON if not found.applies else Constant(False)
            return Constant(not found.applies)

        return assume


def decided(condition: Value, truth: Callable[[Value], bool | None]) -> bool | None:
    """The truth of a condition in which `ON` may stand."""
    if isinstance(condition, Logic):
        if condition.operator == "not":
            inner = decided(condition.operands[0], truth)
            return None if inner is None else not inner
        if condition.operator in ("and", "or"):
            decisive = condition.operator == "or"
            results = [decided(each, truth) for each in condition.operands]
            if decisive in results:
                return decisive
            return None if None in results else not decisive
        if any(_holds_on(each) for each in condition.operands):
            return condition.operator in ("==", "in", "is")
        return truth(condition)
    if _holds_on(condition):
        return True
    return truth(condition)


def _holds_on(value: Value) -> bool:
    while isinstance(value, (Deferred, Attribute, Element)):
        value = value.base
    if isinstance(value, CallResult):
        return any(_holds_on(each) for each in (value.callee, *given(value.arguments)))
    return value == ON


def _plain(name: str) -> str:
    return name.strip("-_").replace("-", "_").lower()


def _is_flag(parameter: FunctionParameter) -> bool:
    default = parameter.default
    if isinstance(default, Constant) and isinstance(default.value, bool):
        return True
    return parameter.annotation == Reference("bool")


def _read(body: Block) -> Iterator[Value]:
    """The values that decide or are handed on in a body."""
    for step in every(body):
        values: Iterable[Value] = ()
        if isinstance(step, Branch):
            values = (step.condition,)
        elif isinstance(step, (Call, Execute)):
            values = given(step.arguments)
        for value in values:
            found = list(within(value, 60))
            called = {id(each.callee) for each in found if isinstance(each, CallResult)}
            yield from (each for each in found if id(each) not in called)


def _looked_up(value: Value) -> str | None:
    """The key of `options["dry_run"]`, `os.environ.get("DRY_RUN")`, `os.getenv("DRY_RUN")`."""
    key: Value | None = None
    if isinstance(value, Element):
        key = value.key
    elif isinstance(value, CallResult):
        name = getattr(value.callee, "name", "").rpartition(".")[2]
        if name in ("get", "getenv", "pop", "get_flag", "getboolean", "bool"):
            key = value.arguments.get(0)
    if isinstance(key, Text) and not key.holes and len(key.excerpt.text) < 60:
        return key.excerpt.text
    return None


def _looked_in(value: Value) -> Value:
    if isinstance(value, Element):
        return value.base
    callee = value.callee if isinstance(value, CallResult) else value
    return callee.base if isinstance(callee, Attribute) else callee


def _is_environment(value: Value) -> bool:
    base = _looked_in(value)
    name = base.name if isinstance(base, Reference) else display(base)
    return "environ" in name or name.rpartition(".")[2] in ("getenv", "env", "config")


def _is_arguments(base: Value) -> bool:
    """Whether this is what a command line was read into, or the object itself."""
    if isinstance(base, CallResult):
        name = getattr(base.callee, "name", "").rpartition(".")[2]
        return ("parse" in name and "parser" not in name) or name.endswith("vars")
    name = getattr(base, "name", "")
    return isinstance(name, str) and name.rpartition(".")[2].lower() in _ARGUMENTS


def _is_open(base: Value) -> bool:
    """Whether nothing is known of an object: a root's own parameter, the command line."""
    if isinstance(base, CallResult):
        return _is_arguments(base)
    if isinstance(base, Choice):
        return all(map(_is_open, base.values))
    return isinstance(base, (Parameter, Unknown, Reference, Attribute, Element))
