"""What becomes of the strings of a file that are whole destructive statements.

One that is executed counts there. One that only goes into a log, a message or a comparison does
not count. Any other one is kept: it may be run by something that was not seen.
"""

from __future__ import annotations

import bisect
from typing import Generic, TypeVar

from ftc_lint.evaluate import texts
from ftc_lint.flow import Keep
from ftc_lint.python.shapes import is_whole_statement, may_hold_statement
from ftc_lint.records import dataclass, field
from ftc_lint.text import Run, Span
from ftc_lint.values import Text, Value

Owner = TypeVar("Owner")

Interval = tuple[int, int]

MOST_PARTS = 100
"""Parts of a text that is looked at as a whole; of one built from more, each part counts."""


MOST_VARIANTS = 6
"""Texts with the same beginning that are kept apart."""


@dataclass(slots=True)
class _Candidate(Generic[Owner]):
    text: Text
    owner: Owner
    is_literal: bool


@dataclass(slots=True)
class Destinies(Generic[Owner]):
    """Collects, while a file is read, where its strings go. An `Owner` is the function that a
    string stands in. Only strings of the file `path` are looked at."""

    path: str
    _candidates: dict[int, list[_Candidate[Owner]]] = field(default_factory=dict)
    _executed: list[Interval] = field(default_factory=list)
    _mentioned: list[Interval] = field(default_factory=list)
    _used: list[Interval] = field(default_factory=list)

    def written(self, value: Value, owner: Owner, *, is_literal: bool) -> None:
        """A string literal, or what was made of some."""
        for text in texts(value):
            runs = text.excerpt.runs
            if not 0 < len(runs) <= MOST_PARTS or not may_hold_statement(text.excerpt.text):
                continue
            if is_whole_statement(text.excerpt.text):
                self._add(_Candidate(text, owner, is_literal), runs)

    def _add(self, new: _Candidate[Owner], runs: tuple[Run, ...]) -> None:
        covered = _intervals(runs, self.path)
        for run in runs:
            known = self._candidates.get(run.span.start)
            if known:
                known[:] = [old for old in known if not _replaces(new, covered, old)]
        known = self._candidates.setdefault(runs[0].span.start, [])
        if len(known) < MOST_VARIANTS:
            known.append(new)

    def executed(self, value: Value) -> None:
        """A value is run as SQL."""
        self._note(value, self._executed)

    def mentioned(self, value: Value) -> None:
        """A value goes into a log, a message, a comparison."""
        self._note(value, self._mentioned)

    def used(self, value: Value) -> None:
        """A value that has a name is used in some other way."""
        self._note(value, self._used)

    def _note(self, value: Value, where: list[Interval]) -> None:
        for text in texts(value):
            where.extend(
                (run.span.start, run.span.end)
                for run in text.excerpt.runs
                if run.span.path == self.path
            )

    def kept(self) -> list[tuple[Owner, Keep]]:
        """The strings to keep, each with the function that it stands in, in order."""
        executed, mentioned = merged(self._executed), merged(self._mentioned)
        used = merged(self._used)
        found = []
        for start in sorted(self._candidates):
            for candidate in self._candidates[start]:
                runs = candidate.text.excerpt.runs
                if _covers(executed, runs):
                    continue
                if _covers(mentioned, runs) and not _covers(used, runs):
                    continue
                end = max(run.span.end for run in runs if run.span.path == self.path)
                span = Span(self.path, start, max(start, end))
                found.append((candidate.owner, Keep(candidate.text, span)))
        return found


def _replaces(new: _Candidate[Owner], covered: list[Interval], old: _Candidate[Owner]) -> bool:
    """Whether a text was made of another one, so that only the newer counts."""
    if old.is_literal and _covers(covered, old.text.excerpt.runs):
        return True
    return new.text.excerpt.text.startswith(old.text.excerpt.text)


def merged(intervals: list[Interval]) -> list[Interval]:
    """The intervals in order, those that overlap or touch made one."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _intervals(runs: tuple[Run, ...], path: str) -> list[Interval]:
    return merged([(run.span.start, run.span.end) for run in runs if run.span.path == path])


def _covers(intervals: list[Interval], runs: tuple[Run, ...]) -> bool:
    """Whether every run that holds any text overlaps one of the intervals."""
    for run in runs:
        if run.end == run.start:
            continue
        index = bisect.bisect_right(intervals, (run.span.start, run.span.end)) - 1
        before = index >= 0 and intervals[index][1] > run.span.start
        after = index + 1 < len(intervals) and intervals[index + 1][0] < run.span.end
        if not (before or after):
            return False
    return True
