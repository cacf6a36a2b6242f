"""Every operation once, where it is written, and how much of the SQL was seen."""

from __future__ import annotations

from collections.abc import Sequence

from ftc_lint.context import Site, site
from ftc_lint.flow import Execute
from ftc_lint.operations import DESTROYS_ROWS, CodeContext, Kind, Operation, Where
from ftc_lint.project.binding import Frame
from ftc_lint.project.contexts import Contexts
from ftc_lint.project.extents import Extents
from ftc_lint.project.modules import Key, ProjectFunction
from ftc_lint.project.placing import Placed
from ftc_lint.project.sinks import handed_by
from ftc_lint.records import dataclass, field, replace
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked
from ftc_lint.values import Text, Value

JUDGED = DESTROYS_ROWS | {
    Kind.UPDATE,
    Kind.MERGE_DELETE,
    Kind.DROP_COLUMN,
    Kind.DROP_SCHEMA,
    Kind.DROP_DATABASE,
    Kind.DROP,
    Kind.DISABLE_ENFORCEMENT,
}
"""Kinds of which rules ask how flows reach them."""


MOST_TABLES = 50
"""Tables that one written statement is shown with."""


@dataclass(slots=True)
class Inventory:
    """Operations by where they are written.

    A statement may be reached many times, with tables filled in by many calls; listed is how it
    reads in the function that it is written in, with that function's own parameters open.
    """

    extents: Extents
    contexts: Contexts
    callers: frozenset[Key] = frozenset()
    # `at_stake`: functions with a statement of their own whose verdict depends on the flow
    collecting: ProjectFunction | None = None  # whose own statements are being listed
    statements: dict[tuple[str, int], int] = field(default_factory=dict)
    unchecked: dict[Unchecked, None] = field(default_factory=dict)
    unresolved: dict[Span, str] = field(default_factory=dict)
    at_stake: set[Key] = field(default_factory=set)
    unit: str = ""  # the file whose functions are looked at
    _judged: set[tuple[str, str]] = field(default_factory=set)
    _told: dict[object, set[str]] = field(default_factory=dict)
    _listed: dict[Site, tuple[int, Operation]] = field(default_factory=dict)
    _shown_by: dict[Site, set[str]] = field(default_factory=dict)  # files that say how it reads

    def found(self, operation: Operation, frame: Frame, context: CodeContext | None) -> Operation:
        """Notes an operation and gives it back with its function and context."""
        known = self.extents.function_at(operation.span)
        if known is None and operation.span.path == frame.function.facts.path:
            written_here = frame.function
            if not _holds_constants(operation, written_here):
                known = written_here if written_here.function.qualname else None
        name = None if known is None else known.function.qualname
        path = operation.span.path
        if path != self.unit and operation.kind in JUDGED:
            self._judged.add((self.unit, path))
        code = context or self.contexts.of(path, name, operation.span.start)
        made = replace(operation, function=name, context=code)
        if self.collecting is not None or made.executed:
            self._list(made, known)
        if self.collecting is not None and made.executed and made.kind in JUDGED:
            self.at_stake.add(self.collecting.key)
        return made

    def _tells(self, thing: object, path: str) -> bool:
        """Notes which file tells of something in the file `path`; whether it is the first time that
        this file itself does."""
        tellers = self._told.setdefault(thing, set())
        is_first = self.unit == path and path not in tellers
        tellers.add(self.unit)
        return is_first

    def abroad(self) -> set[tuple[str, str]]:
        """The files that tell what another does not tell of itself, or reach an operation in it of
        which rules ask how it is reached; with that file."""
        found = set(self._judged)
        for thing, tellers in self._told.items():
            path = _file_of(thing)
            if path not in tellers:
                found.update((each, path) for each in tellers)
        for place, tellers in self._shown_by.items():
            found.update((each, place[0]) for each in tellers if each != place[0])
        return found

    def _list(self, operation: Operation, known: ProjectFunction | None) -> None:
        own = known is None or known is self.collecting
        rank = (0 if operation.executed else 2) + (0 if own else 1)
        key = site(operation)
        listed = self._listed.get(key)
        if listed is None or rank < listed[0]:
            self._listed[key] = (rank, operation)
            self._shown_by[key] = {self.unit}
        elif rank == 0 == listed[0] and (known is not None or self._in_body()):
            self._listed[key] = (rank, _merged(listed[1], operation))
            self._shown_by[key].add(self.unit)

    def _in_body(self) -> bool:
        """Whether a module's or a script's own statements are being listed."""
        return self.collecting is not None and not self.collecting.function.qualname

    def kept(self, operation: Operation, frame: Frame) -> None:
        """Notes a statement that is only kept in a string."""
        self.found(replace(operation, executed=False), frame, None)

    def count(self, text: Text, placed: Placed, fallback: Span) -> None:
        """Counts the statements of a text, once for the place it is written at."""
        span = text.excerpt.span(0, len(text.excerpt.text)) or fallback
        key = (span.path, span.start)
        if self._tells(key, span.path):
            self.statements[key] = placed.statements
        else:
            self.statements.setdefault(key, placed.statements)
        for each in placed.unchecked:
            self._tells(each, each.span.path if each.span is not None else "")
            self.unchecked.setdefault(each)

    def unseen(self, step: Execute, value: Value, calls: Sequence[Span]) -> None:
        """Notes SQL that is run and cannot be seen, at the call that hands it over."""
        if self.collecting is None:
            return
        if handed_by(value, {}) is not None and self.collecting.key in self.callers:
            return  # its callers say what it runs
        span = calls[0] if calls else step.span
        if self._tells(span, span.path):
            self.unresolved[span] = step.via
        else:
            self.unresolved.setdefault(span, step.via)

    def operations(self) -> tuple[Operation, ...]:
        """All of them, in order of path and place."""
        found = [operation for _, operation in self._listed.values()]
        return tuple(sorted(found, key=lambda each: (each.span, each.kind.value)))

    def all_unchecked(self) -> tuple[Unchecked, ...]:
        """What could not be read or seen, in order of place."""
        unseen = [
            Unchecked(Cause.SQL, f"{via} runs SQL that cannot be seen", span)
            for span, via in self.unresolved.items()
        ]
        return (*self.unchecked, *unseen)


def _file_of(thing: object) -> str:
    """The file of a statement's place, a span, or something unchecked."""
    if isinstance(thing, Unchecked):
        return "" if thing.span is None else thing.span.path
    if isinstance(thing, Span):
        return thing.path
    path = thing[0] if isinstance(thing, tuple) else ""
    return path if isinstance(path, str) else ""


def _merged(listed: Operation, again: Operation) -> Operation:
    """A statement of several variants: in a loop over names it is one operation on all of them;
    where only one variant has a WHERE, whether there is one is unknown."""
    if again.where is not listed.where and listed.where is not None:
        listed = replace(listed, where=Where.UNKNOWN)
    if listed.kind is Kind.DROP_COLUMN:
        columns = dict.fromkeys((*listed.columns, *again.columns))
        listed = replace(listed, columns=tuple(columns)[:MOST_TABLES])
    if listed.kind not in JUDGED or len(listed.tables) >= MOST_TABLES:
        return listed
    tables = {str(table): table for table in (*again.tables, *listed.tables)}
    shown = dict.fromkeys(str(table) for table in (*listed.tables, *again.tables))
    return replace(listed, tables=tuple(tables[name] for name in shown))


def _holds_constants(operation: Operation, known: ProjectFunction) -> bool:
    """Whether the place lies before the function: a constant of the module."""
    return operation.span.start < known.function.span.start
