"""Blocks of statements, walked in order."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from ftc_lint.flow import Exit, Step
from ftc_lint.python.frame import Frame


def walk_suite(frame: Frame, suite: cst.CSTNode) -> None:
    """An indented block, or the statements behind the colon on the header's line."""
    if isinstance(suite, cst.IndentedBlock):
        walk_block(frame, suite.body)
    elif isinstance(suite, cst.SimpleStatementSuite):
        for small in suite.body:
            walk_statement(frame, small)


def walk_block(frame: Frame, body: Sequence[cst.CSTNode]) -> None:
    """Statements in order."""
    positions = frame.file.positions
    for statement in body:
        positions.enter(statement)
        if type(statement) is cst.SimpleStatementLine:
            if frame.file.inserted:
                _insert(frame)
            for small in statement.body:
                walk_statement(frame, small)
        else:
            walk_statement(frame, statement)


def _insert(frame: Frame) -> None:
    """What a line of another language in the place of this one does."""
    line = frame.file.positions.current_line()
    for at, steps in frame.file.inserted:
        if line.start <= at < line.end:
            frame.steps.extend(steps(frame.lookup))
            frame.file.extents.add((line.start, line.end))


def walk_statement(frame: Frame, node: cst.CSTNode) -> None:
    """One statement; kinds that do nothing here (`pass`, `nonlocal`) have no entry."""
    walk = frame.file.statements.get(type(node))
    if walk is not None:
        walk(frame, node)


def walk_clause(frame: Frame, clause: cst.CSTNode | None) -> None:
    """The block of an `else` or `finally`."""
    if clause is not None:
        frame.file.positions.enter(clause)
        walk_suite(frame, clause.body)  # type: ignore[attr-defined]


def leaves(steps: Sequence[Step]) -> bool:
    """Whether a block ends by leaving, so that what follows does not see its names."""
    last = steps[-1] if steps else None
    return isinstance(last, Exit) and last.kind.leaves
