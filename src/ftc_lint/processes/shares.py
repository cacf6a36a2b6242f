"""Work on many things, and its division among processes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")
Taken = TypeVar("Taken", contravariant=True)


class Work(Protocol[Taken, Made]):
    """What is done: `prepare` before there are several processes, then a list for each share."""

    def prepare(self) -> None: ...

    def __call__(self, things: Sequence[Taken], /) -> list[Made]: ...


def shares(sizes: Sequence[int], number: int) -> list[list[int]]:
    """Indexes of things in so many shares of about the same size, the largest things first."""
    order: Iterable[int] = sorted(range(len(sizes)), key=lambda index: -sizes[index])
    found: list[list[int]] = [[] for _ in range(number)]
    totals = [0] * number
    for index in order:
        least = totals.index(min(totals))
        found[least].append(index)
        totals[least] += sizes[index] + 1000
    return [share for share in found if share]
