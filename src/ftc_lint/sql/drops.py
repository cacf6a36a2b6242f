"""DROP of everything, and RENAME TABLE."""

from __future__ import annotations

from ftc_lint.operations import Kind, TableName
from ftc_lint.sql import tokens
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.names import table_name

_KINDS = {
    "TABLE": Kind.DROP_TABLE,
    "TABLES": Kind.DROP_TABLE,
    "SCHEMA": Kind.DROP_SCHEMA,
    "DATASET": Kind.DROP_SCHEMA,
    "DATABASE": Kind.DROP_DATABASE,
}
_TABLE_FLAGS = frozenset(
    "TEMPORARY TEMP FOREIGN EXTERNAL DYNAMIC ICEBERG HYBRID SNAPSHOT TRANSIENT GLOBAL".split()
)
_TYPES = frozenset(
    "AGGREGATE CAST CATALOG COLLATION CONNECTION CONVERSION CREDENTIAL DICTIONARY DOMAIN EVENT "
    "EXTENSION FUNCTION GROUP INDEX INTEGRATION KEYSPACE LANGUAGE LIBRARY LOGIN MACRO MODEL "
    "NETWORK OPERATOR OUTLINE OWNED PACKAGE PIPE PIPELINE POLICY PROC PROCEDURE PROFILE "
    "PUBLICATION ROLE ROUTINE RULE SECRET SEQUENCE SERVER SHARE STAGE STATISTICS STREAM "
    "SUBSCRIPTION SYNONYM TABLESPACE TAG TASK TRANSFORM TRIGGER TYPE USER VARIABLE VIEW WAREHOUSE "
    "ASSEMBLY CERTIFICATE DEFAULT ENDPOINT QUEUE SERVICE CLUSTER DIMENSION DIRECTORY CONTEXT "
    "JAVA EDITION".split()
)
_LONG_TYPES = (
    ("MATERIALIZED", "VIEW"),
    ("EVENT", "TRIGGER"),
    ("ACCESS", "METHOD"),
    ("USER", "MAPPING"),
    ("FOREIGN", "DATA", "WRAPPER"),
    ("TEXT", "SEARCH", "CONFIGURATION"),
    ("TEXT", "SEARCH", "DICTIONARY"),
    ("TEXT", "SEARCH", "PARSER"),
    ("TEXT", "SEARCH", "TEMPLATE"),
    ("OPERATOR", "CLASS"),
    ("OPERATOR", "FAMILY"),
    ("PACKAGE", "BODY"),
    ("TYPE", "BODY"),
    ("PUBLIC", "SYNONYM"),
    ("PUBLIC", "DATABASE", "LINK"),
    ("DATABASE", "LINK"),
    ("DATABASE", "ROLE"),
    ("FILE", "FORMAT"),
    ("MASKING", "POLICY"),
    ("ROW", "ACCESS", "POLICY"),
    ("FULLTEXT", "INDEX"),
    ("FULLTEXT", "CATALOG"),
    ("EXTERNAL", "DATA", "SOURCE"),
    ("EXTERNAL", "FILE", "FORMAT"),
    ("PARTITION", "FUNCTION"),
    ("PARTITION", "SCHEME"),
    ("SECURITY", "POLICY"),
    ("TEMPORARY", "FUNCTION"),
    ("TEMPORARY", "VIEW"),
    ("TEMP", "VIEW"),
    ("TEMPORARY", "SEQUENCE"),
    ("LOGFILE", "GROUP"),
    ("TABLE", "FUNCTION"),
    ("SEARCH", "INDEX"),
    ("VECTOR", "INDEX"),
)


def read_drop(cursor: Cursor) -> None:
    """DROP of any object, at its verb."""
    verb = cursor.at
    cursor.at += 1
    flags = set()
    kind = _long_type(cursor)
    if not kind:
        while cursor.value() in _TABLE_FLAGS:
            flags.add(cursor.value())
            cursor.at += 1
        kind = cursor.value()
        if kind not in _KINDS and kind not in _TYPES:
            _unknown_type(cursor, verb)
            return
        cursor.at += 1
    cursor.take("CONCURRENTLY")
    cursor.take("ONLINE")
    if_exists = cursor.take("IF", "EXISTS")
    cursor.take("BY")
    cursor.take("FOR")
    operation = _KINDS.get(kind, Kind.DROP)
    names = _names(cursor)
    if not names and operation is not Kind.DROP:
        cursor.unread(verb, f"DROP {kind} of a name that cannot be read")
        return
    if operation is not Kind.DROP and cursor.value() == "=":
        return
    cascade = cursor.find(frozenset({"CASCADE"})) < cursor.end
    on = cursor.find(frozenset({"ON"}))
    table = table_name(cursor.fork(on + 1)) if on < cursor.end and operation is Kind.DROP else None
    cursor.add(
        operation,
        names,
        verb,
        cascade=cascade,
        if_exists=if_exists or cursor.find(frozenset({"EXISTS"})) < cursor.end,
        object_type=kind.lower(),
        temporary=not flags.isdisjoint({"TEMPORARY", "TEMP"}) or _all_temporary(names),
        detail=f"on {table}" if table else "",
    )


def _all_temporary(names: list[TableName]) -> bool:
    return bool(names) and all(name.last.startswith("#") for name in names)


def _long_type(cursor: Cursor) -> str:
    for words in _LONG_TYPES:
        if cursor.take(*words):
            return " ".join(words)
    return ""


def _unknown_type(cursor: Cursor, verb: int) -> None:
    """`DROP {kind} {name}` destroys something; `drop duplicates` is none."""
    if cursor.more() and cursor.tokens[cursor.at][4] and cursor.kind(1) is not None:
        cursor.unread(verb, "DROP of an object that is not known")


def _names(cursor: Cursor) -> list[TableName]:
    """Names with commas in between, each perhaps with a signature."""
    names: list[TableName] = []
    while True:
        name = table_name(cursor)
        if name is None:
            return names
        names.append(name)
        if cursor.value() == "(":
            cursor.next()
        if not cursor.take(","):
            return names


def read_rename(cursor: Cursor) -> None:
    """MySQL's RENAME TABLE a TO b, c TO d and Oracle's RENAME a TO b, at its verb."""
    verb = cursor.at
    cursor.at += 1
    if not cursor.take("TABLE") and not cursor.take("TABLES") and cursor.dialect != "oracle":
        return
    cursor.take("IF", "EXISTS")
    word = verb
    for element in cursor.elements():
        first = element.at
        old = table_name(element)
        if old is None:
            return
        if element.value() in ("WAIT", "NOWAIT"):
            element.at += 1 + (element.kind(1) is tokens.Kind.NUMBER)
        if not element.take("TO"):
            return
        new = table_name(element)
        if new is None:
            return
        if word == verb:
            element.add(Kind.RENAME_TABLE, [old], verb, new_name=new)
        else:
            element.add(Kind.RENAME_TABLE, [old], first, new_name=new)
        word = first
