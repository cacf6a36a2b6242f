"""What dbt runs besides a model's own SQL, as operations."""

from __future__ import annotations

from collections.abc import Iterable

from ftc_lint.dbt.project_file import ProjectFileError, hooks
from ftc_lint.dbt.templates import sql_strings
from ftc_lint.facts import Parsed
from ftc_lint.operations import Operation
from ftc_lint.records import replace
from ftc_lint.sql.literals import Places
from ftc_lint.sql.parse import parse
from ftc_lint.text import Excerpt, Span
from ftc_lint.unchecked import Cause, Unchecked


def with_template(parsed: Parsed, text: str, dialect: str) -> Parsed:
    """A template's own SQL with that of the strings in its tags; spans are offsets in `text`."""
    return _joined(parsed, sql_strings(text), dialect)


def read_project_file(text: str, dialect: str) -> Parsed:
    """The hooks of a dbt_project.yml; spans are offsets in `text`."""
    try:
        found = hooks(text)
    except ProjectFileError as error:
        return Parsed(unchecked=(Unchecked(Cause.FILE, str(error), Span("", 0, 0)),))
    return _joined(Parsed(), found, dialect)


def _joined(parsed: Parsed, excerpts: Iterable[Excerpt], dialect: str) -> Parsed:
    operations = list(parsed.operations)
    unchecked = list(parsed.unchecked)
    statements = parsed.statements
    for excerpt in excerpts:
        if not excerpt.text.strip():
            continue
        inner = parse(excerpt.text, dialect)
        places = Places(excerpt)
        operations += (_moved(operation, places) for operation in inner.operations)
        for each in inner.unchecked:
            span = None if each.span is None else places.span(each.span.start, each.span.end)
            unchecked.append(replace(each, span=span))
        statements += inner.statements
    operations.sort(key=lambda operation: operation.span.start)
    return replace(
        parsed, operations=tuple(operations), statements=statements, unchecked=tuple(unchecked)
    )


def _moved(operation: Operation, places: Places) -> Operation:
    span, statement = operation.span, operation.statement
    return replace(
        operation,
        span=places.span(span.start, span.end),
        statement=places.span(statement.start, statement.end),
    )
