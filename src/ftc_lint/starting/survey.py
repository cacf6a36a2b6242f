"""What a project shows of itself: the input of the configuration that `--init` writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ftc_lint.context import matches
from ftc_lint.files import PYTHON_SUFFIXES, SQL_SUFFIXES, language
from ftc_lint.functions import Entry, Function
from ftc_lint.globs import matcher
from ftc_lint.operations import Backup, CodeContext, TableName
from ftc_lint.project.hints import BACKUP, VERIFY, hints_of, words
from ftc_lint.python.imports import driver_dialect
from ftc_lint.records import dataclass
from ftc_lint.report import Report
from ftc_lint.schema import Schema
from ftc_lint.settings import Settings
from ftc_lint.sources import Sources, UnreadableFileError

_IMPORT = re.compile(rb"^[ \t]*(?:import|from)[ \t]+([\w.]+)", re.MULTILINE)
_DEFINITION = re.compile(rb"^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
_SIGNS = {
    "postgres": rb"\bjsonb\b|\b(?:big|small)?serial\b|\$\$|\btimestamptz\b|\bplpgsql\b|\bpg_",
    "mysql": rb"\bauto_increment\b|\bengine\s*=\s*\w|`\w+`|^delimiter\b",
    "sqlite": rb"\bautoincrement\b|^\s*pragma\b|\bwithout\s+rowid\b",
    "tsql": rb"^\s*go\s*$|\bdbo\.|\[dbo\]|\bnvarchar\b|\bidentity\s*\(",
    "oracle": rb"\bvarchar2\b|\bnumber\s*\(",
}
_SIGN = {
    name: re.compile(pattern, re.IGNORECASE | re.MULTILINE) for name, pattern in _SIGNS.items()
}
_TEST_PARTS = frozenset({"testing", "spec", "specs"})  # beside the default ones
_TEST_NAMES = ("*_tests.py",)
_OF_DATA = frozenset(
    {"backup", "count", "counts", "data", "integrity", "load", "loaded", "row", "rows", "table",
     "tables"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Protected:
    """A table whose rows others hang on, as a pattern, and how many tables go with it."""

    pattern: str
    others: int


@dataclass(frozen=True, slots=True)
class Start:
    """A function that a run begins with, and why it is thought so (None: nothing in the project
    calls it)."""

    name: str
    path: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen.

    `drivers` counts files by the dialect of the driver they import, `signs` .sql files by the
    dialect that they are written in. `starts` are recognised entry points, `candidates` functions
    that destroy rows and that nothing calls. `backups` and `verifiers` are functions by whose
    names they back up or verify. `tests` are patterns for tests that the defaults leave out,
    `schema` the files that say what the database looks like.
    """

    files: int
    drivers: dict[str, int]
    signs: dict[str, int]
    protected: tuple[Protected, ...]
    starts: tuple[Start, ...]
    candidates: tuple[Start, ...]
    backups: tuple[str, ...]
    verifiers: tuple[str, ...]
    tests: tuple[str, ...]
    schema: tuple[str, ...]
    has_tables: bool

    @property
    def dialect(self) -> str | None:
        """The one dialect of the project: that of its drivers, else that of its .sql files; None
        where nothing tells, or more than one is seen."""
        seen = self.drivers or self.signs
        return next(iter(seen)) if len(seen) == 1 else None


def survey(
    report: Report, paths: Iterable[str], sources: Sources, described: Iterable[str]
) -> Survey:
    """Look at a project whose report has its analysis, and at the bytes of its files. `described`
    are the files that say what the database looks like."""
    paths = tuple(paths)
    is_default_test = matcher(Settings().test_paths)
    tests = _test_paths([path for path in paths if not is_default_test(path)])
    is_test = matcher((*Settings().test_paths, *tests))
    drivers: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    backups: dict[str, None] = {}
    verifiers: dict[str, None] = {}
    for path, data in _contents([path for path in paths if not is_test(path)], sources):
        if language(path, data) == "python":
            drivers.update(_drivers(data))
            for name in _functions(path, data):
                hints = hints_of(name.rpartition(".")[2])
                if BACKUP in hints:
                    backups.setdefault(name)
                elif VERIFY in hints and not _OF_DATA.isdisjoint(words(name)):
                    verifiers.setdefault(name)
        elif path.lower().endswith(SQL_SUFFIXES):
            signs.update(name for name, pattern in _SIGN.items() if pattern.search(data))
    schema = Schema() if report.analysis is None else report.analysis.context.schema
    starts = tuple(_starts(report))
    return Survey(
        files=len(paths),
        drivers=dict(drivers.most_common()),
        signs=dict(signs.most_common()),
        protected=tuple(_protected(schema)),
        starts=starts,
        candidates=tuple(_candidates(report, starts)),
        backups=tuple(backups),
        verifiers=tuple(verifiers),
        tests=tests,
        schema=tuple(described),
        has_tables=bool(schema.tables),
    )


