"""Lists, dictionaries and comprehensions."""

from __future__ import annotations

import ast

from ftc_lint.evaluate import element, truth
from ftc_lint.flow import Loop, Step
from ftc_lint.python.binding import bind_target
from ftc_lint.python.frame import Frame
from ftc_lint.values import Constant, Items, Mapping, Text, Unknown, Value

MOST_ITEMS = 4096
"""Items of one literal that are kept; what is longer is data."""

MOST_UNROLLED = 64
"""Items of a known list that a comprehension is worked out for one by one."""


def sequence(frame: Frame, node: ast.expr) -> Value:
    """A list, tuple or set."""
    assert isinstance(node, (ast.List, ast.Tuple, ast.Set))
    elements = node.elts
    values: list[Value] = []
    complete = len(elements) <= MOST_ITEMS
    for each in elements[:MOST_ITEMS]:
        if isinstance(each, ast.Starred):
            value = frame.value(each.value)
            if isinstance(value, Items):
                values.extend(value.values)
                complete = complete and value.complete
            else:
                complete = False
            continue
        values.append(frame.value(each))
    return Items(tuple(values), complete)


def dictionary(frame: Frame, node: ast.expr) -> Value:
    """A dictionary with constant keys; other keys make it incomplete."""
    assert isinstance(node, ast.Dict)
    entries: list[tuple[str, Value]] = []
    complete = len(node.keys) <= MOST_ITEMS
    for named, each in zip(node.keys[:MOST_ITEMS], node.values, strict=False):
        if named is None:
            value = frame.value(each)
            if isinstance(value, Mapping):
                entries.extend(value.entries)
                complete = complete and value.complete
            else:
                complete = False
            continue
        key = frame.mention(named)
        value = frame.value(each)
        if isinstance(key, Text) and not key.holes:
            entries.append((key.excerpt.text, value))
        else:
            shown = f"{{{frame.shown(named)}}}"
            entries.append((str(key.value) if isinstance(key, Constant) else shown, value))
    return Mapping(tuple(entries), complete)


def comprehension(frame: Frame, node: ast.expr) -> Value:
    """A comprehension over a known list gives its items; calls in it make a loop."""
    assert isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp))
    parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    saved = dict(frame.env)
    items, results, steps = _generated(frame, node.generators, parts)
    frame.env = saved
    if steps:
        frame.file.loops += 1
        span = frame.file.positions.current_span()
        frame.steps.append(
            Loop(frame.file.loops, items, tuple(steps), (), bool(truth(items)), span)
        )
    if isinstance(node, ast.DictComp):
        return Mapping(
            tuple(
                (key.excerpt.text, value)
                for key, value in results
                if isinstance(key, Text) and not key.holes
            ),
            complete=False,
        )
    complete = isinstance(items, Items) and items.complete and not _filters(node.generators)
    return Items(tuple(values[0] for values in results), complete)


def _filters(clauses: list[ast.comprehension]) -> bool:
    return bool(clauses[0].ifs) or len(clauses) > 1


def _generated(
    frame: Frame, clauses: list[ast.comprehension], parts: list[ast.expr]
) -> tuple[Value, list[tuple[Value, ...]], list[Step]]:
    """What a comprehension runs over, the values of its parts for each item, its steps."""
    clause, inner_clauses = clauses[0], clauses[1:]
    items = frame.value(clause.iter)
    known = items.values if isinstance(items, Items) and items.complete else None
    if known is None or not 0 < len(known) <= MOST_UNROLLED:
        known = (element(items, Unknown(frame.shown(clause.target))),)
    results: list[tuple[Value, ...]] = []
    first: list[Step] = []
    for number, item in enumerate(known):
        with frame.block() as steps:
            bind_target(frame, clause.target, item)
            for condition in clause.ifs:
                frame.mention(condition)
            if inner_clauses:
                _, inner, _ = _generated(frame, inner_clauses, parts)
                results.extend(inner)
            else:
                results.append(tuple(frame.value(part) for part in parts))
        if number == 0:
            first = steps
        else:
            first.extend(steps)
        if len(results) > MOST_UNROLLED:
            break
    return items, results, first
