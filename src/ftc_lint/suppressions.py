"""Which findings the comments of a file silence, and which comments silence nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from ftc_lint.facts import Extent
from ftc_lint.findings import Finding
from ftc_lint.pragmas import Suppression, Word
from ftc_lint.records import replace
from ftc_lint.text import Source

Rows = tuple[int, int]
CodeOf = Callable[[str], "str | None"]


class FileSuppressions:
    """The suppressions of one file, and what became of them.

    `code_of` gives the code that a word (a code or a name) means; `extents` are the statements
    and string literals of the file.
    """

    def __init__(
        self,
        source: Source,
        suppressions: Sequence[Suppression],
        extents: Sequence[Extent],
        code_of: CodeOf,
        today: date,
    ) -> None:
        self.source = source
        self.extents = sorted(extents, key=lambda extent: extent.start)
        self.code_of = code_of
        self.entries = [
            replace(s, expired=s.until is not None and s.until < today) for s in suppressions
        ]
        self.used: set[Word] = set()

    def silences(self, finding: Finding) -> bool:
        """Whether a suppression covers a finding of this file; it is marked as used then."""
        silenced = False
        ranges: list[Rows] | None = None
        for entry in self.entries:
            if entry.problem or entry.expired:
                continue
            words = [word for word in entry.words if self.code_of(word.text) == finding.code]
            if not words:
                continue
            if not entry.whole_file:
                ranges = self._ranges(finding) if ranges is None else ranges
                if not self._covers(entry, ranges):
                    continue
            self.used.update(words)
            silenced = True
        return silenced

    def judged(self, active: frozenset[str]) -> Iterable[Suppression]:
        """Every suppression with what the run found out; only words for rules that were
        `active` can be unused."""
        for entry in self.entries:
            codes = {word: self.code_of(word.text) for word in entry.words}
            yield replace(
                entry,
                unknown=tuple(word for word in entry.words if codes[word] is None),
                unused=tuple(
                    word for word in entry.words if codes[word] in active and word not in self.used
                ),
            )

    def _covers(self, entry: Suppression, ranges: Sequence[Rows]) -> bool:
        row = self.source.location(entry.span.start).row
        if any(first <= row <= last for first, last in ranges):
            return True
        below = self._row_below(entry)
        return below is not None and any(first == below for first, _ in ranges)

    def _row_below(self, entry: Suppression) -> int | None:
        """The row that a comment on a line of its own stands above; None for any other."""
        first = self.source.location(entry.comment.start)
        last = self.source.location(max(entry.comment.start, entry.comment.end - 1))
        before = self.source.line(first.row)[: first.column - 1]
        after = self.source.line(last.row)[last.column :]
        if before.strip() or after.strip():
            return None
        row = last.row + 1
        while row <= self.source.rows:
            if not self.source.line(row).lstrip().startswith(("#", "--")):
                return row
            row += 1
        return None

    def _ranges(self, finding: Finding) -> list[Rows]:
        spans = [s for s in (finding.span, finding.statement) if s is not None]
        spans = [s for s in spans if s.path == self.source.path]
        ranges = [self._rows(span.start, span.end) for span in spans]
        for span in spans[:1]:
            ranges.extend(
                self._rows(extent.start, extent.end)
                for extent in self.extents
                if extent.start <= span.start < max(extent.end, extent.start + 1)
            )
        return ranges

    def _rows(self, start: int, end: int) -> Rows:
        first = self.source.location(start).row
        return first, self.source.location(max(start, end - 1)).row
