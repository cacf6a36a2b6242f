"""Operators: strings put together, paths, comparisons, conditions and what depends on them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ftc_lint.evaluate import concat, percent, template, texts, truth, variants
from ftc_lint.flow import Branch, Step
from ftc_lint.python import paths
from ftc_lint.python.frame import Frame
from ftc_lint.python.weight import one_of
from ftc_lint.values import (
    Constant,
    Deferred,
    FileText,
    Items,
    Logic,
    Mapping,
    Text,
    Unknown,
    Value,
)


def binary(frame: Frame, node: ast.expr) -> Value:
    """A chain of binary operators, without recursion: chains can be long."""
    rights: list[tuple[ast.operator, ast.expr]] = []
    current: ast.expr = node
    while isinstance(current, ast.BinOp):
        rights.append((current.op, current.right))
        current = current.left
    value = frame.value(current)
    rights.reverse()
    index = 0
    while index < len(rights):
        operator, right = rights[index]
        if isinstance(operator, ast.Add):
            run = [value]
            while index < len(rights) and isinstance(rights[index][0], ast.Add):
                run.append(frame.value(rights[index][1]))
                index += 1
            value = added(run)
        else:
            value = _operated(frame, operator, value, right)
            index += 1
    _written(frame, value)
    return value


def added(values: Sequence[Value]) -> Value:
    """`a + b + c`: strings in one step, so that long chains take linear time."""
    if any(texts(value) for value in values) and not any(
        isinstance(value, Items) for value in values
    ):
        return template(values)
    result = values[0]
    for value in values[1:]:
        result = concat(result, value)
    return result


def _operated(frame: Frame, operator: ast.operator, left: Value, node: ast.expr) -> Value:
    right = frame.value(node)
    if isinstance(operator, ast.Mod):
        if isinstance(left, (Constant, Unknown)):
            return Unknown("…")
        return percent(left, right)
    if isinstance(operator, ast.Div):
        if texts(left) or texts(right):
            return paths.join((left, right))
        return Deferred("/", left)
    if isinstance(operator, ast.Mult):
        return _repeated(left, right)
    if isinstance(operator, (ast.BitOr, ast.BitAnd)):
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            return Mapping(left.entries + right.entries, left.complete and right.complete)
        return Logic("|" if isinstance(operator, ast.BitOr) else "&", (left, right))
    return Unknown("…")


def _repeated(left: Value, right: Value) -> Value:
    """`"?, " * n`, `[x] * n`."""
    if isinstance(left, Items):
        return Items(left.values, complete=False)
    times = right.value if isinstance(right, Constant) else None
    if isinstance(left, Text) and isinstance(times, int) and 0 < times <= 8:
        return template([left] * times)
    if isinstance(left, Text):
        return template([left, Unknown("…")])
    return Unknown("…")


def _written(frame: Frame, value: Value) -> None:
    if not frame.quiet and texts(value):
        frame.file.destinies.written(value, frame.owner(), is_literal=False)


_OPERATORS: dict[type, str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in",
    ast.NotIn: "not in", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def comparison(frame: Frame, node: ast.expr) -> Value:
    """A comparison; strings in it are only mentioned."""
    assert isinstance(node, ast.Compare)
    left = frame.mention(node.left)
    results: list[Value] = []
    for operator, comparator in zip(node.ops, node.comparators, strict=True):
        right = frame.mention(comparator)
        results.append(Logic(_OPERATORS[type(operator)], (left, right)))
        left = right
    return results[0] if len(results) == 1 else Logic("and", tuple(results))


def boolean(frame: Frame, node: ast.expr) -> Value:
    """`and`, `or`: what stands right is only done, or is the value, depending on the left."""
    assert isinstance(node, ast.BoolOp)
    operands = node.values
    while isinstance(operands[0], ast.BoolOp) and type(operands[0].op) is type(node.op):
        operands = [*operands[0].values, *operands[1:]]
    word = "and" if isinstance(node.op, ast.And) else "or"
    values = [frame.value(operands[0])]
    for operand in operands[1:]:
        with frame.block() as steps:
            value = frame.value(operand)
        if steps:
            frame.steps.append(_short_circuit(frame, word, values, steps))
        values.append(value)
    return _boolean_value(word, values)


def _short_circuit(frame: Frame, word: str, values: list[Value], steps: list[Step]) -> Branch:
    known = tuple(values)
    condition = known[0] if len(known) == 1 else Logic(word, known)
    span = frame.file.positions.current_span()
    if word == "and":
        return Branch(condition, tuple(steps), (), span)
    return Branch(condition, (), tuple(steps), span)


_TEXTUAL = (Text, Items, Mapping, Deferred, FileText)


def _boolean_value(word: str, values: list[Value]) -> Value:
    """`x or "default"` is one of them; of conditions it is a condition."""
    if any(isinstance(each, _TEXTUAL) for value in values for each in variants(value)):
        if word == "and":
            return values[-1]
        return one_of([value for value in values if truth(value) is not False] or values[-1:])
    return Logic(word, tuple(values))


def unary(frame: Frame, node: ast.expr) -> Value:
    assert isinstance(node, ast.UnaryOp)
    value = frame.value(node.operand)
    if isinstance(node.op, ast.Not):
        return Logic("not", (value,))
    if isinstance(node.op, ast.USub):
        known = value.value if isinstance(value, Constant) else None
        return Constant(-known) if isinstance(known, (int, float)) else Unknown("…")
    if isinstance(node.op, ast.Invert):
        return Logic("~", (value,))
    return value


def conditional(frame: Frame, node: ast.expr) -> Value:
    """`a if test else b`; calls in it become a branch."""
    assert isinstance(node, ast.IfExp)
    condition = frame.value(node.test)
    with frame.block() as then:
        body = frame.value(node.body)
    with frame.block() as otherwise:
        orelse = frame.value(node.orelse)
    if then or otherwise:
        span = frame.file.positions.current_span()
        frame.steps.append(Branch(condition, tuple(then), tuple(otherwise), span))
    return one_of((body, orelse))
