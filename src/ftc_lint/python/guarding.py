"""Where a function's signature takes another parameter, and where its first write begins."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from ftc_lint.python.tokens import Tokens, scan
from ftc_lint.records import dataclass
from ftc_lint.text import Source, Span

Function = ast.FunctionDef | ast.AsyncFunctionDef

_DEF = re.compile(r"(?:async\s+)?def\s+")
_BLANK = re.compile(r"[ \t\f]*\Z")


class CannotGuardError(Exception):
    """The function is written in a way that is not changed here; the message says which."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """Text to be put in at an offset."""

    at: int
    text: str


def guarded(
    source: Source, name: Span, sites: Sequence[Span], parameter: str, shown: str
) -> list[Insertion]:
    """The insertions that give the function called at `name` the parameter, False by default, and
    that print `shown` and return before the first of its statements that holds one of `sites`, if
    it is true. Raises `CannotGuardError`."""
    places = _Places(source)
    function = places.function(name)
    _refuse(function, parameter)
    statement = places.statement(function, sites)
    return [
        *_option(places, function, parameter),
        *_signature(places, function, parameter),
        _guard(places, function, statement, parameter, shown),
    ]


class _Places:
    """The syntax tree of a file, with its places as offsets."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        try:
            self.tree = ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise CannotGuardError(f"this Python cannot parse the file: {error}") from None

    def start(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        """Where a node begins."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Where a node ends."""
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.source.line_starts[self.source.location(offset).row - 1]

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, before its line break."""
        row = self.source.location(offset).row
        return self.source.line_starts[row - 1] + len(self.source.line(row))

    def line_break(self, offset: int) -> str:
        """How the line of an offset ends; that of the first line where it is the last one."""
        for row in (self.source.location(offset).row, 1):
            starts = self.source.line_starts
            if row < len(starts):
                return self.text[starts[row - 1] + len(self.source.line(row)) : starts[row]]
        return "\n"

    def indent(self, offset: int) -> str:
        """What stands before an offset on its line, if that is blank. Raises `CannotGuardError`."""
        before = self.text[self.line_start(offset) : offset]
        if not _BLANK.match(before):
            raise CannotGuardError("the statement shares its line with another")
        return before

    def function(self, name: Span) -> Function:
        """The function whose name stands at a span. Raises `CannotGuardError`."""
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                match = _DEF.match(self.text, self.start(node))
                if match is not None and match.end() == name.start:
                    return node
        raise CannotGuardError("the function is not found again in its file")

    def statement(self, function: Function, sites: Sequence[Span]) -> ast.stmt:
        """The first statement of a body that holds a site. Raises `CannotGuardError`."""
        spans = [(self.first(each), self.end(each)) for each in function.body]
        found = [
            index
            for site in sites
            for index, (start, end) in enumerate(spans)
            if site.path == self.source.path and start <= site.start < end
        ]
        if not found or len(found) < len(sites):
            raise CannotGuardError("a write of it does not stand in its own body")
        return function.body[min(found)]

    def first(self, statement: ast.stmt) -> int:
        """Where a statement begins, with its decorators."""
        decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
        if not decorators:
            return self.start(statement)
        return self.text.rindex("@", 0, self.start(decorators[0]))

    def _offset(self, row: int, column: int) -> int:
        """An offset from a row and a column in bytes."""
        start = self.source.line_starts[row - 1]
        if self.text.isascii():
            return start + column
        line = self.source.line(row).encode("utf-8", "surrogatepass")
        return start + len(line[:column].decode("utf-8", "surrogatepass"))


def _refuse(function: Function, parameter: str) -> None:
    """Raises `CannotGuardError` where a parameter or a return would not do."""
    names = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    names |= {n.arg for n in ast.walk(function) if isinstance(n, ast.arg)}
    if parameter in names:
        raise CannotGuardError(f"it uses the name {parameter} already")
    for decorator in function.decorator_list:
        if "contextmanager" in ast.unparse(decorator):
            raise CannotGuardError("a context manager cannot return before it yields")


# --- the parameter ---------------------------------------------------------------------------


def _option(places: _Places, function: Function, parameter: str) -> Iterator[Insertion]:
    """Click takes a parameter from a decorator."""
    calls = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    names = {getattr(call, "attr", getattr(call, "id", "")) for call in calls}
    if names.isdisjoint(_DECLARE):
        return
    module = _click(places.tree)
    if module is None:
        return
    if not module:
        raise CannotGuardError("click is not imported as a module: declare the option by hand")
    start = places.start(function)
    indent = places.indent(start)
    option = parameter.replace("_", "-")
    line = f'@{module}.option("--{option}", is_flag=True){places.line_break(start)}{indent}'
    yield Insertion(start, line)


_DECLARE = frozenset({"command", "option", "argument"})
_CLICK = frozenset({"click", "rich_click", "asyncclick"})


def _click(tree: ast.Module) -> str | None:
    """What the file calls the module; "" where it imports names from it only, None without."""
    found: str | None = None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in _CLICK:
                    return alias.asname or alias.name
        elif isinstance(node, ast.ImportFrom) and node.module in _CLICK:
            found = ""
    return found


def _signature(places: _Places, function: Function, parameter: str) -> Iterator[Insertion]:
    """`, dry_run: bool = False`, in the way the other parameters are written."""
    opening, closing, tokens = _parentheses(places, function)
    text = places.text
    typed = function.returns is not None or any(each.annotation for each in _every(function))
    new = f"{parameter}: bool = False" if typed else f"{parameter}=False"
    if function.args.kwarg is not None:
        stars = text.rindex("**", opening, places.start(function.args.kwarg))
        yield Insertion(stars, f"{new}, ")
        return
    last = _last_sign(text, opening + 1, closing, tokens)
    if last == opening + 1:
        yield Insertion(last, new)
        return
    trailing = text[last - 1] == ","
    end = _last_sign(text, opening + 1, last - 1, tokens) if trailing else last
    first = text[places.line_start(end) : end].lstrip()
    own_line = places.line_start(end) > opening and not first.startswith((")", "]", "}"))
    if not own_line:
        yield Insertion(end, f", {new}")
        return
    line = text[places.line_start(end) :]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    below = f"{places.line_break(end)}{indent}{new}"
    if places.line_start(closing) == places.line_start(end):
        yield Insertion(end, f",{below}")
    elif trailing:
        yield Insertion(places.line_end(last - 1), f"{below},")
    else:
        yield Insertion(end, ",")
        yield Insertion(places.line_end(end), below)


def _every(function: Function) -> list[ast.arg]:
    arguments = function.args
    starred = [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred]


def _parentheses(places: _Places, function: Function) -> tuple[int, int, Tokens]:
    """The offsets of the parentheses around the parameters, and the tokens of the signature."""
    start = places.start(function)
    tokens = scan(places.text, start, places.start(function.body[0]))
    for index, word in enumerate(tokens.texts):
        if word == "(" and index in tokens.closers and _is_outermost(index, tokens):
            return tokens.starts[index], tokens.starts[tokens.closers[index]], tokens
    raise CannotGuardError("its signature cannot be read")


def _is_outermost(index: int, tokens: Tokens) -> bool:
    """Whether no other bracket is around this one: `def f[T: (int, str)](…)`."""
    return not any(opened < index < closed for opened, closed in tokens.closers.items())


def _last_sign(text: str, start: int, end: int, tokens: Tokens) -> int:
    """Behind the last character between two offsets that is no blank and in no comment."""
    comments = {stop: begin for begin, stop in tokens.comments}
    while end > start:
        if end in comments:
            end = comments[end]
        elif text[end - 1].isspace() or (text[end - 1] == "\\" and text[end : end + 1] in "\r\n"):
            end -= 1
        else:
            break
    return max(start, end)


# --- the guard -------------------------------------------------------------------------------


def _guard(
    places: _Places, function: Function, statement: ast.stmt, parameter: str, shown: str
) -> Insertion:
    start = places.first(statement)
    indent = places.indent(start)
    outer = places.indent(places.start(function))
    step = indent[len(outer) :] if indent.startswith(outer) else "    "
    first = places.line_start(start)
    lower = places.line_start(places.start(function))
    while first > lower:
        above = places.line_start(first - 1)
        if not places.text[above:first].startswith(f"{indent}#"):
            break
        first = above  # a comment belongs to what is below it
    line_break = places.line_break(lower)
    lines = (
        f"{indent}if {parameter}:",
        f"{indent}{step}print({_literal(shown)})",
        f"{indent}{step}return",
    )
    return Insertion(first, "".join(f"{line}{line_break}" for line in lines))


def _literal(text: str) -> str:
    """A string literal in characters that every encoding has."""
    quoted = ascii(text)
    return quoted if '"' in text or "'" in text else f'"{quoted[1:-1]}"'
