"""Facts as JSON and back: plain lists of numbers and strings, nothing that could be executed.

A dataclass becomes `[its number, field, field, …]`, trailing defaults left out; a tuple and a
frozenset have numbers of their own, and a span in the file at hand needs no path. `decode` raises
`DamagedError` for anything that `encode` does not write.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from ftc_lint import asks, facts, flow, operations, text, unchecked, values
from ftc_lint.cache.plain import DamagedError
from ftc_lint.records import MISSING, fields
from ftc_lint.text import Span

Json = Any
"""What `json` reads and writes."""


_PLAIN = frozenset({type(None), bool, int, float, str})
_TUPLE, _SET, _HERE = 0, 1, 2
_FIRST = 3


def _is_record(each: type) -> bool:
    return hasattr(each, "__record_fields__")


def _types() -> list[type]:
    found: list[type] = []
    for module in (text, unchecked, values, operations, flow, facts, asks):
        for name in sorted(vars(module)):
            each = vars(module)[name]
            own = isinstance(each, type) and each.__module__ == module.__name__
            if own and (issubclass(each, Enum) or _is_record(each)):
                found.append(each)
    return found


_TYPES = _types()
_NUMBERS = {each: number for number, each in enumerate(_TYPES, _FIRST)}
_FIELDS: dict[type, tuple[tuple[str, object], ...]] = {
    each: tuple((field.name, field.default) for field in fields(each) if field.init)
    for each in _TYPES
    if _is_record(each)
}
"""The names of a record's fields, each with its default (`MISSING` without one)."""


def encode(value: object, path: str) -> Json:
    """A value as JSON; spans in the file `path` are written without it."""
    return value if type(value) in _PLAIN else _written(value, path)


def _written(value: Any, path: str) -> list[Json]:
    """A value that is no plain one. What it holds is mostly plain, and asked here for that: a call
    for each would take twice as long."""
    kind = type(value)
    if kind is tuple:
        return [_TUPLE, *[x if type(x) in _PLAIN else _written(x, path) for x in value]]
    if kind is Span and value.path == path:
        return [_HERE, value.start, value.end]
    if kind is frozenset:
        return [_SET, *[encode(each, path) for each in sorted(value)]]
    number = _NUMBERS.get(kind)
    if number is None:
        raise TypeError(f"{kind.__name__} cannot be kept")
    own = _FIELDS.get(kind)
    if own is None:
        return [number, value.value]
    held = [getattr(value, name) for name, _ in own]
    while held and _is_default(own[len(held) - 1][1], held[-1]):
        held.pop()
    return [number, *[x if type(x) in _PLAIN else _written(x, path) for x in held]]


def _is_default(default: object, value: object) -> bool:
    return default is value or (type(default) is type(value) and default == value)


def unplaced(told: Json) -> Json:
    """What `encode` wrote, without the places in the file at hand."""
    if type(told) is not list:
        return told
    if told and told[0] == _HERE:
        return _HERE
    return [unplaced(each) if type(each) is list else each for each in told]


def decode(written: Json, path: str) -> Any:
    """What `encode` wrote, for the file `path`."""
    if type(written) is not list:
        return written
    try:
        return Decoder(path).read(written)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DamagedError(f"damaged: {error}") from None


class Decoder:
    """Decodes for one file. Fields are set by their slots: frozen classes make that slow else."""

    def __init__(self, path: str) -> None:
        self._path = path

    def read(self, written: Json) -> Any:
        """What `encode` wrote. Raises `LookupError`, `TypeError`, `ValueError`, `AttributeError` or
        `RecursionError` for anything else."""
        if type(written) is not list:
            return written
        number = written[0]
        if number == _TUPLE:
            return tuple([self.read(x) if type(x) is list else x for x in written[1:]])
        if number == _HERE:
            span = _new(Span)
            _SPAN_PATH(span, self._path)
            _SPAN_START(span, written[1])
            _SPAN_END(span, written[2])
            return span
        if number == _SET:
            return frozenset(self.read(x) if type(x) is list else x for x in written[1:])
        make, setters, defaults = _MAKERS[number - _FIRST]
        if setters is None:
            return make(written[1])
        made = make()
        count = len(written) - 1
        for index in range(count):
            each = written[index + 1]
            setters[index](made, self.read(each) if type(each) is list else each)
        for index in range(count, len(setters)):
            setters[index](made, defaults[index])
        return made


_new: Callable[[type], Any] = object.__new__
_SPAN_PATH, _SPAN_START, _SPAN_END = (vars(Span)[name].__set__ for name in ("path", "start", "end"))

Setter = Callable[[object, object], None]


def _maker(kind: type) -> tuple[Callable[..., Any], list[Setter] | None, list[object]]:
    if issubclass(kind, Enum):
        return kind, None, []
    own = _FIELDS[kind]
    setters = [_setter(kind, name) for name, _ in own]
    defaults = [None if default is MISSING else default for _, default in own]
    return (lambda: _new(kind)), setters, defaults


def _setter(kind: type, name: str) -> Setter:
    slot = vars(kind).get(name)
    if slot is not None and hasattr(slot, "__set__"):
        setter: Setter = slot.__set__
        return setter

    def assign(made: object, value: object) -> None:
        object.__setattr__(made, name, value)

    return assign


_MAKERS = [_maker(each) for each in _TYPES]
