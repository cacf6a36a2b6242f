"""Steps of a shell script that may leave it, and that need not run."""

from __future__ import annotations

from ftc_lint.flow import Block, Branch, Exit, Loop, Step
from ftc_lint.text import Span
from ftc_lint.values import Unknown


def need_not_run(steps: Block, why: str, span: Span) -> Block:
    """Steps behind `||` or `&&`, in a subshell, or in a function that nothing calls: where they
    leave the script, what stands behind them is reached without them."""
    return (Branch(condition(why, span), steps, (), span),) if any(map(_leaves, steps)) else steps


def condition(why: str, span: Span) -> Unknown:
    """A condition that is no other's: those that look alike count as the same."""
    return Unknown(f"{why} at {span.start}")


def _leaves(step: Step) -> bool:
    if isinstance(step, Exit):
        return True
    if isinstance(step, Branch):
        return any(map(_leaves, (*step.then, *step.otherwise)))
    return isinstance(step, Loop) and any(map(_leaves, step.body))
