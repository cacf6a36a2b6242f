"""Statements to steps: assignments, branches, try, with, and the ways out of a block."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import MappingProxyType

from ftc_lint.evaluate import concat, percent, texts
from ftc_lint.flow import Branch, Exit, ExitKind, Handler, Step, Try, With
from ftc_lint.python import paths
from ftc_lint.python.binding import bind_target
from ftc_lint.python.blocks import leaves, walk_block
from ftc_lint.python.definitions import define_class, define_function
from ftc_lint.python.frame import Environment, Frame, Walk, merged
from ftc_lint.python.imports import imported_names
from ftc_lint.python.loops import walk_for, walk_while
from ftc_lint.python.matching import walk_match
from ftc_lint.python.mentioning import mention_only
from ftc_lint.values import (
    CallResult,
    Constant,
    Items,
    Logic,
    Reference,
    Text,
    Unknown,
    Value,
)


def expression(frame: Frame, node: ast.stmt) -> None:
    """An expression for its own sake; a lone string is a docstring or a comment."""
    assert isinstance(node, ast.Expr)
    if not isinstance(node.value, (ast.Constant, ast.JoinedStr)):
        frame.value(node.value)


def assign(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Assign)
    value = frame.value(node.value)
    for target in node.targets:
        if frame.is_class and isinstance(target, ast.Name):
            frame.note_target(target)
        bind_target(frame, target, value)


def annotated_assign(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.AnnAssign)
    if frame.is_class and isinstance(node.target, ast.Name):
        frame.note_annotation(node.target, node.annotation)
    if node.value is not None:
        value = frame.value(node.value)
        if frame.is_class and isinstance(node.target, ast.Name):
            frame.note_target(node.target)
        bind_target(frame, node.target, value)


def augmented_assign(frame: Frame, node: ast.stmt) -> None:
    """`sql += "…"`."""
    assert isinstance(node, ast.AugAssign)
    target = node.target
    before = frame.lookup(target.id) if isinstance(target, ast.Name) else frame.value(target)
    value = frame.value(node.value)
    if isinstance(target, ast.Name):
        frame.augmented.add(target.id)
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        frame.augmented.add(f"{target.value.id}.{target.attr}")
    result = _augmented(node.op, before, value)
    if texts(result) and not frame.quiet:
        frame.file.destinies.written(result, frame.owner(), is_literal=False)
    bind_target(frame, target, result)


def _augmented(operator: ast.operator, before: Value, value: Value) -> Value:
    if isinstance(operator, ast.Add):
        if isinstance(before, Constant) and not texts(value):
            return Unknown("…")
        return concat(before, value)
    if isinstance(operator, ast.Mod):
        return percent(before, value)
    if isinstance(operator, ast.Div) and texts(before):
        return paths.join((before, value))
    return Unknown("…")


def delete(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Delete)
    for target in node.targets:
        if isinstance(target, ast.Name):
            frame.env.pop(target.id, None)


def import_names(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, (ast.Import, ast.ImportFrom))
    file = frame.file
    names, modules = imported_names(node, file.module, is_package=file.is_package)
    file.modules.update(modules)
    for local, absolute in names:
        if local == "*":
            file.stars.append(absolute)
            file.imports.setdefault(f"*{len(file.stars)}", absolute)
            continue
        file.imports.setdefault(local, absolute)
        frame.bind(local, Reference(absolute))


def declare_global(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Global)
    frame.globals.update(node.names)


# --- ways out --------------------------------------------------------------------------------


def leave_function(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Return)
    value = None if node.value is None else frame.value(node.value)
    if value is not None:
        frame.returns.append(value)
    frame.steps.append(Exit(ExitKind.RETURN, value, frame.file.positions.current_span()))


def raise_exception(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Raise)
    if node.exc is not None:
        mention_only(frame, node.exc)
    frame.steps.append(Exit(ExitKind.RAISE, None, frame.file.positions.current_span()))


def leave_loop(frame: Frame, node: ast.stmt) -> None:
    kind = ExitKind.BREAK if isinstance(node, ast.Break) else ExitKind.CONTINUE
    frame.steps.append(Exit(kind, None, frame.file.positions.current_span()))


def check(frame: Frame, node: ast.stmt) -> None:
    """`assert`: its strings are only compared."""
    assert isinstance(node, ast.Assert)
    mention_only(frame, node.test)
    if node.msg is not None:
        mention_only(frame, node.msg)


# --- compound statements ---------------------------------------------------------------------


def branch(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.If)
    span = frame.file.positions.current_span()
    condition = frame.value(node.test)
    if not frame.qualname and _is_main_guard(condition):
        frame.file.main_guard = frame.file.positions.block_span(node)
    before = frame.env
    frame.env = dict(before)
    with frame.block() as then:
        walk_block(frame, node.body)
    after_then = frame.env
    frame.env = dict(before)
    with frame.block() as otherwise:
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):  # a chain may be long
            frame.file.positions.enter(node.orelse[0])
            branch(frame, node.orelse[0])
        else:
            walk_block(frame, node.orelse)
    _join(frame, before, [(then, after_then), (otherwise, frame.env)])
    if then or otherwise:
        frame.steps.append(Branch(condition, tuple(then), tuple(otherwise), span))


def _join(frame: Frame, before: Environment, ends: list[tuple[list[Step], Environment]]) -> None:
    """The environment behind a branching: of the branches that get there."""
    reaching = [env for steps, env in ends if not leaves(steps)]
    if len(reaching) == 1:
        frame.env = reaching[0]
    else:
        frame.env = merged(before, *(reaching or [env for _, env in ends]))


def _is_main_guard(condition: Value) -> bool:
    if not isinstance(condition, Logic) or condition.operator != "==":
        return False
    names = {each.name for each in condition.operands if isinstance(each, Reference)}
    words = {each.excerpt.text for each in condition.operands if isinstance(each, Text)}
    return names == {"__name__"} and words == {"__main__"}


_TRIES: tuple[type[ast.Try], ...] = tuple(
    getattr(ast, name)
    for name in ("Try", "TryStar")  # the second since Python 3.11, with the same parts
    if hasattr(ast, name)
)


def attempt(frame: Frame, node: ast.stmt) -> None:
    """try, except, else, finally."""
    assert isinstance(node, _TRIES)
    positions = frame.file.positions
    span = positions.current_span()
    before = dict(frame.env)
    with frame.block() as body:
        walk_block(frame, node.body)
    after_body = frame.env
    handlers: list[Handler] = []
    ends: list[tuple[list[Step], Environment]] = []
    for each in node.handlers:
        positions.enter(each)
        frame.env = merged(before, before, after_body)
        place = positions.current_span()
        catches_all = _catches_all(frame, each)
        if each.name is not None:
            frame.bind(each.name, Unknown(each.name))
        with frame.block() as steps:
            walk_block(frame, each.body)
        ends.append((steps, frame.env))
        handlers.append(Handler(catches_all, tuple(steps), place))
    frame.env = dict(after_body)
    with frame.block() as otherwise:
        walk_block(frame, node.orelse)
    ends.insert(0, (otherwise or body, frame.env))
    _join(frame, before, ends)
    with frame.block() as final:
        walk_block(frame, node.finalbody)
    if body or handlers or otherwise or final:
        frame.steps.append(Try(tuple(body), tuple(handlers), tuple(otherwise), tuple(final), span))


def _catches_all(frame: Frame, node: ast.ExceptHandler) -> bool:
    if node.type is None:
        return True
    value = frame.mention(node.type)
    kinds = value.values if isinstance(value, Items) else (value,)
    return any(
        isinstance(kind, Reference) and kind.name in ("Exception", "BaseException")
        for kind in kinds
    )


_SWALLOWERS = ("contextlib.suppress", "pytest.raises")


def within(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, (ast.With, ast.AsyncWith))
    span = frame.file.positions.current_span()
    contexts: list[Value] = []
    for item in node.items:
        context = frame.value(item.context_expr)
        context = _closed(context)
        contexts.append(context)
        if item.optional_vars is not None:
            bind_target(frame, item.optional_vars, context)
    with frame.block() as body:
        walk_block(frame, node.body)
    if not body:
        return
    block = tuple(body)
    for context in reversed(contexts):
        block = (With(context, block, _swallows(context), span),)
    frame.steps.extend(block)


def _closed(context: Value) -> Value:
    """`closing(conn)` gives the connection."""
    if isinstance(context, CallResult) and isinstance(context.callee, Reference):
        given = context.arguments.positional
        if context.callee.name == "contextlib.closing" and given:
            return given[0]
    return context


def _swallows(context: Value) -> bool:
    return (
        isinstance(context, CallResult)
        and isinstance(context.callee, Reference)
        and context.callee.name in _SWALLOWERS
    )


STATEMENTS: Mapping[type, Walk] = MappingProxyType(
    {
        ast.Expr: expression,
        ast.Assign: assign,
        ast.AnnAssign: annotated_assign,
        ast.AugAssign: augmented_assign,
        ast.Delete: delete,
        ast.Import: import_names,
        ast.ImportFrom: import_names,
        ast.Global: declare_global,
        ast.Return: leave_function,
        ast.Raise: raise_exception,
        ast.Break: leave_loop,
        ast.Continue: leave_loop,
        ast.Assert: check,
        ast.If: branch,
        **dict.fromkeys(_TRIES, attempt),
        ast.With: within,
        ast.AsyncWith: within,
        ast.For: walk_for,
        ast.AsyncFor: walk_for,
        ast.While: walk_while,
        ast.Match: walk_match,
        ast.FunctionDef: define_function,
        ast.AsyncFunctionDef: define_function,
        ast.ClassDef: define_class,
    }
)
"""How each kind of statement is walked; `pass` and the like have no entry."""
