"""From files to what rules look at: the readers of one file, then the project around them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ftc_lint.comments import sql_comments
from ftc_lint.context import Context
from ftc_lint.dbt import may_run_strings
from ftc_lint.facts import FileFacts, Include, Parsed
from ftc_lint.flow import Flow
from ftc_lint.functions import Function
from ftc_lint.module_names import module_name
from ftc_lint.operations import Operation
from ftc_lint.records import dataclass, field, replace
from ftc_lint.schema import Schema
from ftc_lint.schema.merge import merged
from ftc_lint.settings import Settings
from ftc_lint.text import Source, Span
from ftc_lint.unchecked import Cause, Unchecked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.project.bearings import Bearings, Part

ReadFile = Callable[[str], "Source | None"]
Parse = Callable[[str, str], Parsed]

DEFAULT_DIALECT = "postgres"


@dataclass(frozen=True)
class Analysis:
    """What a project's files come to. `subjects` are what rules are called with, by type;
    `bearings` and `is_self_contained` are those of `project.build.Project`."""

    context: Context
    operations: tuple[Operation, ...] = ()
    subjects: Mapping[type, Sequence[Any]] = field(default_factory=dict)
    statements: int = 0
    unresolved: int = 0
    unchecked: tuple[Unchecked, ...] = ()
    bearings: Bearings | None = None
    is_self_contained: bool = True


def read_file(source: Source, language: str, dialect: str | None, settings: Settings) -> FileFacts:
    """The facts of one file; `dialect` is what the configuration says of it, if anything."""
    if language == "python":
        from ftc_lint.python.read import read_python

        facts = read_python(source, settings, module_name(source.path))
        return replace(facts, dialect=dialect) if dialect is not None else facts
    if language == "notebook":
        return _read_notebook(source, dialect, settings)
    if language == "shell":
        from ftc_lint.shell.read import read_shell

        return read_shell(source)
    if language == "dbt":
        return _read_dbt_project(source, dialect or DEFAULT_DIALECT)
    return _read_sql(source, dialect)


def _read_notebook(source: Source, dialect: str | None, settings: Settings) -> FileFacts:
    from ftc_lint.magics.read import read_notebook
    from ftc_lint.notebooks.source import NotebookSource
    from ftc_lint.python.read import read_python

    if isinstance(source, NotebookSource):
        facts = read_notebook(source, settings)
    else:  # broken JSON: its strings are scanned all the same
        facts = read_python(source, settings)
    return replace(facts, dialect=dialect) if dialect is not None else facts


def analyse(
    facts: Sequence[FileFacts],
    read: ReadFile,
    settings: Settings,
    snapshots: Sequence[Schema] = (),
    parse: Parse | None = None,
    part: Part | None = None,
) -> Analysis:
    """The project that the facts of all files make. `read` gives the text of any other file;
    `snapshots` are what is known of the database besides; `parse` reads SQL, as `sql.parse.parse`
    does. Of a `part` no more is told than of its file."""
    from ftc_lint.project.build import build

    if parse is None:
        from ftc_lint.sql import parse as sql

        parse = sql.parse

    def read_text(path: str) -> str | None:
        source = read(path)
        return None if source is None else source.text

    project = build(facts, settings, parse, read_text, part)
    context = project.context
    for snapshot in snapshots:
        context = replace(context, schema=merged(context.schema, snapshot))
    return Analysis(
        context=context,
        operations=project.operations,
        subjects={
            Operation: project.operations,
            Flow: project.flows,
            Function: project.functions,
            Schema: (context.schema,),
        },
        statements=project.statements,
        unresolved=project.unresolved,
        unchecked=(*project.unchecked, *(context.schema.unchecked if part is None else ())),
        bearings=project.bearings,
        is_self_contained=project.is_self_contained,
    )


def without_project(facts: Sequence[FileFacts], settings: Settings) -> Analysis:
    """What the .sql files say each by itself: all that is left if the project cannot be made."""
    parsed = [file.parsed for file in facts if file.parsed is not None]
    operations = tuple(operation for each in parsed for operation in each.operations)
    return Analysis(
        context=Context(settings, Schema()),
        operations=operations,
        subjects={Operation: operations},
        statements=sum(each.statements for each in parsed),
        unchecked=tuple(unchecked for each in parsed for unchecked in each.unchecked),
    )


def _read_sql(source: Source, dialect: str | None) -> FileFacts:
    from ftc_lint.sql.parse import parse
    from ftc_lint.sql.signs import told_dialect

    if dialect is None:
        dialect = told_dialect(source.text, source.path) or DEFAULT_DIALECT
    parsed = parse(source.text, dialect, source.path)
    if may_run_strings(source.text):
        from ftc_lint.dbt.read import with_template

        parsed = with_template(parsed, source.text, dialect)
    if "{%" in source.text:
        from ftc_lint.dbt.macros import in_macros

        parsed = in_macros(parsed, source.text)
    return _sql_facts(source, parsed, dialect)


def _read_dbt_project(source: Source, dialect: str) -> FileFacts:
    from ftc_lint.dbt.read import read_project_file

    return _sql_facts(source, read_project_file(source.text, dialect), dialect)


def _sql_facts(source: Source, parsed: Parsed, dialect: str) -> FileFacts:
    return FileFacts(
        path=source.path,
        language="sql",
        dialect=dialect,
        parsed=placed(parsed, source.path),
        comments=sql_comments(source, dialect),
        unchecked=tuple(_lost_in_gaps(source, parsed, dialect)) if source.gaps else (),
    )


def _lost_in_gaps(source: Source, parsed: Parsed, dialect: str) -> Iterator[Unchecked]:
    """Lines that were left out as rows of a dump where the statements say that there are none:
    the COPY stood in a comment, a string or a body. The end of that may be left out with them."""
    from ftc_lint.sql.lexer import first_unclosed

    ends = [span.end for span in parsed.data]
    unclosed = first_unclosed(source.text, dialect)
    for gap in source.gaps:
        at = bisect_right(ends, gap.offset)
        is_data = at < len(ends) and parsed.data[at].start <= gap.offset
        if unclosed is not None and unclosed < gap.offset:
            is_data = False
        if not is_data and gap.offset < len(source.text):
            last = source.location(gap.offset).row - 1
            reason = f"lines {last - gap.lines + 1} to {last} were taken for rows of a COPY"
            place = Span(source.path, gap.offset, gap.offset)
            yield Unchecked(Cause.FILE, reason, place, source.path)


def placed(parsed: Parsed, path: str) -> Parsed:
    """What was read from a whole file's text, with its spans in that file; many have the path."""

    def at(span: Span) -> Span:
        return Span(path, span.start, span.end)

    return replace(
        parsed,
        operations=tuple(
            operation if operation.span.path else operation.moved(at)
            for operation in parsed.operations
        ),
        includes=tuple(Include(i.path, at(i.span)) for i in parsed.includes),
        unchecked=tuple(
            replace(u, span=at(u.span) if u.span is not None else None) for u in parsed.unchecked
        ),
        data=tuple(at(span) for span in parsed.data),
    )
