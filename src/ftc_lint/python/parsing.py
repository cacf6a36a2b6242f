"""Python's own parser, quietly, for the syntax of every version that is about."""

from __future__ import annotations

import ast
import warnings

from ftc_lint.python import newer
from ftc_lint.python.tokens import Tokens, scan


class NotPythonError(Exception):
    """The text is not parsed; the message says why, `row` in which line, as far as it is told."""

    def __init__(self, message: str, row: int = 1) -> None:
        super().__init__(message)
        self.row = row


def parse_module(text: str, tokens: Tokens) -> ast.Module:
    """The tree of a file with these tokens. Syntax that this Python does not know yet is read as
    the older syntax that stands for it (see `newer`). Raises `NotPythonError`."""
    if tokens.too_deep:
        raise NotPythonError("brackets are nested too deeply")
    try:
        tree = _parse(text)
    except SyntaxError as error:
        older = newer.as_older(text, tokens)
        if older is None:
            raise _not_python(error) from None
        try:
            return _parse(older)
        except SyntaxError:
            raise _not_python(error) from None
    if tokens.problem:  # Python reads it, but not as `tokens` does, where the strings come from
        raise NotPythonError(tokens.problem)
    return tree


def parse_expression(text: str) -> ast.expr:
    """The tree of an expression, in whose place a longer text may stand in parentheses. Raises
    `NotPythonError`."""
    tree = parse_module(text, scan(text))
    statement = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(statement, ast.Expr):
        raise NotPythonError("it is no expression")
    return statement.value


def _parse(text: str) -> ast.Module:
    """Raises `SyntaxError`, and `NotPythonError` where it is Python for no parser at all."""
    with warnings.catch_warnings():  # of strange escapes: another linter's business
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (RecursionError, MemoryError):  # the second is the parser's word for its own stack
            raise NotPythonError("the code is nested too deeply") from None
        except ValueError as error:  # a null character, half of a surrogate pair
            raise NotPythonError(f"Python cannot read it: {error}") from None


def _not_python(error: SyntaxError) -> NotPythonError:
    row = error.lineno or 1
    return NotPythonError(f"it is not valid Python in line {row}: {error.msg}", row)
