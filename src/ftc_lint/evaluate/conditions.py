"""Conditions, as far as they can be decided."""

from __future__ import annotations

from ftc_lint.evaluate.variants import choice, constant, variants
from ftc_lint.values import CallResult, Choice, Constant, Items, Logic, Reference, Text, Value


def truth(value: Value) -> bool | None:
    """Whether a condition holds; None where that cannot be told."""
    if isinstance(value, Constant):
        return bool(value.value)
    if isinstance(value, Text):
        return bool(value.excerpt.text) if not value.holes else None
    if isinstance(value, Items):
        return True if value.values else (False if value.complete else None)
    if isinstance(value, Choice):
        results = {truth(each) for each in value.values}
        return results.pop() if len(results) == 1 else None
    if isinstance(value, Logic):
        return _logic(value)
    if isinstance(value, CallResult) and value.callee == Reference("bool"):
        held = value.arguments.get(0)
        return None if held is None or value.arguments.starred else truth(held)
    return None


def decided(value: Logic) -> Value:
    """`None or query`, `text or "default"`: one of its operands, where one is a text; else the
    condition as it is."""
    if value.operator not in ("and", "or"):
        return value
    if not any(isinstance(each, _TEXTUAL) for v in value.operands for each in variants(v)):
        return value
    if value.operator == "and":
        return value.operands[-1]
    possible = [each for each in value.operands if truth(each) is not False]
    return choice(possible or value.operands[-1:])


_TEXTUAL = (Text, Items)


def _logic(value: Logic) -> bool | None:
    if value.operator == "not":
        inner = truth(value.operands[0])
        return None if inner is None else not inner
    if value.operator in ("and", "or"):
        decisive = value.operator == "or"
        results = [truth(operand) for operand in value.operands]
        if decisive in results:
            return decisive
        return None if None in results else not decisive
    if value.operator in ("==", "is", "!=", "is not") and len(value.operands) == 2:
        left, right = (_comparable(operand) for operand in value.operands)
        if left is None or right is None:
            return None
        return (left == right) == (value.operator in ("==", "is"))
    return None


def _comparable(value: Value) -> tuple[str, object] | None:
    if isinstance(value, Constant):
        return ("constant", value.value)
    known = constant(value)
    return None if known is None else ("text", known)
