"""Which functions lead to others, through any number of calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ftc_lint.project.modules import Key


def leading_to(goals: Iterable[Key], callees: Mapping[Key, Iterable[Key]]) -> set[Key]:
    """The goals and everything that calls them; `callees` are what each function calls."""
    callers: dict[Key, list[Key]] = {}
    for caller, called in callees.items():
        for each in called:
            callers.setdefault(each, []).append(caller)
    found = set(goals)
    waiting = list(found)
    while waiting:
        for caller in callers.get(waiting.pop(), ()):
            if caller not in found:
                found.add(caller)
                waiting.append(caller)
    return found
