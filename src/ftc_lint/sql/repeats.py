"""What dumps write for every row: an INSERT that says the same before its values as one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ftc_lint.operations import Kind, Operation, repeating
from ftc_lint.records import dataclass, field, replace


@dataclass(slots=True)
class _Run:
    """An INSERT that is done again and again with nothing between but white space: what stands
    before its values, where its first begins and its last ends, how many characters behind the
    first each of the others begins, and the number of its operation."""

    written: str
    start: int
    end: int
    number: int
    repeats: list[int] = field(default_factory=list)


class Repeats:
    """The INSERTs of a text so far, by what stands before their values."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, list[Callable[[int], Operation]]]] = {}
        self._runs: list[_Run] = []

    def note(self, written: str, start: int, operations: Iterable[Operation]) -> None:
        """Keeps what an INSERT does that begins at `start`."""
        self._known[written] = (start, [*map(repeating, operations)])

    def do(self, written: str, start: int, operations: list[Operation]) -> bool:
        """Does it again, if one is known that says the same."""
        known = self._known.get(written)
        if known is None:
            return False
        by = start - known[0]
        operations += [again(by) for again in known[1]]
        return True

    def begin(self, written: str, start: int, end: int, operations: list[Operation]) -> None:
        """Takes the INSERT just read for the first of a run, if adding rows is all that it does."""
        known = self._known.get(written)
        if known is not None and len(known[1]) == 1 and operations[-1].kind is Kind.INSERT:
            self._runs.append(_Run(written, start, end, len(operations) - 1))

    def goes_on(self, written: str, start: int, end: int, text: str) -> bool:
        """Whether an INSERT does again what the one just before it in the text did: if so, it
        needs no operation of its own."""
        if not self._runs:
            return False
        run = self._runs[-1]
        if run.written != written or text[run.end : start].strip():
            return False
        run.repeats.append(start - run.start)
        run.end = end
        return True

    def tell(self, operations: list[Operation]) -> None:
        """Writes into the first operation of each run how often it is done again."""
        for run in self._runs:
            if run.repeats:
                first = operations[run.number]
                operations[run.number] = replace(first, repeats=tuple(run.repeats))
