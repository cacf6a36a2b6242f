"""Small projects for tests: files as texts, read by the real readers."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent
from typing import Any

from ftc_lint.facts import FileFacts
from ftc_lint.module_names import module_name
from ftc_lint.operations import Operation
from ftc_lint.project.build import Project, build
from ftc_lint.python.read import read_python
from ftc_lint.settings import Settings
from ftc_lint.sql.parse import parse
from ftc_lint.text import Source, Span

CONNECTION = "import psycopg2\nconn = psycopg2.connect()\ncur = conn.cursor()\n"


def facts_of(files: Mapping[str, str], settings: Settings) -> list[FileFacts]:
    """The facts of every file."""
    return [_facts(path, dedent(text), settings) for path, text in files.items()]


def _facts(path: str, text: str, settings: Settings) -> FileFacts:
    if path.endswith(".py"):
        return read_python(Source(path, text), settings, module_name(path))
    parsed = parse(text, "postgres")

    def at(span: Span) -> Span:
        return Span(path, span.start, span.end)

    placed = parsed.__class__(
        tuple(each.moved(at) for each in parsed.operations),
        parsed.statements,
        tuple(each.__class__(each.path, at(each.span)) for each in parsed.includes),
        parsed.unchecked,
    )
    return FileFacts(path=path, language="sql", parsed=placed)


def project_of(files: Mapping[str, str], **settings: Any) -> Project:
    """The project that these files make."""
    chosen = Settings(**settings)
    texts = {path: dedent(text) for path, text in files.items()}
    return build(facts_of(files, chosen), chosen, parse, texts.get)


def verdicts(files: Mapping[str, str], **settings: Any) -> dict[str, str]:
    """The worst verdict of every operation that destroys rows: kind and tables to verdict."""
    project = project_of(files, **settings)
    found: dict[str, str] = {}
    for flow in project.flows:
        for occurrence in flow.occurrences:
            if occurrence.backup is not None:
                name = shown(occurrence.operation)
                worse = found.get(name)
                if worse is None or _rank(occurrence.backup.value) < _rank(worse):
                    found[name] = occurrence.backup.value
    return found


def shown(operation: Operation) -> str:
    """Kind and tables of an operation."""
    return f"{operation.kind.value} {', '.join(map(str, operation.tables))}"


_ORDER = ("none", "other-table", "after", "some-paths", "unknown", "before", "restore", "scratch")


def _rank(verdict: str) -> int:
    return _ORDER.index(verdict)
