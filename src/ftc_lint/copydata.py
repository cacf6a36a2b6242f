"""Reads a large SQL file without the rows that COPY … FROM stdin brings along.

A dump of PostgreSQL is mostly rows, and rows are no SQL. They are left out while the file is read
in windows, so that it takes as much memory as the SQL in it. `Gap` keeps where they were: what
lies behind them has its place in the file all the same.

Only what stands between a COPY that begins a line and a `\\.` on a line of its own is left out.
Whether the lexer sees rows there too, and no comment or string, is checked when it is read.
"""

from __future__ import annotations

import re

from ftc_lint.records import dataclass
from ftc_lint.text import Gap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

WINDOW = 4_000_000
"""Bytes that are read at a time. Smaller files are read whole."""

_STDIN = b"stdin"
_BEFORE_STDIN = re.compile(rb"\bfrom\s+\Z", re.IGNORECASE)
_LONGEST_FROM = 100
_BEHIND_STDIN = re.compile(rb"[^;]{0,500};[ \t]*\r?\n")
_LONGEST_END = 600
_COPY = re.compile(rb"(?:\A|[\n\r])[ \t]*copy\s", re.IGNORECASE)
_LONGEST_HEAD = 200_000
_END = b"\n\\."
_REST_OF_LINE = re.compile(rb"[ \t]*")
_MOST_BLANKS = 1000
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's bytes, and where rows were left out of them, in bytes. `unended` says that the
    last rows reach to the end of the file."""

    data: bytes
    gaps: tuple[Gap, ...] = ()
    unended: bool = False


def read_without_rows(file: BinaryIO, window: int = WINDOW) -> Reading:
    """A file's bytes without the rows of its COPY … FROM stdin, if it is larger than a window.

    A file in UTF-16 or UTF-32 is read whole. Raises `OSError`.
    """
    chunk = file.read(window)
    if len(chunk) < window or chunk.startswith(_WIDE):
        return Reading(chunk + file.read())
    cutter = _Cutter()
    while chunk:
        cutter.feed(chunk)
        chunk = file.read(window)
    return cutter.finish()


class _Cutter:
    """Takes a file window by window: SQL is kept, rows are counted."""

    def __init__(self) -> None:
        self.kept = bytearray()
        self.gaps: list[Gap] = []
        self.rows: _Rows | None = None  # those being read
        self.searched = 0  # no rows begin before this

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the file."""
        while chunk:
            chunk = self._sql(chunk) if self.rows is None else self._skip(self.rows, chunk)

    def finish(self) -> Reading:
        """What was read; there is nothing more."""
        rows = self.rows
        unended = rows is not None and not rows.ends_here()
        if rows is not None:
            self._close(rows)
        return Reading(bytes(self.kept), tuple(self.gaps), unended)

    def _sql(self, chunk: bytes) -> bytes:
        """Keeps bytes up to where rows begin; returns the others."""
        before = len(self.kept)
        self.kept += chunk
        begin = self._begin_of_rows(max(self.searched, before - _LONGEST_END))
        if begin is None:
            return b""
        self.searched = begin
        self.rows = _Rows()
        del self.kept[begin:]
        return chunk[begin - before :]

    def _begin_of_rows(self, start: int) -> int | None:
        """Where the line behind a COPY … FROM stdin; begins."""
        lower = bytes(self.kept[start:]).lower()
        at = lower.find(_STDIN)
        while at >= 0:
            behind = _BEHIND_STDIN.match(lower, at + len(_STDIN))
            if behind and self._is_copy(start + at):
                return start + behind.end()
            at = lower.find(_STDIN, at + 1)
        return None

    def _is_copy(self, stdin: int) -> bool:
        """Whether a COPY that begins a line goes on to FROM STDIN."""
        kept = self.kept
        if not _BEFORE_STDIN.search(kept[max(0, stdin - _LONGEST_FROM) : stdin]):
            return False
        first = kept.rfind(b";", max(0, stdin - _LONGEST_HEAD), stdin) + 1
        return _COPY.search(kept[max(first, stdin - _LONGEST_HEAD) : stdin]) is not None

    def _skip(self, rows: _Rows, chunk: bytes) -> bytes:
        """Counts rows up to their end; returns what is there from the end on."""
        rest = rows.skip(chunk)
        if rest is None:
            return b""
        self._close(rows)
        return rest

    def _close(self, rows: _Rows) -> None:
        behind = rows.end()
        self.gaps.append(Gap(len(self.kept), rows.lines))
        self.kept += behind
        self.rows = None


class _Rows:
    """Counts the lines of the rows of one COPY."""

    def __init__(self) -> None:
        self.lines = -1  # for the line end before the first row, which stands in `waiting`
        self.waiting = b"\n"  # the last bytes: they may belong to the end
        self.after_return = False

    def skip(self, chunk: bytes) -> bytes | None:
        """What stands in the chunk from the end of the rows on, None if the end is not there."""
        data = self.waiting + chunk
        at = data.find(_END)
        while at >= 0:
            blanks = _REST_OF_LINE.match(data, at + len(_END))
            after = blanks.end() if blanks else at
            if after == len(data) and after - at < _MOST_BLANKS:
                break  # perhaps: the next bytes decide
            if data[after : after + 1] in (b"\r", b"\n"):
                self._count(data[: at + 1])
                self.waiting = b""
                return data[at + 1 :]
            at = data.find(_END, at + 1)
        keep = at if at >= 0 else max(0, len(data) - len(_END) + 1)
        self._count(data[:keep])
        self.waiting = data[keep:]
        return None

    def ends_here(self) -> bool:
        """Whether the last bytes of the file are the end of the rows."""
        return self.waiting.startswith(_END)

    def end(self) -> bytes:
        """At the end of the file: what stands behind the rows. Counts the rest of them."""
        if not self.waiting:
            return b""
        if self.ends_here():
            self._count(b"\n")
            return self.waiting[1:]
        self._count(self.waiting)
        return b""

    def _count(self, data: bytes) -> None:
        """CRLF, LF and a lone CR each end one line."""
        if not data:
            return
        self.lines += data.count(b"\n")
        returns = data.count(b"\r")
        if returns:
            self.lines += returns - data.count(b"\r\n")
        if self.after_return and data.startswith(b"\n"):
            self.lines -= 1
        self.after_return = data.endswith(b"\r")
