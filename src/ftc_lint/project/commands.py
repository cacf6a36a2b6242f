"""Calls that are named as a driver's, yet start programs: `Command("rsync").execute(source)`.

What is named so counts as running SQL. The project may know better: where every function that is
meant starts programs, and neither runs SQL nor leads to anything that may, no SQL is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ftc_lint.flow import Call, Execute
from ftc_lint.project.leading import leading_to
from ftc_lint.project.modules import Key
from ftc_lint.python.frameworks.subprocesses import starts_program
from ftc_lint.records import dataclass
from ftc_lint.values import Attribute


@dataclass(frozen=True, slots=True)
class Doubt:
    """A call in the function `caller` that is named as a driver's. `targets` are all functions of
    the project that it may mean."""

    caller: Key
    step: Execute
    targets: frozenset[Key]


_ELSEWHERE = frozenset({"exec_command", "exec_run"})
"""Methods that start programs on another computer, or in a container."""


def starts(step: Call) -> bool:
    """Whether a call starts a program."""
    callee = step.callee
    return starts_program(callee) or (isinstance(callee, Attribute) and callee.name in _ELSEWHERE)


def that_run_sql(
    doubts: Iterable[Doubt],
    callees: Mapping[Key, Iterable[Key]],
    starters: Iterable[Key],
    runs: Iterable[Key],
) -> list[Doubt]:
    """Those of the calls that may run SQL after all; `starters` are the functions that start
    programs themselves, `runs` those that run SQL, or may."""
    waiting = list(doubts)
    if not waiting:
        return []
    found: list[Doubt] = []
    starting = leading_to(starters, callees)
    running = leading_to(runs, callees)
    while True:
        more = [
            each
            for each in waiting
            if not each.targets <= starting or not each.targets.isdisjoint(running)
        ]
        if not more:
            return found
        found += more
        waiting = [each for each in waiting if each not in more]
        running |= leading_to((each.caller for each in more), callees)


def as_call(step: Execute) -> Call:
    """The call as any other that may lead to a function of the project."""
    assert step.callee is not None
    return Call(step.callee, step.arguments, step.span, step.via)
