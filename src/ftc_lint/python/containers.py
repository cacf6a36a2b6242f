"""Lists, dictionaries and comprehensions."""

from __future__ import annotations

import libcst as cst

from ftc_lint.evaluate import element, truth
from ftc_lint.flow import Loop, Step
from ftc_lint.python.binding import bind_target
from ftc_lint.python.frame import Frame
from ftc_lint.values import Constant, Items, Mapping, Text, Unknown, Value

MOST_ITEMS = 4096
"""Items of one literal that are kept; what is longer is data."""

MOST_UNROLLED = 64
"""Items of a known list that a comprehension is worked out for one by one."""


def sequence(frame: Frame, node: cst.CSTNode) -> Value:
    """A list, tuple or set."""
    elements = node.elements  # type: ignore[attr-defined]
    values: list[Value] = []
    complete = len(elements) <= MOST_ITEMS
    for each in elements[:MOST_ITEMS]:
        value = frame.value(each.value)
        if isinstance(each, cst.StarredElement):
            if isinstance(value, Items):
                values.extend(value.values)
                complete = complete and value.complete
            else:
                complete = False
            continue
        values.append(value)
    return Items(tuple(values), complete)


def dictionary(frame: Frame, node: cst.CSTNode) -> Value:
    """A dictionary with constant keys; other keys make it incomplete."""
    assert isinstance(node, cst.Dict)
    entries: list[tuple[str, Value]] = []
    complete = len(node.elements) <= MOST_ITEMS
    for each in node.elements[:MOST_ITEMS]:
        if isinstance(each, cst.StarredDictElement):
            value = frame.value(each.value)
            if isinstance(value, Mapping):
                entries.extend(value.entries)
                complete = complete and value.complete
            else:
                complete = False
            continue
        assert isinstance(each, cst.DictElement)
        key = frame.mention(each.key)
        value = frame.value(each.value)
        if isinstance(key, Text) and not key.holes:
            entries.append((key.excerpt.text, value))
        else:
            shown = f"{{{frame.shown(each.key)}}}"
            entries.append((str(key.value) if isinstance(key, Constant) else shown, value))
    return Mapping(tuple(entries), complete)


def comprehension(frame: Frame, node: cst.CSTNode) -> Value:
    """A comprehension over a known list gives its items; calls in it make a loop."""
    parts: list[cst.BaseExpression] = (
        [node.key, node.value] if isinstance(node, cst.DictComp) else [node.elt]  # type: ignore[attr-defined]
    )
    saved = dict(frame.env)
    items, results, steps = _generated(frame, node.for_in, parts)  # type: ignore[attr-defined]
    frame.env = saved
    if steps:
        frame.file.loops += 1
        span = frame.file.positions.current_span()
        frame.steps.append(
            Loop(frame.file.loops, items, tuple(steps), (), bool(truth(items)), span)
        )
    if isinstance(node, cst.DictComp):
        return Mapping(
            tuple(
                (key.excerpt.text, value)
                for key, value in results
                if isinstance(key, Text) and not key.holes
            ),
            complete=False,
        )
    complete = isinstance(items, Items) and items.complete and not _filters(node.for_in)  # type: ignore[attr-defined]
    return Items(tuple(values[0] for values in results), complete)


def _filters(clause: cst.CompFor) -> bool:
    return bool(clause.ifs) or clause.inner_for_in is not None


def _generated(
    frame: Frame, clause: cst.CompFor, parts: list[cst.BaseExpression]
) -> tuple[Value, list[tuple[Value, ...]], list[Step]]:
    """What a comprehension runs over, the values of its parts for each item, its steps."""
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
                frame.mention(condition.test)
            if clause.inner_for_in is not None:
                _, inner, _ = _generated(frame, clause.inner_for_in, parts)
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
