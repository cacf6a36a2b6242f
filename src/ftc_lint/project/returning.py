"""Which of its returned values a call can give, knowing what it is handed."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.evaluate import choice
from ftc_lint.facts import FunctionFacts
from ftc_lint.flow import Block, Branch, Exit, ExitKind, Loop, Step, Try, With
from ftc_lint.parts import within
from ftc_lint.project.steps import every
from ftc_lint.values import Choice, Parameter, Value

Decide = Callable[[Value], "bool | None"]
"""Whether a condition holds for this call; None where that cannot be told."""


def returned_values(function: FunctionFacts, decide: Decide) -> Value | None:
    """What the function may return: without the `return`s that stand under conditions which do not
    hold for this call. As read, not filled; None where it returns nothing."""
    everything = function.returns
    if not isinstance(everything, Choice) or function.is_generator:
        return everything
    found: list[Value] = []
    _Walk(found, decide).block(function.body)
    return choice(found) if found else everything


def told_of(function: FunctionFacts) -> frozenset[str]:
    """The parameters that make a difference to what a function returns."""
    names: set[str] = set()
    if function.returns is not None:
        names |= parameters_in(function.returns)
    if isinstance(function.returns, Choice):
        for step in every(function.body):
            if isinstance(step, Branch):
                names |= parameters_in(step.condition)
    return frozenset(names)


def parameters_in(value: Value) -> set[str]:
    """The names of the parameters that a value mentions."""
    return {each.name for each in within(value, MOST_PARTS) if isinstance(each, Parameter)}


MOST_PARTS = 20_000
"""Parts of one function's values that are looked at: as many as it may be written with."""


class _Walk:
    """Collects the values of the `return`s that are reached."""

    def __init__(self, found: list[Value], decide: Decide) -> None:
        self._found = found
        self._decide = decide

    def block(self, steps: Block) -> bool:
        """Whether what stands behind the block is reached."""
        return all(self._step(step) for step in steps)

    def _step(self, step: Step) -> bool:
        if isinstance(step, Exit):
            if step.kind is ExitKind.RETURN and step.value is not None:
                self._found.append(step.value)
            return False
        if isinstance(step, Branch):
            decided = self._decide(step.condition)
            then = decided is not False and self.block(step.then)
            otherwise = decided is not True and self.block(step.otherwise)
            return then or otherwise
        if isinstance(step, Loop):
            self.block(step.body)
            return self.block(step.otherwise)
        if isinstance(step, With):
            return self.block(step.body) or step.swallows
        if isinstance(step, Try):
            return self._try(step)
        return True

    def _try(self, step: Try) -> bool:
        through = self.block(step.body) and self.block(step.otherwise)
        handled = [self.block(each.body) for each in step.handlers]
        return self.block(step.final) and (through or any(handled))