def _contents(paths: Iterable[str], sources: Sources) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        try:
            yield path, sources.code(path)
        except UnreadableFileError:
            continue  # the report names it


def _drivers(data: bytes) -> set[str]:
    modules = {found.decode("ascii", "ignore") for found in _IMPORT.findall(data)}
    return {dialect for dialect in map(driver_dialect, modules) if dialect is not None}


def _functions(path: str, data: bytes) -> Iterator[str]:
    """Functions with the name of their module, as calls of them are written; methods by their own
    names."""
    module = path.removesuffix("/__init__.py").rpartition("/")[2]
    for suffix in PYTHON_SUFFIXES:
        module = module.removesuffix(suffix)
    for indent, name in _DEFINITION.findall(data):
        text = name.decode("utf-8", "ignore")
        yield text if indent else f"{module}.{text}"


def _test_paths(paths: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for path in paths:
        *directories, name = path.split("/")
        for part in directories:
            if part.lower() in _TEST_PARTS:
                found.setdefault(f"**/{part}/**")
        for pattern in _TEST_NAMES:
            if name.endswith(pattern[1:]):
                found.setdefault(f"**/{pattern}")
    return tuple(sorted(found))


# --- tables ----------------------------------------------------------------------------------


def _protected(schema: Schema) -> Iterator[Protected]:
    """The roots of cascades: a DELETE from one of them deletes from others, and no DELETE of
    another's rows deletes theirs."""
    keys = [
        key for key in schema.foreign_keys
        if key.context is CodeContext.APP or key.context is CodeContext.MIGRATION_UP
        if key.child != key.parent and schema.graph.follows(key, orm=True)
    ]  # fmt: skip
    children = {key.child for key in keys}
    roots = dict.fromkeys(key.parent for key in keys if key.parent not in children)
    names = [table.name for table in schema.tables.values()]
    root_names = [schema.tables[root].name for root in roots if root in schema.tables]
    for name in root_names:
        pattern = _pattern(name, names, root_names)
        if pattern is not None:
            reach = schema.delete_reach((name,), orm=True).cascaded()
            yield Protected(pattern, len(reach))


def _pattern(name: TableName, names: Iterable[TableName], roots: Iterable[TableName]) -> str | None:
    """A pattern for a table: its last part, unless that names a table that is no root too."""
    if name.has_hole:
        return None
    others = [each for each in names if each not in roots]
    for pattern in (name.last, str(name)):
        if matches(name, (pattern,)) and not any(matches(each, (pattern,)) for each in others):
            return pattern
    return None


# --- entry points ----------------------------------------------------------------------------


_WHY = {
    Entry.NAME: "by its name",
    Entry.MAIN: "from `__main__`",
    Entry.SCRIPT: "a console script",
    Entry.COMMAND: "a command",
    Entry.TASK: "a task",
}


def _starts(report: Report) -> Iterator[Start]:
    if report.analysis is None:
        return
    for function in report.analysis.subjects.get(Function, ()):
        if function.entry is not None and (function.writes or function.destroys):
            yield Start(function.name, function.path, _WHY[function.entry])


def _candidates(report: Report, starts: Iterable[Start]) -> Iterator[Start]:
    """Functions that nothing in the project calls and that destroy rows."""
    known = {(start.path, start.name) for start in starts}
    if report.analysis is None:
        return
    for flow in report.analysis.context.flows:
        if flow.is_entry_point or not flow.name or (flow.path, flow.name) in known:
            continue
        destroys = any(
            each.backup not in (None, Backup.SCRATCH, Backup.RESTORE)
            and each.operation.context is CodeContext.APP
            for each in flow.occurrences
        )
        if destroys:
            yield Start(flow.name, flow.path, None)
