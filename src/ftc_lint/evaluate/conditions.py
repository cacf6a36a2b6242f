"""Conditions, as far as they can be decided."""

from __future__ import annotations

from ftc_lint.evaluate.variants import constant
from ftc_lint.values import Choice, Constant, Items, Logic, Text, Value


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
    return None


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
