"""Blocks of statements, walked in order."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ftc_lint.flow import Exit, Step
from ftc_lint.python.frame import Frame


def walk_block(frame: Frame, body: Sequence[ast.stmt]) -> None:
    """Statements in order."""
    positions = frame.file.positions
    for statement in body:
        positions.enter(statement)
        if frame.file.inserted and not hasattr(statement, "body"):
            _insert(frame, positions.start(statement))
        walk_statement(frame, statement)


def _insert(frame: Frame, start: int) -> None:
    """What a line of another language in the place of this one does, before its first statement."""
    line = frame.file.positions.current_line()
    for at, steps in frame.file.inserted if line.start == start else ():
        if line.start <= at < line.end:
            frame.steps.extend(steps(frame.lookup))
            frame.file.extents.add((line.start, line.end))


def walk_statement(frame: Frame, node: ast.stmt) -> None:
    """One statement; kinds that do nothing here (`pass`, `nonlocal`) have no entry."""
    walk = frame.file.statements.get(type(node))
    if walk is not None:
        walk(frame, node)


def leaves(steps: Sequence[Step]) -> bool:
    """Whether a block ends by leaving, so that what follows does not see its names."""
    last = steps[-1] if steps else None
    return isinstance(last, Exit) and last.kind.leaves
