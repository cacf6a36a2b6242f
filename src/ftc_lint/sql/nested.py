"""SQL within literals: bodies of routines and blocks, and strings that are run as SQL."""

from __future__ import annotations

import re

from ftc_lint.operations import Kind, Operation, TableName
from ftc_lint.records import replace
from ftc_lint.sql import literals
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.dynamic import has_literal, read_expression, variable_key
from ftc_lint.sql.names import table_name, unquoted
from ftc_lint.sql.tokens import Kind as TokenKind
from ftc_lint.text import Excerpt
from ftc_lint.unchecked import Unchecked

_LITERALS = frozenset({TokenKind.STRING, TokenKind.DOLLAR})
_ROUTINES = frozenset({"FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "EVENT", "TASK", "PACKAGE"})
_NOT_ROUTINES = frozenset({"TABLE", "VIEW", "AS", "INDEX", "("})
_ROUTINE_FLAGS = frozenset({"BODY", "IF", "NOT", "EXISTS"})
_SQL_LANGUAGES = frozenset({"", "SQL", "PLPGSQL", "PLTSQL", "EDBSPL", "SPL", "PLSQL"})
_NO_BODY = frozenset({"C", "INTERNAL"})
_DESTRUCTIVE = re.compile(
    r"\b(?:truncate\s+\w|delete\s+from\b|drop\s+(?:table|schema|database)\b|update\s+\S+\s+set\b)",
    re.IGNORECASE,
)
_RUNS_FIRST = frozenset({"SP_EXECUTESQL", "SP_MSFOREACHTABLE", "SP_MSFOREACHDB"})
_HEADER = 16
RUNS_STRINGS = frozenset(
    {"DBLINK_EXEC", "DBLINK", "DBLINK_SEND_QUERY", "RUN_COMMAND_ON_WORKERS", "OPENQUERY"}
)
SCHEDULES = frozenset({"SCHEDULE", "SCHEDULE_IN_DATABASE"})


def read_nested(cursor: Cursor, excerpt: Excerpt, function: str | None = None) -> None:
    """Reads a text found in a literal, and leaves what it holds at its places in this one."""
    out = cursor.out
    if not excerpt.runs:
        return
    parsed = out.nested(excerpt.text)
    if parsed is None:
        span = excerpt.runs[0].span
        out.unread(span.start, span.end, "SQL nested too deeply in literals")
        return
    places = literals.Places(excerpt)
    for operation in parsed.operations:
        out.operations.append(_moved(operation, places, function or out.function))
    for unchecked in parsed.unchecked:
        assert unchecked.span is not None
        span = places.span(unchecked.span.start, unchecked.span.end)
        out.unchecked.append(Unchecked(unchecked.cause, unchecked.reason, span))


def _moved(operation: Operation, places: literals.Places, function: str | None) -> Operation:
    moved = operation.moved(lambda span: places.span(span.start, span.end))
    return replace(moved, function=operation.function or function)


def routine_name(cursor: Cursor) -> str | None:
    """The name of the routine that the CREATE at the cursor makes; None if it makes none."""
    for at in range(cursor.at + 1, min(cursor.end, cursor.at + _HEADER)):
        value = cursor.tokens[at][3]
        if value in _ROUTINES:
            probe = cursor.fork(at + 1)
            while probe.value() in _ROUTINE_FLAGS:
                probe.at += 1
            name = table_name(probe)
            return str(name) if name else (probe.written(probe.at) if probe.more() else None)
        if value in _NOT_ROUTINES:
            return None
    return None


def read_routine(cursor: Cursor, name: str) -> None:
    """The body of a CREATE FUNCTION or the like if it is a literal. What it does when it is
    called counts as executed; `function` says where it stands."""
    at = cursor.at
    while at < cursor.end:
        body = at + 1
        word = cursor.tokens[at][3]
        if word == "AS" and body < cursor.end and cursor.tokens[body][0] in _LITERALS:
            _read_body(cursor.fork(body), _language(cursor), name)
            return
        at = cursor.after(at)


def read_do(cursor: Cursor) -> None:
    """A DO block, at its DO."""
    for ahead in (1, 2, 3):
        if cursor.kind(ahead) in _LITERALS and (ahead != 2 or cursor.value(1) != "LANGUAGE"):
            _read_body(cursor.fork(cursor.at + ahead), _language(cursor), None)
            return


def _language(cursor: Cursor) -> str:
    at = cursor.find(frozenset({"LANGUAGE"}))
    if at + 1 >= cursor.end:
        return ""
    return cursor.written(at + 1).strip("'\"").upper()


def _read_body(cursor: Cursor, language: str, name: str | None) -> None:
    token = cursor.tokens[cursor.at]
    if language in _NO_BODY:
        return
    if language in _SQL_LANGUAGES:
        body = literals.decode(cursor.text, token, cursor.dialect)
        read_nested(cursor, body, name)
    elif _DESTRUCTIVE.search(cursor.text, token[1], token[2]):
        cursor.out.unread(token[1], token[2], f"a body in {language.lower()} is not read")


def read_execute(cursor: Cursor, in_body: bool) -> None:
    """EXECUTE and EXEC, at their verb: of a string, of a variable, of T-SQL's procedures."""
    verb = cursor.at
    cursor.at += 1
    immediate = cursor.take("IMMEDIATE")
    if cursor.kind() is TokenKind.VARIABLE and cursor.value(1) == "=":
        cursor.at += 2
    if "SP_RENAME" in (cursor.value(), cursor.value(2)):
        _read_sp_rename(cursor, verb)
        return
    runs = immediate or in_body or cursor.value() == "(" or cursor.kind() in _LITERALS
    if _runs_first_argument(cursor) or runs:
        _run(cursor, verb)


def _runs_first_argument(cursor: Cursor) -> bool:
    """Steps to the first argument of sp_executesql and its kin."""
    for ahead in (0, 2, 4, 3):
        if cursor.value(ahead) in _RUNS_FIRST:
            cursor.at += ahead + 1
            if cursor.kind() is TokenKind.VARIABLE and cursor.value(1) == "=":
                cursor.at += 2
            return True
    return False


def _run(cursor: Cursor, verb: int) -> None:
    """Reads what the expression at the cursor makes the database run."""
    first = cursor.at
    excerpt = read_expression(cursor)
    if excerpt is None:
        return
    wrapped = cursor.tokens[first][3] == "("
    name = variable_key(cursor.written(first + wrapped))
    alone = cursor.at - first == (3 if wrapped else 1)
    known = cursor.out.variables.get(name, []) if alone else []
    for text in known or [excerpt]:
        if has_literal(text):
            if cursor.out.already_run.get(id(text)) is not text:
                cursor.out.already_run[id(text)] = text
                read_nested(cursor, text)
        else:
            cursor.unread(verb, "EXECUTE of SQL that is not known")


def read_prepare(cursor: Cursor) -> None:
    """MySQL's PREPARE s FROM '…' or @v, at its verb."""
    verb = cursor.at
    at = cursor.find(frozenset({"FROM", "AS"}))
    if at < cursor.end and cursor.tokens[at][3] == "FROM" and at - verb <= 2:
        _run(cursor.fork(at + 1), verb)


def read_string_runner(cursor: Cursor) -> None:
    """dblink_exec('…') and cron.schedule('…'), at the function's name."""
    word = cursor.at
    cursor.at += 1
    inside = cursor.group() if cursor.value() == "(" else None
    if inside is None:
        return
    scheduled = cursor.tokens[word][3] in SCHEDULES
    if scheduled and (word == 0 or cursor.tokens[word - 1][3] != "."):
        return
    for argument in inside.elements():
        if argument.kind() in _LITERALS:
            excerpt = read_expression(argument)
            if excerpt is not None:
                read_nested(cursor, excerpt)


def read_unload(cursor: Cursor) -> None:
    """Redshift's UNLOAD ('SELECT …') TO …, at its verb."""
    verb = cursor.at
    cursor.at += 1
    inside = cursor.group() if cursor.value() == "(" else None
    excerpt = read_expression(inside) if inside is not None else None
    parsed = cursor.out.nested(excerpt.text) if excerpt is not None else None
    if parsed is None:
        return
    for operation in parsed.operations:
        if operation.kind is Kind.SELECT:
            cursor.add(Kind.COPY_OUT, operation.tables, verb, copies=operation.copies)


def _read_sp_rename(cursor: Cursor, verb: int) -> None:
    """EXEC sp_rename 'old', 'new' without a third argument, or with 'OBJECT'."""
    while cursor.more() and cursor.value() != "SP_RENAME":
        cursor.at += 1
    cursor.at += 1
    values = []
    for argument in cursor.elements():
        if argument.kind() is TokenKind.VARIABLE and argument.value(1) == "=":
            argument.at += 2
        if argument.kind() is not TokenKind.STRING:
            return
        values.append(unquoted(argument.written(argument.at)))
    if len(values) < 2 or (len(values) > 2 and values[2].upper() != "OBJECT"):
        return
    old = TableName.parse(values[0].replace("[", '"').replace("]", '"'))
    new = TableName((*old.parts[:-1], values[1]))
    cursor.add(Kind.RENAME_TABLE, [old], verb, new_name=new)
