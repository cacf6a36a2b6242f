"""Settings and statements that turn the enforcement of foreign keys off and on again."""

from __future__ import annotations

from ftc_lint.operations import Kind, TableName
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.names import table_name, unquoted
from ftc_lint.sql.tokens import Kind as TokenKind

SETTINGS = frozenset({"SESSION_REPLICATION_ROLE", "FOREIGN_KEY_CHECKS"})
_OFF = frozenset({"0", "OFF", "FALSE", "NO", "REPLICA"})
_SCOPES = frozenset({"SESSION", "LOCAL", "GLOBAL", "PERSIST", "PERSIST_ONLY"})
_ALTERED = frozenset({"ROLE", "USER", "DATABASE", "SYSTEM"})


def switch(
    cursor: Cursor, word: int, *, off: bool, what: str, table: TableName | None = None
) -> None:
    """Leaves that enforcement goes off, or on again; `what` turns it, `word` says so."""
    kind = Kind.DISABLE_ENFORCEMENT if off else Kind.ENABLE_ENFORCEMENT
    cursor.add(kind, [table] if table else [], word, object_type=what)


def read_set(cursor: Cursor) -> None:
    """SET name = value, …, at its verb."""
    verb = cursor.at
    cursor.at += 1
    for element in cursor.elements():
        _setting(element, verb)


def _setting(cursor: Cursor, word: int) -> None:
    """One `[scope] name = value`."""
    cursor.take_one(_SCOPES)
    name = _setting_name(cursor)
    if name not in SETTINGS:
        return
    if cursor.value() in ("=", ":=", "TO"):
        cursor.at += 1
    value = _value(cursor)
    if value is None:
        cursor.unread(word, f"{name.lower()} is set to a value that is not known")
        return
    switch(cursor, word, off=value in _OFF, what=name.lower())


def _setting_name(cursor: Cursor) -> str:
    """The last part of a setting's name, in upper case: `@@session.foreign_key_checks`."""
    name = ""
    while cursor.kind() in (TokenKind.WORD, TokenKind.QUOTED, TokenKind.VARIABLE):
        name = cursor.written(cursor.at).strip('@"`').upper()
        cursor.at += 1
        if not cursor.take("."):
            break
    return name


def _value(cursor: Cursor) -> str | None:
    """A setting's new value in upper case; None if it is not known."""
    if not cursor.more() or cursor.kind() is TokenKind.HOLE:
        return None
    written = cursor.written(cursor.at)
    if cursor.kind() is TokenKind.STRING:
        written = unquoted(written)
    return written.strip().strip('"').upper()


def read_pragma(cursor: Cursor) -> None:
    """SQLite's PRAGMA foreign_keys = value or (value), at its verb."""
    verb = cursor.at
    cursor.at += 1
    if cursor.value(1) == ".":
        cursor.at += 2
    if not cursor.take("FOREIGN_KEYS"):
        return
    if cursor.value() not in ("=", "("):
        return
    cursor.at += 1
    value = _value(cursor)
    if value is None:
        cursor.unread(verb, "foreign_keys is set to a value that is not known")
        return
    switch(cursor, verb, off=value in _OFF, what="foreign_keys")


def read_reset(cursor: Cursor) -> None:
    """RESET session_replication_role, at its verb."""
    verb = cursor.at
    cursor.at += 1
    if _setting_name(cursor) in SETTINGS:
        switch(cursor, verb, off=False, what="session_replication_role")


def alter_setting(cursor: Cursor, verb: int) -> None:
    """ALTER ROLE … SET session_replication_role = replica, behind its ALTER."""
    if not cursor.take_one(_ALTERED):
        return
    at = cursor.find(frozenset({"SET"}))
    if at < cursor.end:
        _setting(cursor.fork(at + 1), verb)


def read_set_config(cursor: Cursor) -> None:
    """set_config('session_replication_role', 'replica', false), at the function's name."""
    word = cursor.at
    cursor.at += 1
    inside = cursor.group() if cursor.value() == "(" else None
    arguments = inside.elements() if inside else []
    if len(arguments) < 2 or arguments[0].kind() is not TokenKind.STRING:
        return
    name = unquoted(arguments[0].written(arguments[0].at)).upper()
    if name in SETTINGS:
        value = _value(arguments[1])
        if value is None:
            cursor.unread(word, f"{name.lower()} is set to a value that is not known")
            return
        switch(cursor, word, off=value in _OFF, what=name.lower())


def read_trigger_state(cursor: Cursor) -> None:
    """T-SQL's DISABLE TRIGGER ALL ON t, at its verb."""
    verb = cursor.at
    off = cursor.value() == "DISABLE"
    cursor.at += 1
    if cursor.take("TRIGGER", "ALL", "ON"):
        table = table_name(cursor)
        switch(cursor, verb, off=off, what="triggers", table=table)
