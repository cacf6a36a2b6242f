"""TRUNCATE, DELETE and UPDATE."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.operations import Column, Kind, TableName, Where
from ftc_lint.sql import tokens
from ftc_lint.sql.conditions import restriction
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.dialects import TSQL
from ftc_lint.sql.names import is_table_variable, table_name, table_names
from ftc_lint.sql.queries import read_query
from ftc_lint.sql.sources import AFTER_TABLE, FromClause, alias, read_sources

_MODIFIERS = frozenset({"LOW_PRIORITY", "QUICK", "IGNORE"})
_LIMITS = frozenset({"LIMIT", "FETCH"})
_TAIL = frozenset({"RETURNING", "ORDER", "LIMIT", "OPTION", "LOG", "FETCH"})
_BEFORE_WHERE = _TAIL | {"WHERE"}
_WITHOUT_FROM = frozenset({"tsql", "fabric", "oracle", "spark", "databricks", "hive", "teradata"})
_AFTER_TRUNCATE = AFTER_TABLE | {
    *(",", "*", ";", ")", "PARTITION", "DROP", "REUSE", "STORAGE", "CASCADE", "WAIT", "NOWAIT"),
    *("EXCEPTION", "RENAME", "INSERT", "DELETE", "PRESERVE", "REPLICATE", "SYNC", "TABLE", "ASYNC"),
}


def read_truncate(cursor: Cursor) -> None:
    """TRUNCATE [TABLE] [ONLY] t, … [CASCADE], at its verb."""
    verb = cursor.at
    cursor.at += 1
    with_table = cursor.take("TABLE") or cursor.take("TABLES")
    if cursor.value() in ("DATABASE", "CLUSTER") and cursor.kind(1) is not None:
        cursor.at += 1
    cursor.take("IF", "EXISTS")
    only = False
    names: list[TableName] = []
    while True:
        only = cursor.take("ONLY") or only
        inside = cursor.group() if only and cursor.value() == "(" else None
        name = table_name(inside or cursor)
        if name is None:
            break
        names.append(name)
        cursor.take("*")
        if not cursor.take(","):
            break
    if not names:
        if cursor.value() != "(" and (with_table or cursor.more()):
            cursor.unread(verb, "TRUNCATE of a table that cannot be read")
        return
    if not with_table and _is_prose(cursor):
        return
    in_options = verb > 0 and cursor.tokens[verb - 1][3] == "("  # VACUUM (TRUNCATE false)
    if not with_table and (in_options or cursor.value() in ("(", ".", "=")):
        return
    word = cursor.find(frozenset({"CASCADE"}))
    cascade = word < cursor.end
    option = cursor.out.span(cursor.start_of(word), cursor.end_of(word)) if cascade else None
    if cursor.value() == "PARTITION" or cursor.sees("WITH", "(", "PARTITIONS"):
        part = {"where": Where.SOME, "detail": "partition"}
    else:
        part = {}
    cursor.add(Kind.TRUNCATE, names, verb, cascade=cascade, only=only, option=option, **part)


def _is_prose(cursor: Cursor) -> bool:
    """Whether `truncate long titles` goes on in a way that no TRUNCATE does."""
    if cursor.kind() is not tokens.Kind.WORD or cursor.tokens[cursor.at][4]:
        return False
    return cursor.value() not in _AFTER_TRUNCATE


def _step_over_top(cursor: Cursor) -> bool:
    """T-SQL's TOP (n) [PERCENT]; whether it was there."""
    if cursor.value() != "TOP" or cursor.kind(1) is None:
        return False
    if cursor.value(1) != "(" and cursor.kind(1) is not tokens.Kind.NUMBER:
        return False
    cursor.at += 1
    cursor.next()
    cursor.take("PERCENT")
    return True


