"""`dataclass` and what goes with it: as in the standard library, but quick to define.

A run with findings defines some 200 classes and makes objects of half of them. The standard
library writes and compiles up to eight methods for each as it is defined, loads `inspect` for it,
and lets every object of a frozen class pay for being frozen. Here methods are written when they are
first called, and that nothing is assigned to a frozen object is for the type checker to see, which
takes these for the standard library's own, and for Python's development mode (`-X dev`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import MISSING, dataclass, field, fields, replace
    from typing import Any, TypeVar

    _Record = TypeVar("_Record")

__all__ = ["MISSING", "Nested", "dataclass", "field", "fields", "replace"]

_MISSING: Any = object()


class _Field:
    """One field of a record: its default, and where it takes part."""

    __slots__ = ("compare", "default", "factory", "init", "name", "repr")

    def __init__(self, default: Any, factory: Any, init: bool, repr: bool, compare: bool) -> None:
        self.name = ""
        self.default = default
        self.factory = factory
        self.init = init
        self.repr = repr
        self.compare = compare


class Nested:
    """What a frozen record inherits from to remember its hash, and the number of its parts: such
    objects hold one another many levels deep, and are keys over and over. These are no fields, so
    that they are not pickled: another process has other hashes."""

    __slots__ = ("_hash", "parts_known")
    parts_known: int


def _field(
    *,
    default: Any = _MISSING,
    default_factory: Any = _MISSING,
    init: bool = True,
    repr: bool = True,
    compare: bool = True,
) -> Any:
    """What to put behind a field that is more than its type and its default."""
    return _Field(default, default_factory, init, repr, compare)


def _dataclass(
    cls: Any = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    order: bool = False,
) -> Any:
    """Make a record of a class, from its annotations; its fields come behind those of the record
    that it inherits from."""
    if cls is None:
        return lambda cls: _made(cls, frozen, slots, eq, order)
    return _made(cls, frozen, slots, eq, order)


def _fields(record: Any) -> tuple[_Field, ...]:
    """The fields of a record, or of its class, in order."""
    found: tuple[_Field, ...] = record.__record_fields__
    return found


def _replace(record: _Record, /, **changes: Any) -> _Record:
    """A record with some fields changed."""
    cls: Any = type(record)
    read, places = _parts_of(cls)
    values = list(read(record))
    try:
        for name, value in changes.items():
            values[places[name]] = value
    except KeyError as error:
        message = f"{cls.__name__}.__init__() got an unexpected keyword argument {error}"
        raise TypeError(message) from None
    made: _Record = cls(*values)
    return made


@cache
def _parts_of(cls: Any) -> tuple[Callable[[Any], Iterable[Any]], dict[str, int]]:
    """What reads all that a record of a class is made of, and the place of each part."""
    names = cls.__match_args__
    places = {name: place for place, name in enumerate(names)}
    if len(names) > 1:
        return attrgetter(*names), places
    return (lambda record: [getattr(record, name) for name in names]), places


def _made(cls: Any, frozen: bool, slots: bool, eq: bool, order: bool) -> Any:
    own = set(cls.__dict__)
    found = tuple(
        _taken(name, cls.__dict__.get(name, _MISSING))
        for name, annotation in cls.__annotations__.items()
        if not str(annotation).startswith(("ClassVar", "typing.ClassVar"))
    )
    made = _slotted(cls, found) if slots else _with_defaults(cls, found)
    above = getattr(cls.__base__, "__record_fields__", ())
    names = {each.name for each in found}
    found = (*(each for each in above if each.name not in names), *found)
    made.__record_fields__ = found
    if frozen and sys.flags.dev_mode:
        made.__setattr__ = made.__delattr__ = _refuse
    made.__match_args__ = tuple(each.name for each in found if each.init)  # type: ignore[misc]
    if "__repr__" not in own:
        made.__repr__ = _repr
    late = ["__init__"]
    if slots and all(each.init for each in found):
        late.append("__reduce__")  # what pickle makes of slots by itself takes three times as long
    if eq:
        late.append("__eq__")
        if frozen:
            late.append("__hash__")
        elif "__hash__" not in own:
            made.__hash__ = None
    if order:
        late += ["__lt__", "__le__", "__gt__", "__ge__"]
    for name in late:
        if name not in own:
            setattr(made, name, _at_first_call(made, name))
    return made


def _taken(name: str, value: Any) -> _Field:
    found = value if isinstance(value, _Field) else _Field(value, _MISSING, True, True, True)
    found.name = name
    return found


def _with_defaults(cls: Any, found: Iterable[_Field]) -> Any:
    """The class with the defaults of its fields in place of what stood behind them."""
    for each in found:
        if each.default is not _MISSING:
            setattr(cls, each.name, each.default)
        elif each.name in cls.__dict__:
            delattr(cls, each.name)
    return cls


def _slotted(cls: Any, found: Iterable[_Field]) -> Any:
    """The class with slots for its fields, which can only be given as it is made."""
    body = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in ("__dict__", "__weakref__")
    }
    for each in found:
        body.pop(each.name, None)
    body["__slots__"] = tuple(each.name for each in found)
    made = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _at_first_call(cls: Any, name: str) -> Callable[..., Any]:
    """A method that writes the real one, puts it in its own place, and calls it."""

    def method(self: Any, /, *arguments: Any, **keywords: Any) -> Any:
        known: dict[str, Any] = {"MISSING": _MISSING, "assign": object.__setattr__}
        for each in _fields(cls):
            made_by = each.default if each.factory is _MISSING else each.factory
            known[f"default_{each.name}"] = made_by
        exec(compile(_code(cls, name), "<record>", "exec"), known)  # see `interrupts`
        written = known[name]
        written.__qualname__ = f"{cls.__qualname__}.{name}"
        written.__module__ = cls.__module__
        setattr(cls, name, written)
        return written(self, *arguments, **keywords)

    return method


_OPERATORS = {"__eq__": "==", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


def _code(cls: Any, name: str) -> str:
    if name == "__init__":
        return _init_code(cls)
    if name == "__reduce__":
        values = _tuple("self", [each.name for each in _fields(cls)])
        return f"def __reduce__(self):\n    return self.__class__, {values}"
    compared = [each.name for each in _fields(cls) if each.compare]
    if name == "__hash__":
        return _hash_code(_tuple("self", compared), issubclass(cls, Nested))
    return (
        f"def {name}(self, other):\n"
        "    if other.__class__ is not self.__class__: return NotImplemented\n"
        f"    return {_tuple('self', compared)} {_OPERATORS[name]} {_tuple('other', compared)}"
    )


def _hash_code(compared: str, remembers: bool) -> str:
    if not remembers:
        return f"def __hash__(self):\n    return hash({compared})"
    return (
        "def __hash__(self):\n"
        "    try: return self._hash\n"
        "    except AttributeError: pass\n"
        f"    known = hash({compared})\n"
        "    assign(self, '_hash', known)\n"
        "    return known"
    )


def _tuple(owner: str, names: Iterable[str]) -> str:
    return "(" + "".join(f"{owner}.{name}, " for name in names) + ")"


def _init_code(cls: Any) -> str:
    assignment = "self.{} = {}"
    if cls.__setattr__ is _refuse:
        assignment = "assign(self, '{}', {})"
    parameters, lines = ["self"], []
    for each in _fields(cls):
        name, value = each.name, each.name
        if each.factory is not _MISSING:
            optional, value = "MISSING", f"default_{name}()"
            if each.init:
                value += f" if {name} is MISSING else {name}"
        else:
            optional = f"default_{name}" if each.default is not _MISSING else ""
            if not each.init:
                value = optional
        if each.init:
            parameters.append(f"{name}={optional}" if optional else name)
        if value:
            lines.append(assignment.format(name, value))
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "\n    ".join(lines or ["pass"])
    return f"def __init__({', '.join(parameters)}):\n    {body}"


def _refuse(self: Any, name: str, *_value: Any) -> None:
    raise AttributeError(f"{type(self).__qualname__} is frozen: {name} cannot be changed")


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in _fields(self) if f.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


if not TYPE_CHECKING:
    dataclass, field, fields, replace = _dataclass, _field, _fields, _replace
    MISSING = _MISSING
