"""INSERT, REPLACE and MERGE."""

from __future__ import annotations

from ftc_lint.operations import OVERWRITE, Copy, Kind, Where
from ftc_lint.records import replace
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.names import is_table_variable, table_name
from ftc_lint.sql.queries import Rows, read_query
from ftc_lint.sql.sources import alias

_MODIFIERS = frozenset({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"})
_QUERY = frozenset({"SELECT", "WITH", "TABLE", "FROM"})
_FEWEST_COLUMNS = 2


def copies_of(rows: Rows) -> tuple[Copy, ...]:
    """What a query's rows are once they are written: a single column of a table is no copy."""
    if rows.columns and len(rows.columns) < _FEWEST_COLUMNS:
        return tuple(replace(copy, full=False, columns=rows.columns) for copy in rows.copies)
    return tuple(replace(copy, columns=rows.columns) for copy in rows.copies)


def read_insert(cursor: Cursor) -> None:
    """INSERT [OR REPLACE | OVERWRITE] INTO t …, at its verb."""
    verb = cursor.at
    cursor.at += 1
    kind, detail = Kind.INSERT, ""
    while cursor.take_one(_MODIFIERS):
        pass
    if cursor.take("OR"):
        if cursor.take("REPLACE"):
            kind, detail = Kind.REPLACE, "insert or replace"
        else:
            cursor.at += 1
    if cursor.value() == "TOP":
        cursor.at += 1
        cursor.next()
    if cursor.take("OVERWRITE"):
        kind, detail = Kind.REPLACE, OVERWRITE
        cursor.take("LOCAL")
        if cursor.value() == "DIRECTORY":
            return
    if cursor.value() in ("ALL", "FIRST") and cursor.kind(1) is not None:
        _many_targets(cursor, verb)
        return
    cursor.take("INTO")
    cursor.take("TABLE")
    if cursor.value() not in ("VALUES", "("):
        _target(cursor, verb, kind, detail)


def _many_targets(cursor: Cursor, verb: int) -> None:
    """Oracle's INSERT ALL INTO a … INTO b … SELECT …"""
    names = []
    while cursor.more():
        cursor.at = cursor.find(frozenset({"INTO"})) + 1
        name = table_name(cursor)
        if name is not None:
            names.append(name)
    cursor.add(Kind.INSERT, names, verb)


def read_replace(cursor: Cursor) -> None:
    """REPLACE INTO t …, at its verb; the function replace(…) is none."""
    verb = cursor.at
    cursor.at += 1
    while cursor.take_one(_MODIFIERS):
        pass
    if not cursor.take("INTO"):
        probe = cursor.fork()
        name = table_name(probe)
        if name is None or probe.value() not in ("(", "VALUES", "VALUE", "SELECT", "SET"):
            return
        if cursor.value() == "(":
            return
    _target(cursor, verb, Kind.REPLACE, "replace into")


def _target(cursor: Cursor, verb: int, kind: Kind, detail: str) -> None:
    name = table_name(cursor)
    if name is None:
        if kind is Kind.REPLACE:
            cursor.unread(verb, f"{detail.upper()} of a table that cannot be read")
        return
    if cursor.take("PARTITION"):
        cursor.next()
    alias(cursor)
    if cursor.value() == "(" and cursor.value(1) not in _QUERY:
        cursor.next()
    copies = _inserted(cursor)
    temporary = is_table_variable(name)
    cursor.add(kind, [name], verb, copies=copies, temporary=temporary, detail=detail)


def _inserted(cursor: Cursor) -> tuple[Copy, ...]:
    """The tables whose rows go in."""
    if cursor.take("OVERRIDING"):
        cursor.at += 2
    at = cursor.find(_QUERY | {"(", "VALUES", "EXEC", "EXECUTE", "SET", "DEFAULT"})
    if at == cursor.end or (cursor.tokens[at][3] not in _QUERY and cursor.tokens[at][3] != "("):
        return ()
    return copies_of(read_query(cursor.fork(at, _conflict_clause(cursor, at)), cursor.out.ctes))


def _conflict_clause(cursor: Cursor, at: int) -> int:
    """Where ON CONFLICT, ON DUPLICATE KEY or RETURNING begins, or the end."""
    words = frozenset({"ON", "RETURNING"})
    while True:
        at = cursor.find(words, at)
        if at >= cursor.end or cursor.tokens[at][3] == "RETURNING":
            return at
        if at + 1 < cursor.end and cursor.tokens[at + 1][3] in ("CONFLICT", "DUPLICATE"):
            return at
        at += 1


def read_merge(cursor: Cursor) -> None:
    """MERGE INTO t USING … WHEN … THEN DELETE, at its verb: each branch that deletes, and the
    write it is besides."""
    verb = cursor.at
    cursor.at += 1
    if cursor.take("TOP"):
        cursor.next()
    cursor.take("INTO")
    cursor.take("ONLY")
    target = table_name(cursor)
    if target is None:
        if cursor.value() != "(":
            cursor.unread(verb, "MERGE into a table that cannot be read")
        return
    first = cursor.find(frozenset({"WHEN"}))
    if first == cursor.end:
        return
    branches = _branches(cursor.fork(first))
    writes = [word for word, _ in branches if word in ("INSERT", "UPDATE")]
    if "INSERT" in writes:
        cursor.add(Kind.INSERT, [target], verb, detail="merge", copies=_merged(cursor, first))
    elif writes:
        cursor.add(Kind.UPDATE, [target], verb, where=Where.SOME, detail="merge")
    for branch, (word, at) in enumerate(branches):
        if word == "DELETE":
            by_source = _by_source(cursor, first if branch == 0 else branches[branch - 1][1], at)
            cursor.add(
                Kind.MERGE_DELETE,
                [target],
                at,
                where=Where.SOME,
                not_matched_by_source=by_source,
                temporary=is_table_variable(target),
            )


def _branches(cursor: Cursor) -> list[tuple[str, int]]:
    """What each THEN does and where it says so; Oracle's UPDATE … DELETE WHERE is two."""
    found: list[tuple[str, int]] = []
    cases = 0
    while cursor.more():
        value = cursor.value()
        cases += (value == "CASE") - (value == "END")
        if value == "THEN" and cases <= 0:
            found.append((cursor.value(1), cursor.at + 1))
            cursor.at += 1
        elif value == "DELETE" and cursor.value(1) == "WHERE" and found:
            found.append((value, cursor.at))
        if cursor.more():
            cursor.next()
    return found


def _by_source(cursor: Cursor, start: int, stop: int) -> bool:
    words = [token[3] for token in cursor.tokens[start:stop]]
    return any(words[i : i + 2] == ["BY", "SOURCE"] for i in range(len(words)))


def _merged(cursor: Cursor, first: int) -> tuple[Copy, ...]:
    """The source of a MERGE, as a partial copy."""
    using = cursor.find(frozenset({"USING"}))
    source = cursor.fork(min(using + 1, first), first)
    if source.value() == "(":
        inside = source.group()
        rows = read_query(inside).copies if inside else ()
        return tuple(replace(copy, full=False) for copy in rows)
    name = table_name(source)
    return (Copy(name, False),) if name else ()
