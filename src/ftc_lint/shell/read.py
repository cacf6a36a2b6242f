"""A shell script as facts: one flow of what it makes databases do, in order."""

from __future__ import annotations

from ftc_lint.facts import Comment, Extent, FileFacts, FunctionFacts
from ftc_lint.flow import Block, Construct, Execute, Exit, ExitKind, Step
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks import clients
from ftc_lint.python.frameworks.shell_words import Command
from ftc_lint.records import replace
from ftc_lint.shell.script import Script
from ftc_lint.text import Source, Span
from ftc_lint.values import Arguments, Text, Unknown


def read_shell(source: Source) -> FileFacts:
    """The facts of a shell script. Never raises: what is no shell is passed over, and every
    database client that is called is in the flow."""
    extents: dict[Extent, None] = {}  # once for a function that is called twice

    def interpret(commands: list[Command], span: Span) -> Block:
        steps = _steps(commands, span)
        if steps:
            extents[Extent(span.start, span.end)] = None
        return steps

    start = Span(source.path, 0, 0)
    body = Script(source, interpret).steps()
    return FileFacts(
        path=source.path,
        language="shell",
        functions=(FunctionFacts("", None, (), (), body, None, start),),
        comments=_comments(source),
        extents=tuple(sorted(extents, key=lambda each: (each.start, each.end))),
    )


def _steps(commands: list[Command], span: Span) -> Block:
    first = commands[0].words[0]
    name = first.excerpt.text if isinstance(first, Text) else ""
    if name in ("exit", "return"):
        return (Exit(ExitKind.STOP, None, span),)
    site = CallSite(Unknown("shell"), Arguments(), span, span, name, frozenset())
    return tuple(_of_shell(step) for step in clients.steps(commands, site))


def _of_shell(step: Step) -> Step:
    if isinstance(step, Execute):
        return replace(step, source="shell")
    if isinstance(step, Construct):
        return replace(step, operation=replace(step.operation, source="shell"))
    return step


def _comments(source: Source) -> tuple[Comment, ...]:
    """Comments that may suppress: `# ftc-lint: ignore[FTC102] reason`."""
    found = []
    start = 0
    for line in source.text.split("\n"):
        at = line.find("#")
        if at >= 0 and ("ftc-lint:" in line or "noqa" in line):
            found.append(
                Comment(line[at:].rstrip("\r"), Span(source.path, start + at, start + len(line)))
            )
        start += len(line) + 1
    return tuple(found)
