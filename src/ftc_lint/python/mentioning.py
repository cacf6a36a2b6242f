"""Expressions that are only shown or compared, and whose value nobody asks for."""

from __future__ import annotations

import ast

from ftc_lint.python.fields import Field, expression_of, fields_of
from ftc_lint.python.frame import Frame
from ftc_lint.python.strings import has_fields


def mention_only(frame: Frame, node: ast.expr) -> None:
    """Walks an expression for the calls in it: only they matter."""
    if isinstance(node, ast.Constant):
        return
    if isinstance(node, ast.JoinedStr):
        _mention_fields(frame, node)
    else:
        frame.mention(node)


def _mention_fields(frame: Frame, node: ast.JoinedStr) -> None:
    positions = frame.file.positions
    for code, start in positions.literals(node):
        for part in fields_of(code) if has_fields(code) else ():
            if isinstance(part, Field):
                expression = expression_of(part, positions.column(start + part.start))
                if expression is not None:
                    mention_only(frame, expression)
