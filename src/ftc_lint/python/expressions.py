"""Expressions to values: names, operators, containers, conditions. Calls are in `invocations`."""

from __future__ import annotations

from collections import abc
from types import MappingProxyType

import libcst as cst

from ftc_lint.evaluate import element
from ftc_lint.flow import Exit, ExitKind
from ftc_lint.python import paths
from ftc_lint.python.binding import bind_target
from ftc_lint.python.containers import comprehension, dictionary, sequence
from ftc_lint.python.frame import Evaluate, Frame
from ftc_lint.python.invocations import call
from ftc_lint.python.literals import concatenated_string, formatted_string, simple_string
from ftc_lint.python.operators import binary, boolean, comparison, conditional, unary
from ftc_lint.templates import plain
from ftc_lint.text import Span
from ftc_lint.values import (
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Element,
    FileText,
    Items,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

_CONSTANTS = {"True": Constant(True), "False": Constant(False), "None": Constant(None)}


def name(frame: Frame, node: cst.CSTNode) -> Value:
    assert isinstance(node, cst.Name)
    word = node.value
    constant = _CONSTANTS.get(word)
    if constant is not None:
        return constant
    value = frame.lookup(word)
    if value.__class__ is Text or value.__class__ not in _NO_TEXT:
        if frame.quiet:
            frame.file.destinies.mentioned(value)
        else:
            frame.file.destinies.used(value)
    if word == "__file__" and value.__class__ is Reference:
        return paths.path(plain(frame.file.source.path))
    return value


_NO_TEXT = frozenset({Reference, Parameter, Constant, Unknown, CallResult, LoopItem, Attribute})


def attribute(frame: Frame, node: cst.CSTNode) -> Value:
    assert isinstance(node, cst.Attribute)
    base = frame.value(node.value)
    return attribute_of(frame, base, node.attr.value)


def attribute_of(frame: Frame, base: Value, attr: str) -> Value:
    """`base.attr`: of a module or a class a longer name, of anything else an attribute."""
    kind = base.__class__
    if kind is Reference:
        assert isinstance(base, Reference)
        record = frame.file.classes.get(base.name) if frame.file.classes else None
        known = None if record is None else record.attributes.get(attr)
        if known is not None and isinstance(known, _TEXTUAL):
            return _used(frame, known)
        if base.name == "sys" and attr == "argv":
            frame.file.uses_arguments = True
        return Reference(f"{base.name}.{attr}")
    if kind is Parameter and frame.self_name:
        assert isinstance(base, Parameter)
        assigned = frame.env.get(f"{base.name}.{attr}")
        if assigned is not None:
            return _used(frame, assigned)
    elif kind is Text and attr == "parent" and paths.is_path(base):
        above = paths.parent(base)
        if above is not None:
            return above
    return Attribute(base, attr)


_TEXTUAL = (Text, Choice, Items, Mapping, Deferred, FileText, Constant)
"""What a class attribute is replaced by; a column or a call stays the attribute of its class."""


def _used(frame: Frame, value: Value) -> Value:
    if value.__class__ not in _NO_TEXT:
        if frame.quiet:
            frame.file.destinies.mentioned(value)
        else:
            frame.file.destinies.used(value)
    return value


def number(_: Frame, node: cst.CSTNode) -> Value:
    code = node.value.replace("_", "")  # type: ignore[attr-defined]
    if code.isdecimal() and len(code) < 19:
        return Constant(int(code))
    return Unknown(code[:20])


def subscript(frame: Frame, node: cst.CSTNode) -> Value:
    assert isinstance(node, cst.Subscript)
    base = frame.value(node.value)
    if len(node.slice) != 1:
        for each in node.slice:
            _slice_parts(frame, each.slice)
        return Unknown(frame.shown(node))
    part = node.slice[0].slice
    if not isinstance(part, cst.Index):
        _slice_parts(frame, part)
        if isinstance(base, (Text, Items, Deferred)):
            return _sliced(base, part)
        return base if isinstance(base, Parameter) else Unknown(frame.shown(node))
    key = frame.mention(part.value)
    if isinstance(base, Text):
        return paths_parents(base) or Unknown(frame.shown(node))
    found = element(base, key)
    if isinstance(found, Element) and isinstance(base, Attribute) and base.name == "parents":
        return _ancestor(base.base, key) or found
    return found


def paths_parents(base: Text) -> Value | None:
    """A character of a text is of no interest; of a hole alone it may be anything."""
    if len(base.holes) == 1 and base.holes[0].end - base.holes[0].start == len(base.excerpt.text):
        return base.holes[0].value
    return None


def _ancestor(base: Value, key: Value) -> Value | None:
    """`path.parents[n]`."""
    steps = key.value if isinstance(key, Constant) else None
    if not isinstance(steps, int) or not paths.is_path(base):
        return None
    value: Value | None = base
    for _ in range(min(steps, 30) + 1):
        value = None if value is None else paths.parent(value)
    return value


def _slice_parts(frame: Frame, part: cst.BaseSlice) -> None:
    if isinstance(part, cst.Index):
        frame.mention(part.value)
    elif isinstance(part, cst.Slice):
        for each in (part.lower, part.upper, part.step):
            if each is not None:
                frame.value(each)


def _sliced(base: Value, part: cst.BaseSlice) -> Value:
    """A slice of a list has fewer items; one of a text keeps its beginning when it begins there."""
    if isinstance(base, Items):
        return base
    if isinstance(part, cst.Slice) and part.lower is None:
        return base
    return Unknown("…")


# --- the rest --------------------------------------------------------------------------------


def walrus(frame: Frame, node: cst.CSTNode) -> Value:
    assert isinstance(node, cst.NamedExpr)
    value = frame.value(node.value)
    bind_target(frame, node.target, value)
    return value


def awaited(frame: Frame, node: cst.CSTNode) -> Value:
    assert isinstance(node, cst.Await)
    return frame.value(node.expression)


def yielded(frame: Frame, node: cst.CSTNode) -> Value:
    assert isinstance(node, cst.Yield)
    frame.is_generator = True
    if frame.is_context_manager():
        value = None if node.value is None else frame.value(node.value)
        if value is not None:
            frame.yields.append(value)
        frame.steps.append(Exit(ExitKind.YIELD, value, frame.file.positions.current_span()))
        return Unknown("yield")
    if isinstance(node.value, cst.From):
        frame.yields.append(frame.value(node.value.item))
    elif node.value is not None:
        frame.yields.append(Items((frame.value(node.value),), complete=False))
    return Unknown("yield")


def anonymous(frame: Frame, node: cst.CSTNode) -> Value:
    """A lambda: its body becomes a function, found by the place where it stands."""
    assert isinstance(node, cst.Lambda)
    line = frame.file.positions.current_line()
    prefix = f"{frame.qualname}." if frame.qualname else ""
    frame.file.lambdas += 1
    qualname = f"{prefix}<lambda {frame.file.lambdas}>"
    inner = Frame(
        frame.file,
        qualname,
        class_name=frame.class_name,
        parent=frame,
        span=Span(frame.file.source.path, line.start, line.end),
        self_name="" if frame.is_class else frame.self_name,
    )
    inner.statement = frame.file.positions.current
    frame.file.waiting.append((inner, node))
    return Reference(frame.file.absolute(qualname))


EXPRESSIONS: abc.Mapping[type, Evaluate] = MappingProxyType(
    {
        cst.Name: name,
        cst.Attribute: attribute,
        cst.Call: call,
        cst.SimpleString: simple_string,
        cst.ConcatenatedString: concatenated_string,
        cst.FormattedString: formatted_string,
        cst.TemplatedString: formatted_string,
        cst.Integer: number,
        cst.Float: number,
        cst.Subscript: subscript,
        cst.BinaryOperation: binary,
        cst.Comparison: comparison,
        cst.BooleanOperation: boolean,
        cst.UnaryOperation: unary,
        cst.IfExp: conditional,
        cst.List: sequence,
        cst.Tuple: sequence,
        cst.Set: sequence,
        cst.Dict: dictionary,
        cst.ListComp: comprehension,
        cst.SetComp: comprehension,
        cst.GeneratorExp: comprehension,
        cst.DictComp: comprehension,
        cst.NamedExpr: walrus,
        cst.Await: awaited,
        cst.Yield: yielded,
        cst.Lambda: anonymous,
    }
)
"""How each kind of expression is evaluated."""
