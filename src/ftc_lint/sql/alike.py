"""Statements that differ in nothing but names are read once, and then made after that model.

A script repeats itself: `DROP TABLE a`, `DROP TABLE b`, … A reader looks at words that mean
something to it (`words.MEANING`) and at which names are the same; what the names are it never asks.
So a statement whose words stand as in one before does the same, with its own names and places put
in. Placeholders, quoted names and strings in unusual places are not for this: such statements are
always read. A model is only kept if it gives what reading gave, for a statement and for another
with names that occur nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from ftc_lint.operations import Operation
from ftc_lint.records import dataclass, fields
from ftc_lint.sql.cursor import Output
from ftc_lint.sql.tokens import Kind, Lexeme
from ftc_lint.sql.words import MEANING
from ftc_lint.text import Span

Shape = tuple[object, ...]
Read = Callable[[Sequence[Lexeme], Output, bool], None]
_Make = Callable[
    ["Sequence[Lexeme] | Mapping[int, Lexeme]", str, str, "str | None"], list[Operation]
]

SEEN = 6
"""Statements of a shape after which a model is made."""

_LONGEST = 120
_MOST_SHAPES = 4000
_COMPARISONS = frozenset({"=", "==", "<>", "!=", "<", ">", "<=", ">="})
_BEFORE_STRING = _COMPARISONS | {"DEFAULT", "LIKE"}
_BEHIND_NUMBER = frozenset({"", "AND", "OR", ")", ",", ";"})
_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
_NUMBER = -1
_STAND_IN = "zQ{}Zx"
_STAND_IN_NUMBER = "730519284"


@dataclass(frozen=True, slots=True)
class Model:
    """Makes the operations of a statement of a shape from its tokens, the text and path they stand
    in, and the function around them; `uses` are the numbers of the tokens that it looks at."""

    make: _Make
    uses: tuple[int, ...]


class _Free(dict[str, bool]):
    """Whether a word, in upper case, can be nothing but a name."""

    def __missing__(self, value: str) -> bool:
        if len(self) > 50_000:
            self.clear()
        free = self[value] = value not in MEANING and _NAME.fullmatch(value) is not None
        return free


_free = _Free()
_models: dict[Shape, int | Model | None] = {}


def is_free(word: str) -> bool:
    """Whether a word, in upper case, can be nothing but a name."""
    return _free[word]


def model_of(shape: Shape) -> Model | None:
    """The model for a shape, once there is one."""
    model = _models.get(shape)
    return model if isinstance(model, Model) else None


def shape_of(tokens: Sequence[Lexeme], out: Output, in_body: bool) -> Shape | None:
    """What a statement has in common with those like it; None if it is for reading."""
    if len(tokens) > _LONGEST or out.dynamic or out.dialect == "bigquery":
        return None
    text, free = out.text, _free
    shape: list[object] = [out.dialect, in_body]
    add = shape.append
    names: dict[str, tuple[int, str]] = {}
    before = ""
    for index, (kind, start, end, value, has_hole) in enumerate(tokens):
        if kind is Kind.OP:
            add(value)
        elif kind is Kind.WORD:
            if has_hole:
                return None
            written = text[start:end]
            if free[value]:
                known = names.setdefault(value, (len(names), written))
                if known[1] != written:
                    return None
                add(known[0])
            else:
                add(written)
        elif kind is Kind.NUMBER:
            compared = before in _COMPARISONS and shape[-2].__class__ is int
            behind = tokens[index + 1][3] if index + 1 < len(tokens) else ""
            add(_NUMBER if compared and behind in _BEHIND_NUMBER else text[start:end])
        elif kind is Kind.STRING and before in _BEFORE_STRING:
            add(text[start:end])
        else:
            return None
        before = value
    return tuple(shape)


def read_alike(
    shape: Shape, tokens: Sequence[Lexeme], out: Output, in_body: bool, read: Read
) -> None:
    """Leaves what a statement of a shape does in `out`; `read` reads one."""
    model = _models.get(shape, 0)
    if isinstance(model, Model):
        out.operations += model.make(tokens, out.text, out.path, out.function)
        return
    function, place, unread = out.function, len(out.operations), len(out.unchecked)
    read(tokens, out, in_body)
    if model is None:
        return
    if len(_models) >= _MOST_SHAPES:
        _models.clear()
    if model < SEEN:
        _models[shape] = model + 1
        return
    made = None
    if len(out.unchecked) == unread and out.function == function:
        made = _model(shape, tokens, out, in_body, read)
    if made is not None:
        again = made.make(tokens, out.text, out.path, function)
        made = made if again == out.operations[place:] else None
    _models[shape] = made


class _UnlikeError(Exception):
    """An operation holds something that is neither a name nor always the same."""


def _model(
    shape: Shape, tokens: Sequence[Lexeme], out: Output, in_body: bool, read: Read
) -> Model | None:
    """Makes the operations of any statement of a shape; None if that cannot be done."""
    standing_in, text, names = _with_stand_ins(shape, tokens, out.text)
    result = out.fresh(text)
    read(standing_in, result, in_body)
    if result.unchecked:
        return None
    writer = _Writer(standing_in, names)
    try:
        return writer.model(result.operations)
    except _UnlikeError:
        return None


def _with_stand_ins(
    shape: Shape, tokens: Sequence[Lexeme], text: str
) -> tuple[list[Lexeme], str, dict[str, int]]:
    """The statement with names that occur nowhere, its text, and which token has which name."""
    made: list[Lexeme] = []
    parts: list[str] = []
    names: dict[str, int] = {}
    length = last = 0
    for index, (kind, start, end, value, hole) in enumerate(tokens):
        written, said = text[start:end], shape[index + 2]
        if said == _NUMBER:
            written = _STAND_IN_NUMBER
        elif isinstance(said, int):
            written = _STAND_IN.format(said)
            value = written.upper()
            names.setdefault(written, index)
        if index and start > last:
            parts.append(" ")
            length += 1
        last = end
        parts.append(written)
        made.append((kind, length, length + len(written), value, hole))
        length += len(written)
    return made, "".join(parts), names


class _Writer:
    """Writes a function that makes operations like those given, each value of them once."""

    def __init__(self, tokens: Sequence[Lexeme], names: dict[str, int]) -> None:
        self._starts = {token[1]: index for index, token in enumerate(tokens)}
        self._ends = {token[2]: index for index, token in enumerate(tokens)}
        self._names = names
        self._lines: dict[str, str] = {}
        self._known: dict[str, Any] = {}
        self._uses: set[int] = set()

    def model(self, operations: Sequence[Operation]) -> Model:
        made = ", ".join([self._operation(each) for each in operations])
        lines = [f"    {name} = {value}\n" for value, name in self._lines.items()]
        head = "def make(tokens, text, path, function):\n"
        source = f"{head}{''.join(lines)}    return [{made}]"
        exec(compile(source, "<model>", "exec"), self._known)  # see `interrupts`
        return Model(self._known["make"], tuple(sorted(self._uses)))

    def _operation(self, operation: Operation) -> str:
        if operation.function is not None:
            raise _UnlikeError
        arguments = ["function=function"]
        for each in fields(operation):
            value = getattr(operation, each.name)
            if each.name != "function" and value != each.default:
                arguments.append(f"{each.name}={self._value(value)}")
        return f"{self._constant(Operation)}({', '.join(arguments)})"

    def _value(self, value: object) -> str:
        if isinstance(value, Span):
            return self._span(value)
        if self._is_fixed(value):
            return self._constant(value)
        if isinstance(value, str):
            if value not in self._names:
                raise _UnlikeError
            self._uses.add(self._names[value])
            token = f"tokens[{self._names[value]}]"
            return self._line(f"text[{token}[1]:{token}[2]]")
        if isinstance(value, tuple):
            return self._line(f"({', '.join([self._value(each) for each in value])},)")
        inside = [getattr(value, each.name) for each in fields(value)]  # type: ignore[arg-type]
        kind = self._constant(type(value))
        return self._line(f"{kind}({', '.join([self._value(each) for each in inside])})")

    def _span(self, span: Span) -> str:
        first, last = self._starts.get(span.start), self._ends.get(span.end)
        if span.path or first is None or last is None:
            raise _UnlikeError
        self._uses |= {first, last}
        return self._line(f"{self._constant(Span)}(path, tokens[{first}][1], tokens[{last}][2])")

    def _is_fixed(self, value: object) -> bool:
        """Whether nothing in a value comes from a name. Raises `_UnlikeError` for what cannot be
        told."""
        if isinstance(value, str) and not isinstance(value, Enum):
            lower = value.lower()
            if _STAND_IN_NUMBER in value:
                raise _UnlikeError
            return not any(name.lower() in lower for name in self._names)
        if isinstance(value, tuple):
            return all(map(self._is_fixed, value))
        if value is None or isinstance(value, (bool, int, Enum)):
            return True
        if isinstance(value, Span) or not hasattr(value, "__record_fields__"):
            raise _UnlikeError
        return all(self._is_fixed(getattr(value, each.name)) for each in fields(value))  # type: ignore[arg-type]

    def _constant(self, value: object) -> str:
        for name, known in self._known.items():
            if known is value:
                return name
        name = f"c{len(self._known)}"
        self._known[name] = value
        return name

    def _line(self, value: str) -> str:
        return self._lines.setdefault(value, f"v{len(self._lines)}")
