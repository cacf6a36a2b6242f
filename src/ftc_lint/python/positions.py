"""Where the nodes of a tree stand in the text, worked out when asked.

Python gives lines and columns in bytes; places here are offsets in characters, as everywhere else.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ftc_lint.python.tokens import Line, Tokens, scan
from ftc_lint.records import dataclass
from ftc_lint.text import Source, Span


@dataclass(frozen=True, slots=True)
class CallPlace:
    """A call from `start` to `end`, the last name of what is called from `name` to `name_end`."""

    start: int
    end: int
    name: int
    name_end: int


class Positions:
    """The places of one file's nodes. `enter` a statement before asking for the line it is on."""

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self.source = source
        self.tokens = tokens
        self._lines = source.line_starts
        self._ascii = source.text.isascii()
        self._begins = [line.start for line in tokens.lines]
        self._current: Line = _NOWHERE
        self.current: ast.AST | None = None

    def enter(self, statement: ast.AST) -> None:
        """From now on the line is asked for that this statement, clause or decorator begins on."""
        self.current = statement
        self._current = _NOWHERE

    def current_line(self) -> Line:
        """The logical line that was entered last."""
        if self._current is _NOWHERE and self.current is not None:
            self._current = self.line_at(self.start(self.current))
        return self._current

    def current_span(self) -> Span:
        """The stretch of the line that was entered last."""
        line = self.current_line()
        return Span(self.source.path, line.start, line.end)

    def block_span(self, statement: ast.If) -> Span:
        """From a compound statement's header to the end of its body (without `else`)."""
        last = self.line_at(self.end(statement.body[-1]) - 1)
        return Span(self.source.path, self.line_at(self.start(statement)).start, last.end)

    def line_at(self, offset: int) -> Line:
        """The logical line that holds an offset of the text."""
        return self.tokens.lines[max(bisect_right(self._begins, offset) - 1, 0)]

    def start(self, node: ast.AST) -> int:
        """Where a node begins."""
        return self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        """Where a node ends (exclusive)."""
        return self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def code(self, node: ast.AST) -> str:
        """A node as it is written."""
        return self.source.text[self.start(node) : self.end(node)]

    def column(self, offset: int) -> tuple[int, int]:
        """The line and the column in bytes of an offset, as Python counts them."""
        row = bisect_right(self._lines, offset)
        begin = self._lines[row - 1]
        if self._ascii:
            return row, offset - begin
        return row, len(self.source.text[begin:offset].encode())

    def call(self, node: ast.Call) -> CallPlace:
        """Where a call stands."""
        start = self.start(node)
        end = self.end(node.func)
        match = _LAST_NAME.search(self.source.text, max(start, end - LONGEST_NAME), end)
        name = max(start, end - 1) if match is None else match.start()
        return CallPlace(start, self.end(node), name, end)

    def name(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
        """Where the name of a definition begins."""
        start = self.start(node)
        match = _HEADER.match(self.source.text, start)
        return start if match is None else match.end()

    def literals(self, node: ast.expr) -> Sequence[tuple[str, int]]:
        """The string literals that a node is made of, as they are written, and where."""
        starts, texts = self.tokens.starts, self.tokens.texts
        start, end = self.start(node), self.end(node)
        index = bisect_left(starts, start)
        if index == len(starts) or starts[index] != start:  # in a field of an f-string
            inner = scan(self.source.text, start, end)
            return tuple(zip(inner.texts, inner.starts, strict=True))
        last = bisect_left(starts, end, index)
        return tuple(zip(texts[index:last], starts[index:last], strict=True))

    def _offset(self, row: int, column: int) -> int:
        begin = self._lines[row - 1]
        if self._ascii:
            return begin + column
        end = self._lines[row] if row < len(self._lines) else len(self.source.text)
        line = self.source.text[begin:end]
        if line.isascii():
            return begin + column
        return begin + len(line.encode()[:column].decode())


LONGEST_NAME = 200
"""Characters of a method's name that are looked for."""

_NOWHERE = Line(0, 0)
_LAST_NAME = re.compile(r"\w+\Z")
_HEADER = re.compile(r"(?:async(?:\s|\\\r?\n)+)?(?:def|class)(?:\s|\\\r?\n)+")
