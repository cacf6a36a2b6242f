"""Which files still need to be read because of what the files read so far say.

A file whose bytes hold no operation matters all the same if it calls a function that leads to one,
extends a class that does, or defines a name whose value goes into SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ftc_lint.evaluate import texts
from ftc_lint.facts import FileFacts, FunctionFacts
from ftc_lint.flow import Block, Branch, Call, Construct, Execute, Keep, Loop, Step, Try, With
from ftc_lint.operations import Kind
from ftc_lint.project.digests import digest_of
from ftc_lint.records import dataclass
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Deferred,
    Element,
    FileText,
    Items,
    Logic,
    Mapping,
    Reference,
    Text,
    Value,
)

COMMON_METHODS = frozenset(
    """
    add all append clear close commit copy count create cursor delete execute exists extend fetch
    fetchall fetchone filter find first flush get insert items join keys list load log open pop
    put read refresh remove reset run save select set setdefault sort split start stop update
    values write
    """.split()
)
"""Methods so common that a call of one says nothing: the class must be named too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes a file worth reading: names it holds as words, methods it calls, classes it
    extends, or being one of the modules (dotted) that a value comes from."""

    words: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()

    def __sub__(self, other: Wanted) -> Wanted:
        return Wanted(
            self.words - other.words,
            self.methods - other.methods,
            self.bases - other.bases,
            self.modules - other.modules,
        )

    def __or__(self, other: Wanted) -> Wanted:
        return Wanted(
            self.words | other.words,
            self.methods | other.methods,
            self.bases | other.bases,
            self.modules | other.modules,
        )


def wanted(files: Sequence[FileFacts]) -> Wanted:
    """What the files read so far ask for."""
    python = [file for file in files if file.language != "sql"]
    functions = [(file, each) for file in python for each in file.functions]
    matter = _that_matter([function for _, function in functions])
    words: set[str] = set()
    methods: set[str] = set()
    bases: set[str] = set()
    for number, (file, function) in enumerate(functions):
        if number not in matter or not function.qualname:
            continue
        name = function.qualname.rpartition(".")[2]
        if function.class_name is not None:
            owner = function.class_name.rpartition(".")[2]
            bases.add(owner)
            if name in COMMON_METHODS or name.startswith("__"):
                words.add(owner)
            else:
                methods.add(name)
        else:
            words.add(file.module.rpartition(".")[2] if name in COMMON_METHODS else name)
    modules = {
        reference.rpartition(".")[0]
        for number, (file, function) in enumerate(functions)
        if number in matter
        for reference in _references(file, function)
        if "." in reference
    }
    for file in python:
        for definition in file.classes:
            if definition.attributes and _declares(definition.attributes):
                words.add(definition.name.rpartition(".")[2])
    return Wanted(frozenset(words), frozenset(methods), frozenset(bases), frozenset(modules))


def _that_matter(functions: Sequence[FunctionFacts]) -> set[int]:
    """The functions that do something to a database, or call one by name that does."""
    callers: dict[str, set[int]] = {}
    found: set[int] = set()
    pending: list[int] = []
    for number, function in enumerate(functions):
        digest = digest_of(function)
        if digest.plain:
            for name in digest.calls:
                callers.setdefault(name, set()).add(number)
            continue
        for step in _steps(function.body):
            if _does_something(step):
                if number not in found:
                    found.add(number)
                    pending.append(number)
            elif isinstance(step, Call):
                for name in _called_names(step.callee, step.arguments):
                    callers.setdefault(name, set()).add(number)
    while pending:
        function = functions[pending.pop()]
        name = function.qualname.rpartition(".")[2]
        names = [name]
        if name == "__init__" and function.class_name:
            names.append(function.class_name.rpartition(".")[2])
        for each in names:
            if each in COMMON_METHODS:
                continue
            for caller in callers.get(each, ()):
                if caller not in found:
                    found.add(caller)
                    pending.append(caller)
    return found


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
    values = (callee, *arguments.positional, *(value for _, value in arguments.keywords))
    for value in values:
        if isinstance(value, (Reference, Attribute)):
            yield value.name.rpartition(".")[2]


def _references(file: FileFacts, function: FunctionFacts) -> set[str]:
    """Absolute names whose values the function's SQL is made of, through the file's own."""
    constants = {f"{file.module}.{name}": value for name, value in file.constants}
    found: set[str] = set()
    pending: list[Value] = []
    for step in _steps(function.body):
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
            pending.extend(_parts(value))
    return found


_SAVES = re.compile(r"(?i)back_?up|restore|verif|archiv|snapshot|dump|export|commit|copy|save")


def _worth_following(step: Call) -> Iterable[Value]:
    """What a call needs from modules that hold no SQL: a helper that may back up, restore or
    verify, and constants that are handed over (`wipe(config.TABLE)`)."""
    if _SAVES.search(step.display):
        yield step.callee
    for value in (*step.arguments.positional, *(v for _, v in step.arguments.keywords)):
        if isinstance(value, Reference) and value.name.rpartition(".")[2].isupper():
            yield value


def _parts(value: Value) -> Iterable[Value]:
    if isinstance(value, Text):
        return [hole.value for hole in value.holes]
    if isinstance(value, (Choice, Items)):
        return value.values
    if isinstance(value, Mapping):
        return [entry for _, entry in value.entries]
    if isinstance(value, Attribute):
        return (value.base,)
    if isinstance(value, Element):
        return (value.base, value.key)
    if isinstance(value, CallResult):
        return (value.callee, *_given(value.arguments))
    if isinstance(value, Deferred):
        return (value.base, *_given(value.arguments))
    if isinstance(value, Logic):
        return value.operands
    return (value.path,) if isinstance(value, FileText) else ()


def _given(arguments: Arguments) -> tuple[Value, ...]:
    return (*arguments.positional, *(value for _, value in arguments.keywords))


def _declares(attributes: Sequence[tuple[str, Value]]) -> bool:
    """Whether class attributes hold text that may become SQL."""
    return any(_MAY_WRITE.search(t.excerpt.text) for _, value in attributes for t in texts(value))


def _steps(block: Block) -> Iterable[Step]:
    pending: list[Step] = list(block)
    while pending:
        step = pending.pop()
        yield step
        if isinstance(step, Branch):
            pending += [*step.then, *step.otherwise]
        elif isinstance(step, Loop):
            pending += [*step.body, *step.otherwise]
        elif isinstance(step, Try):
            pending += [*step.body, *step.otherwise, *step.final]
            for handler in step.handlers:
                pending += handler.body
        elif isinstance(step, With):
            pending += step.body
