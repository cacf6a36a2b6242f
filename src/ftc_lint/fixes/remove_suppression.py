"""What suppresses nothing is taken out of its comment, and nothing else that the comment says."""

from __future__ import annotations

import re

from ftc_lint.findings import Edit, Fix, NoFix, ReadSource
from ftc_lint.fixes.words import language_of
from ftc_lint.pragmas import Suppression
from ftc_lint.records import dataclass
from ftc_lint.text import Source, Span

_OPENER = re.compile(r"(?:#+|--+|//+|/\*+)[ \t]*")
_NEXT_PART = re.compile(r"[ \t]+(?=#[ \t]*[A-Za-z]|--[ \t])")
"""Where another tool's comment begins behind a reason: `… why  # type: ignore`."""
_TRAILING_OPENER = re.compile(r"(?:(?<=[ \t])|\A)(?:#+|--+|//+)[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class RemoveSuppression:
    """Takes the unused words out, or all of it where every one is."""

    suppression: Suppression

    def fix(self, read: ReadSource) -> Fix | NoFix:
        """The edits, where the comment is nothing but a comment."""
        entry = self.suppression
        source = read(entry.comment.path)
        if source is None:
            return NoFix("the file cannot be read")
        dates = {word for word in entry.listed if word not in entry.words and not entry.is_noqa}
        if any(word not in entry.unused and word not in dates for word in entry.listed):
            names = " and ".join(word.text for word in entry.unused)
            return Fix("safe", f"take {names} out of the suppression", _words(entry))
        comment = _comment(source, entry)
        if isinstance(comment, NoFix):
            return comment
        edit = comment.without(entry.span.start, _end_of_reason(source, entry, comment))
        if edit is None:
            return NoFix("a template reads this comment")
        return Fix("safe", "remove the suppression", (edit,))


def _words(entry: Suppression) -> tuple[Edit, ...]:
    """Each unused word goes with the gap to its neighbour that stays."""
    edits = []
    listed = entry.listed
    first_kept = next(i for i, word in enumerate(listed) if word not in entry.unused)
    for index, word in enumerate(listed):
        if word not in entry.unused:
            continue
        if index > first_kept:
            start, end = listed[index - 1].span.end, word.span.end
        else:
            start, end = word.span.start, listed[index + 1].span.start
        edits.append(Edit(Span(word.span.path, start, end), ""))
    return tuple(edits)


def _comment(source: Source, entry: Suppression) -> _Comment | NoFix:
    """The comment as it stands in its language."""
    start, end = entry.comment.start, entry.comment.end
    text, language = source.text, language_of(source)
    if language == "python" and text[start] != "#":
        from ftc_lint.python.literal_text import literal_around

        literal = literal_around(text, start, start + 2)
        if literal is None:
            return NoFix("the comment is not found in a string")
        if text.startswith("--", start):
            end = min(literal.end, start + len(text[start:].splitlines()[0]))
        inside = text[start:end]
        if ("\\" in inside and not literal.is_raw) or (literal.is_formatted and "{" in inside):
            return NoFix("the comment stands in a string, with escapes or expressions in it")
    if language == "shell" and re.search(r"[\"'`$\\]", text[start:end]):
        return NoFix("the comment may stand in a string of the shell")
    return _Comment(source, start, end)


def _end_of_reason(source: Source, entry: Suppression, comment: _Comment) -> int:
    is_last = entry.end >= entry.comment.end  # a quote in its reason may have cut it short
    end = comment.inner_end if is_last else max(entry.end, entry.span.end)
    other = _NEXT_PART.search(source.text, entry.span.end, comment.inner_end)
    return min(end, other.start()) if other is not None else end


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment and its place in a text."""

    source: Source
    start: int
    end: int

    @property
    def is_block(self) -> bool:
        """Whether it is closed by `*/`."""
        return self.source.text.startswith("/*", self.start) and self.inner_end < self.end

    @property
    def inner_end(self) -> int:
        """Where its words end."""
        text = self.source.text
        closed = text.startswith("/*", self.start) and text.endswith("*/", self.start, self.end)
        return self.end - 2 if closed else self.end

    def without(self, start: int, end: int) -> Edit | None:
        """The edit that takes a stretch of words out; None where braces make it a template's."""
        text = self.source.text
        opener = _OPENER.match(text, self.start, self.inner_end)
        begin = opener.end() if opener is not None else self.start
        before, after = text[begin:start], text[end : self.inner_end]
        if not before.strip() and not after.strip():
            return self._removed()
        if not before.strip():
            rest = end + len(after) - len(after.lstrip())
            return self._edit(self.start if _OPENER.match(text, rest) else start, rest)
        kept = _TRAILING_OPENER.sub("", before.rstrip()).rstrip()
        if after.strip():
            return self._edit(begin + len(kept), end)
        return self._edit(begin + len(kept), self.inner_end, " " if self.is_block else "")

    def _removed(self) -> Edit | None:
        """The whole comment, with its line if it has one to itself."""
        source, text = self.source, self.source.text
        first, last = (source.location(each).row for each in (self.start, max(self.end - 1, 0)))
        line_start = source.line_starts[first - 1]
        line_end = source.line_starts[last - 1] + len(source.line(last))
        before, after = text[line_start : self.start], text[self.end : line_end]
        if before.endswith("{") or after.startswith("}"):
            return None
        start = line_start + len(before.rstrip(" \t"))
        if after.strip() and self.is_block:
            parted = before[-1:].isspace() or after[0].isspace() or not before
            return self._edit(self.start, self.end, "" if parted else " ")
        if start > line_start or after.strip():
            return self._edit(start, self.end)
        following = source.line_starts[last] if last < len(source.line_starts) else len(text)
        return self._edit(line_start, following)

    def _edit(self, start: int, end: int, content: str = "") -> Edit:
        return Edit(Span(self.source.path, start, end), content)
