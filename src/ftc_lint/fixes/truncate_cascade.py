"""TRUNCATE … CASCADE without its CASCADE, where the schema says that nothing else is meant.

What no other table references is truncated all the same. What others reference, by keys that do
not cascade, is emptied with the DELETE of the guidelines, which such a key stops. Anything else is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ftc_lint.context import Context
from ftc_lint.findings import Edit, Fix, Mend, NoFix, ReadSource
from ftc_lint.fixes.refused import Refused
from ftc_lint.fixes.words import in_case_of, in_one_statement, is_plain, word_at_end
from ftc_lint.operations import Operation, TableName
from ftc_lint.records import dataclass
from ftc_lint.schema import Schema
from ftc_lint.text import Source, Span
from ftc_lint.wording import listed, reach_listed, tables_listed

_WORD = "CASCADE"
_HEAD = re.compile(r"TRUNCATE(?:\s+TABLE)?(?=\s)", re.IGNORECASE)
_MORE_THAN_A_NAME = re.compile(
    r"\b(?:TABLE|RESTART|CONTINUE|PRESERVE|PURGE|DROP|REUSE|PARTITION|SUBPARTITION|ON)\b",
    re.IGNORECASE,
)


def uncascaded(operation: Operation, tables: Sequence[TableName], context: Context) -> Mend:
    """The fix of a TRUNCATE … CASCADE of these tables."""
    schema = context.schema
    if operation.source != "sql":
        return Refused(f"it is not written as SQL but with {operation.source}")
    unknown = _unknown(tables, schema)
    if unknown:
        return Refused(unknown)
    deleted = schema.delete_reach(tables, only=operation.only)
    if deleted.cascaded():
        return Refused(f"a DELETE would cascade too, to {reach_listed(deleted)}")
    truncated = schema.truncate_cascade(
        tables, only_cascading=operation.dialect == "oracle", only=operation.only
    )
    if not truncated.tables():
        return Uncascaded(operation.span, operation.option, None)
    names = listed(truncated.tables())
    if len(tables) > 1:
        return Refused(f"{names} reference it: this needs a DELETE for each table, in their order")
    return Uncascaded(operation.span, operation.option, names)


def _unknown(tables: Sequence[TableName], schema: Schema) -> str:
    """Why it is not known which tables reference these; empty where it is."""
    for name in tables:
        keys = schema.resolve(name)
        if name.has_hole or not keys:
            return (
                f"which tables reference {tables_listed([name])} is not known: the project does not"
                " create it, give a snapshot with --schema"
            )
        if len(keys) > 1:
            return f"{name} may mean several tables"
        table = schema.table(keys[0])
        if table is None or (table.span is None and not table.columns):
            return f"nothing but a foreign key tells of {name}: give a snapshot with --schema"
    if schema.unchecked:
        return "a part of the schema could not be read"
    return ""


@dataclass(frozen=True, slots=True)
class Uncascaded:
    """`keyword` is the TRUNCATE, `option` the CASCADE, `referencing` the tables that would stop a
    DELETE; None where nothing references the table."""

    keyword: Span
    option: Span | None
    referencing: str | None

    def fix(self, read: ReadSource) -> Fix | NoFix:
        """CASCADE taken out, and DELETE FROM written where a TRUNCATE would fail."""
        source = read(self.keyword.path)
        if source is None:
            return NoFix("the file cannot be read")
        word = self._word(source)
        if word is None:
            return NoFix("the word CASCADE is not written out in the statement")
        without = Edit(_with_blanks_before(source, word), "")
        if self.referencing is None:
            return Fix("unsafe", "take CASCADE out: no table references it", (without,))
        head = self._head(source, word)
        if head is None:
            return NoFix("a DELETE would need more than this TRUNCATE says in one piece")
        message = f"write DELETE FROM, which fails while {self.referencing} reference its rows"
        return Fix("unsafe", message, (head, without))

    def _word(self, source: Source) -> Span | None:
        """The CASCADE, if it is the statement's own: another's may need a constant as it is."""
        option, keyword = self.option, self.keyword
        if option is None or option.path != keyword.path or option.start < keyword.start:
            return None
        if not in_one_statement(source, keyword.start, option.start):
            return None
        return word_at_end(source, option, _WORD)

    def _head(self, source: Source, word: Span) -> Edit | None:
        """TRUNCATE TABLE replaced by DELETE FROM, where nothing but the table's name follows."""
        head = _HEAD.match(source.text, self.keyword.start, word.start)
        if head is None or not is_plain(source, head.start(), head.end()):
            return None
        if _MORE_THAN_A_NAME.search(source.text, head.end(), word.start):
            return None
        span = Span(self.keyword.path, head.start(), head.end())
        return Edit(span, in_case_of("DELETE FROM", head.group()))


def _with_blanks_before(source: Source, word: Span) -> Span:
    """The word and the blanks that part it from what is before it on the line."""
    start = word.start
    while start and source.text[start - 1] in " \t":
        start -= 1
    at_line_start = start == 0 or source.text[start - 1] in "\r\n"
    return word if at_line_start else Span(word.path, start, word.end)
