"""Names for unknown parts, so that the same unknown value has the same name everywhere.

A helper calls its parameter `name`, its caller calls the same value `table`: in the flow of the
caller both must be shown, and compare, as `{table}`. What is shown of one file does not depend on
what the others call theirs: names are given for each file that flows begin in.
"""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.records import dataclass, field
from ftc_lint.templates import LONGEST_DISPLAY, display, hole, pieces
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Element,
    FileText,
    Items,
    Logic,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

NOTHING_KNOWN = Unknown("…")
DEEPEST = 8
LONGEST_LABEL = LONGEST_DISPLAY - 5


def identity(value: Value, depth: int = DEEPEST) -> str:
    """A key that two values share only if they are built alike, wherever they are written."""
    if depth == 0:
        return "…"
    deeper = depth - 1
    if isinstance(value, Text):
        return repr(value.excerpt.text)
    if isinstance(value, Constant):
        return repr(value.value)
    if isinstance(value, Parameter):
        return f"parameter {value.name}"
    if isinstance(value, Reference):
        return value.name
    if isinstance(value, LoopItem):
        return f"item {value.loop} {value.path}"
    if isinstance(value, Unknown):
        return f"unknown {value.display}"
    if isinstance(value, Attribute):
        return f"{identity(value.base, deeper)}.{value.name}"
    if isinstance(value, Element):
        return f"{identity(value.base, deeper)}[{identity(value.key, deeper)}]"
    if isinstance(value, CallResult):
        return f"{identity(value.callee, deeper)}({_arguments(value.arguments, deeper)})"
    return _identity_of_the_rest(value, deeper)


def _identity_of_the_rest(value: Value, depth: int) -> str:
    if isinstance(value, Deferred):
        inside = _arguments(value.arguments, depth)
        return f"{identity(value.base, depth)} {value.operation} ({inside})"
    if isinstance(value, Choice):
        return "one of " + _all(value.values, depth)
    if isinstance(value, Items):
        return f"[{_all(value.values, depth)}]"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{identity(v, depth)}" for key, v in value.entries) + "}"
    if isinstance(value, Logic):
        return f"{value.operator}({_all(value.operands, depth)})"
    if isinstance(value, FileText):
        return f"file {identity(value.path, depth)}"
    return "…"


def _item(value: Value) -> Element | None:
    """The item of a loop that a value is, or is a part of: the loop's own variable says more
    than the list it comes from."""
    while isinstance(value, (Attribute, Element)):
        if isinstance(value, Element) and isinstance(value.key, Unknown):
            return value
        value = value.base
    return None


def _all(values: tuple[Value, ...], depth: int) -> str:
    return ",".join(identity(each, depth) for each in values)


def _arguments(arguments: Arguments, depth: int) -> str:
    named = ",".join(f"{key}={identity(each, depth)}" for key, each in arguments.keywords)
    return f"{_all(arguments.positional, depth)},{named}"


@dataclass(slots=True)
class _Given:
    """The labels that were given for one file."""

    labels: dict[str, str] = field(default_factory=dict)
    of_items: dict[str, set[str]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)


Wish = tuple[str, str, "str | None", str]
"""The key of a value, how it would be called, the item of a loop that it is or is a part of, and
how it is called."""


class Labels:
    """Gives every unknown value one label, and different values different ones, for a file.

    `log` tells of all that was labelled since somebody last cleared it.
    """

    def __init__(self) -> None:
        self._files: dict[str, _Given] = {}
        self._given = _Given()
        self.log: list[Wish] = []

    def enter(self, path: str) -> None:
        """From here on labels are given for a flow that begins in this file."""
        self._given = self._files.setdefault(path, _Given())

    def label(self, value: Value, shown: str) -> str:
        """The label of a value that the source shows as `shown`."""
        key = identity(value)
        if isinstance(value, Constant) or value == NOTHING_KNOWN:
            key = f"{key}, shown as {shown}"  # not one value: `None` names no table, here or there
        item = _item(value)
        speaks = isinstance(value, (Parameter, Attribute, Element)) and item is None
        wanted = display(value) if speaks else shown
        return self._give(key, wanted, None if item is None else identity(item))

    def _give(self, key: str, wanted: str, item: str | None) -> str:
        label = self._given.labels.get(key)
        if label is None:
            label = self._given.labels[key] = self._free(wanted, key)
            if item is not None:
                self._given.of_items.setdefault(item, set()).add(label)
        self.log.append((key, wanted, item, label))
        return label

    def repeat(self, wishes: Iterable[Wish]) -> bool:
        """Label the same as before, perhaps for another file; whether the labels are the same."""
        return all(self._give(key, wanted, item) == label for key, wanted, item, label in wishes)

    def of_item(self, item: Element) -> frozenset[str]:
        """The labels of a loop's item and its parts, as far as they were given."""
        return frozenset(self._given.of_items.get(identity(item), ()))

    def _free(self, wanted: str, key: str) -> str:
        wanted = " ".join(wanted.replace("{", "(").replace("}", ")").split())[:LONGEST_LABEL]
        label, number = wanted, 1
        while self._given.taken.setdefault(label.lower(), key) != key:
            number += 1
            label = f"{wanted}#{number}"
        return label

    def named(self, text: Text) -> Text:
        """The template with every hole shown under its value's label."""
        if not text.holes:
            return text
        bounds = []
        for each in text.holes:
            shown = text.excerpt.text[each.start + 1 : each.end - 1]
            label = self.label(each.value, shown)
            if label != shown:
                span = text.excerpt.span(each.start, each.end)
                bounds.append((each.start, each.end, hole(each.value, span, label)))
        return pieces(text, bounds) if bounds else text