def read_delete(cursor: Cursor) -> None:
    """DELETE in every dialect's shape, at its verb."""
    verb = cursor.at
    cursor.at += 1
    while cursor.take_one(_MODIFIERS):
        pass
    limited = _step_over_top(cursor)
    with_from = cursor.take("FROM")
    only = cursor.take("ONLY")
    if cursor.value() == "(" and cursor.value(1) in ("SELECT", "WITH"):
        _delete_from_query(cursor, verb)
        return
    inside = cursor.group() if cursor.value() == "(" and (only or with_from) else None
    targets = _targets(inside or cursor)
    if not targets:
        _no_target(cursor, verb, with_from)
        return
    if len(targets) == 1:
        alias(cursor)
    cursor.take("*")
    if cursor.value() in ("(", "=", ".") and not with_from:
        return
    names = _deleted(cursor, targets, with_from)
    if names is None:
        return
    where = _where(cursor, names[1], limited)
    where, meant = _behind_cte(cursor, names[0], where)
    cursor.add(
        Kind.DELETE,
        meant,
        verb,
        where=where,
        only=only,
        temporary=all(is_table_variable(name) for name in meant),
    )


def _delete_from_query(cursor: Cursor, verb: int) -> None:
    """Oracle's DELETE FROM (SELECT … FROM t WHERE …)."""
    inside = cursor.group()
    copies = read_query(inside).copies if inside is not None else ()
    if not copies:
        cursor.unread(verb, "DELETE from a query that cannot be read")
        return
    where = _where(cursor, None, limited=not copies[0].full)
    cursor.add(Kind.DELETE, [copies[0].source], verb, where=where)


def _behind_cte(
    cursor: Cursor, names: list[TableName], where: Where
) -> tuple[Where, list[TableName]]:
    """T-SQL deletes from and updates the table behind a CTE."""
    rows = cursor.out.ctes.get(names[0].last.lower()) if cursor.dialect in TSQL else None
    if rows is None or not rows.copies:
        return where, names
    restricted = where is Where.NONE and not rows.copies[0].full
    return Where.SOME if restricted else where, [rows.copies[0].source]


def _no_target(cursor: Cursor, verb: int, with_from: bool) -> None:
    if with_from:
        cursor.unread(verb, "DELETE from a table that cannot be read")


def _targets(cursor: Cursor) -> list[TableName]:
    """Names with commas, each perhaps with `.*` behind it."""
    names: list[TableName] = []
    while True:
        found = table_name(cursor)
        if found is None:
            return names
        names.append(found)
        cursor.take(".", "*")
        if not cursor.take(","):
            return names


def _deleted(
    cursor: Cursor, targets: Sequence[TableName], with_from: bool
) -> tuple[list[TableName], FromClause | None] | None:
    """The tables that lose rows, and the clause that joins them; None if it is no DELETE."""
    word = cursor.find(frozenset({"FROM", "USING", "WHERE", "RETURNING", "JOIN", "INNER", "LEFT"}))
    value = cursor.tokens[word][3] if word < cursor.end else ""
    if value in ("FROM", "USING"):
        end = cursor.find(_BEFORE_WHERE, word + 1)
        clause = read_sources(cursor.fork(word + 1, end))
        resolved = [clause.meant(name) for name in targets]
        foreign = not with_from and value == "FROM" and cursor.dialect not in _WITHOUT_FROM
        if foreign and not any(resolved):
            return None
        joined = clause if any(resolved) else None
        return [real or said for real, said in zip(resolved, targets, strict=True)], joined
    if not with_from and cursor.dialect not in _WITHOUT_FROM and value != "WHERE":
        return None
    if value in ("JOIN", "INNER", "LEFT"):
        end = cursor.find(_BEFORE_WHERE, word)
        return list(targets), read_sources(cursor.fork(word, end))
    return list(targets), None


def _where(cursor: Cursor, joined: FromClause | None, limited: bool) -> Where:
    """What restricts the statement whose WHERE may follow at the cursor."""
    at = cursor.find(frozenset({"WHERE"}))
    if at < cursor.end:
        end = cursor.find(_TAIL, at + 1)
        if any(t[0] is tokens.Kind.TEMPLATE for t in cursor.tokens[cursor.at : at]):
            return Where.UNKNOWN
        if cursor.tokens[min(at + 1, cursor.end - 1)][3] == "CURRENT":
            return Where.SOME
        where = restriction(cursor.fork(at + 1, end))
        if where is not Where.ALWAYS:
            return where
        none = Where.ALWAYS
    else:
        none = Where.NONE
    if limited or (joined is not None and joined.restricted):
        return Where.SOME
    if cursor.find(_LIMITS) < cursor.end:
        return Where.SOME
    return Where.UNKNOWN if none is Where.NONE and _hole_may_restrict(cursor) else none


