"""Turns what a file's facts say into what is done: `Execute`, `Construct` and calls nobody can
follow become `Perform` and `Opaque`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ftc_lint.evaluate import variants
from ftc_lint.flow import Block, Branch, Call, Construct, Execute, Opaque, Perform
from ftc_lint.operations import Copy, Kind, Operation, TableName
from ftc_lint.parts import given
from ftc_lint.project import hints
from ftc_lint.project.binding import Frame
from ftc_lint.project.calling import Calling
from ftc_lint.project.inventory import Inventory
from ftc_lint.project.labels import Labels
from ftc_lint.project.models import Models
from ftc_lint.project.placing import Statements
from ftc_lint.project.resolve import Resolver
from ftc_lint.python import frameworks
from ftc_lint.records import dataclass, replace
from ftc_lint.text import Excerpt, Span
from ftc_lint.values import (
    Attribute,
    CallResult,
    Constant,
    Deferred,
    Element,
    Items,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

_WRAPPERS = frozenset({"text", "SQL", "DDL", "Composed", "TextClause", "RawSQL", "literal_column"})
_LOOKUPS = frozenset({"get", "getenv", "pop", "setdefault"})
"""Calls that give what a mapping has under a name, or the default that they are handed."""

DEEPEST = 6

Dialect = Callable[[Frame, "str | None"], str]


@dataclass(slots=True)
class Leaves:
    """Makes leaves, and tells the inventory of every operation it makes."""

    resolver: Resolver
    statements: Statements
    models: Models
    labels: Labels
    calling: Calling
    inventory: Inventory
    dialect: Dialect

    # --- SQL ---------------------------------------------------------------------------------

    def execute(self, step: Execute, frame: Frame, calls: Sequence[Span]) -> Block:
        """The operations of the SQL that a call runs."""
        value = self.resolver.value(step.text, frame)
        block = self._of_value(value, step, frame, DEEPEST)
        if block is not None:
            return block
        self.inventory.unseen(step, value, calls)
        return (Opaque(step.via, step.span, frozenset({hints.EXECUTE})),)

    def handed_unseen(self, span: Span, via: str, value: Value, calls: Sequence[Span]) -> None:
        """Notes a call that hands on SQL which cannot be seen."""
        self.inventory.unseen(Execute(value, via, span), value, calls)

    def _of_value(self, value: Value, step: Execute, frame: Frame, depth: int) -> Block | None:
        """None where the text is not known."""
        if not depth:
            return None
        if isinstance(value, Text):
            return self._of_text(value, step, frame, depth)
        if isinstance(value, Items):
            return self._of_items(value, step, frame, depth)
        if isinstance(value, CallResult):
            return self._of_call(value, step, frame, depth)
        if isinstance(value, (Deferred, Element)):
            return self._of_value(value.base, step, frame, depth - 1)
        each = variants(value)
        if len(each) < 2:
            return None
        writing = [one for one in each if not frameworks.only_reads(one)]
        if len(writing) < 2:
            return self._of_value(writing[0], step, frame, depth - 1) if writing else ()
        found = [self._of_value(one, step, frame, depth - 1) for one in writing]
        known = [block for block in found if block is not None]
        if not known:
            return None
        if len(known) < len(found):
            known.append((Opaque(step.via, step.span, frozenset({hints.EXECUTE})),))
        return _one_of(known, step.span)

    def _of_items(self, value: Items, step: Execute, frame: Frame, depth: int) -> Block | None:
        found = [self._of_value(each, step, frame, depth - 1) for each in value.values]
        known = [block for block in found if block is not None]
        if not known:
            return None
        return tuple(each for block in known for each in block)

    def _of_call(self, value: CallResult, step: Execute, frame: Frame, depth: int) -> Block | None:
        statement = frameworks.construct_of(value)
        if statement is not None:
            return self.construct(statement, frame)
        if frameworks.only_reads(value):
            return ()
        name = getattr(value.callee, "name", "").rpartition(".")[2]
        first = value.arguments.get(0, "text", "statement", "sql", "seq")
        if first is not None and name in _WRAPPERS:
            return self._of_value(first, step, frame, depth - 1)
        return self._of_handed(value, step, frame, depth)

    def _of_handed(
        self, value: CallResult, step: Execute, frame: Frame, depth: int
    ) -> Block | None:
        """Statements that went through a function which is not known, as they were: it may change
        them, not what they are for."""
        statements = Items(
            tuple(
                statement
                for argument in given(value.arguments)
                for each in variants(argument)
                for statement in frameworks.statements_in(each)
            )
        )
        return self._of_items(statements, step, frame, depth)

    def _of_text(self, text: Text, step: Execute, frame: Frame, depth: int) -> Block | None:
        named = self.labels.named(text)
        if _is_only_a_hole(named):
            parts = Items(tuple(each.value for each in text.holes))
            return self._of_items(parts, step, frame, depth)
        dialect = self.dialect(frame, step.dialect)
        placed = self.statements.read(named, dialect, step.span)
        self.inventory.count(named, placed, step.span)
        return tuple(
            Perform(
                self.inventory.found(
                    each
                    if step.source == "sql" or each.source != "sql"
                    else replace(each, source=step.source),
                    frame,
                    step.context,
                ),
                step.commits,
            )
            for each in placed.operations
        )

    # --- constructs --------------------------------------------------------------------------

    def construct(self, step: Construct, frame: Frame) -> Block:
        """The operation that an ORM or framework construct does."""
        kinds = self._kinds(step, frame)
        values = [self.resolver.value(each, frame) for each in step.tables]
        named = [self.models.tables(each, frame, self.resolver) for each in values]
        blocks: list[Block] = []
        temporary = step.operation.temporary or any(
            self.models.is_temporary(each, frame, self.resolver) for each in values[:1]
        )
        for kind, mode, option in kinds:
            detail = mode or step.operation.detail
            operation = replace(
                step.operation, kind=kind, detail=detail, option=option, temporary=temporary
            )
            for first in named[0] if named else (None,):
                rest = [names[0] for names in named[1:]]
                tables = rest if first is None else [first, *rest]
                made = self.inventory.found(_with_tables(operation, tables), frame, None)
                blocks.append((Perform(made),))
        if step.operation.kind in (Kind.TRUNCATE, Kind.DROP_TABLE) and len(named) > 1:
            every = tuple(name for names in named for name in names)
            made = replace(step.operation, tables=every)
            blocks = [(Perform(self.inventory.found(made, frame, None)),)]
        if not blocks or not step.operation.executed:
            return ()
        return _one_of(blocks, step.operation.span)

    def _kinds(self, step: Construct, frame: Frame) -> tuple[tuple[Kind, str, Span | None], ...]:
        """What a construct may do, each with the mode that says so (`if_exists="delete_rows"`) and
        the place where that is written."""
        if step.mode is None:
            return ((step.operation.kind, "", None),)
        value = self.resolver.value(step.mode, frame)
        modes = dict(step.modes)
        found: dict[Kind, tuple[str, Span | None]] = {}
        for each in variants(value):
            written = self._mode(each, frame)
            if written is None:
                continue
            mode = written.text.lower()
            if mode in modes:
                place = written.span(0, len(written.text))
                found.setdefault(Kind(modes[mode]), (mode, place))
        if not found and not isinstance(value, (Text, Constant)):
            return ((Kind.INSERT, "", None),) if Kind.INSERT.value in modes.values() else ()
        return tuple((kind, *where) for kind, where in found.items())

    def _mode(self, value: Value, frame: Frame) -> Excerpt | None:
        if isinstance(value, Text):
            return value.excerpt
        if isinstance(value, CallResult) and isinstance(value.callee, (Attribute, Reference)):
            default = value.arguments.get(1, "default")  # settings.get("if_exists", "replace")
            if value.callee.name.rpartition(".")[2] in _LOOKUPS and isinstance(default, Text):
                return default.excerpt
        if isinstance(value, Parameter):
            for parameter in frame.function.function.parameters:
                if parameter.name == value.name and isinstance(parameter.default, Text):
                    return parameter.default.excerpt
        return None

    # --- calls -------------------------------------------------------------------------------

    def opaque(self, step: Call, frame: Frame, followed: bool) -> Block:
        """A call that is not followed, where its name or its arguments say that it may matter.

        `followed` tells that the project has the function, yet nothing in it runs SQL.
        """
        again = self._again(step, frame)
        if again:
            return again
        name = step.display.rpartition(".")[2].partition("(")[0]
        hinted = hints.hints_of(name)
        runs = hints.executes(name) if followed else hints.may_execute(name)
        if not hinted and not runs:
            return ()
        arguments = self.resolver.arguments(step.arguments, frame)
        if runs:
            run = self._runs(step, given(arguments), frame)
            if run:
                return run
        if not hinted or (followed and not hinted & _MEANT):
            return ()
        return (Opaque(step.display, step.span, hinted, self.calling.tables(arguments), arguments),)

    def _again(self, step: Call, frame: Frame) -> Block:
        """A framework's call that shows itself once what it was given is known here:
        `subprocess.run(command)`, `query.delete()`."""
        if not frameworks.shows_later(step):
            return ()
        facts = frame.function.facts
        steps = frameworks.recognise_again(
            step,
            self.resolver.value(step.callee, frame),
            self.resolver.arguments(step.arguments, frame),
            frozenset(name for _, name in facts.imports),
            facts.module,
        )
        made: Block = ()
        for found in steps:
            if isinstance(found, Execute):
                made += self.execute(found, frame, ())
            elif isinstance(found, Construct):
                made += self.construct(found, frame)
        return made

    def _runs(self, step: Call, values: Iterable[Value], frame: Frame) -> Block:
        for value in values:
            if any(map(frameworks.may_be_statement, variants(value))):
                made: Block = ()
                for each in frameworks.statements_in(value) or (value,):
                    execute = Execute(each, step.display, step.span)
                    made += self._of_value(each, execute, frame, DEEPEST) or ()
                return made
        return ()


_MEANT = frozenset({hints.BACKUP, hints.COPY, hints.VERIFY, hints.RESTORE})


def _is_only_a_hole(text: Text) -> bool:
    """Whether nothing of a template is known."""
    known = len(text.excerpt.text.strip()) - sum(each.end - each.start for each in text.holes)
    return bool(text.holes) and known <= 1


def _with_tables(operation: Operation, tables: list[TableName]) -> Operation:
    """The operation with its tables in their roles."""
    if operation.kind is Kind.FOREIGN_KEY and operation.foreign_key and len(tables) > 1:
        key = replace(operation.foreign_key, child=tables[0], parent=tables[1])
        return replace(operation, tables=(tables[0],), foreign_key=key)
    if operation.kind is Kind.RENAME_TABLE and len(tables) > 1:
        return replace(operation, tables=(tables[0],), new_name=tables[1])
    if operation.copies and len(tables) == len(operation.copies) + 1:
        copies = tuple(
            Copy(source, copy.full)
            for source, copy in zip(tables[1:], operation.copies, strict=True)
        )
        return replace(operation, tables=(tables[0],), copies=copies)
    return replace(operation, tables=tuple(tables))


def _one_of(blocks: list[Block], span: Span) -> Block:
    """One block, or one of several."""
    block = blocks[0]
    for other in blocks[1:]:
        block = (Branch(Unknown("which of several"), block, other, span),)
    return block
