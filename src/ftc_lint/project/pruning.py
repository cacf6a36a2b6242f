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

Keeps = Callable[[Call], bool]


def pruned(block: Block, keeps: Keeps) -> Block:
    """The block with the steps that matter, `keeps` telling which calls do."""
    out = []
    for step in block:
        kept = _step(step, keeps)
        if kept is not None:
            out.append(kept)
    return tuple(out)


def acts(block: Block) -> bool:
    """Whether anything but ways out is in a pruned block."""
    return any(not isinstance(step, Exit) and not _only_leaves(step) for step in block)


def _only_leaves(step: Step) -> bool:
    return isinstance(step, Branch) and not acts(step.then) and not acts(step.otherwise)


def _step(step: Step, keeps: Keeps) -> Step | None:
    if isinstance(step, Call):
        return step if keeps(step) else None
    if isinstance(step, (Execute, Construct, Exit)):
        return step
    if isinstance(step, Branch):
        then, otherwise = pruned(step.then, keeps), pruned(step.otherwise, keeps)
        return replace(step, then=then, otherwise=otherwise) if then or otherwise else None
    if isinstance(step, Loop):
        return _loop(step, keeps)
    if isinstance(step, Try):
        return _try(step, keeps)
    if isinstance(step, With):
        body = pruned(step.body, keeps)
        return replace(step, body=body) if body else None
    return None


def _loop(step: Loop, keeps: Keeps) -> Step | None:
    body, otherwise = pruned(step.body, keeps), pruned(step.otherwise, keeps)
    if not acts(body) and not acts(otherwise) and not _leaves_function(body):
        return None
    return replace(step, body=body, otherwise=otherwise)


def _try(step: Try, keeps: Keeps) -> Step | None:
    handlers = tuple(
        Handler(each.catches_all, pruned(each.body, keeps), each.span) for each in step.handlers
    )
    made = Try(
        pruned(step.body, keeps),
        handlers,
        pruned(step.otherwise, keeps),
        pruned(step.final, keeps),
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
