"""Names of tables and other objects, from tokens."""

from __future__ import annotations

import re

from ftc_lint.operations import TableName
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.tokens import Kind

NOT_A_NAME = frozenset(
    "SELECT FROM WHERE AS ON AND OR NOT NULL IN INTO USING GROUP ORDER LIMIT RETURNING WITH CASE "
    "WHEN THEN ELSE END UNION HAVING VALUES SET JOIN TABLE DELETE UPDATE INSERT DROP TRUNCATE "
    "CREATE ALTER CASCADE RESTRICT FOREIGN REFERENCES CONSTRAINT IF BY IS LIKE".split()
)
"""Words that are a name only in quotes, in at least the dialects that matter here."""

_HOLE = re.compile(
    r"""\{\{\s*(?P<jinja>.*?)\s*\}\}
    |\$\{(?P<shell>[^}]*)\}
    |(?P<braces>\{(?:[^{}]|\{[^{}]*\})*\})
    |%\((?P<percent>\w+)\)\w
    |\$\((?P<variable>\w+)\)
    |(?P<position>%(?:\d+\$)?\w|\$\d+|\?)
    |\$(?P<template>[^\W\d]\w*)
    |:(?:'(?P<string>\w+)'|"(?P<name>\w+)"|(?P<colon>\w+))
    |&&?(?P<ampersand>\w+)\.?""",
    re.VERBOSE | re.DOTALL,
)


def visible(text: str) -> str:
    """A name with its placeholders in braces: `t_%(x)s` is `t_{x}`, `?` is `{?}`."""
    return _HOLE.sub(_in_braces, text)


def _in_braces(match: re.Match[str]) -> str:
    if match.lastgroup == "braces":
        return match.group()
    assert match.lastgroup is not None
    return "{" + match.group(match.lastgroup) + "}"


def unquoted(text: str) -> str:
    """What a quoted name or a plain string literal means: without quotes, doubled ones single."""
    if text[:1] == "[":
        return text[1:-1].replace("]]", "]")
    quote = text[-1:]
    opening = text.find(quote)
    return text[opening + 1 : -1].replace(quote * 2, quote)


def name_part(cursor: Cursor) -> tuple[str, bool] | None:
    """The part of a name at the cursor, and whether it was quoted; None if there is none."""
    if not cursor.more():
        return None
    kind, start, end, value, has_hole = cursor.tokens[cursor.at]
    written = cursor.text[start:end]
    if kind is Kind.WORD:
        if value in NOT_A_NAME:
            return None
        part = (visible(written) if has_hole else written, False)
    elif kind is Kind.QUOTED:
        part = (unquoted(written), True)
        if has_hole:
            part = (visible(part[0]), True)
    elif kind is Kind.HOLE:
        part = (visible(written), False)
    elif kind is Kind.VARIABLE:
        part = (written, False)
        if cursor.value(1) == "@" and cursor.start_of(cursor.at + 1) == end:
            cursor.at += 1  # PostgreSQL's extension scripts: @extschema@
            part = ("{" + written[1:] + "}", False)
    elif kind is Kind.STRING:
        part = (visible(unquoted(written)), False)
    elif value == "[" and cursor.value(2) == "]":
        cursor.at += 1  # T-SQL's quotes in text of which only that is T-SQL
        inside = name_part(cursor)
        if inside is None:
            cursor.at -= 1
            return None
        part = (inside[0], True)
    else:
        return None
    cursor.at += 1
    return part


def column_name(cursor: Cursor) -> str | None:
    """One name without dots at the cursor, stepped over; None if there is none."""
    part = name_part(cursor)
    return part[0] if part else None


