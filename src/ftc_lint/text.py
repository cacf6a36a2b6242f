"""Text that knows where it came from.

Offsets count characters (code points) of the decoded text, without a byte order mark, from 0.
Line ends are kept as they stand in the file, so that an offset is exact under CRLF too.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from ftc_lint.records import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file: `path` relative to the project root, `end` exclusive.

    `path` is empty while a text has not been placed in a file yet.
    """

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place for people: row and column start at 1, columns count characters."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines of a file that its text leaves out: so many before the line that begins at `offset`
    of the text. They are rows of a dump (see `copydata`)."""

    offset: int
    lines: int


@dataclass(frozen=True)
class Source:
    """One file's text: `path` relative to the project root, `text` decoded, without the mark.

    Offsets count in `text`, rows in the file: only the text of a large dump has `gaps`.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    has_byte_order_mark: bool = False
    gaps: tuple[Gap, ...] = ()

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; CRLF, LF and a lone CR each end one line."""
        text = self.text
        if "\r" not in text:
            lengths = [len(line) + 1 for line in text.split("\n")[:-1]]
            return list(accumulate(lengths, initial=0))
        starts = [0]
        for index, character in enumerate(text):
            if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
                starts.append(index + 1)
        return starts

    @cached_property
    def _left_out(self) -> list[int]:
        """How many lines are left out before each gap, and in all of them."""
        return list(accumulate((gap.lines for gap in self.gaps), initial=0))

    @cached_property
    def _gap_rows(self) -> list[int]:
        """The row of the file at which each gap begins."""
        return [
            bisect.bisect_right(self.line_starts, gap.offset) + before
            for gap, before in zip(self.gaps, self._left_out, strict=False)
        ]

    @property
    def rows(self) -> int:
        """The number of the file's last row."""
        return len(self.line_starts) + self._left_out[-1]

    def location(self, offset: int) -> Location:
        """The row and column of an offset; one past the end is allowed."""
        row = bisect.bisect_right(self.line_starts, offset)
        column = offset - self.line_starts[row - 1] + 1
        if self.gaps:
            before = bisect.bisect_right(self.gaps, offset, key=_offset_of)
            row += self._left_out[before]
        return Location(row, column)

    def cell(self, offset: int) -> tuple[int, int] | None:  # noqa: ARG002
        """The number of the notebook's cell that an offset lies in, and the row it begins at;
        None where the text is the file's own."""
        return None

    def in_file(self, span: Span) -> tuple[Source, Span]:
        """The file's own text and the same stretch in it: a notebook's code is taken out of it."""
        return self, span

    def as_written(self, content: str) -> str:
        """A replacement as the file has to hold it."""
        return content

    def line(self, row: int) -> str:
        """The text of a row (from 1), without its line end; empty for one that is left out."""
        starts = self.line_starts
        if self.gaps:
            before = bisect.bisect_right(self._gap_rows, row)
            if before and row < self._gap_rows[before - 1] + self.gaps[before - 1].lines:
                return ""
            row -= self._left_out[before]
        end = starts[row] if row < len(starts) else len(self.text)
        return self.text[starts[row - 1] : end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Run:
    """Where a stretch of an excerpt was written.

    `start` and `end` are offsets in the excerpt. When the file's stretch is as long as the
    excerpt's, characters correspond one to one; else (an escape, a replacement, a hole) the
    stretch stands for the other as a whole.
    """

    start: int
    end: int
    span: Span


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text with its origin. `runs` are in order and need not cover all of it."""

    text: str
    runs: tuple[Run, ...] = field(default=())

    @staticmethod
    def of(source: Source, start: int = 0, end: int | None = None) -> Excerpt:
        """The stretch of a file, character by character."""
        stop = len(source.text) if end is None else end
        text = source.text[start:stop]
        return Excerpt(text, (Run(0, len(text), Span(source.path, start, stop)),))

    def __add__(self, other: Excerpt) -> Excerpt:
        shift = len(self.text)
        moved = tuple(Run(r.start + shift, r.end + shift, r.span) for r in other.runs)
        return Excerpt(self.text + other.text, self.runs + moved)

    def cut(self, start: int, end: int) -> Excerpt:
        """The part between two offsets; runs that stand for their text as a whole stay whole."""
        runs = []
        first = bisect.bisect_left(self.runs, start, key=_end_of)
        for run in self.runs[first:]:
            if run.start > end:
                break
            low, high = max(run.start, start), min(run.end, end)
            if low > high or (low == high and run.start != run.end):
                continue
            span = run.span
            if span.end - span.start == run.end - run.start:
                span = Span(span.path, span.start + low - run.start, span.start + high - run.start)
            runs.append(Run(low - start, high - start, span))
        return Excerpt(self.text[start:end], tuple(runs))

    def span(self, start: int, end: int) -> Span | None:
        """Where the text between two offsets was written; None if it was written nowhere.

        A stretch put together from several places is given by its first place.
        """
        first = bisect.bisect_left(self.runs, start, key=_end_of)
        for run in self.runs[first:]:
            if run.end <= start and not (run.start == run.end == start == end):
                continue
            if run.start >= max(end, start + 1):
                break
            if run.span.end - run.span.start == run.end - run.start:
                low = run.span.start + max(start, run.start) - run.start
                return Span(run.span.path, low, self._last(start, end, run.span.path, low))
            return Span(
                run.span.path,
                run.span.start,
                self._last(start, end, run.span.path, run.span.start),
            )
        return None

    def _last(self, start: int, end: int, path: str, low: int) -> int:
        """The end in `path` of the last run that reaches into start..end, at least `low`."""
        last = low
        for run in self.runs[bisect.bisect_left(self.runs, start, key=_end_of) :]:
            if run.start >= end:
                break
            if run.end <= start or run.span.path != path:
                continue
            if run.span.end - run.span.start == run.end - run.start:
                stop = run.span.start + min(end, run.end) - run.start
            else:
                stop = run.span.end
            if stop < last:  # the text goes on at an earlier place of the file
                break
            last = stop
        return last


def _end_of(run: Run) -> int:
    return run.end


def _offset_of(gap: Gap) -> int:
    return gap.offset


def joined(excerpts: Iterable[Excerpt]) -> Excerpt:
    """All excerpts one after the other, in linear time."""
    texts: list[str] = []
    runs: list[Run] = []
    shift = 0
    for excerpt in excerpts:
        texts.append(excerpt.text)
        if shift:
            runs.extend(Run(r.start + shift, r.end + shift, r.span) for r in excerpt.runs)
        else:
            runs.extend(excerpt.runs)
        shift += len(excerpt.text)
    return Excerpt("".join(texts), tuple(runs))
