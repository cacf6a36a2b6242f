"""Looking into blocks of steps."""

from __future__ import annotations

from collections.abc import Iterator

from ftc_lint.flow import (
    Block,
    Branch,
    Call,
    Construct,
    Execute,
    Exit,
    ExitKind,
    Invoke,
    Keep,
    Loop,
    Opaque,
    Perform,
    Step,
    Try,
    With,
)
from ftc_lint.parts import given
from ftc_lint.text import Span
from ftc_lint.values import Value

_CONTROL = frozenset({Branch, Loop, Try, With, Invoke})


def inside(step: Step) -> tuple[Block, ...]:
    """The blocks of a control step, in the order in which they are written."""
    if isinstance(step, Branch):
        return (step.then, step.otherwise)
    if isinstance(step, Loop):
        return (step.body, step.otherwise)
    if isinstance(step, Try):
        handlers = tuple(handler.body for handler in step.handlers)
        return (step.body, *handlers, step.otherwise, step.final)
    if isinstance(step, (With, Invoke)):
        return (step.body,)
    return ()


def every(block: Block) -> Iterator[Step]:
    """Every step of a block and of the blocks in it, in the order in which they are written."""
    return iter(block) if _CONTROL.isdisjoint(map(type, block)) else _every(block)


def _every(block: Block) -> Iterator[Step]:
    waiting: list[Step] = list(reversed(block))
    while waiting:
        step = waiting.pop()
        yield step
        for inner in reversed(inside(step)):
            waiting.extend(reversed(inner))


def end_of(block: Block, least: int) -> int:
    """The offset at which the last of the steps ends, at least `least`."""
    for step in every(block):
        span: Span | None = getattr(step, "span", None)
        if span is None:
            operation = getattr(step, "operation", None)
            span = None if operation is None else operation.statement
        if span is not None and span.end > least:
            least = span.end
    return least


def said_by(step: Step) -> tuple[Value, ...]:
    """The values that a step itself speaks of, as a file's facts have it."""
    if isinstance(step, Call):
        return (step.callee, *given(step.arguments))
    if isinstance(step, Execute):
        callee = () if step.callee is None else (step.callee,)
        return (step.text, *callee, *given(step.arguments))
    if isinstance(step, Construct):
        return (*step.tables, *(() if step.mode is None else (step.mode,)))
    if isinstance(step, Branch):
        return (step.condition,)
    if isinstance(step, Loop):
        return () if step.items is None else (step.items,)
    if isinstance(step, With):
        return (step.context,)
    if isinstance(step, Keep):
        return (step.text,)
    if isinstance(step, Exit):
        return () if step.value is None else (step.value,)
    return ()


def acts(block: Block) -> bool:
    """Whether a block does anything besides being left, ends the program, or begins anew."""
    return any(
        isinstance(step, (Perform, Opaque))
        or (isinstance(step, Exit) and step.kind in (ExitKind.STOP, ExitKind.RECURSE))
        for step in every(block)
    )


def leaves_loop(block: Block) -> bool:
    """Whether a loop's body may go on to the next item, or out of the loop, at once."""
    return any(
        isinstance(step, Exit) and step.kind in (ExitKind.BREAK, ExitKind.CONTINUE)
        for step in every(block)
    )
