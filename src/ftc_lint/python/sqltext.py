"""SQL as objects: SQLAlchemy's `text`, psycopg's `SQL` and `Identifier`, and what is like them."""

from __future__ import annotations

import re

from ftc_lint.evaluate import choice, template, texts
from ftc_lint.records import replace
from ftc_lint.templates import hole, plain
from ftc_lint.values import (
    Arguments,
    Choice,
    Items,
    Text,
    Unknown,
    Value,
)

_TRANSPARENT = re.compile(
    r"^(?:sqlalchemy(?:\.\w+)*|sqlmodel|sa|flask_sqlalchemy\.\w+)\.(?:text|DDL|TextClause|literal_column)$"
    r"|^django\.db\.models\.expressions\.RawSQL$|^(?:piccolo\.\w+(?:\.\w+)*|peewee|pony\.orm)\.(?:SQL|raw_sql)$"
    r"|^sqlparse\.format$|^psycopg2?\.extensions\.AsIs$|^(?:sqlalchemy(?:\.\w+)*)\.quoted_name$"
    r"|^(?:tortoise\.\w+(?:\.\w+)*)\.RawSQL$|^textwrap\.indent$|^typing\.cast$|^sqlalchemy_utils\.(?:\w+\.)*(?:quote|escape_like)$"
)
_PSYCOPG = re.compile(
    r"^(?:psycopg2?(?:\.\w+)*|aiopg(?:\.\w+)*)\.(SQL|Identifier|Composed|Literal|Placeholder)$"
)
_SAME_METHODS = frozenset(
    {
        "bindparams", "execution_options", "columns", "as_string", "as_bytes", "as_text",
        "compile", "params", "render", "__clause_element__",
    }
)  # fmt: skip
_QUOTERS = frozenset(
    {
        "quote", "_quote", "quote_identifier", "quote_ident", "quote_name", "quote_table_name",
        "escape_identifier", "format_identifier", "quote_schema", "qn", "quoted_identifier",
    }
)  # fmt: skip
"""Functions and methods that put quotes around a name."""

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


def call(dotted: str, arguments: Arguments) -> Value | None:
    """The SQL that a function or class of a library makes; None for any other call."""
    first = arguments.get(0, "text", "statement", "sql", "string")
    if first is None:
        return None
    if _TRANSPARENT.match(dotted) or _is_quoting(dotted.rpartition(".")[2], arguments):
        return first
    match = _PSYCOPG.match(dotted)
    if match is not None:
        return _psycopg(match[1], first, arguments)
    if dotted in ("re.sub", "regex.sub") and len(arguments.positional) >= 3:
        text = arguments.positional[2]
        return text if texts(text) else None
    return None


def _psycopg(name: str, first: Value, arguments: Arguments) -> Value:
    if name == "SQL":
        return marked(first, "composed")
    if name == "Identifier":
        parts: list[Value] = []
        for part in arguments.positional:
            parts += [plain(".")] if parts else []
            parts.append(_identifier(part))
        return marked(template(parts), "identifier")
    if name == "Composed":
        return template(first.values) if isinstance(first, Items) else first
    if name == "Placeholder":
        return plain("%s")
    return hole(Unknown("literal"), None, "literal")


def marked(value: Value, markup: str) -> Value:
    """The same texts, known to be SQL or an identifier."""
    if isinstance(value, Choice):
        return choice(marked(each, markup) for each in value.values)
    return replace(value, markup=markup) if isinstance(value, Text) else value


def _identifier(part: Value) -> Value:
    """A part of a name, quoted where it would not be the same without quotes."""
    if isinstance(part, Choice):
        return choice(_identifier(each) for each in part.values)
    if isinstance(part, Text) and not part.holes and not _PLAIN.match(part.excerpt.text):
        return template([plain('"'), part, plain('"')])
    return part


def _is_quoting(name: str, arguments: Arguments) -> bool:
    return name in _QUOTERS and len(arguments.positional) == 1 and not arguments.keywords


def method(base: Value, name: str, arguments: Arguments) -> Value | None:
    """What a method of such an object gives; None for any other method."""
    if _is_quoting(name, arguments):
        return arguments.positional[0]
    if name in _SAME_METHODS and texts(base):
        return base
    if name == "mogrify" and arguments.positional:
        return arguments.positional[0]
    return None
