"""What SQLite's PRAGMAs do not tell of foreign keys: their names and DEFERRABLE.

Read from the CREATE TABLE text, which SQLite has parsed before and so is well-formed.
"""

from __future__ import annotations

import re

from ftc_lint.records import dataclass

_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]"""
    r"""|\w+|\S""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A foreign key as its table declares it."""

    name: str | None
    parent: str
    deferrable: bool = False
    initially_deferred: bool = False


def read_declarations(create_table: str) -> list[Declaration]:
    """The foreign keys of a CREATE TABLE statement, in the order of the text."""
    tokens = [token for token in _TOKEN.findall(create_table) if token[:2] not in ("--", "/*")]
    words = [token.upper() for token in tokens]
    found: list[Declaration] = []
    for position, word in enumerate(words):
        if word == "REFERENCES" and position + 1 < len(tokens):
            clauses = _clauses(words, position + 2)
            deferrable = _follows(clauses, "DEFERRABLE") and not _follows(
                clauses, "NOT", "DEFERRABLE"
            )
            found.append(
                Declaration(
                    _name(tokens, words, position),
                    _unquoted(tokens[position + 1]),
                    deferrable,
                    deferrable and _follows(clauses, "INITIALLY", "DEFERRED"),
                )
            )
    return found


def _clauses(words: list[str], start: int) -> list[str]:
    """The words from there to the end of the column or constraint, without what is in ( )."""
    depth = 0
    clauses: list[str] = []
    for word in words[start:]:
        if depth == 0 and word in (",", ")", "REFERENCES"):
            break
        if depth == 0 and word != "(":
            clauses.append(word)
        depth += (word == "(") - (word == ")")
    return clauses


def _follows(clauses: list[str], *wanted: str) -> bool:
    width = len(wanted)
    return any(tuple(clauses[i : i + width]) == wanted for i in range(len(clauses)))


def _name(tokens: list[str], words: list[str], references: int) -> str | None:
    """The name in `CONSTRAINT name REFERENCES` or `CONSTRAINT name FOREIGN KEY (…) REFERENCES`."""
    end = references
    if end and words[end - 1] == ")":
        while end and words[end] != "(":
            end -= 1
        if words[end - 2 : end] != ["FOREIGN", "KEY"]:
            return None
        end -= 2
    if end >= 2 and words[end - 2] == "CONSTRAINT":
        return _unquoted(tokens[end - 1])
    return None


def _unquoted(token: str) -> str:
    if token[0] == "[":
        return token[1:-1]
    if token[0] in "\"'`":
        return token[1:-1].replace(token[0] * 2, token[0])
    return token
