"""The state of one reading: what holds for the whole file, and for the function being walked."""

from __future__ import annotations

import ast
import builtins
from collections import abc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ftc_lint.evaluate import choice
from ftc_lint.facts import CONTEXT_MANAGERS, FunctionFacts, FunctionParameter
from ftc_lint.flow import Block, Step
from ftc_lint.python.destinies import Destinies
from ftc_lint.python.positions import Positions
from ftc_lint.python.sinks import Conventions
from ftc_lint.python.weight import is_too_large, one_of
from ftc_lint.records import dataclass, field
from ftc_lint.text import Source, Span
from ftc_lint.values import Parameter, Reference, Unknown, Value

BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__"}
LONGEST_DISPLAY = 60

Evaluate = abc.Callable[["Frame", ast.expr], Value]
Walk = abc.Callable[["Frame", ast.stmt], None]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Environment = dict[str, Value]
Insertion = abc.Callable[[abc.Callable[[str], Value]], Block]
"""The steps that a line of another language stands for, given what names mean there."""


@dataclass(slots=True)
class ClassRecord:
    """A class while its file is being read."""

    name: str
    bases: tuple[Value, ...] = ()
    attributes: dict[str, Value] = field(default_factory=dict)
    instance: dict[str, list[Value]] = field(default_factory=dict)
    methods: set[str] = field(default_factory=set)
    annotations: dict[str, str] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    decorators: tuple[Value, ...] = ()
    span: Span = Span("", 0, 0)


