"""A text and what edits made of it, so that whatever no edit touched is known to be the same."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from ftc_lint.findings import Edit
from ftc_lint.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of the original text, and what stands there now."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rewriting:
    """`changes` are in order and do not overlap."""

    original: str
    changes: tuple[Change, ...] = field(default=())

    @property
    def text(self) -> str:
        """The text as it is now."""
        parts: list[str] = []
        last = 0
        for change in self.changes:
            parts += (self.original[last : change.start], change.text)
            last = change.end
        parts.append(self.original[last:])
        return "".join(parts)

    def edited(self, edits: Iterable[Edit]) -> Rewriting:
        """The rewriting with further edits, whose spans are in the text as it is now and do not
        overlap."""
        changes = _Changes(self.changes)
        for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end), reverse=True):
            changes.put(edit.span.start, edit.span.end, edit.content)
        return Rewriting(self.original, tuple(c for c in changes.made if self._differs(c)))

    def _differs(self, change: Change) -> bool:
        return self.original[change.start : change.end] != change.text


class _Changes:
    """Changes while edits are put in, the last edit of the text first."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.made = list(changes)
        self._starts: list[int] = []  # where each change begins in the text as it is now
        self._ends: list[int] = []
        shift = 0
        for change in self.made:
            self._starts.append(change.start + shift)
            shift += len(change.text) - (change.end - change.start)
            self._ends.append(change.end + shift)

    def put(self, start: int, end: int, content: str) -> None:
        """Replace a stretch of the text as it was before all edits; the ones behind it are put in
        already, so that offsets up to here still hold, in a change's own text too."""
        first = bisect.bisect_left(self._ends, start)  # the changes that the stretch touches
        last = bisect.bisect_right(self._starts, end)
        begin, stop = self._original(start, first), self._original(end, last)
        new_start, new_end = start, end
        if first < last:
            head, tail = self.made[first], self.made[last - 1]
            if self._starts[first] < start:
                begin, new_start = head.start, self._starts[first]
                content = head.text[: start - new_start] + content
            if self._ends[last - 1] >= end:
                stop, new_end = tail.end, self._ends[last - 1]
                content += tail.text[end - self._starts[last - 1] :]
        self.made[first:last] = [Change(begin, stop, content)]
        self._starts[first:last] = [new_start]
        self._ends[first:last] = [new_end]

    def _original(self, at: int, index: int) -> int:
        """Where an offset of the text, between the changes before `index` and the rest, was."""
        if index == 0:
            return at
        return at - self._ends[index - 1] + self.made[index - 1].end
