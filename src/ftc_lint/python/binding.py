"""Assignments: names, attributes, elements and tuples of them get a value."""

from __future__ import annotations

import ast

from ftc_lint.evaluate import element
from ftc_lint.python.frame import Frame
from ftc_lint.records import replace
from ftc_lint.values import (
    Attribute,
    CallResult,
    Constant,
    Items,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)


def bind_target(frame: Frame, target: ast.expr, value: Value) -> None:
    """Assigns a value to a target: a name, an attribute, a tuple of them."""
    if isinstance(target, ast.Name):
        if isinstance(value, LoopItem) and not value.name:
            value = LoopItem(value.loop, value.path, target.id)
        frame.bind(target.id, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(frame, target, value)
    elif isinstance(target, ast.Attribute):
        _bind_attribute(frame, target, value)
    elif isinstance(target, ast.Subscript):
        _bind_element(frame, target, value)
    elif isinstance(target, ast.Starred):
        bind_target(frame, target.value, Unknown(frame.shown(target.value)))


def _unpack(frame: Frame, target: ast.Tuple | ast.List, value: Value) -> None:
    starred = False
    for index, each in enumerate(target.elts):
        if isinstance(each, ast.Starred):
            starred = True
            bind_target(frame, each.value, Unknown(frame.shown(each.value)))
        elif starred:
            bind_target(frame, each, Unknown(frame.shown(each)))
        else:
            bind_target(frame, each, part_of(value, index))


def part_of(value: Value, index: int) -> Value:
    """The item at an index when a value is unpacked."""
    if isinstance(value, LoopItem):
        return LoopItem(value.loop, (*value.path, index))  # named when it is bound
    return element(value, Constant(index))


def _bind_attribute(frame: Frame, target: ast.Attribute, value: Value) -> None:
    base = frame.value(target.value)
    if isinstance(base, CallResult) and isinstance(target.value, ast.Name):
        _configure(frame, target.value.id, base, target.attr, value)
    if isinstance(base, Parameter):
        frame.env[f"{base.name}.{target.attr}"] = value
        if frame.is_self(base) and frame.class_name is not None:
            record = frame.file.classes.get(frame.file.absolute(frame.class_name))
            if record is not None:
                kept = value if _is_constructor(frame) or not _has_parameter(value) else None
                record.instance.setdefault(target.attr, []).append(
                    Unknown(f"self.{target.attr}") if kept is None else kept
                )


def _configure(frame: Frame, name: str, base: CallResult, attr: str, value: Value) -> None:
    """`config.write_disposition = …` after `config = LoadJobConfig()`: as if it were made so."""
    if not isinstance(base.callee, (Reference, Attribute)) or not base.callee.name.endswith(
        "Config"
    ):
        return
    keywords = tuple(each for each in base.arguments.keywords if each[0] != attr)
    arguments = replace(base.arguments, keywords=(*keywords, (attr, value)))
    frame.bind(name, replace(base, arguments=arguments))


def _is_constructor(frame: Frame) -> bool:
    return frame.qualname.rpartition(".")[2] in ("__init__", "__new__", "__post_init__")


def _has_parameter(value: Value) -> bool:
    """Whether a value depends on the method it was made in."""
    if isinstance(value, (Parameter, LoopItem)):
        return True
    if isinstance(value, (Text, Constant, Reference, Unknown)):
        return isinstance(value, Text) and any(_has_parameter(h.value) for h in value.holes)
    if isinstance(value, CallResult):
        given = (*value.arguments.positional, *(v for _, v in value.arguments.keywords))
        return _has_parameter(value.callee) or any(_has_parameter(v) for v in given)
    if isinstance(value, Items):
        return any(_has_parameter(each) for each in value.values)
    return True


def _bind_element(frame: Frame, target: ast.Subscript, value: Value) -> None:
    """`names["x"] = value`."""
    base = frame.value(target.value)
    if not isinstance(target.value, ast.Name) or not isinstance(base, (Mapping, Items)):
        return
    if isinstance(base, Items):
        frame.bind(target.value.id, Items((*base.values, value), complete=False))
        return
    part = target.slice
    key = Unknown("…") if isinstance(part, ast.Slice) else frame.mention(part)
    if isinstance(key, Text) and not key.holes:
        kept = tuple(entry for entry in base.entries if entry[0] != key.excerpt.text)
        entries = (*kept, (key.excerpt.text, value))
        frame.bind(target.value.id, Mapping(entries, base.complete))
    else:
        shown = f"{{{frame.shown(target)}}}"
        frame.bind(target.value.id, Mapping((*base.entries, (shown, value)), complete=False))
