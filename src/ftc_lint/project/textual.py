"""Which filled values may be text that is run."""

from __future__ import annotations

from ftc_lint.parts import given
from ftc_lint.project.modules import Modules, ProjectClass
from ftc_lint.values import (
    Attribute,
    CallResult,
    Choice,
    Deferred,
    Element,
    FileText,
    Items,
    Logic,
    Mapping,
    Reference,
    Text,
    Value,
)


def may_be_text(value: Value, modules: Modules, depth: int = 6) -> bool:
    """Whether a filled value may be SQL, or a statement that a library builds: not where it is
    a parameter, or what came of an object of the project that tells nothing."""
    if isinstance(value, (Text, FileText, Reference)):
        return True
    if not depth:
        return False
    if isinstance(value, (Choice, Items)):
        return any(may_be_text(each, modules, depth - 1) for each in value.values)
    if isinstance(value, Mapping):
        return any(may_be_text(each, modules, depth - 1) for _, each in value.entries)
    if isinstance(value, Logic):
        return any(may_be_text(each, modules, depth - 1) for each in value.operands)
    if isinstance(value, (Attribute, Element, Deferred)):
        return _may_hold_text(value.base, modules, depth - 1)
    if isinstance(value, CallResult):
        if any(may_be_text(each, modules, depth - 1) for each in given(value.arguments)):
            return True
        return isinstance(value.callee, Reference) or may_be_text(value.callee, modules, depth - 1)
    return False


def _may_hold_text(base: Value, modules: Modules, depth: int) -> bool:
    """The same of what an attribute is taken from, which was looked for in the project."""
    if isinstance(base, CallResult) and isinstance(base.callee, Reference):
        found = modules.find(base.callee.name)
        if isinstance(found, (ProjectClass, tuple)):
            return any(may_be_text(each, modules, depth) for each in given(base.arguments))
    return may_be_text(base, modules, depth)
