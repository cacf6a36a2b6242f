"""What a program asks of the other files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ftc_lint.asks import FileAsks, FunctionAsks
from ftc_lint.evaluate import texts
from ftc_lint.facts import FileFacts, FunctionFacts
from ftc_lint.flow import Call, Construct, Execute, Keep, Loop, Step
from ftc_lint.operations import Kind
from ftc_lint.parts import given, parts
from ftc_lint.project.digests import digest_of
from ftc_lint.project.steps import every
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Reference,
    Text,
    Value,
)


def asks_of(file: FileFacts) -> FileAsks:
    """What a file asks."""
    constants = {f"{file.module}.{name}": value for name, value in file.constants}
    declaring = {
        definition.name.rpartition(".")[2]
        for definition in file.classes
        if definition.attributes and _declares(definition.attributes)
    }
    functions = tuple(_asks(function, constants) for function in file.functions)
    return FileAsks(file.module, functions, frozenset(declaring))


def _asks(function: FunctionFacts, constants: dict[str, Value]) -> FunctionAsks:
    digest = digest_of(function)
    acts, calls = False, digest.calls
    if not digest.plain:
        names: set[str] = set()
        for step in every(function.body):
            if _does_something(step):
                acts = True
            elif isinstance(step, Call):
                names.update(_called_names(step.callee, step.arguments))
        calls = frozenset(names)
    references = _references(function, constants)
    modules = frozenset(name.rpartition(".")[0] for name in references if "." in name)
    return FunctionAsks(function.qualname, function.class_name, acts, calls, modules)


_READS = re.compile(
    r"\s*\(*\s*(?:select|show|explain|pragma\s+\w+\s*;?\s*$|describe)\b", re.IGNORECASE
)
_MAY_WRITE = re.compile(
    r"\b(?:into|delete|update|truncate|drop|insert|merge|replace|alter|create|call|do|copy)\b|;\s*\S",
    re.IGNORECASE,
)


def _does_something(step: Step) -> bool:
    """Whether a step may change a database: callers of a function that only reads are of no
    interest."""
    if isinstance(step, Construct):
        return step.operation.kind is not Kind.SELECT
    if isinstance(step, Execute):
        known = texts(step.text)
        if not known:
            return not _builds_select(step.text)
        return not all(_only_reads(text) for text in known)
    return isinstance(step, Keep)


def _builds_select(value: Value) -> bool:
    """`sa.select(t.c.id).where(…)`: a query that is built and only reads."""
    while isinstance(value, (CallResult, Attribute)):
        value = value.callee if isinstance(value, CallResult) else value.base
        if isinstance(value, (Reference, Attribute)) and value.name.endswith("select"):
            return True
    return False


def _only_reads(text: Text) -> bool:
    words = text.excerpt.text
    return _READS.match(words) is not None and _MAY_WRITE.search(words) is None


def _called_names(callee: Value, arguments: Arguments) -> Iterable[str]:
    """The last names of what is called, and of functions that are handed over."""
    values = (callee, *given(arguments))
    for value in values:
        if isinstance(value, (Reference, Attribute)):
            yield value.name.rpartition(".")[2]


def _references(function: FunctionFacts, constants: dict[str, Value]) -> set[str]:
    """Absolute names whose values the function's SQL is made of, through the file's own."""
    found: set[str] = set()
    pending: list[Value] = []
    for step in every(function.body):
        if isinstance(step, (Execute, Keep)):
            pending.append(step.text)
        elif isinstance(step, Construct):
            pending.extend(step.tables)
            pending.extend([step.mode] if step.mode is not None else [])
        elif isinstance(step, Call):
            pending.extend(_worth_following(step))
        elif isinstance(step, Loop) and step.items is not None:
            pending.append(step.items)
    while pending:
        value = pending.pop()
        if isinstance(value, Reference):
            if value.name not in found:
                found.add(value.name)
                if value.name in constants:
                    pending.append(constants[value.name])
        else:
            pending.extend(parts(value))
    return found


_SAVES = re.compile(r"(?i)back_?up|restore|verif|archiv|snapshot|dump|export|commit|copy|save")


def _worth_following(step: Call) -> Iterable[Value]:
    """What a call needs from modules that hold no SQL: a helper that may back up, restore or
    verify, and constants that are handed over (`wipe(config.TABLE)`)."""
    if _SAVES.search(step.display):
        yield step.callee
    for value in given(step.arguments):
        if isinstance(value, Reference) and value.name.rpartition(".")[2].isupper():
            yield value


def _declares(attributes: Sequence[tuple[str, Value]]) -> bool:
    """Whether class attributes hold text that may become SQL."""
    return any(_MAY_WRITE.search(t.excerpt.text) for _, value in attributes for t in texts(value))
