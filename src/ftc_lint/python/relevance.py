"""Which calls may lead to code of the project, so that they are worth a step."""

from __future__ import annotations

import sys

from ftc_lint.evaluate import texts
from ftc_lint.python.frame import BUILTINS
from ftc_lint.python.shapes import looks_like_sql
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Items,
    Mapping,
    Parameter,
    Reference,
    Value,
)

_LIBRARIES = frozenset(
    {"numpy", "pandas", "attr", "attrs", "yaml", "requests", "pytz", "six", "typing_extensions",
     "dateutil", "tqdm", "pydantic", "torch", "sklearn", "matplotlib"}
)  # fmt: skip
_STANDARD = (sys.stdlib_module_names | _LIBRARIES) - {"code", "test", "cmd", "shutil", "subprocess"}
"""Modules whose functions do nothing to databases and call nothing of the project, unless they
are given it."""

_GENERIC = frozenset(
    {
        "append", "extend", "insert", "items", "keys", "values", "get", "setdefault", "split",
        "strip", "rstrip", "lstrip", "splitlines", "lower", "upper", "title", "encode", "decode",
        "isoformat", "strftime", "total_seconds", "startswith", "endswith", "replace", "format",
        "join", "copy", "pop", "sort", "index", "count", "add", "discard", "union", "find",
        "rsplit", "partition", "rpartition", "isdigit", "fetchall", "fetchone", "fetchmany",
        "group", "groups", "match", "search", "astype", "tolist", "mean", "sum", "reshape",
        "json", "read", "cursor", "close", "readline", "readlines", "is_file", "is_dir",
        "exists", "mkdir",
    }
)  # fmt: skip

_STARTS_PROGRAMS = frozenset(
    {"os.system", "os.popen", "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"}
)
"""Functions of the standard library that may start a database's client."""


def may_matter(callee: Value, arguments: Arguments) -> bool:
    """Whether a call may lead to a function of the project, is given one, or is given SQL."""
    if isinstance(callee, Reference):
        name = callee.name
        head = name.partition(".")[0]
        if name in _STARTS_PROGRAMS:
            return True
        if name in BUILTINS or head in _STANDARD or (head in BUILTINS and "." in name):
            return _is_given_something(arguments)
        return True
    if isinstance(callee, Attribute):
        if callee.name in _GENERIC and not isinstance(callee.base, (Parameter, Reference)):
            return _is_given_something(arguments)
        return not _is_standard(callee.base) or _is_given_something(arguments)
    return True


def _is_standard(base: Value) -> bool:
    """Whether an object was made by the standard library: `datetime.now().date()`."""
    while isinstance(base, (CallResult, Attribute)):
        base = base.callee if isinstance(base, CallResult) else base.base
    if not isinstance(base, Reference):
        return False
    head = base.name.partition(".")[0]
    if base.name == "super":
        return False
    return (head in _STANDARD and head != "sqlite3") or base.name in BUILTINS


def _is_given_something(arguments: Arguments) -> bool:
    return any(_is_something(value, 3) for value in arguments.positional) or any(
        _is_something(value, 3) for _, value in arguments.keywords
    )


def _is_something(value: Value, depth: int) -> bool:
    if isinstance(value, Reference):
        head = value.name.partition(".")[0]
        return head not in _STANDARD and head not in BUILTINS
    if isinstance(value, Attribute):
        return isinstance(value.base, Parameter)
    if isinstance(value, Items) and depth:
        return any(_is_something(each, depth - 1) for each in value.values[:50])
    if isinstance(value, Mapping) and depth:
        return any(_is_something(each, depth - 1) for _, each in value.entries[:50])
    return any(looks_like_sql(text.excerpt.text) for text in texts(value))
