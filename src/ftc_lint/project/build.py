"""The project that the facts of all files make.

build(facts, settings, parse, read_text) -> Project

A part of it can be built by itself, where what is said of one file depends on few others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ftc_lint.context import Context, site
from ftc_lint.facts import FileFacts
from ftc_lint.flow import Flow
from ftc_lint.functions import Function
from ftc_lint.operations import Operation
from ftc_lint.project.ddl_order import migrations_in_order
from ftc_lint.project.flows import FlowMaker, by_site
from ftc_lint.project.placing import Parse
from ftc_lint.project.programs import Programs, no_programs
from ftc_lint.project.scripts import Scripts
from ftc_lint.records import dataclass, replace
from ftc_lint.schema import build as build_schema
from ftc_lint.schema.ddl import DDL
from ftc_lint.settings import Settings
from ftc_lint.text import Span
from ftc_lint.unchecked import Unchecked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.project.bearings import Bearings, Part


@dataclass(frozen=True)
class Project:
    """Everything that rules look at.

    `operations` lists each written operation once, in order of path and place; `statements`
    counts the SQL statements seen, `unresolved` the calls that run SQL nobody can see. `bearings`
    tell how what is said of each file depends on others (None where there are no programs); of a
    part, `is_self_contained` tells whether nothing in it came to itself, and no file was run.
    """

    context: Context
    operations: tuple[Operation, ...] = ()
    flows: tuple[Flow, ...] = ()
    functions: tuple[Function, ...] = ()
    statements: int = 0
    unresolved: int = 0
    unchecked: tuple[Unchecked, ...] = ()
    bearings: Bearings | None = None
    is_self_contained: bool = True


def build(
    facts: Sequence[FileFacts],
    settings: Settings,
    parse: Parse,
    read_text: Callable[[str], str | None],
    part: Part | None = None,
) -> Project:
    """The project of these files. `parse` is `sql.parse.parse` (or a cache of it), `read_text`
    gives the text of a file by its path relative to the project root, None if there is none. Of a
    `part` no more is told than of its file.
    """
    if all(file.language == "sql" for file in facts):
        programs = no_programs(facts, settings, read_text)
    else:
        from ftc_lint.project.workshop import programs_of

        programs = programs_of(facts, settings, parse, read_text, part)
    told = facts if part is None else ()
    scripts = Scripts(told, programs.paths, programs.contexts)
    flows = (*programs.flows, *_script_flows(programs, scripts, settings))
    operations = _inventory(programs, scripts)
    ddl = tuple(each for each in operations if each.kind in DDL) if part is None else part.ddl
    schema = build_schema(ddl, migrations_in_order(facts))
    return Project(
        context=Context(settings, schema, flows, by_site(flows), operations=operations),
        operations=operations,
        flows=flows,
        functions=programs.functions,
        statements=programs.statements + _script_statements(told),
        unresolved=programs.unresolved,
        unchecked=(*programs.unchecked, *_script_unchecked(told), *programs.unfollowed),
        bearings=None if programs.bearings is None else replace(programs.bearings, ddl=ddl),
        is_self_contained=programs.is_self_contained,
    )


def _inventory(programs: Programs, scripts: Scripts) -> tuple[Operation, ...]:
    found = {site(each): each for each in programs.operations}
    for operations in scripts.operations.values():
        for each in operations:
            found[site(each)] = each
    return tuple(found[place] for place in sorted(found))


def _script_flows(programs: Programs, scripts: Scripts, settings: Settings) -> Iterable[Flow]:
    maker = FlowMaker(settings, programs.labels)
    for path in scripts.operations:
        programs.labels.enter(path)
        for name, body in scripts.bodies(path).items():
            flow = maker.flow(name, path, Span(path, 0, 0), body, False)
            if flow is not None:
                yield flow
        if path in scripts.included or path in programs.run:
            continue
        flow = maker.flow("", path, Span(path, 0, 0), scripts.block(path), False)
        if flow is not None:
            yield flow


def _script_statements(facts: Sequence[FileFacts]) -> int:
    return sum(each.parsed.statements for each in facts if each.parsed is not None)


def _script_unchecked(facts: Sequence[FileFacts]) -> tuple[Unchecked, ...]:
    return tuple(
        each for file in facts if file.parsed is not None for each in file.parsed.unchecked
    )
