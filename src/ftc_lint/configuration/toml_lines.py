"""On which line a key of a TOML file stands: the TOML readers do not tell.

Only for files that a TOML reader has accepted, so the scanner need not check anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KeyPath = tuple[str, ...]

_TOKEN = re.compile(
    r"""(?P<skip>[ \t]+|\#[^\n]*)
    |(?P<line>\r?\n)
    |(?P<string>\"\"\"(?:[^\\]|\\.)*?\"{3,5}|'''.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\#"']+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """The line (from 1) of every key path; items of an array have their index as a key."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or "other"
            if kind != "skip":
                self.tokens.append((kind, match.group(), line))
            line += match.group().count("\n")
        self.tokens.append(("end", "", line))
        self.position = 0
        self.lines: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self.kind != "end":
            if self.kind == "line":
                self.position += 1
            elif self.word == "[":
                while self.word == "[":
                    self.position += 1
                table = self.key(())
                while self.word == "]":
                    self.position += 1
            else:
                self.entry(table)
        return self.lines

    @property
    def kind(self) -> str:
        return self.tokens[self.position][0]

    @property
    def word(self) -> str:
        kind, word, _ = self.tokens[self.position]
        return word if kind == "mark" else ""

    def key(self, table: KeyPath) -> KeyPath:
        path = table
        while self.kind in ("bare", "string") or self.word == ".":
            kind, word, line = self.tokens[self.position]
            if kind != "mark":
                path = (*path, word[1:-1] if kind == "string" else word)
                self.lines.setdefault(path, line)
            self.position += 1
        return path

    def entry(self, table: KeyPath) -> None:
        start = self.position
        path = self.key(table)
        if self.word == "=":
            self.position += 1
            self.value(path)
        self.position += self.position == start  # always onwards

    def value(self, path: KeyPath) -> None:
        if self.word == "[":
            self.items(path)
        elif self.word == "{":
            self.position += 1
            while self.kind != "end" and self.word != "}":
                if self.kind == "line" or self.word == ",":
                    self.position += 1
                else:
                    self.entry(path)
            self.position += self.kind != "end"
        else:
            while self.kind not in ("end", "line") and self.word not in (",", "]", "}"):
                self.position += 1

    def items(self, path: KeyPath) -> None:
        self.position += 1
        index = 0
        while self.kind != "end" and self.word != "]":
            if self.kind == "line":
                self.position += 1
            elif self.word == ",":
                index += 1
                self.position += 1
            else:
                self.lines.setdefault((*path, str(index)), self.tokens[self.position][2])
                start = self.position
                self.value((*path, str(index)))
                self.position += self.position == start
        self.position += self.kind != "end"
