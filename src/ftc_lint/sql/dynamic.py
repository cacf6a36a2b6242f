"""SQL that is put together and run by SQL: EXECUTE, PREPARE … FROM, EXEC(…), sp_executesql.

An expression becomes a template: its literals with their places, everything else a placeholder in
braces. `'TRUNCATE ' || quote_ident(t)` reads `TRUNCATE {t}`.
"""

from __future__ import annotations

import re
from itertools import chain

from ftc_lint.sql import literals
from ftc_lint.sql.cursor import Cursor
from ftc_lint.sql.names import visible
from ftc_lint.sql.tokens import Kind
from ftc_lint.text import Excerpt, joined

_DEEPEST = 20
_MOST_VERSIONS = 8
_LONGEST = 20_000
_MOST_PLACEHOLDERS = 200
_PLACEHOLDER = re.compile(r"%(?:%|(?:(\d+)\$)?-?\d*([IsL]))")
_LITERALS = frozenset({Kind.STRING, Kind.DOLLAR})
_NAMES = frozenset({Kind.WORD, Kind.QUOTED, Kind.VARIABLE, Kind.HOLE})
_JOINERS = frozenset({"||", "+", "&"})
_OPENERS = frozenset({";", "BEGIN", "THEN", "ELSE", "LOOP", "DECLARE", "SET"})
_NOT_A_TERM = frozenset(
    "INTO USING LOOP THEN END AS FROM WHERE SELECT OUTPUT AT WITH IF ELSE BEGIN RETURN CLOSE "
    "DEALLOCATE FETCH PRINT EXEC EXECUTE SET DECLARE".split()
)


def read_expression(cursor: Cursor, depth: int = 0) -> Excerpt | None:
    """The string expression at the cursor, stepped over; None if there is none."""
    parts: list[Excerpt] = []
    while True:
        part = _term(cursor, depth)
        if part is None:
            return joined(parts) if parts else None
        parts.append(part)
        if cursor.take("::"):
            cursor.next()
            if cursor.value() == "(":
                cursor.next()
        if not cursor.take_one(_JOINERS):
            return joined(parts)


def has_literal(excerpt: Excerpt) -> bool:
    """Whether some of a template's text is known."""
    return not re.fullmatch(r"(?:\{[^{}]*\}|\s)*", excerpt.text)


def _term(cursor: Cursor, depth: int) -> Excerpt | None:
    if not cursor.more() or depth > _DEEPEST:
        return None
    kind, value = cursor.kind(), cursor.value()
    if kind in _LITERALS or _is_prefix(cursor):
        return _literals(cursor)
    if value == "(":
        inside = cursor.group()
        return read_expression(inside, depth + 1) if inside else None
    if value == "CASE":
        return _case(cursor)
    if kind is Kind.NUMBER:
        cursor.at += 1
        return literals.written(cursor.text, *cursor.tokens[cursor.at - 1][1:3])
    if kind not in _NAMES or value in _NOT_A_TERM:
        return None
    if cursor.value(1) == "(":
        return _call(cursor, depth)
    return _name(cursor, depth)


def _is_prefix(cursor: Cursor) -> bool:
    """The N of T-SQL's N'…'."""
    return (
        cursor.value() == "N"
        and cursor.kind(1) in _LITERALS
        and cursor.end_of(cursor.at) == cursor.start_of(cursor.at + 1)
    )


def _literals(cursor: Cursor) -> Excerpt:
    """One literal, or several side by side."""
    parts = []
    while cursor.kind() in _LITERALS or _is_prefix(cursor):
        cursor.at += _is_prefix(cursor)
        parts.append(literals.decode(cursor.text, cursor.tokens[cursor.at], cursor.dialect))
        cursor.at += 1
    return joined(parts)


def _case(cursor: Cursor) -> Excerpt:
    first = cursor.at
    end = cursor.find(frozenset({"END"}))
    cursor.at = min(end + 1, cursor.end)
    return _hole(cursor, first, cursor.at, "case")


