"""What an expression of a program may be, as far as one file can tell.

A value is plain data without any trace of a syntax tree, so that it can be cached, sent between
processes, and finished later: what depends on another place (a parameter, an imported constant,
a file) stays in it as a named part until `evaluate.substitute` fills it.
"""

from __future__ import annotations

from typing import Union

from ftc_lint.records import Nested, dataclass, field
from ftc_lint.text import Excerpt, Span


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch of a template's text that another value fills. The text shows it in braces."""

    start: int
    end: int
    value: Value


@dataclass(frozen=True, slots=True)
class Text(Nested):
    """A string, or a template with holes (in order, not overlapping).

    `markup` is "identifier" for psycopg's `Identifier` and "composed" for its `SQL`, "path" for a
    file's path, else "".
    """

    excerpt: Excerpt
    holes: tuple[Hole, ...] = ()
    markup: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """True, False, None or a number."""

    value: bool | int | float | None


@dataclass(frozen=True, slots=True)
class Choice(Nested):
    """One of several values, at most `evaluate.MOST_CHOICES`; never nested."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Items(Nested):
    """A list, tuple or set. `complete` is False where more may have been added unseen."""

    values: tuple[Value, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Mapping(Nested):
    """A dictionary with constant keys, or the keyword arguments of a constructor."""

    entries: tuple[tuple[str, Value], ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the function that the value stands in (`self` too)."""

    name: str


@dataclass(frozen=True, slots=True)
class LoopItem:
    """The item of the enclosing `Loop` with this number, at `path` within it when unpacked;
    `name` is what the program calls it, for display."""

    loop: int
    path: tuple[int, ...] = ()
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that this function does not define: `module.path.name`, absolute.

    A name of the same file begins with the file's own module (`facts.module`); a builtin stands
    alone (`open`).
    """

    name: str


@dataclass(frozen=True, slots=True)
class Attribute(Nested):
    """`base.name`, where base is no module."""

    base: Value
    name: str


@dataclass(frozen=True, slots=True)
class Element(Nested):
    """`base[key]`."""

    base: Value
    key: Value


@dataclass(frozen=True, slots=True)
class Arguments(Nested):
    """The arguments of a call. `starred`: `*args` or `**kwargs` may hold more."""

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    starred: bool = False

    def get(self, position: int | None, *names: str) -> Value | None:
        """The argument at a position (from 0) or under one of the names; None if not given."""
        for key, value in self.keywords:
            if key in names:
                return value
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None


@dataclass(frozen=True, slots=True)
class CallResult(Nested):
    """What a call returns. `span` is the whole call, `name_span` the last name of its callee."""

    callee: Value
    arguments: Arguments
    span: Span
    name_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Deferred(Nested):
    """A string operation that waits for its base or an argument to be known.

    `operation` is a method name of str ("format", "join", "replace", "strip", …), "+", "%", "[:]"
    (a slice: start, stop and step) or a function such as "dedent".
    """

    operation: str
    base: Value
    arguments: Arguments = Arguments()


@dataclass(frozen=True, slots=True)
class Logic(Nested):
    """A condition: `operator` is "not", "and", "or", "==", "!=", "is", "is not", "in", …"""

    operator: str
    operands: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class FileText(Nested):
    """The text of a file; `path` as the program writes it."""

    path: Value
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that cannot be told; `display` is how the source writes it, cut short."""

    display: str


Value = Union[
    Text,
    Constant,
    Choice,
    Items,
    Mapping,
    Parameter,
    LoopItem,
    Reference,
    Attribute,
    Element,
    CallResult,
    Deferred,
    Logic,
    FileText,
    Unknown,
]
