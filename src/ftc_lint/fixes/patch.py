"""A rewritten file as a unified diff that `git apply` and `patch -p1` take."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from ftc_lint.fixes.rewriting import Change, Rewriting
from ftc_lint.records import dataclass
from ftc_lint.text import Source

CONTEXT = 3
"""Unchanged lines that are shown around a change."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


class NoPatchError(Exception):
    """A file whose encoding has no lines as patches know them."""


@dataclass(frozen=True, slots=True)
class _Replaced:
    """Lines of the old text (from 0, `end` exclusive), and those that stand there now."""

    start: int
    end: int
    new: tuple[str, ...]


def patch(name: str, source: Source, rewriting: Rewriting) -> bytes:
    """The diff of one file under a name; nothing for no change. Raises `NoPatchError`.

    Lines end in a line feed; a carriage return before it is part of the line, as for git.
    """
    if "\n".encode(source.encoding) != b"\n":
        raise NoPatchError(f"a patch cannot show {source.encoding}")
    if source.has_byte_order_mark:
        rewriting = _marked(rewriting)
    lines = _lines(rewriting.original)
    hunks: list[str] = []
    shift = 0
    for group in _grouped(_replaced(rewriting, lines)):
        text, shift = _hunk(group, lines, shift)
        hunks.append(text)
    if not hunks:
        return b""
    header = f"--- {_name('a', name)}\n+++ {_name('b', name)}\n"
    body = "".join(hunks).encode(source.encoding)
    return header.encode("utf-8", "surrogateescape") + body


def changed_lines(rewriting: Rewriting) -> Iterator[tuple[list[str], list[str]]]:
    """The lines that are different, before and after, one pair for each stretch of them."""
    lines = _lines(rewriting.original)
    for each in _replaced(rewriting, lines):
        yield lines[each.start : each.end], list(each.new)


def _marked(rewriting: Rewriting) -> Rewriting:
    """With the byte order mark as the first character, as it is for a patch."""
    changes = tuple(Change(c.start + 1, c.end + 1, c.text) for c in rewriting.changes)
    return Rewriting(f"\ufeff{rewriting.original}", changes)


def _lines(text: str) -> list[str]:
    """The lines with their line feeds."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _name(side: str, name: str) -> str:
    """A file's name in a header: quoted if need be, and ended by a tab if it has blanks."""
    path = f"{side}/{name}"
    if any(character in _ESCAPES or ord(character) < 32 for character in path):
        inner = "".join(
            _ESCAPES.get(c, c) if ord(c) >= 32 or c in _ESCAPES else f"\\{ord(c):03o}" for c in path
        )
        return f'"{inner}"'
    return f"{path}\t" if " " in path else path


def _replaced(rewriting: Rewriting, lines: Sequence[str]) -> Iterator[_Replaced]:
    """The changes as whole lines, in order."""
    starts = _starts(lines)
    changes = list(rewriting.changes)
    index = 0
    while index < len(changes):
        first = _row(starts, changes[index].start)
        last = _row(starts, changes[index].end)
        text, position = "", starts[first]
        while index < len(changes) and _row(starts, changes[index].start) <= last:
            change = changes[index]
            text += rewriting.original[position : change.start] + change.text
            position = change.end
            last = max(last, _row(starts, change.end))
            index += 1
        end = starts[last + 1] if last + 1 < len(starts) else len(rewriting.original)
        text += rewriting.original[position:end]
        yield _trimmed(first, min(last + 1, len(lines)), _lines(text), lines)


def _starts(lines: Sequence[str]) -> list[int]:
    """Where the lines begin; the end of the text begins a line if a line feed is before it."""
    starts = [0]
    for line in lines:
        if line.endswith("\n"):
            starts.append(starts[-1] + len(line))
    return starts


def _row(starts: Sequence[int], offset: int) -> int:
    return bisect.bisect_right(starts, offset) - 1


def _trimmed(start: int, end: int, new: list[str], lines: Sequence[str]) -> _Replaced:
    """Without the lines that are the same at both ends."""
    while start < end and new and lines[start] == new[0]:
        start += 1
        del new[0]
    while start < end and new and lines[end - 1] == new[-1]:
        end -= 1
        del new[-1]
    return _Replaced(start, end, tuple(new))


def _grouped(replaced: Iterator[_Replaced]) -> Iterator[list[_Replaced]]:
    """Changes whose context would meet, together."""
    group: list[_Replaced] = []
    for each in replaced:
        if each.start == each.end and not each.new:
            continue
        if group and each.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _hunk(group: list[_Replaced], lines: Sequence[str], shift: int) -> tuple[str, int]:
    """A hunk, and by how many lines the rest of the file is moved."""
    start = max(0, group[0].start - CONTEXT)
    end = min(len(lines), group[-1].end + CONTEXT)
    out: list[str] = []
    position, added, removed = start, 0, 0
    for each in group:
        out += (f" {line}" for line in lines[position : each.start])
        out += (f"-{line}" for line in lines[each.start : each.end])
        out += (f"+{line}" for line in each.new)
        position = each.end
        added += len(each.new)
        removed += each.end - each.start
    out += (f" {line}" for line in lines[position:end])
    old_count = end - start
    new_count = old_count + added - removed
    ranges = f"-{_range(start, old_count)} +{_range(start + shift, new_count)}"
    body = "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in out
    )
    return f"@@ {ranges} @@\n{body}", shift + added - removed


def _range(start: int, count: int) -> str:
    """Lines from 1; an empty range stands behind the line it names."""
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"
