"""SQL text to operations at their places in the files they were written in."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.facts import Include, Parsed
from ftc_lint.operations import Operation
from ftc_lint.records import dataclass, replace
from ftc_lint.text import Span
from ftc_lint.unchecked import Unchecked
from ftc_lint.values import Text

Parse = Callable[[str, str], Parsed]


@dataclass(frozen=True, slots=True)
class Placed:
    """What one text holds, with spans in files."""

    operations: tuple[Operation, ...]
    statements: int
    includes: tuple[Include, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()


class Statements:
    """Reads texts; every text is parsed once per dialect."""

    def __init__(self, parse: Parse) -> None:
        self._parse = parse
        self._parsed: dict[tuple[str, str], Parsed] = {}

    def read(self, text: Text, dialect: str, fallback: Span) -> Placed:
        """The operations of a text; what was written nowhere gets the `fallback` place."""
        key = (text.excerpt.text, dialect)
        parsed = self._parsed.get(key)
        if parsed is None:
            parsed = self._parsed[key] = self._parse(*key)

        def at(span: Span | None) -> Span:
            if span is None:
                return fallback
            return text.excerpt.span(span.start, span.end) or fallback

        return Placed(
            tuple(each.moved(at) for each in parsed.operations),
            parsed.statements,
            tuple(replace(each, span=at(each.span)) for each in parsed.includes),
            tuple(replace(each, span=at(each.span)) for each in parsed.unchecked),
        )
