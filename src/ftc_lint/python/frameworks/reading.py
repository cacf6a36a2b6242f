"""What the recognisers read from values: names, chains of method calls, literals.

`shop.models.Price.objects` is a `Reference` where `shop` is an imported module and an
`Attribute` where it is not; here both read the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ftc_lint.evaluate import template, variants
from ftc_lint.python.calls import CallSite
from ftc_lint.records import dataclass
from ftc_lint.templates import cut, outside_holes, plain
from ftc_lint.text import Span
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Items,
    Logic,
    LoopItem,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

LONGEST_CHAIN = 60
"""Method calls of one chain that are read."""

MOST_CHAINS = 8
"""Variants of a chain (`q = q.filter(x)` under an `if`) that are read."""


@dataclass(frozen=True, slots=True)
class Link:
    """One method call of a chain; `value` is what it returns."""

    name: str
    arguments: Arguments
    span: Span
    name_span: Span | None
    value: CallResult


@dataclass(frozen=True, slots=True)
class Chain:
    """`base.first(…).second(…)`: the links in the order in which they run."""

    base: Value | None
    links: tuple[Link, ...]

    def index(self, *names: str) -> int | None:
        """The position of the first link with one of the names."""
        for position, link in enumerate(self.links):
            if link.name in names:
                return position
        return None


def member(value: Value | None) -> tuple[Value | None, str]:
    """Base and last name of a dotted value; (None, "") for anything else.

    A name that several star imports may bring is the same name wherever it comes from.
    """
    if isinstance(value, Attribute):
        return value.base, value.name
    if isinstance(value, Reference):
        base, _, name = value.name.rpartition(".")
        return (Reference(base) if base else None), name
    if isinstance(value, Unknown):
        base, _, name = value.display.rpartition(".")
        return (Unknown(base) if base else None), name if name.isidentifier() else ""
    if isinstance(value, Choice):
        found = [member(each) for each in value.values if not isinstance(each, Choice)]
        return found[0] if len({name for _, name in found}) == 1 else (None, "")
    return None, ""


def last_name(value: Value | None) -> str:
    """The last name of a dotted value, of a parameter, or of what a call calls."""
    if isinstance(value, CallResult):
        return member(value.callee)[1]
    if isinstance(value, Parameter):
        return value.name
    return member(value)[1]


def dotted(value: Value | None) -> str:
    """The dotted name as far as it is one: `alembic.op.drop_table`, `self.session.query`."""
    names: list[str] = []
    while isinstance(value, Attribute):
        names.append(value.name)
        value = value.base
    if isinstance(value, (Reference, Parameter)):
        names.append(value.name)
    elif isinstance(value, Unknown) and value.display.replace(".", "").isidentifier():
        names.append(value.display)
    elif isinstance(value, Choice) and isinstance(value.values[0], Reference):
        names.append(value.values[0].name)
    elif not names:
        return ""
    else:
        names.append("")
    return ".".join(reversed(names))


def receiver(site: CallSite) -> Value | None:
    """What the method of a call is called on, be it an object, a class or a module."""
    return member(site.callee)[0]


def chains(value: Value | None) -> list[Chain]:
    """The chains of calls that may have made a value, one for each variant of its beginning."""
    links: list[Link] = []
    while isinstance(value, CallResult) and len(links) < LONGEST_CHAIN:
        base, name = member(value.callee)
        if not name:
            break
        links.append(Link(name, value.arguments, value.span, value.name_span, value))
        value = base
    done = tuple(reversed(links))
    if isinstance(value, Choice):
        found: list[Chain] = []
        for each in value.values:
            found.extend(Chain(chain.base, chain.links + done) for chain in chains(each))
            if len(found) >= MOST_CHAINS:
                break
        return found[:MOST_CHAINS]
    return [Chain(value, done)]


def constructor(value: Value | None) -> str:
    """The dotted name of what a call calls; "" for anything but a call by name."""
    return dotted(value.callee) if isinstance(value, CallResult) else ""


def called(value: Value | None, *names: str) -> CallResult | None:
    """The value if it is a call of something whose last name is one of the names."""
    if isinstance(value, CallResult) and member(value.callee)[1] in names:
        return value
    return None


def literal(value: Value | None) -> str | None:
    """The string that a value is; None for a template, a choice, or anything else."""
    return value.excerpt.text if isinstance(value, Text) and not value.holes else None


def literals(value: Value | None) -> tuple[str, ...]:
    """Every constant string that a value may be."""
    if value is None:
        return ()
    return tuple(text for text in map(literal, variants(value)) if text is not None)


def is_given(value: Value | None) -> bool:
    """Whether an argument is there and is not None itself."""
    return value is not None and not (isinstance(value, Constant) and value.value is None)


def is_true(value: Value | None) -> bool:
    """Whether a value is the constant True."""
    return isinstance(value, Constant) and value.value is True


def is_false(value: Value | None) -> bool:
    """Whether a value is the constant False."""
    return isinstance(value, Constant) and value.value is False


def may_be_true(value: Value | None) -> bool:
    """Whether an argument may be true: a constant that is, or something not known here."""
    if value is None:
        return False
    return any(bool(each.value) if isinstance(each, Constant) else True for each in variants(value))


def items(value: Value | None) -> tuple[Value, ...]:
    """The members of a list, or the value alone; () for none."""
    if value is None or (isinstance(value, Constant) and value.value is None):
        return ()
    return value.values if isinstance(value, Items) else (value,)


def walk(value: Value) -> Iterable[Value]:
    """A call and every call, list or choice within its arguments, outside in."""
    stack = [value]
    while stack:
        each = stack.pop()
        yield each
        if isinstance(each, CallResult):
            inner = [v for _, v in each.arguments.keywords]
            stack.extend(reversed([*each.arguments.positional, *inner]))
        elif isinstance(each, (Items, Choice)):
            stack.extend(reversed(each.values))


def text_span(value: Value | None, within: Span) -> Span | None:
    """Where a string is written, if that is inside `within`."""
    if not isinstance(value, Text):
        return None
    span = value.excerpt.span(0, len(value.excerpt.text))
    if span is None or span.path != within.path:
        return None
    return span if within.start <= span.start and span.end <= within.end else None


def split_last(text: Text, separator: str = ".") -> tuple[Text | None, Text]:
    """A text before and after the last separator outside its holes; None for no separator."""
    for start, end in reversed(outside_holes(text)):
        at = text.excerpt.text.rfind(separator, start, end)
        if at >= 0:
            return cut(text, 0, at), cut(text, at + 1, len(text.excerpt.text))
    return None, text


def qualified(schema: Value | None, name: Value) -> Value:
    """`schema.name`, where a schema is given and the name is a string."""
    if not is_given(schema) or not any(isinstance(each, Text) for each in variants(name)):
        return name
    assert schema is not None
    return template((schema, plain("."), name))


def uses(site_imports: frozenset[str], *libraries: str) -> bool:
    """Whether a file imports one of the libraries, or something from it."""
    return not _libraries(site_imports).isdisjoint(libraries)


@lru_cache(maxsize=64)
def _libraries(imports: frozenset[str]) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in imports)


def looks_like_class(value: Value | None) -> bool:
    """Whether a name is written as classes are: `Price`, `models.Price`, `cls`, `self.model`."""
    if isinstance(value, Parameter):
        return value.name in ("cls", "model", "klass") or value.name[:1].isupper()
    name = member(value)[1]
    return name[:1].isupper() or name in ("model", "__class__", "model_class")


def is_open(value: Value) -> bool:
    """Whether a value is given from outside and may be anything."""
    return isinstance(value, (Parameter, LoopItem))


def compares(value: Value, operator: str) -> tuple[Value, Value] | None:
    """The two sides of a comparison."""
    if isinstance(value, Logic) and value.operator == operator and len(value.operands) == 2:
        return value.operands[0], value.operands[1]
    return None