def table_name(cursor: Cursor) -> TableName | None:
    """The (qualified) name at the cursor, stepped over; None and no step if there is none."""
    begin = cursor.at
    plain = _plain_name(cursor)
    if plain is not None:
        return plain
    if cursor.value() == "IDENTIFIER" and cursor.value(1) == "(":
        return _identifier_call(cursor)
    first = name_part(cursor)
    if first is None:
        return None
    parts = [first]
    while cursor.value() in (".", "..") or _project_goes_on(cursor):
        separator = cursor.value()
        cursor.at += 1
        if separator == "-":
            _join_project(cursor, parts)
            continue
        if cursor.value() == ".":
            cursor.at += 1
        if cursor.value() == "*":
            cursor.at -= 1
            break
        part = _keyword_or_part(cursor)
        if part is None:
            cursor.at = begin
            return None
        parts.append(part)
    if cursor.dialect in ("bigquery", "spark", "databricks", "hive"):
        parts = [
            (piece, quoted)
            for text, quoted in parts
            for piece in (text.split(".") if quoted and "{" not in text else [text])
        ]
    quoted = tuple(quoted for _, quoted in parts)
    return TableName(tuple(text for text, _ in parts), quoted if any(quoted) else ())


def _plain_name(cursor: Cursor) -> TableName | None:
    """`t` or `s.t` in plain words, as most names are; None for anything else."""
    tokens, at, end = cursor.tokens, cursor.at, cursor.end
    if at >= end:
        return None
    kind, start, stop, value, has_hole = tokens[at]
    if kind is not Kind.WORD or has_hole or value in NOT_A_NAME or value == "IDENTIFIER":
        return None
    following = tokens[at + 1][3] if at + 1 < end else ""
    if following in ("..", "-"):
        return None
    if following != ".":
        cursor.at = at + 1
        return TableName((cursor.text[start:stop],))
    if at + 2 >= end or (at + 3 < end and tokens[at + 3][3] in (".", "-")):
        return None
    kind, low, high, value, has_hole = tokens[at + 2]
    if kind is not Kind.WORD or has_hole:
        return None
    cursor.at = at + 3
    return TableName((cursor.text[start:stop], cursor.text[low:high]))


def _keyword_or_part(cursor: Cursor) -> tuple[str, bool] | None:
    """The part behind a dot, where even a reserved word is a name."""
    if cursor.kind() is Kind.WORD and cursor.value() in NOT_A_NAME:
        cursor.at += 1
        return cursor.written(cursor.at - 1), False
    return name_part(cursor)


def _project_goes_on(cursor: Cursor) -> bool:
    """BigQuery's project names have dashes: `my-project.dataset.t`."""
    if cursor.dialect != "bigquery" or cursor.value() != "-":
        return False
    here = cursor.at
    return here + 1 < cursor.end and (
        cursor.end_of(here - 1) == cursor.start_of(here)
        and cursor.end_of(here) == cursor.start_of(here + 1)
    )


def _join_project(cursor: Cursor, parts: list[tuple[str, bool]]) -> None:
    parts[-1] = (f"{parts[-1][0]}-{cursor.written(cursor.at)}", parts[-1][1])
    cursor.at += 1


def _identifier_call(cursor: Cursor) -> TableName | None:
    """Snowflake's `IDENTIFIER('schema.t')` and `IDENTIFIER(:t)`."""
    cursor.at += 1
    inside = cursor.group()
    if inside is None or not inside.more():
        return None
    written = inside.written(inside.at)
    if inside.kind() is Kind.STRING:
        return TableName.parse(visible(unquoted(written)))
    return TableName((visible(written) if "{" in visible(written) else f"{{{written}}}",))


def table_names(cursor: Cursor) -> list[TableName]:
    """Names with commas in between, as far as they go."""
    found: list[TableName] = []
    while True:
        name = table_name(cursor)
        if name is None:
            return found
        found.append(name)
        if not cursor.take(","):
            return found


def is_table_variable(name: TableName) -> bool:
    """Whether a T-SQL table variable or temporary table is meant: its rows outlive nothing."""
    return name.last.startswith(("@", "#"))
