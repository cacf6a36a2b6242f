"""What a condition restricts: every row, some, or the one with a certain key."""

from __future__ import annotations

from ftc_lint.operations import Where
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.tokens import Kind

_DEEPEST = 40
_LITERALS = frozenset({Kind.STRING, Kind.NUMBER, Kind.DOLLAR})
_VALUES = _LITERALS | {Kind.HOLE, Kind.VARIABLE}
_COLUMNS = frozenset({Kind.WORD, Kind.QUOTED, Kind.HOLE})
_COMPARISONS = frozenset({"=", "==", "<>", "!=", "<", ">", "<=", ">="})
_ROW_VARIABLES = frozenset({"OLD", "NEW"})


def restriction(cursor: Cursor) -> Where:
    """What the condition that fills `cursor` restricts (the words behind WHERE)."""
    if not cursor.more():
        return Where.UNKNOWN
    if truth(cursor):
        return Where.ALWAYS
    alternatives = _split(cursor, "OR")
    conjuncts = _split(alternatives[0], "AND") if len(alternatives) == 1 else []
    if any(_is_key(conjunct) for conjunct in conjuncts):
        return Where.KEY
    if conjuncts and all(_is_hole(conjunct) or truth(conjunct) for conjunct in conjuncts):
        return Where.UNKNOWN
    return Where.SOME


def truth(cursor: Cursor, depth: int = 0) -> bool | None:
    """Whether a condition surely holds for every row, surely for none, or neither is sure."""
    if depth > _DEEPEST:
        return None
    inside = _unwrapped(cursor)
    alternatives = _split(inside, "OR")
    if len(alternatives) > 1:
        values = [truth(part, depth + 1) for part in alternatives]
        return True if True in values else (None if None in values else False)
    conjuncts = _split(inside, "AND")
    if len(conjuncts) > 1:
        values = [truth(part, depth + 1) for part in conjuncts]
        return False if False in values else (None if None in values else True)
    if inside.value() == "NOT":
        value = truth(inside.fork(inside.at + 1), depth + 1)
        return None if value is None else not value
    return _simple_truth(inside)


def _unwrapped(cursor: Cursor) -> Cursor:
    """The same without parentheses around all of it."""
    at, end = cursor.at, cursor.end
    while at < end and cursor.tokens[at][3] == "(" and cursor.pairs.get(at) == end - 1:
        at, end = at + 1, end - 1
    return cursor.fork(at, end)


def _split(cursor: Cursor, word: str) -> list[Cursor]:
    """The parts that AND or OR joins at this depth, minding BETWEEN … AND and CASE … END."""
    found = []
    first = at = cursor.at
    cases = between = 0
    while at < cursor.end:
        value = cursor.tokens[at][3]
        if value == "CASE":
            cases += 1
        elif value == "END":
            cases = max(0, cases - 1)
        elif value == "BETWEEN":
            between += 1
        elif value == "AND" and between:
            between -= 1
        elif value == word and not cases:
            found.append(cursor.fork(first, at))
            first = at + 1
        at = cursor.after(at)
    found.append(cursor.fork(first, cursor.end))
    return found


def _simple_truth(cursor: Cursor) -> bool | None:
    length = cursor.end - cursor.at
    if length == 1:
        if cursor.value() in ("TRUE", "FALSE"):
            return cursor.value() == "TRUE"
        number = _literal(cursor, 0)
        return bool(number) if isinstance(number, float) else None
    if length == 3 and cursor.value(1) in _COMPARISONS:
        left, right = _literal(cursor, 0), _literal(cursor, 2)
        if left is not None and right is not None:
            return _compare(left, cursor.value(1), right)
    return None


def _literal(cursor: Cursor, ahead: int) -> float | str | bool | None:
    kind = cursor.kind(ahead)
    written = cursor.written(cursor.at + ahead)
    if kind is Kind.NUMBER:
        try:
            return float(written)
        except ValueError:  # 0x1F, 1e: rare, and nothing is sure then
            return None
    if kind is Kind.STRING:
        return written
    if cursor.value(ahead) in ("TRUE", "FALSE"):
        return cursor.value(ahead) == "TRUE"
    return None


def _compare(left: float | str | bool, operator: str, right: float | str | bool) -> bool | None:
    if isinstance(left, str) or isinstance(right, str):
        if type(left) is not type(right):
            return None
        if operator in ("=", "=="):
            return left == right or None
        return None
    if operator in ("=", "=="):
        return left == right
    if operator in ("<>", "!="):
        return left != right
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[
        operator
    ]


def _is_hole(cursor: Cursor) -> bool:
    inside = _unwrapped(cursor)
    return inside.end - inside.at == 1 and inside.tokens[inside.at][4]


def _is_key(cursor: Cursor) -> bool:
    """Whether this is `column = value`, or the other way round."""
    inside = _unwrapped(cursor)
    at = inside.find(frozenset({"=", "=="}))
    if at == inside.end:
        return False
    left, right = inside.fork(end=at), inside.fork(at + 1)
    return (_is_column(left) and _is_value(right)) or (_is_value(left) and _is_column(right))


def _is_column(cursor: Cursor) -> bool:
    names = 0
    while cursor.more():
        if cursor.kind() not in _COLUMNS or cursor.value() in _ROW_VARIABLES:
            return False
        names += 1
        cursor.at += 1
        if cursor.more() and not cursor.take("."):
            return False
    return names > 0


def _is_value(cursor: Cursor) -> bool:
    """One literal, placeholder or variable, perhaps with a sign or a cast."""
    cursor = _unwrapped(cursor)
    if cursor.value() in ("-", "+"):
        cursor.at += 1
    if cursor.value() in _ROW_VARIABLES and cursor.value(1) == ".":
        return cursor.end - cursor.at == 3
    if cursor.kind() not in _VALUES:
        return False
    cursor.at += 1
    if cursor.take("::"):
        return all(t[3] not in _COMPARISONS for t in cursor.tokens[cursor.at : cursor.end])
    return not cursor.more()
