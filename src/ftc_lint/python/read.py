"""One Python file to facts."""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

from ftc_lint.facts import Comment, Extent, FileFacts, FunctionFacts
from ftc_lint.flow import Keep
from ftc_lint.pragmas import MAY_SUPPRESS
from ftc_lint.python.blocks import walk_block
from ftc_lint.python.broken import read_broken
from ftc_lint.python.definitions import class_facts, walk_body
from ftc_lint.python.destinies import Destinies
from ftc_lint.python.expressions import EXPRESSIONS
from ftc_lint.python.frame import FileState, Frame, Insertion
from ftc_lint.python.imports import COMMAND_LINES, dialect_of
from ftc_lint.python.parsing import NotPythonError, parse_module
from ftc_lint.python.positions import Positions
from ftc_lint.python.sinks import Conventions
from ftc_lint.python.statements import STATEMENTS
from ftc_lint.python.tokens import Tokens, has_long_chain, scan
from ftc_lint.settings import Settings
from ftc_lint.text import Source, Span
from ftc_lint.values import Reference, Value

_POSTGRES_URL = re.compile(r"\bpostgres(?:ql)?(?:\+\w+)?://")


def read_python(
    source: Source,
    settings: Settings,
    module: str = "",
    inserted: tuple[tuple[int, Insertion], ...] = (),
) -> FileFacts:
    """The facts of a Python file; `module` is its absolute dotted name, if it has one, `inserted`
    what the lines at some offsets do that stand for another language (a notebook's magics).

    It never raises for what is in the file: a text that cannot be parsed, or is nested too
    deeply, gives the strings in it and an `Unchecked`.
    """
    tokens = scan(source.text)
    if any(has_long_chain(source.text, line) for line in tokens.lines):
        return read_broken(source, tokens, "an expression is too long a chain of operators")
    with _no_collections():
        return _read(source, settings, module, tokens, inserted)


@contextmanager
def _no_collections() -> Iterator[None]:
    """A tree is hundreds of thousands of objects without a cycle among them: looking for cycles
    while it grows costs a fifth of the time and finds nothing."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read(
    source: Source,
    settings: Settings,
    module: str,
    tokens: Tokens,
    inserted: tuple[tuple[int, Insertion], ...],
) -> FileFacts:
    try:
        tree = parse_module(source.text, tokens)
    except NotPythonError as error:
        starts = source.line_starts
        return read_broken(source, tokens, str(error), starts[min(error.row, len(starts)) - 1])
    state = _state(source, settings, module, Positions(source, tokens))
    state.inserted = inserted
    try:
        _walk(state, tree)
        return _facts(state, tokens)
    except RecursionError:
        return read_broken(source, tokens, "the code is nested too deeply")
    finally:
        state.release()


def _state(source: Source, settings: Settings, module: str, positions: Positions) -> FileState:
    return FileState(
        source=source,
        module=module,
        is_package=source.path.rpartition("/")[2] == "__init__.py",
        positions=positions,
        conventions=Conventions(settings.sql_functions),
        expressions=EXPRESSIONS,
        statements=STATEMENTS,
        destinies=Destinies(source.path),
    )


def _walk(state: FileState, tree: ast.Module) -> None:
    """The module's body, then its functions in order; those that define others add to them."""
    root = Frame(state, "", span=Span(state.source.path, 0, 0))
    state.root = root
    state.frames.append(root)
    walk_block(root, tree.body)
    done = 0
    while done < len(state.waiting):
        frame, node = state.waiting[done]
        done += 1
        walk_body(frame, node)
        if frame.steps or frame.returns or not isinstance(node, ast.Lambda):
            state.frames.append(frame)


def _facts(state: FileState, tokens: Tokens) -> FileFacts:
    source = state.source
    keeps: dict[int, list[Keep]] = {}
    for owner, keep in state.destinies.kept():
        keeps.setdefault(id(owner), []).append(keep)
    functions = tuple(frame.facts(tuple(keeps.get(id(frame), ()))) for frame in state.frames)
    dialect = dialect_of(state.modules)
    if dialect is None and "://" in source.text and _POSTGRES_URL.search(source.text):
        dialect = "postgres"
    return FileFacts(
        path=source.path,
        language="python",
        module=state.module,
        dialect=dialect,
        functions=functions,
        classes=tuple(class_facts(record) for record in state.classes.values()),
        constants=_constants(state),
        imports=tuple(state.imports.items()),
        main_guard=state.main_guard,
        has_command_line=state.uses_arguments
        or any(name.partition(".")[0] in COMMAND_LINES for name in state.modules),
        comments=_comments(source, tokens),
        extents=tuple(Extent(start, end) for start, end in sorted(state.extents)),
        defines=frozenset(_defined(functions, state)),
    )


def _constants(state: FileState) -> tuple[tuple[str, Value], ...]:
    """Module-level names that are no imports, functions or classes of this file."""
    assert state.root is not None
    own = {state.absolute(frame.qualname) for frame in state.frames} | set(state.classes)
    return tuple(
        (name, value)
        for name, value in state.root.env.items()
        if "." not in name
        and not (isinstance(value, Reference) and value.name in own)
        and not (isinstance(value, Reference) and state.imports.get(name) == value.name)
    )


def _defined(functions: tuple[FunctionFacts, ...], state: FileState) -> set[str]:
    names = {function.qualname.rpartition(".")[2] for function in functions}
    names |= {record.name.rpartition(".")[2] for record in state.classes.values()}
    return {name for name in names if name.isidentifier()}


def _comments(source: Source, tokens: Tokens) -> tuple[Comment, ...]:
    if "ftc" not in source.text.lower():
        return ()
    found = []
    for start, end in tokens.comments:
        text = source.text[start:end]
        if MAY_SUPPRESS.search(text):
            found.append(Comment(text, Span(source.path, start, end)))
    return tuple(found)
