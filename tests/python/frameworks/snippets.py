"""Snippets of programs, and what they are recognised as: one line for each step."""

from __future__ import annotations

from textwrap import dedent

from ftc_lint.flow import Construct, Execute
from ftc_lint.templates import display
from ftc_lint.values import FileText, Text, Value

from ..reading import facts_of, steps_of


def recognised(code: str, *, module: str = "shop.load", path: str = "shop/load.py") -> list[str]:
    """What a program does, in short: `delete prices none`, `foreign-key a -> b cascade`,
    `psql: DROP TABLE a`. The steps of classes and calls come in source order."""
    facts = facts_of(dedent(code), path=path, module=module)
    assert not facts.unchecked
    return [_short(s) for s in steps_of(facts) if isinstance(s, (Construct, Execute))]


def constructs(code: str, *, module: str = "shop.load") -> list[Construct]:
    """The constructs themselves."""
    return [s for s in steps_of(facts_of(dedent(code), module=module)) if isinstance(s, Construct)]


def pointed_at(code: str) -> list[str]:
    """The text that each construct points at."""
    text = dedent(code)
    spans = [step.operation.span for step in constructs(code)]
    return [text[span.start : span.end] for span in spans]


def _short(step: Construct | Execute) -> str:
    if isinstance(step, Execute):
        return f"{step.via.rpartition('.')[2]}: {_name(step.text)}"
    operation = step.operation
    words = [operation.kind.value]
    key = operation.foreign_key
    if key is not None:
        child, parent = (_name(value) for value in step.tables)
        words += [child, "->", parent, key.on_delete.value]
        words += ["(orm)"] if key.enforced_by == "orm" else []
        return " ".join(words)
    words += [", ".join(map(_name, step.tables))] if step.tables else []
    words += [operation.where.value] if operation.where else []
    words += [f"if {_name(step.mode)}"] if step.mode is not None else []
    words += ["cascade"] if operation.cascade else []
    words += [f"({operation.object_type})"] if operation.object_type else []
    return " ".join(words)


def _name(value: Value) -> str:
    if isinstance(value, Text):
        return value.excerpt.text
    if isinstance(value, FileText):
        return f"file {_name(value.path)}"
    return display(value)
