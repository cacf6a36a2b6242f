"""The replacement fields of f-strings, found in the text."""

from __future__ import annotations

import ast
import re
from keyword import iskeyword

from ftc_lint.python.parsing import NotPythonError, parse_expression
from ftc_lint.python.strings import is_raw
from ftc_lint.python.tokens import field_at
from ftc_lint.records import dataclass

Piece = tuple[int, int]
"""A stretch of text between fields, as offsets in the literal."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field from its `{` at `start` to behind its `}`, as offsets in the literal; the expression
    as it is written. `is_formatted` where it becomes more than the words of its value."""

    start: int
    end: int
    expression: str
    is_formatted: bool


_BRACES = re.compile(r"\\N\{[^{}\n]*\}|\\[^{]|\{\{|(\{)", re.DOTALL)
_RAW_BRACES = re.compile(r"\{\{|(\{)")
_SELF_NAMED = re.compile(r"[^=!<>]=\s*\Z")


def fields_of(code: str) -> list[Field | Piece]:
    """An f-string or t-string in pieces. A field that is never closed is text."""
    opening = code.index(code[-1])
    width = 3 if code[opening : opening + 3] in ('"""', "'''") else 1
    begin = position = opening + width
    stop = len(code) - width
    braces = _RAW_BRACES if is_raw(code) else _BRACES
    pieces: list[Field | Piece] = []
    while match := braces.search(code, position, stop):
        position = match.end()
        if match.lastindex is None:
            continue
        found = field_at(code, match.start())
        if found is None or found[1] > stop:
            break
        if begin < match.start():
            pieces.append((begin, match.start()))
        pieces.append(_field(code, match.start(), *found))
        begin = position = found[1]
    if begin < stop:
        pieces.append((begin, stop))
    return pieces


def _field(code: str, start: int, expression_end: int, end: int) -> Field:
    expression = code[start + 1 : expression_end]
    rest = code[expression_end : end - 1].rstrip()
    if _SELF_NAMED.search(expression):
        return Field(start, end, expression.rstrip()[:-1], is_formatted=True)
    return Field(start, end, expression, is_formatted=rest not in ("", "!s"))


_DOTTED = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*\Z")


def expression_of(field: Field, place: tuple[int, int]) -> ast.expr | None:
    """The tree of a field's expression, whose `{` stands at this line and column (in bytes) of the
    file; None where it is no Python. Names and attributes alone are made without a place."""
    dotted = _DOTTED.match(field.expression)
    if dotted is not None:
        names = dotted[1].split(".")
        if not any(iskeyword(name) for name in names):
            return _attributes(names)
    try:
        tree = parse_expression(f"({field.expression}\n)")
    except NotPythonError:
        return None
    _move(tree, *place)
    return tree


def _attributes(names: list[str]) -> ast.expr:
    node: ast.expr = ast.Name(names[0], _LOAD)
    for name in names[1:]:
        node = ast.Attribute(node, name, _LOAD)
    return node


_LOAD = ast.Load()


def _move(tree: ast.expr, row: int, column: int) -> None:
    """Gives a tree the places it has in the file, not in its own text."""
    for node in ast.walk(tree):
        if not isinstance(node, (ast.expr, ast.keyword, ast.arg)):
            continue
        if node.lineno == 1:
            node.col_offset += column
        if node.end_lineno == 1:
            node.end_col_offset = (node.end_col_offset or 0) + column
        node.lineno += row - 1
        node.end_lineno = (node.end_lineno or 1) + row - 1
