"""A reader's place in the tokens of one statement, and where its readers leave what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ftc_lint.operations import Kind as Operation_Kind
from ftc_lint.operations import Operation, TableName
from ftc_lint.sql.repeats import Repeats
from ftc_lint.sql.tokens import Kind, Lexeme
from ftc_lint.text import Excerpt, Span
from ftc_lint.unchecked import Cause, Unchecked

if TYPE_CHECKING:
    from ftc_lint.facts import Parsed
    from ftc_lint.sql.queries import Rows

NestedParser = Callable[[str, str, int], "Parsed | None"]
"""Parses a text of a dialect at a depth of literals."""


class Output:
    """Collects the operations of a text. Spans are relative to that text.

    `statement` is the place of the statement being read, `function` the SQL routine it is in,
    `ctes` the queries that the statement's WITH names, `variables` the strings that were assigned
    to variables so far. `dynamic` says that the text may run strings as SQL.
    """

    __slots__ = (
        "_depth",
        "_parse",
        "already_run",
        "ctes",
        "dialect",
        "dynamic",
        "function",
        "inserts",
        "operations",
        "path",
        "statement",
        "text",
        "unchecked",
        "variables",
    )

    def __init__(
        self, text: str, dialect: str, depth: int, parse: NestedParser, path: str = ""
    ) -> None:
        self.text = text
        self.dialect = dialect
        self._depth = depth
        self._parse = parse
        self.path = path
        self.dynamic = False
        self.already_run: dict[int, Excerpt] = {}  # texts of `variables` that were read, by id
        self.variables: dict[str, list[Excerpt]] = {}
        self.inserts = Repeats()
        self.function: str | None = None
        self.statement = Span("", 0, 0)
        self.ctes: dict[str, Rows] = {}
        self.operations: list[Operation] = []
        self.unchecked: list[Unchecked] = []

    def add(
        self,
        kind: Operation_Kind,
        tables: Sequence[TableName],
        start: int,
        end: int,
        **fields: Any,
    ) -> None:
        """Leaves one operation whose keyword is `text[start:end]`."""
        self.operations.append(
            Operation(
                kind,
                tuple(tables),
                Span(self.path, start, end),
                self.statement,
                dialect=self.dialect,
                function=self.function,
                **fields,
            )
        )

    def fresh(self, text: str) -> Output:
        """Another of the same kind, for another text that stands in no file."""
        return Output(text, self.dialect, self._depth, self._parse)

    def span(self, start: int, end: int) -> Span:
        """A place in the text, for an operation."""
        return Span(self.path, start, end)

    def nested(self, text: str) -> Parsed | None:
        """What a text within a literal of this one does; None if it lies too deep."""
        return self._parse(text, self.dialect, self._depth + 1)

    def unread(self, start: int, end: int, what: str) -> None:
        """Leaves word that something at `text[start:end]` could not be read."""
        self.unchecked.append(Unchecked(Cause.SQL, what, Span("", start, end)))


def pair_up(tokens: Sequence[Lexeme], places: Iterable[int]) -> dict[int, int]:
    """The index of the closing parenthesis for every opening one that has it; `places` are the
    indices of all parentheses, perhaps among others."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for index in places:
        value = tokens[index][3]
        if value == "(":
            opened.append(index)
        elif value == ")" and opened:
            pairs[opened.pop()] = index
    return pairs


class Cursor:
    """Walks over `tokens[at:end]`. Reading past the end gives empty values, never an error."""

    __slots__ = ("at", "dialect", "end", "out", "pairs", "text", "tokens")

    def __init__(
        self,
        tokens: Sequence[Lexeme],
        pairs: Mapping[int, int],
        at: int,
        end: int,
        out: Output,
    ) -> None:
        self.tokens = tokens
        self.pairs = pairs
        self.at = at
        self.end = end
        self.out = out
        self.text = out.text
        self.dialect = out.dialect

    def fork(self, at: int | None = None, end: int | None = None) -> Cursor:
        """Another cursor over the same tokens, within other bounds."""
        return Cursor(
            self.tokens,
            self.pairs,
            self.at if at is None else at,
            self.end if end is None else end,
            self.out,
        )

    def value(self, ahead: int = 0) -> str:
        """The word (upper case) or punctuation `ahead` tokens on; empty for anything else."""
        index = self.at + ahead
        return self.tokens[index][3] if index < self.end else ""

    def kind(self, ahead: int = 0) -> Kind | None:
        """The kind of the token `ahead` tokens on; None past the end."""
        index = self.at + ahead
        return self.tokens[index][0] if index < self.end else None

    def more(self) -> bool:
        """Whether a token is left."""
        return self.at < self.end

    def take(self, *words: str) -> bool:
        """Steps over these words if they come next, all of them and in this order."""
        at = self.at
        if at + len(words) > self.end:
            return False
        for offset, word in enumerate(words):
            if self.tokens[at + offset][3] != word:
                return False
        self.at = at + len(words)
        return True

    def take_one(self, words: frozenset[str]) -> str:
        """Steps over the next word if it is one of these, and says which; else empty."""
        value = self.value()
        if value and value in words:
            self.at += 1
            return value
        return ""

    def sees(self, *words: str) -> bool:
        """Whether these words come next."""
        at = self.at
        return at + len(words) <= self.end and all(
            self.tokens[at + offset][3] == word for offset, word in enumerate(words)
        )

    def next(self) -> None:
        """Steps over one token, or over a whole pair of parentheses."""
        if self.at < self.end:
            self.at = self.after(self.at)

    def after(self, index: int) -> int:
        """The index behind the token at `index`, or behind the parentheses it opens."""
        if self.tokens[index][3] == "(":
            return min(self.pairs.get(index, index), self.end) + 1
        return index + 1

    def group(self) -> Cursor | None:
        """The inside of the parentheses that open here, which are stepped over."""
        close = self.pairs.get(self.at)
        if close is None or close >= self.end:
            return None
        inside = self.fork(self.at + 1, close)
        self.at = close + 1
        return inside

    def elements(self) -> list[Cursor]:
        """What commas at this depth separate, from here to the end."""
        found = []
        first = at = self.at
        while at < self.end:
            if self.tokens[at][3] == ",":
                found.append(self.fork(first, at))
                first = at + 1
            at = self.after(at)
        found.append(self.fork(first, self.end))
        return [element for element in found if element.more()]

    def find(self, words: frozenset[str], start: int | None = None) -> int:
        """The index of the next of these words at this depth; the end if there is none."""
        at = self.at if start is None else start
        while at < self.end:
            value = self.tokens[at][3]
            if value in words:
                return at
            at = self.after(at) if value == "(" else at + 1
        return self.end

    def written(self, index: int) -> str:
        """The token at `index` as it is written."""
        token = self.tokens[index]
        return self.text[token[1] : token[2]]

    def start_of(self, index: int) -> int:
        """Where the token at `index` begins in the text."""
        return self.tokens[index][1]

    def end_of(self, index: int) -> int:
        """Where the token at `index` ends in the text."""
        return self.tokens[index][2]

    def add(
        self, kind: Operation_Kind, tables: Sequence[TableName], word: int, **fields: Any
    ) -> None:
        """Leaves one operation whose keyword is the token at index `word`."""
        self.out.add(kind, tables, self.start_of(word), self.end_of(word), **fields)

    def unread(self, word: int, what: str) -> None:
        """Leaves word that the statement of the verb at index `word` could not be read."""
        self.out.unread(self.start_of(word), self.end_of(word), what)
