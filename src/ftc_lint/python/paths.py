"""Paths of files that a program opens, and the texts it reads from them."""

from __future__ import annotations

import posixpath

from ftc_lint.evaluate import template, texts, variants
from ftc_lint.records import replace
from ftc_lint.templates import plain
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    FileText,
    Reference,
    Text,
    Value,
)

_PATHS = frozenset(
    {"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "anyio.Path", "aiopath.AsyncPath"}
)
_JOINS = frozenset({"os.path.join", "posixpath.join"})
_SAME = frozenset(
    {
        "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expanduser", "str",
        "os.fspath", "os.path.expandvars",
    }
)  # fmt: skip
_OPENERS = frozenset({"open", "io.open", "codecs.open", "aiofiles.open", "gzip.open"})
_SAME_METHODS = frozenset({"resolve", "absolute", "expanduser", "as_posix", "__str__"})
_READERS = frozenset({"read_text", "read_bytes", "read_sql_file"})
_RESOURCES = ("importlib.resources", "importlib_resources")


def path(value: Value) -> Value:
    """The value as a path, where it is text."""
    if isinstance(value, Choice):
        return replace(value, values=tuple(path(each) for each in value.values))
    return replace(value, markup="path") if isinstance(value, Text) else value


def is_path(value: Value) -> bool:
    """Whether a value is known to be a path."""
    return any(text.markup == "path" for text in texts(value))


def join(parts: tuple[Value, ...]) -> Value:
    """The parts as one path; one that begins with a slash starts anew."""
    pieces: list[Value] = []
    for part in parts:
        known = part.excerpt.text if isinstance(part, Text) else None
        if known is not None and known.startswith("/"):
            pieces = [part]
            continue
        if known == "":
            continue
        if pieces:
            last = pieces[-1]
            ends = isinstance(last, Text) and last.excerpt.text.endswith("/")
            if not ends:
                pieces.append(plain("/"))
        pieces.append(part)
    return _tidy(template(pieces)) if pieces else path(plain("."))


def _tidy(value: Value) -> Value:
    if isinstance(value, Choice):
        return replace(value, values=tuple(_tidy(each) for each in value.values))
    if isinstance(value, Text):
        whole = value.excerpt.text
        if not value.holes and ("/.." in whole or whole.startswith("./") or "/./" in whole):
            return path(plain(posixpath.normpath(whole)))
    return path(value)


def parent(value: Value) -> Value | None:
    """The directory of a path; None where it is not known."""
    if isinstance(value, Choice):
        found = [parent(each) for each in value.values]
        known = tuple(each for each in found if each is not None)
        return Choice(known) if len(known) == len(found) else None
    if not isinstance(value, Text):
        return None
    whole = value.excerpt.text
    slash = whole.rfind("/")
    if any(hole.end > max(slash, 0) for hole in value.holes):
        return None
    return path(plain(whole[:slash])) if slash > 0 else path(plain("." if slash else "/"))


def call(dotted: str, arguments: Arguments) -> Value | None:
    """What a function of the standard library makes of paths; None for any other function."""
    given = arguments.positional
    if dotted in _PATHS:
        return join(given) if given else path(plain("."))
    if dotted in _JOINS and given:
        return join(given)
    if not given:
        return None
    if dotted in _SAME:
        return given[0] if is_path(given[0]) else None
    if dotted == "os.path.dirname":
        return parent(given[0])
    return _resource(dotted, arguments)


def _resource(dotted: str, arguments: Arguments) -> Value | None:
    given = arguments.positional
    if dotted == "pkgutil.get_data" and len(given) == 2:
        return FileText(join((_package(given[0]), given[1])))
    if not dotted.startswith(_RESOURCES):
        return None
    last = dotted.rpartition(".")[2]
    if last == "files":
        return path(_package(given[0]))
    if last in ("read_text", "read_binary", "open_text", "open_binary") and len(given) >= 2:
        return FileText(join((_package(given[0]), given[1])))
    return None


def _package(value: Value) -> Value:
    """A package as a directory: `app.sql` is `app/sql`."""
    if isinstance(value, Reference):
        return plain(value.name.replace(".", "/"))
    if isinstance(value, Text) and not value.holes:
        return plain(value.excerpt.text.replace(".", "/"))
    return value


def method(base: Value, name: str, arguments: Arguments) -> Value | None:
    """What a method of a path, or of an open file, gives; None for anything else."""
    if name == "read" or name == "readlines":
        opened = _opened(base)
        return None if opened is None else FileText(opened, _encoding(base))
    if name == "decode" and isinstance(base, FileText):
        return base
    if isinstance(base, FileText) and name in ("strip", "rstrip", "lstrip", "read", "decode"):
        return base
    if not is_path(base):
        if name in _READERS and not isinstance(base, Constant) and _is_file_like(base):
            return FileText(base)
        return None
    if name in _SAME_METHODS:
        return base
    if name in ("joinpath", "__truediv__"):
        return join((base, *arguments.positional))
    if name in _READERS:
        return FileText(base)
    if name == "with_name" and arguments.positional:
        above = parent(base)
        return None if above is None else join((above, arguments.positional[0]))
    return None


def _is_file_like(base: Value) -> bool:
    """Paths that are named elsewhere: a parameter, an attribute, what a call returns."""
    return not any(isinstance(each, Text) for each in variants(base))


def _opened(base: Value) -> Value | None:
    """The path of what an `open` call opened."""
    if not isinstance(base, CallResult):
        return None
    callee = base.callee
    if isinstance(callee, Reference) and callee.name in _OPENERS:
        return base.arguments.get(0, "file", "filename")
    if isinstance(callee, Attribute) and callee.name in ("open", "open_text"):
        return callee.base
    return None


def _encoding(base: Value) -> str | None:
    value = base.arguments.get(None, "encoding") if isinstance(base, CallResult) else None
    return value.excerpt.text if isinstance(value, Text) else None