def _hole_may_restrict(cursor: Cursor) -> bool:
    """Whether a placeholder stands where a WHERE could: behind a name or a value."""
    end = cursor.find(_TAIL)
    at = cursor.at
    while at < end:
        kind, start, _, value, _ = cursor.tokens[at]
        if kind is tokens.Kind.TEMPLATE and "include" in cursor.written(at):
            return True
        if (
            kind is tokens.Kind.HOLE
            and start > cursor.end_of(at - 1)
            and _ends_value(cursor, at - 1)
        ):
            return True
        at = cursor.after(at) if value == "(" else at + 1
    return False


def _ends_value(cursor: Cursor, index: int) -> bool:
    kind, _, _, value, _ = cursor.tokens[index]
    if kind is tokens.Kind.OP:
        return value in (")", "]")
    return value not in ("SET", "AND", "OR", "FROM", "IN", "LIKE", "USING", "THEN", "ELSE", "WHEN")


def read_update(cursor: Cursor) -> None:
    """UPDATE in every dialect's shape, at its verb."""
    verb = cursor.at
    cursor.at += 1
    if cursor.value() in ("SET", "STATISTICS"):
        return
    while cursor.take_one(_MODIFIERS):
        pass
    if cursor.take("OR"):
        cursor.at += 1
    limited = _step_over_top(cursor)
    only = cursor.take("ONLY")
    set_at = cursor.find(frozenset({"SET"}))
    if set_at == cursor.end:
        _without_set(cursor, verb)
        return
    clause = read_sources(cursor.fork(end=set_at))
    behind = cursor.fork(set_at + 1)
    if not _assigns(behind):
        return
    first = clause.items[0].name if clause.items else None
    name, joined = _updated(behind, clause, first)
    if name is None:
        cursor.unread(verb, "UPDATE of a table that cannot be read")
        return
    where, meant = _behind_cte(cursor, [name], _where(behind, joined, limited))
    cursor.add(
        Kind.UPDATE,
        meant,
        verb,
        where=where,
        only=only,
        temporary=is_table_variable(name),
        columns=_changed(behind),
    )


def _changed(cursor: Cursor) -> tuple[Column, ...]:
    """The columns behind SET; none where one of them cannot be read."""
    end = cursor.find(_BEFORE_WHERE | {"FROM"})
    names: list[str] = []
    for element in cursor.fork(end=end).elements():
        inside = element.group() if element.value() == "(" else None
        for each in inside.elements() if inside else [element]:
            name = table_name(each)
            if name is None or name.has_hole:
                return ()
            names.append(name.last)
    return tuple(Column(name) for name in names)


def _without_set(cursor: Cursor, verb: int) -> None:
    """`UPDATE {table} {assignments}` may be one; `update the docs` is none."""
    names = table_names(cursor)
    if names and cursor.kind() is tokens.Kind.HOLE:
        cursor.add(Kind.UPDATE, names[:1], verb, where=Where.UNKNOWN)


def _assigns(cursor: Cursor) -> bool:
    """Whether assignments follow, as they must behind SET."""
    if cursor.value() == "(" or (cursor.more() and cursor.tokens[cursor.at][4]):
        return True
    if cursor.kind() is tokens.Kind.TEMPLATE:
        return True
    probe = cursor.fork()
    if table_name(probe) is None:
        return False
    return probe.value() in ("=", "[", ":=", "+", "-", "*", "|", "&", "^", "/") or (
        probe.value() == "." or probe.kind() is tokens.Kind.HOLE
    )


def _updated(
    behind: Cursor, clause: FromClause, first: TableName | None
) -> tuple[TableName | None, FromClause | None]:
    """The table whose rows change, and the joins that restrict them."""
    if first is None:
        return None, None
    if len(clause.items) > 1:
        column = table_name(behind.fork())
        if column is not None and len(column.parts) > 1:
            owner = TableName(column.parts[:-1], column.quoted[:-1])
            return clause.meant(owner) or first, clause
        return first, clause
    from_at = behind.find(frozenset({"FROM", "WHERE"}))
    if from_at < behind.end and behind.tokens[from_at][3] == "FROM":
        end = behind.find(_BEFORE_WHERE, from_at + 1)
        joined = read_sources(behind.fork(from_at + 1, end))
        if joined.meant(first) is not None and clause.items[0].alias is None:
            return joined.meant(first), joined
    return first, None
