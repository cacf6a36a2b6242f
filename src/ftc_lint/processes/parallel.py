"""The same work on many things in several processes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence

from ftc_lint.processes.shares import Made, Thing, Work, shares

SHARES = 8
"""Shares of the work for each process: small enough that none waits long for another."""

FORKS = sys.platform == "linux"
"""Whether a process can be split as it is. Where it cannot (or, as on macOS, not safely), others
start from nothing, and load everything themselves."""

LEAST = 25_000 if FORKS else 200_000
"""Bytes of Python for each process: with less, it costs more than it saves."""


def in_processes(
    work: Work[Thing, Made],
    things: Sequence[Thing],
    sizes: Sequence[int],
    processes: int,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Made]:
    """The results in the order of the things; `sizes` say how long each will take. `meanwhile` is
    done in this process, once the others are at work.

    Where a process dies (of too little memory, mostly), its share is done in this one.
    """
    if FORKS:
        from ftc_lint.processes.forking import shared
    else:
        from ftc_lint.processes.pooling import shared
    work.prepare()
    gc.freeze()  # what is loaded by now is looked at no more, here and in the processes
    divided = shares(sizes, processes * SHARES)
    results: dict[int, Made] = {}
    lots = [[things[index] for index in each] for each in divided]
    for number, made in shared(work, lots, processes, meanwhile):
        results.update(zip(divided[number], made, strict=True))
    return [results[index] for index in range(len(things))]
