"""ON DELETE CASCADE becomes ON DELETE RESTRICT, in SQL and in Python's ways to write it."""

from __future__ import annotations

from ftc_lint.findings import Edit, Fix, NoFix, ReadSource
from ftc_lint.fixes.words import in_case_of, is_plain, word_at_end
from ftc_lint.records import dataclass
from ftc_lint.text import Source, Span

_WORD = "CASCADE"
_WITHOUT_RESTRICT = {"tsql": "NO ACTION", "fabric": "NO ACTION"}
"""Dialects in which the action that refuses the DELETE is called differently."""


@dataclass(frozen=True, slots=True)
class RestrictKey:
    """`span` is the key's ON DELETE CASCADE, or the "CASCADE" of an argument."""

    span: Span
    dialect: str
    in_migration: bool = False

    def fix(self, read: ReadSource) -> Fix | NoFix:
        """The action replaced; in Oracle, which has no RESTRICT, the clause taken out."""
        source = read(self.span.path)
        if source is None:
            return NoFix("the file cannot be read")
        word = word_at_end(source, self.span, _WORD)
        if word is None:
            return NoFix("the word CASCADE is not written out at this place")
        if self.dialect == "oracle":
            return self._without_clause(source)
        written = source.text[word.start : word.end]
        action = _WITHOUT_RESTRICT.get(self.dialect, "RESTRICT")
        edit = Edit(word, in_case_of(action, written))
        return Fix("unsafe", self._message(f"make it ON DELETE {action}"), (edit,))

    def _without_clause(self, source: Source) -> Fix | NoFix:
        start, end = self.span.start, self.span.end
        if not source.text[start:end].lower().startswith("on"):
            return NoFix("Oracle has no ON DELETE RESTRICT: take the argument out by hand")
        if not is_plain(source, start, end):
            return NoFix("ON DELETE CASCADE is not written in one piece")
        while start and source.text[start - 1] in " \t":
            start -= 1
        edit = Edit(Span(self.span.path, start, end), "")
        return Fix("unsafe", self._message("take ON DELETE CASCADE out"), (edit,))

    def _message(self, what: str) -> str:
        if not self.in_migration:
            return what
        return f"{what}; if this migration has run somewhere, write a new one instead"
