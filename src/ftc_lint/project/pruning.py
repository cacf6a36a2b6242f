"""Bodies without the steps that nothing comes of, so that they are walked in no time.

What stays: what runs or declares SQL, calls that may lead to it, calls whose name hints at
something, and the ways out of blocks that stand before any of these.
"""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.flow import (
    Block,
    Branch,
    Call,
    Construct,
    Execute,
    Exit,
    ExitKind,
    Handler,
    Loop,
    Step,
    Try,
    With,
)
from ftc_lint.records import replace

Left = Callable[["Call | Execute"], "Call | Execute | None"]


def pruned(block: Block, left: Left) -> Block:
    """The block with the steps that matter, `left` telling what is left of a call."""
    out = []
    for step in block:
        kept = _step(step, left)
        if kept is not None:
            out.append(kept)
    return tuple(out)


def acts(block: Block) -> bool:
    """Whether anything but ways out is in a pruned block."""
    return any(not isinstance(step, Exit) and not _only_leaves(step) for step in block)


def _only_leaves(step: Step) -> bool:
    return isinstance(step, Branch) and not acts(step.then) and not acts(step.otherwise)


def _step(step: Step, left: Left) -> Step | None:
    if isinstance(step, (Call, Execute)):
        return left(step)
    if isinstance(step, (Construct, Exit)):
        return step
    if isinstance(step, Branch):
        then, otherwise = pruned(step.then, left), pruned(step.otherwise, left)
        return replace(step, then=then, otherwise=otherwise) if then or otherwise else None
    if isinstance(step, Loop):
        return _loop(step, left)
    if isinstance(step, Try):
        return _try(step, left)
    if isinstance(step, With):
        body = pruned(step.body, left)
        return replace(step, body=body) if body else None
    return None


def _loop(step: Loop, left: Left) -> Step | None:
    body, otherwise = pruned(step.body, left), pruned(step.otherwise, left)
    if not acts(body) and not acts(otherwise) and not _leaves_function(body):
        return None
    return replace(step, body=body, otherwise=otherwise)


def _try(step: Try, left: Left) -> Step | None:
    handlers = tuple(
        Handler(each.catches_all, pruned(each.body, left), each.span) for each in step.handlers
    )
    made = Try(
        pruned(step.body, left),
        handlers,
        pruned(step.otherwise, left),
        pruned(step.final, left),
        step.span,
    )
    blocks = (made.body, made.otherwise, made.final, *(each.body for each in handlers))
    return made if any(blocks) else None


def _leaves_function(block: Block) -> bool:
    for step in block:
        if isinstance(step, Exit) and step.kind in (ExitKind.RETURN, ExitKind.STOP):
            return True
        if isinstance(step, Branch) and _leaves_function(step.then + step.otherwise):
            return True
    return False
