"""Functions of a shell script: where they are defined, and what `$1` is when they are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftc_lint.records import dataclass
from ftc_lint.shell.words import Operator, Token, Word
from ftc_lint.templates import connected, plain
from ftc_lint.values import Text, Value


@dataclass(frozen=True, slots=True)
class Definition:
    """A function as it is written; `after` is the index of the token behind it."""

    name: str
    body: tuple[Token, ...]
    after: int


def definition(tokens: Sequence[Token], at: int) -> Definition | None:
    """The function that is defined at a token: `name() { … }`, `function name { … }`."""
    has_keyword = _bare(tokens, at) == "function"
    at += has_keyword
    name = _bare(tokens, at)
    if not name:
        return None
    at += 1
    if _symbol(tokens, at) == "(" and _symbol(tokens, at + 1) == ")":
        at += 2
    elif not has_keyword:
        return None
    while _symbol(tokens, at) == "\n":
        at += 1
    if _bare(tokens, at) != "{":
        return None
    end = _closing(tokens, at)
    return Definition(name, tuple(tokens[at + 1 : end]), end + 1)


def parameters(words: Sequence[Value]) -> Iterator[tuple[str, Value]]:
    """What the words behind a function's name are called within it."""
    for number, word in enumerate(words, start=1):
        yield str(number), word
    texts = [word for word in words if isinstance(word, Text)]
    if texts and len(texts) == len(words):
        space = plain(" ")
        joined = connected([part for text in texts for part in (text, space)][:-1])
        yield "@", joined
        yield "*", joined


def _closing(tokens: Sequence[Token], at: int) -> int:
    """The index of the brace that closes the one at `at`, or the end."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += {"{": 1, "}": -1}.get(_bare(tokens, index), 0)
        if depth == 0:
            return index
    return len(tokens)


def _bare(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at] if at < len(tokens) else None
    return token.text.excerpt.text if isinstance(token, Word) and token.bare else ""


def _symbol(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at] if at < len(tokens) else None
    return token.symbol if isinstance(token, Operator) else ""