@dataclass(slots=True)
class FileState:
    """What is known of, and collected from, the file as a whole."""

    source: Source
    module: str
    is_package: bool
    positions: Positions
    conventions: Conventions
    expressions: Mapping[type, Evaluate]
    statements: Mapping[type, Walk]
    destinies: Destinies[Frame]
    imports: dict[str, str] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)
    classes: dict[str, ClassRecord] = field(default_factory=dict)
    waiting: list[tuple[Frame, Definition]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    extents: set[tuple[int, int]] = field(default_factory=set)
    root: Frame | None = None
    main_guard: Span | None = None
    uses_arguments: bool = False
    loops: int = 0
    loop_items: dict[int, Value] = field(default_factory=dict)
    lambdas: int = 0
    known_modules: frozenset[str] = frozenset()
    inserted: tuple[tuple[int, Insertion], ...] = ()

    def absolute(self, name: str) -> str:
        """A name of this file as other files know it."""
        return f"{self.module}.{name}" if self.module else name

    def release(self) -> None:
        """Let go of the frames, which know this state: without that circle the tree is freed as
        soon as its file is read, and the collector never has to look at it."""
        self.root = None
        self.frames.clear()
        self.waiting.clear()
        self.destinies = Destinies(self.source.path)

    def note_extent(self, start: int, end: int) -> None:
        """A literal that may matter, and the logical line that is being read: a suppression on
        any line of either counts for it."""
        line = self.positions.current_line()
        self.extents.add((start, end))
        self.extents.add((line.start, line.end))

    def imported(self) -> frozenset[str]:
        """The absolute names of the modules imported so far."""
        if len(self.known_modules) != len(self.modules):
            self.known_modules = frozenset(self.modules)
        return self.known_modules


@dataclass(slots=True)
class Frame:
    """One function (or the module's body) while it is walked.

    `env` is what its names mean at the point reached, `steps` the block being filled. `quiet`
    counts how deep the walk is in something that only mentions its strings, `nesting` how deep in
    the arguments of calls, `depth` how deep in blocks. `superseded`: a later function of the same
    name takes its place.
    """

    file: FileState
    qualname: str
    class_name: str | None = None
    parent: Frame | None = None
    parameters: tuple[FunctionParameter, ...] = ()
    decorators: tuple[Value, ...] = ()
    span: Span = Span("", 0, 0)
    env: Environment = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    returns: list[Value] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    is_generator: bool = False
    quiet: int = 0
    nesting: int = 0
    self_name: str = ""
    is_class: bool = False
    statement: ast.AST | None = None
    depth: int = 0
    superseded: bool = False
    augmented: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)

    def is_context_manager(self) -> bool:
        """Whether it is a generator that a decorator makes a context manager of."""
        return any(
            isinstance(each, Reference) and each.name.rpartition(".")[2] in CONTEXT_MANAGERS
            for each in self.decorators
        )

    def owner(self) -> Frame:
        """The function that what is written here belongs to: a class body is no function."""
        frame = self
        while frame.is_class and frame.parent is not None:
            frame = frame.parent
        return frame

    def value(self, node: ast.expr) -> Value:
        """What an expression may be; the calls in it become steps."""
        evaluate = self.file.expressions.get(type(node))
        if evaluate is None:
            return Unknown(self.shown(node))
        return evaluate(self, node)

    def mention(self, node: ast.expr) -> Value:
        """As `value`, for an expression whose strings are only shown or compared."""
        self.quiet += 1
        value = self.value(node)
        self.quiet -= 1
        return value

    def shown(self, node: ast.expr) -> str:
        """An expression as it is written, cut short."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            return f"{self.shown(node.value)}.{node.attr}"[:LONGEST_DISPLAY]
        if isinstance(node, ast.Call):
            return f"{self.shown(node.func)}(…)"[:LONGEST_DISPLAY]
        if isinstance(node, ast.Subscript):
            return f"{self.shown(node.value)}[…]"[:LONGEST_DISPLAY]
        if isinstance(node, ast.Tuple):
            return ", ".join(self.shown(each) for each in node.elts)[:LONGEST_DISPLAY]
        if isinstance(node, ast.Starred):
            return self.shown(node.value)
        if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool)):
            return str(node.value)
        return "…"

    def lookup(self, name: str) -> Value:
        """What a name means here."""
        frame: Frame | None = self
        while frame is not None:
            found = frame.env.get(name)
            if found is not None and (frame is self or not frame.is_class):
                return found
            frame = frame.parent
        if name in BUILTINS:
            return Reference(name)
        stars = self.file.stars
        if stars:
            return choice([Reference(f"{module}.{name}") for module in stars[:3]])
        return Unknown(name)

    def bind(self, name: str, value: Value) -> None:
        """Gives a name a meaning from here on."""
        if is_too_large(value):
            value = Unknown(name)
        self.env[name] = value
        root = self.file.root
        if name in self.globals and root is not None:
            known = root.env.get(name)
            root.env[name] = value if known is None else choice((known, value))

    def class_record(self) -> ClassRecord | None:
        """The class that the walk is in, if it is one of this file."""
        if self.class_name is None:
            return None
        return self.file.classes.get(self.file.absolute(self.class_name))

    def note_target(self, target: ast.Name) -> None:
        """The place of a class attribute's name."""
        record = self.class_record()
        if record is not None:
            start = self.file.positions.start(target)
            path = self.file.source.path
            record.spans[target.id] = Span(path, start, start + len(target.id))

    def note_annotation(self, target: ast.Name, annotation: ast.expr) -> None:
        """The annotation of a class attribute, as it is written."""
        record = self.class_record()
        if record is not None:
            record.annotations[target.id] = self.file.positions.code(annotation)

    def is_self(self, value: Value) -> bool:
        """Whether a value is this method's own object or class."""
        return (
            isinstance(value, Parameter) and bool(self.self_name) and (value.name == self.self_name)
        )

    @contextmanager
    def block(self) -> Iterator[list[Step]]:
        """A nested block: steps made within go into it."""
        outer = self.steps
        inner: list[Step] = []
        self.steps = inner
        self.depth += 1
        try:
            yield inner
        finally:
            self.steps = outer
            self.depth -= 1

    def facts(self, keeps: Block) -> FunctionFacts:
        """The function as it was found, with the strings kept in it."""
        returned = self.returns or self.yields
        return FunctionFacts(
            qualname=self.qualname,
            class_name=self.class_name,
            parameters=self.parameters,
            decorators=self.decorators,
            body=keeps + tuple(self.steps),
            returns=choice(returned) if returned else None,
            span=self.span,
            is_generator=self.is_generator,
            superseded=self.superseded,
        )


def merged(before: Environment, *branches: Environment) -> Environment:
    """The environment after one of several branches was taken."""
    first = branches[0]
    result = dict(first)
    for name in dict.fromkeys(name for branch in branches for name in branch):
        values = [branch[name] for branch in branches if name in branch]
        if len(values) < len(branches) and name in before:
            values.append(before[name])
        known = values[0]
        if all(value is known for value in values):
            result[name] = known
        else:
            result[name] = one_of(values)
    return result
