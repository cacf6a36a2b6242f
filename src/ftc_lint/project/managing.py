"""What a `with` block runs besides its body: the two halves of a context manager."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.flow import (
    Block,
    Branch,
    Call,
    Exit,
    ExitKind,
    Handler,
    Invoke,
    Loop,
    Step,
    Try,
    With,
)
from ftc_lint.project.steps import every
from ftc_lint.records import replace
from ftc_lint.text import Span
from ftc_lint.values import CallResult

Wrap = Callable[[Block], Block]
"""Makes a call of some of a manager's steps, or () where they come to nothing."""


def entered(block: Block) -> frozenset[Span]:
    """The calls in a block whose results its `with` statements enter."""
    found = []
    for step in block:
        while isinstance(step, With):
            if isinstance(step.context, CallResult):
                found.append(step.context.span)
            if len(step.body) != 1:
                break
            step = step.body[0]
    return frozenset(found)


def call_of(context: CallResult, shown: str) -> Call:
    """The call that makes a context, as a step."""
    return Call(context.callee, context.arguments, context.span, shown, context.name_span)


def around(manager: Invoke, body: Block) -> Block:
    """A generator's steps with the body of the `with` block in place of its `yield`."""

    def wrap(block: Block) -> Block:
        return (replace(manager, body=block),) if block else ()

    return _spliced(manager.body, body, wrap)


def between(enter: Block, body: Block, leave: Block, escape: Block, span: Span) -> Block:
    """A body after `__enter__` and before `__exit__`, which is called for an exception too."""
    if escape:
        raises = (*escape, Exit(ExitKind.RAISE, None, span))
        body = (Try(body, (Handler(True, raises, span),), (), (), span),)
    return (*enter, *body, *leave)


def yields(block: Block) -> bool:
    """Whether a block hands over to the body of a `with` block."""
    return any(isinstance(step, Exit) and step.kind is ExitKind.YIELD for step in every(block))


def _spliced(block: Block, body: Block, wrap: Wrap) -> Block:
    for position, step in enumerate(block):
        if yields((step,)):
            before, after = block[:position], block[position + 1 :]
            rest = _spliced(after, body, wrap)
            return (*wrap(before), *_in_step(step, body, wrap), *rest)
    return wrap(block)


def _in_step(step: Step, body: Block, wrap: Wrap) -> Block:
    def inside(block: Block) -> Block:
        return _spliced(block, body, wrap)

    if isinstance(step, Exit):
        return body
    if isinstance(step, Try):
        handlers = tuple(replace(each, body=inside(each.body)) for each in step.handlers)
        made = replace(step, body=inside(step.body), handlers=handlers)
        return (replace(made, otherwise=inside(step.otherwise), final=inside(step.final)),)
    if isinstance(step, With):
        return (replace(step, body=inside(step.body)),)
    if isinstance(step, Branch):
        return (replace(step, then=inside(step.then), otherwise=inside(step.otherwise)),)
    if isinstance(step, Loop):
        return (replace(step, body=inside(step.body), otherwise=inside(step.otherwise)),)
    return (step,)
