"""Loops: what their item may be, and what names mean after an unknown number of rounds."""

from __future__ import annotations

import ast

from ftc_lint.evaluate import concat, element, substitute, texts, truth
from ftc_lint.flow import Loop
from ftc_lint.python.binding import bind_target
from ftc_lint.python.blocks import walk_block
from ftc_lint.python.frame import Environment, Frame
from ftc_lint.python.weight import one_of
from ftc_lint.templates import hole, plain
from ftc_lint.values import (
    CallResult,
    Constant,
    Items,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Unknown,
    Value,
)


def walk_for(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, (ast.For, ast.AsyncFor))
    items = frame.value(node.iter)
    frame.file.loops += 1
    number = frame.file.loops
    before = dict(frame.env)
    outer, frame.augmented = frame.augmented, set()
    span = frame.file.positions.current_span()
    with frame.block() as body:
        items = _bind_item(frame, node.target, items, number)
        frame.file.loop_items[number] = items
        walk_block(frame, node.body)
    shown = frame.shown(node.target)
    certain = truth(items) is True
    _after(frame, before, frame.augmented, _Leaving(number, items, shown), certain=certain)
    frame.augmented |= outer
    with frame.block() as otherwise:
        walk_block(frame, node.orelse)
    if body or otherwise:
        frame.steps.append(Loop(number, items, tuple(body), tuple(otherwise), certain, span))


def _bind_item(frame: Frame, target: ast.expr, items: Value, number: int) -> Value:
    """Binds the item; what `enumerate` numbers is looked through."""
    if (
        isinstance(items, CallResult)
        and isinstance(items.callee, Reference)
        and items.callee.name == "enumerate"
        and items.arguments.positional
        and isinstance(target, ast.Tuple)
        and len(target.elts) == 2
    ):
        bind_target(frame, target.elts[0], Unknown("index"))
        bind_target(frame, target.elts[1], LoopItem(number))
        return items.arguments.positional[0]
    if isinstance(items, Mapping):
        items = Items(tuple(plain(key) for key, _ in items.entries), items.complete)
    bind_target(frame, target, LoopItem(number))
    return items


def walk_while(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.While)
    frame.file.loops += 1
    number = frame.file.loops
    span = frame.file.positions.current_span()
    condition = frame.value(node.test)
    before = dict(frame.env)
    outer, frame.augmented = frame.augmented, set()
    with frame.block() as body:
        walk_block(frame, node.body)
    certain = truth(condition) is True
    _after(frame, before, frame.augmented, None, certain=certain)
    frame.augmented |= outer
    with frame.block() as otherwise:
        walk_block(frame, node.orelse)
    if body or otherwise:
        frame.steps.append(Loop(number, None, tuple(body), tuple(otherwise), certain, span))


class _Leaving:
    """The way out of a for loop: its item becomes any of the items."""

    def __init__(self, number: int, items: Value, shown: str) -> None:
        self.number = number
        self.any_item = element(items, Unknown(shown))

    def __call__(self, value: Value) -> Value | None:
        if not isinstance(value, LoopItem) or value.loop != self.number:
            return None
        item = self.any_item
        for index in value.path:
            item = element(item, Constant(index))
        return item


def _after(
    frame: Frame,
    before: Environment,
    augmented: set[str],
    leaving: _Leaving | None,
    *,
    certain: bool,
) -> None:
    """The names after the loop: as before it, or as the last round left them."""
    for name, value in frame.env.items():
        earlier = before.get(name)
        if value is earlier:
            continue
        if leaving is not None and not isinstance(value, _PLAIN):
            value = substitute(value, leaving)
        if name in augmented and earlier is not None:
            if texts(value):
                value = concat(value, hole(Unknown("…")))
        elif isinstance(value, Items) and isinstance(earlier, Items):
            value = Items(value.values, complete=False)
        elif earlier is not None and not certain:
            value = one_of((earlier, value))
        frame.env[name] = value


_PLAIN = (Constant, Parameter, Reference, Unknown)

__all__ = ["walk_for", "walk_while"]
