"""Expressions to values: names, operators, containers, conditions. Calls are in `invocations`."""

from __future__ import annotations

import ast
from collections import abc
from types import MappingProxyType

from ftc_lint.evaluate import element, sliced
from ftc_lint.flow import Exit, ExitKind
from ftc_lint.python import paths
from ftc_lint.python.binding import bind_target
from ftc_lint.python.containers import comprehension, dictionary, sequence
from ftc_lint.python.frame import Evaluate, Frame
from ftc_lint.python.invocations import call
from ftc_lint.python.literals import string
from ftc_lint.python.operators import binary, boolean, comparison, conditional, unary
from ftc_lint.templates import plain
from ftc_lint.text import Span
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
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

LONGEST_NUMBER = 18
"""Digits of a number that is told."""


def constant(frame: Frame, node: ast.expr) -> Value:
    assert isinstance(node, ast.Constant)
    value = node.value
    if isinstance(value, (str, bytes)):
        return string(frame, node)
    if value is None or isinstance(value, bool):
        return Constant(value)
    if isinstance(value, (int, float)):
        return _number(frame.file.positions.code(node))
    return Unknown("…")


def _number(code: str) -> Value:
    digits = code.replace("_", "")
    if digits.isdecimal() and len(digits) <= LONGEST_NUMBER:
        return Constant(int(digits))
    return Unknown(digits[:20])


def name(frame: Frame, node: ast.expr) -> Value:
    assert isinstance(node, ast.Name)
    word = node.id
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


def attribute(frame: Frame, node: ast.expr) -> Value:
    assert isinstance(node, ast.Attribute)
    base = frame.value(node.value)
    return attribute_of(frame, base, node.attr)


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


def subscript(frame: Frame, node: ast.expr) -> Value:
    assert isinstance(node, ast.Subscript)
    base = frame.value(node.value)
    part = node.slice
    if isinstance(part, ast.Tuple) and any(isinstance(each, ast.Slice) for each in part.elts):
        for each in part.elts:
            if isinstance(each, ast.Slice):
                _bounds(frame, each)
            else:
                frame.mention(each)
        return Unknown(frame.shown(node))
    if isinstance(part, ast.Slice):
        found = sliced(base, _bounds(frame, part))
        return Unknown(frame.shown(node)) if found is None else found
    key = frame.mention(part)
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


def _bounds(frame: Frame, part: ast.Slice) -> Arguments:
    """Start, stop and step, `None` where they are not given."""
    given = (part.lower, part.upper, part.step)
    return Arguments(tuple(Constant(None) if e is None else frame.value(e) for e in given))


# --- the rest --------------------------------------------------------------------------------


def walrus(frame: Frame, node: ast.expr) -> Value:
    assert isinstance(node, ast.NamedExpr)
    value = frame.value(node.value)
    bind_target(frame, node.target, value)
    return value


def awaited(frame: Frame, node: ast.expr) -> Value:
    assert isinstance(node, ast.Await)
    return frame.value(node.value)


def yielded(frame: Frame, node: ast.expr) -> Value:
    assert isinstance(node, (ast.Yield, ast.YieldFrom))
    frame.is_generator = True
    if frame.is_context_manager():
        value = None if node.value is None else frame.value(node.value)
        if value is not None:
            frame.yields.append(value)
        frame.steps.append(Exit(ExitKind.YIELD, value, frame.file.positions.current_span()))
        return Unknown("yield")
    if isinstance(node, ast.YieldFrom):
        frame.yields.append(frame.value(node.value))
    elif node.value is not None:
        frame.yields.append(Items((frame.value(node.value),), complete=False))
    return Unknown("yield")


def anonymous(frame: Frame, node: ast.expr) -> Value:
    """A lambda: its body becomes a function, found by the place where it stands."""
    assert isinstance(node, ast.Lambda)
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


_TEMPLATED: abc.Mapping[type, Evaluate] = (
    {ast.TemplateStr: string} if hasattr(ast, "TemplateStr") else {}  # since Python 3.14
)

EXPRESSIONS: abc.Mapping[type, Evaluate] = MappingProxyType(
    {
        ast.Name: name,
        ast.Attribute: attribute,
        ast.Call: call,
        ast.Constant: constant,
        ast.JoinedStr: string,
        **_TEMPLATED,
        ast.Subscript: subscript,
        ast.BinOp: binary,
        ast.Compare: comparison,
        ast.BoolOp: boolean,
        ast.UnaryOp: unary,
        ast.IfExp: conditional,
        ast.List: sequence,
        ast.Tuple: sequence,
        ast.Set: sequence,
        ast.Dict: dictionary,
        ast.ListComp: comprehension,
        ast.SetComp: comprehension,
        ast.GeneratorExp: comprehension,
        ast.DictComp: comprehension,
        ast.NamedExpr: walrus,
        ast.Await: awaited,
        ast.Yield: yielded,
        ast.YieldFrom: yielded,
        ast.Lambda: anonymous,
    }
)
"""How each kind of expression is evaluated."""