def _hole(cursor: Cursor, first: int, stop: int, name: str) -> Excerpt:
    shown = name if name.startswith("{") else "{" + name + "}"
    start, end = cursor.start_of(first), cursor.end_of(stop - 1)
    return literals.standing_for(shown, start, end)


def _name(cursor: Cursor, depth: int) -> Excerpt | None:
    first = cursor.at
    cursor.at += 1
    while cursor.value() == "." and cursor.kind(1) in _NAMES:
        cursor.at += 2
    written = cursor.text[cursor.start_of(first) : cursor.end_of(cursor.at - 1)]
    if cursor.value() == "(":
        cursor.at -= 1
        return _call(cursor, depth)
    if cursor.value() == "[":
        while cursor.more() and not cursor.take("]"):
            cursor.next()
    known = cursor.out.variables.get(variable_key(written))
    if known and len(known[-1].text) < _LONGEST:
        return known[-1]
    shown = visible(written) if cursor.tokens[first][4] else written.replace('"', "")
    return _hole(cursor, first, cursor.at, shown)


def _call(cursor: Cursor, depth: int) -> Excerpt | None:
    first, function = cursor.at, cursor.value()
    cursor.at += 1
    inside = cursor.group()
    if inside is None:
        return None
    if function in ("FORMAT", "FORMATMESSAGE"):
        return _format(inside, depth)
    if function in ("CHR", "CHAR", "NCHAR"):
        return literals.standing_for("\n", cursor.start_of(first), cursor.end_of(cursor.at - 1))
    if function in ("CONCAT", "CONCAT_WS", "COALESCE", "ISNULL", "CAST", "CONVERT", "N"):
        return _joined_arguments(inside, function, depth)
    arguments = inside.elements()
    shown = function.lower()
    if len(arguments) == 1 and all(
        token[0] in _NAMES or token[3] == "." for token in inside.tokens[inside.at : inside.end]
    ):
        shown = cursor.text[inside.start_of(inside.at) : inside.end_of(inside.end - 1)]
        shown = shown.replace('"', "")
    return _hole(cursor, first, cursor.at, shown)


def _joined_arguments(inside: Cursor, function: str, depth: int) -> Excerpt | None:
    arguments = inside.elements()
    if function in ("COALESCE", "ISNULL", "CAST"):
        arguments = arguments[:1]
    elif function == "CONVERT":
        arguments = arguments[1:2]
    parts = [read_expression(argument, depth + 1) for argument in arguments]
    known = [part for part in parts if part is not None]
    if function == "CONCAT_WS" and known:
        separator, rest = known[0], known[1:]
        known = list(chain.from_iterable((part, separator) for part in rest))[:-1]
    return joined(known) if known else None


def _format(inside: Cursor, depth: int) -> Excerpt | None:
    """PostgreSQL's format('… %I …', x): every %I, %s and %L as its argument."""
    arguments = inside.elements()
    template = read_expression(arguments[0], depth + 1) if arguments else None
    if template is None:
        return None
    values = [read_expression(argument, depth + 1) for argument in arguments[1:]]
    parts: list[Excerpt] = []
    at = count = 0
    for match in _PLACEHOLDER.finditer(template.text):
        if count >= _MOST_PLACEHOLDERS:
            break
        parts.append(template.cut(at, match.start()))
        at = match.end()
        if match.group() == "%%":
            parts.append(template.cut(at - 1, at))
            continue
        index = int(match.group(1)) - 1 if match.group(1) else count
        count += 1
        parts.append(_argument(template, match, values[index] if index < len(values) else None))
    parts.append(template.cut(at, len(template.text)))
    return joined(parts)


def _argument(template: Excerpt, match: re.Match[str], value: Excerpt | None) -> Excerpt:
    """What one placeholder becomes; a value (%L) is a placeholder still."""
    place = literals.Places(template).span(match.start(), match.end())
    name = value.text if value is not None else "?"
    if match.group(2) == "L":
        return literals.standing_for("'…'", place.start, place.end)
    if value is not None and match.group(2) == "s" and has_literal(value):
        return value  # SQL that is put in: it keeps its own place
    return literals.standing_for(name, place.start, place.end)


