"""What one file says, without any other file: pure data, made in parallel, cached by content."""

from __future__ import annotations

from ftc_lint.flow import Block
from ftc_lint.operations import CodeContext, Operation
from ftc_lint.records import dataclass
from ftc_lint.text import Span
from ftc_lint.unchecked import Unchecked
from ftc_lint.values import Value

CONTEXT_MANAGERS = ("contextmanager", "asynccontextmanager")
"""Last names of the decorators that make a context manager of a generator."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What `sql/` makes of one text in one dialect. Spans are relative to the text.

    `statements` counts the statements; `includes` are the files that psql's `\\i` or MySQL's
    `source` read; `unchecked` what could not be read; `data` where rows stand behind COPY;
    `sections` where the parts of a migration begin, of a file's text only.
    """

    operations: tuple[Operation, ...] = ()
    statements: int = 0
    includes: tuple[Include, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    data: tuple[Span, ...] = ()
    sections: tuple[tuple[int, CodeContext], ...] = ()


@dataclass(frozen=True, slots=True)
class Include:
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class FunctionParameter:
    """`kind` is "positional", "keyword", "args" or "kwargs". `annotation` is the annotated type
    where it is a name (for `X | None` and `Optional[X]` that of X)."""

    name: str
    kind: str
    default: Value | None
    annotation: Value | None = None


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """A function or method. `qualname` is `Class.method` or `outer.inner`; the module's own body
    is the function named "" of its file. `superseded`: a later one takes its name for good."""

    qualname: str
    class_name: str | None
    parameters: tuple[FunctionParameter, ...]
    decorators: tuple[Value, ...]
    body: Block
    returns: Value | None
    span: Span  # the name in its def
    is_generator: bool = False
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class: its bases, class attributes and what `self.x = …` sets, with `Parameter`s of
    `__init__` where they come from there."""

    name: str
    bases: tuple[Value, ...]
    attributes: tuple[tuple[str, Value], ...]
    instance_attributes: tuple[tuple[str, Value], ...]
    decorators: tuple[Value, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that may hold a suppression: its text and place, and the statement it is on."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Extent:
    """A statement or a string literal: a suppression on any of its lines counts for it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Everything the project needs to know of a file.

    `dialect` is what the drivers it imports tell, None if nothing does. `parsed` is a .sql file,
    its spans placed in it. For Python: `functions` (the first is the module's body), `classes`,
    `constants` (module-level names) and `imports` (local name to absolute dotted name).
    """

    path: str
    language: str  # "sql", "python" or "shell"
    module: str = ""
    dialect: str | None = None
    parsed: Parsed | None = None
    functions: tuple[FunctionFacts, ...] = ()
    classes: tuple[ClassFacts, ...] = ()
    constants: tuple[tuple[str, Value], ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    main_guard: Span | None = None
    has_command_line: bool = False
    comments: tuple[Comment, ...] = ()
    extents: tuple[Extent, ...] = ()
    defines: frozenset[str] = frozenset()  # names of functions that other files may call
    unchecked: tuple[Unchecked, ...] = ()
