"""SQL text to operations.

    parse(text, dialect) -> Parsed

Pure; it never raises, and its time grows linearly with the text. Our own tokens are read, not a
syntax tree: one statement that no grammar knows costs nothing but itself, and every keyword keeps
its place.
"""

from __future__ import annotations

from ftc_lint.facts import Include, Parsed
from ftc_lint.sql import unloads
from ftc_lint.sql.cursor import Cursor, Output, pair_up
from ftc_lint.sql.lexer import tokenize
from ftc_lint.sql.rebuilds import mark_rebuilds
from ftc_lint.sql.scan import read_statement, read_whole
from ftc_lint.sql.sections import sections
from ftc_lint.sql.split import StatementText, TextKind, split
from ftc_lint.sql.tokens import Kind
from ftc_lint.text import Span

_DEEPEST = 6
_RUNS_STRINGS = ("EXECUTE", "EXEC", "PREPARE")


def parse(text: str, dialect: str, path: str = "") -> Parsed:
    """What the SQL in `text` does. `dialect` is sqlglot's name for it; unknown ones read as
    standard SQL. Spans are offsets into `text`; those of operations that stand in it, and not in a
    literal, have the `path`, all others an empty one."""
    return _parse(text, dialect.lower(), 0, path)


def _parse(text: str, dialect: str, depth: int, path: str = "") -> Parsed:
    out = Output(text, dialect, depth, _nested, path)
    includes: list[Include] = []
    data: list[Span] = []
    statements = 0
    upper = text.upper()
    out.dynamic = any(word in upper for word in _RUNS_STRINGS)
    parts = split(text, dialect, without_rows=True, wholes=not out.dynamic)
    for part in parts:
        if part.kind is TextKind.SQL:
            statements += 1
            if part.tokens[0][0] is Kind.WHOLE:
                read_whole(part.tokens[0], out, depth > 0)
            else:
                read_statement(part.tokens, out, depth > 0)
        elif part.kind is TextKind.INCLUDE and part.include:
            includes.append(Include(part.include, Span("", part.start, part.end)))
        elif part.kind is TextKind.COMMAND:
            _read_command(part, out)
        elif part.kind is TextKind.DATA:
            data.append(Span("", part.start, part.end))
    out.inserts.tell(out.operations)
    operations = tuple(dict.fromkeys(out.operations)) if out.dynamic else tuple(out.operations)
    if depth == 0:
        operations = mark_rebuilds(text, operations)
    found = (operations, statements, tuple(includes), tuple(out.unchecked), tuple(data))
    return Parsed(*found, sections(text) if path else ())


def _nested(text: str, dialect: str, depth: int) -> Parsed | None:
    """A text within a literal; None if it lies too deep."""
    return None if depth > _DEEPEST else _parse(text, dialect, depth)


def _read_command(part: StatementText, out: Output) -> None:
    """psql's \\copy t TO 'file'."""
    if part.tokens[0][3] != "\\COPY":
        return
    line = out.text[part.start + 1 : part.end]
    tokens = [
        token._replace(start=token.start + part.start + 1, end=token.end + part.start + 1)
        for token in tokenize(line, out.dialect)
    ]
    out.statement = out.span(part.start, part.end)
    unloads.read_copy(Cursor(tokens, pair_up(tokens, range(len(tokens))), 0, len(tokens), out))