def variable_key(written: str) -> str:
    """A variable's name as `Output.variables` keeps it."""
    return written.strip('"`').lower()


def note_assignments(cursor: Cursor) -> None:
    """Remembers what string expressions are assigned to variables between the cursor's bounds."""
    tokens = cursor.tokens
    select = -1
    for at in range(cursor.at, cursor.end):
        value = tokens[at][3]
        if value == ":=" or value == "=" or value == "DEFAULT":
            name = _assigned(cursor, at)
            if name is not None:
                _remember(cursor, at, name)
        elif value == "SELECT":
            select = at
            name = _looped(cursor, at)
            if name is not None:
                _remember(cursor, at, name)
        elif value == "INTO" and select >= cursor.at:
            _remember_selected(cursor, select, at)


def _looped(cursor: Cursor, select: int) -> str | None:
    """The variable of `FOR sql IN SELECT …`, `FOR sql IN (SELECT …)`."""
    tokens, before = cursor.tokens, select - 1
    if before > cursor.at and tokens[before][3] == "(":
        before -= 1
    if before - 2 < cursor.at or tokens[before][3] != "IN" or tokens[before - 2][3] != "FOR":
        return None
    return variable_key(cursor.written(before - 1))


def _remember_selected(cursor: Cursor, select: int, into: int) -> None:
    """`SELECT format(…) INTO STRICT sql`: the expression that ends where INTO stands."""
    name = into + 1 + (cursor.tokens[into + 1][3] == "STRICT" if into + 1 < cursor.end else 0)
    if name >= cursor.end or cursor.tokens[name][0] not in _NAMES:
        return
    probe = cursor.fork(select + 1)
    selected = read_expression(probe)
    if selected is not None and probe.at == into and has_literal(selected):
        key = variable_key(cursor.written(name))
        _add_version(cursor.out.variables.setdefault(key, []), selected, ";")


def _remember(cursor: Cursor, at: int, name: str) -> None:
    probe = cursor.fork(at + 1)
    if probe.kind() in _LITERALS or probe.kind() in _NAMES or probe.value() == "(":
        assigned = read_expression(probe)
        if assigned is not None and has_literal(assigned):
            opener = cursor.tokens[max(cursor.at, at - 2)][3]
            _add_version(cursor.out.variables.setdefault(name, []), assigned, opener)


def _add_version(versions: list[Excerpt], assigned: Excerpt, opener: str) -> None:
    """One more text that a variable may hold; what goes on where the last one ended takes its
    place, unless a condition decides."""
    goes_on = bool(versions) and assigned.text.startswith(versions[-1].text)
    if len(versions) >= _MOST_VERSIONS or (goes_on and opener not in ("THEN", "ELSE")):
        versions.pop()
    versions.append(assigned)


def _assigned(cursor: Cursor, at: int) -> str | None:
    """The variable that the `:=`, `=` or DEFAULT at an index gives a value, in lower case."""
    tokens, low = cursor.tokens, cursor.at
    if at <= low:
        return None
    before = tokens[at - 1]
    opener = tokens[at - 2][3] if at - 2 >= low else ";"
    if before[0] is Kind.VARIABLE or (before[0] in _NAMES and opener in _OPENERS):
        return variable_key(cursor.written(at - 1))
    return _declared(cursor, at)


def _declared(cursor: Cursor, at: int) -> str | None:
    """The name in front of a type: `sql text :=`, `@sql nvarchar(max) =`."""
    tokens = cursor.tokens
    for index in range(at - 1, max(cursor.at, at - 8) - 1, -1):
        kind, _, _, value, _ = tokens[index]
        if kind is Kind.VARIABLE:
            return variable_key(cursor.written(index))
        starts = index == cursor.at or tokens[index - 1][3] in (";", "DECLARE", "BEGIN")
        if kind is Kind.WORD and starts and value != "DECLARE" and index < at - 1:
            return variable_key(value)
        if kind is Kind.OP and value not in ("(", ")", "[", "]", ".", "%"):
            return None
    return None
