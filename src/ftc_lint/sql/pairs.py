"""Finding what closes an opener, without ever searching the same text twice in vain.

The lexer asks for closers from left to right. Each of these remembers how far a search without
success has looked, so hostile input (`/* /* /* …`, `{`×20,000) costs one pass, not one per opener.
"""

from __future__ import annotations

import re

_BRACES = re.compile(r"""[{};]|'[^'\n]*'|"[^"\n]*\"""")
_COMMENTS = re.compile(r"/\*|\*/")
_MAX_DEAD = 64


class Ahead:
    """The next place at or after a position where a fixed pattern matches."""

    __slots__ = ("_end", "_found", "_pattern", "_since", "_text")

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._text = text
        self._pattern = pattern
        self._since = 0
        self._found: int | None = -1
        self._end = 0

    def end_after(self, position: int) -> int | None:
        """Where the first match starting at or after `position` ends; None if there is none."""
        if self._found is not None and not self._since <= position <= self._found:
            match = self._pattern.search(self._text, position)
            self._since = position
            self._found = match.start() if match else None
            self._end = match.end() if match else 0
        return None if self._found is None else self._end


class Balanced:
    """Closers of nested openers: braces around an expression, or nested comments."""

    __slots__ = ("_closers", "_looked_until", "_pattern", "_text")

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._text = text
        self._pattern = pattern
        self._closers: dict[int, int] = {}
        self._looked_until = -1

    def end_of(self, opener: int) -> int | None:
        """Where the pair opened at `opener` ends; None if nothing closes it."""
        if opener >= self._looked_until:
            self._look(opener)
        return self._closers.pop(opener, None)

    def _look(self, opener: int) -> None:
        depth: list[int] = []
        for match in self._pattern.finditer(self._text, opener):
            mark = match.group()
            if mark in ("{", "/*"):
                depth.append(match.start())
            elif mark in ("}", "*/"):
                self._closers[depth.pop()] = match.end()
                if not depth:
                    self._looked_until = match.end()
                    return
            elif mark == ";":
                self._looked_until = match.start()
                return
        self._looked_until = len(self._text)


def braces(text: str) -> Balanced:
    """Pairs of braces; quotes inside may hide a brace, a bare `;` means it was no expression."""
    return Balanced(text, _BRACES)


def comments(text: str) -> Balanced:
    """Pairs of `/*` and `*/`, nested."""
    return Balanced(text, _COMMENTS)


class Closers:
    """Where a closing string that depends on its opener (`$tag$`, `]'`) comes next.

    After 64 different closers that never came, it stops looking for any.
    """

    __slots__ = ("_dead", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._dead: set[str] = set()

    def end_after(self, closer: str, position: int) -> int | None:
        """Where the first `closer` at or after `position` ends; None if there is none."""
        if closer in self._dead or len(self._dead) >= _MAX_DEAD:
            return None
        found = self._text.find(closer, position)
        if found < 0:
            self._dead.add(closer)
            return None
        return found + len(closer)

    def forget(self, closer: str) -> None:
        """From now on `closer` closes nothing."""
        self._dead.add(closer)
