"""Making the steps that recognisers return."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ftc_lint.flow import Construct, Execute
from ftc_lint.operations import Action, ForeignKeySpec, Kind, Operation, TableName
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks.reading import called
from ftc_lint.records import dataclass
from ftc_lint.text import Span
from ftc_lint.values import CallResult, FileText, Text, Value

UNNAMED = TableName(("",))
"""Stands in a template where the name comes from `Construct.tables`."""

ACTIONS = {
    "cascade": Action.CASCADE,
    "set null": Action.SET_NULL,
    "set default": Action.SET_DEFAULT,
    "restrict": Action.RESTRICT,
    "no action": Action.NO_ACTION,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation is pointed at (`span`), and the whole of it (`statement`)."""

    span: Span
    statement: Span

    @staticmethod
    def of(site: CallSite) -> Place:
        """The name of the call that is looked at."""
        return Place(site.name_span, site.span)

    @staticmethod
    def of_call(call: CallResult) -> Place:
        """The name of a call inside another."""
        return Place(call.name_span or call.span, call.span)

    def at(self, span: Span | None) -> Place:
        """The same statement, pointed at elsewhere; None leaves it."""
        return self if span is None else Place(span, self.statement)


def construct(
    kind: Kind,
    place: Place,
    source: str,
    tables: Iterable[Value] = (),
    *,
    mode: Value | None = None,
    modes: tuple[tuple[str, str], ...] = (),
    **fields: Any,
) -> Construct:
    """A construct; `fields` are further fields of its `Operation`."""
    operation = Operation(
        kind=kind,
        tables=(),
        span=place.span,
        statement=place.statement,
        source=source,
        **fields,
    )
    return Construct(operation, tuple(tables), mode, modes)


def foreign_key(
    place: Place,
    source: str,
    child: Value,
    parent: Value,
    *,
    on_delete: Action = Action.NO_ACTION,
    child_columns: tuple[str, ...] = (),
    parent_columns: tuple[str, ...] = (),
    name: str | None = None,
    enforced_by: str = "database",
    detail: str = "",
) -> Construct:
    """A foreign key between two tables given as values."""
    spec = ForeignKeySpec(
        UNNAMED,
        child_columns,
        UNNAMED,
        parent_columns,
        name,
        on_delete,
        enforced_by=enforced_by,
    )
    return construct(
        Kind.FOREIGN_KEY, place, source, (child, parent), foreign_key=spec, detail=detail
    )


def script(value: Value) -> Value:
    """SQL text, or the file that a name ending in .sql stands for."""
    if isinstance(value, Text) and value.excerpt.text.rstrip().lower().endswith(".sql"):
        return FileText(value)
    return value


def unwrapped(value: Value) -> Value:
    """The SQL inside SQLAlchemy's `text(…)` or `DDL(…)`."""
    call = called(value, "text", "DDL")
    first = None if call is None else call.arguments.get(0, "text", "statement")
    return value if first is None else first


def execute(site: CallSite, text: Value, source: str, **fields: Any) -> Execute:
    """SQL that a call runs."""
    return Execute(unwrapped(text), site.display, site.name_span, source, **fields)
