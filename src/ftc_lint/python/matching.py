"""`match`: the cases become nested branches."""

from __future__ import annotations

import ast

from ftc_lint.flow import Block, Branch
from ftc_lint.python.blocks import leaves, walk_block
from ftc_lint.python.frame import Environment, Frame, merged
from ftc_lint.text import Span
from ftc_lint.values import Logic, Unknown, Value


def walk_match(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Match)
    subject = frame.mention(node.subject)
    before = dict(frame.env)
    ends: list[Environment] = []
    cases: list[tuple[Value, Block, Span]] = []
    exhaustive = False
    for case in node.cases:
        frame.env = dict(before)
        frame.file.positions.enter(case.pattern)
        span = frame.file.positions.current_span()
        condition = _condition(frame, case, subject)
        with frame.block() as steps:
            walk_block(frame, case.body)
        if not leaves(steps):
            ends.append(frame.env)
        cases.append((condition, tuple(steps), span))
        exhaustive = exhaustive or _is_wildcard(case)
    if not exhaustive:
        ends.append(before)
    frame.env = merged(before, *ends) if ends else before
    chain: Block = ()
    for position, (condition, body, span) in enumerate(reversed(cases)):
        if position == 0 and exhaustive:
            chain = body
        elif body or chain:
            chain = (Branch(condition, body, chain, span),)
    frame.steps.extend(chain)


def _is_wildcard(case: ast.match_case) -> bool:
    pattern = case.pattern
    return case.guard is None and isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _condition(frame: Frame, case: ast.match_case, subject: Value) -> Value:
    """What must hold for a case; the names that its pattern binds are unknown."""
    pattern = case.pattern
    if isinstance(pattern, ast.MatchValue):
        condition: Value = Logic("==", (subject, frame.mention(pattern.value)))
    else:
        condition = Unknown("case")
    if isinstance(pattern, ast.MatchAs) and pattern.name is not None:
        frame.bind(pattern.name, subject)
    else:
        for name in _bound_names(pattern):
            frame.bind(name, Unknown(name))
    if case.guard is not None:
        condition = Logic("and", (condition, frame.value(case.guard)))
    return condition


def _bound_names(pattern: ast.pattern) -> list[str]:
    names = []
    stack: list[ast.AST] = [pattern]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name is not None:
            names.append(node.name)
        if isinstance(node, ast.MatchMapping) and node.rest is not None:
            names.append(node.rest)
        stack.extend(each for each in ast.iter_child_nodes(node) if isinstance(each, ast.pattern))
    return names
