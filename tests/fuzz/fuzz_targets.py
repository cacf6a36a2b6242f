"""What is fuzzed: each target takes bytes, hands a text made of them to one part of ftc-lint, and
fails where a property does not hold. None raises anything but what its part says it raises."""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from choices import Choices
from fuzz_pieces import DUMP, JSON, PYTHON, SHELL, SQL, TOML, YAML

from ftc_lint.audit.dumps import DumpError, read_dump
from ftc_lint.baseline import as_json, read_baseline
from ftc_lint.cache import (
    bearings_entry,
    facts_entry,
    files_entry,
    outcome_entry,
    statuses_entry,
)
from ftc_lint.cache.lazy import LazyFunction
from ftc_lint.cache.plain import DamagedError
from ftc_lint.cache.table import Table
from ftc_lint.commands.prepare import known
from ftc_lint.configuration.read import check_text
from ftc_lint.configuration.root import Root
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.copydata import read_without_rows
from ftc_lint.encoding import decode
from ftc_lint.engine import run
from ftc_lint.errors import UsageError
from ftc_lint.files import Listing
from ftc_lint.pragmas import suppressions_in
from ftc_lint.reading import Task, read_one
from ftc_lint.records import replace
from ftc_lint.registry import registry
from ftc_lint.report import Report
from ftc_lint.reports.clean import one_line
from ftc_lint.request import Request
from ftc_lint.result import Result
from ftc_lint.schema import snapshot
from ftc_lint.settings import Settings
from ftc_lint.sources import Sources
from ftc_lint.sql.lexer import lex, tokenize
from ftc_lint.sql.parse import parse
from ftc_lint.sql.split import split
from ftc_lint.text import Source, Span
from ftc_lint.unchecked import Cause

Target = Callable[[bytes], None]

DIALECTS = ["postgres", "mysql", "sqlite", "tsql", "snowflake", "bigquery", "duckdb", "redshift"]
DIALECTS += ["oracle", "spark", "clickhouse", ""]


def lexer(data: bytes) -> None:
    """Tokens are in order and within the text, and rows left out take no other token away."""
    choices = Choices(data)
    dialect = choices.one_of(DIALECTS)
    text = choices.text(SQL)
    tokens = tokenize(text, dialect)
    end = 0
    for token in tokens:
        assert end <= token.start < token.end <= len(text)
        end = token.end
    assert set(lex(text, dialect, without_rows=True)) <= set(tokens)


def splitter(data: bytes) -> None:
    """Parts are in order, within the text, and begin and end with a token of theirs."""
    choices = Choices(data)
    dialect = choices.one_of(DIALECTS)
    text = choices.text(SQL)
    end = 0
    for part in split(text, dialect):
        assert end <= part.start < part.end <= len(text)
        assert (part.tokens[0][1], part.tokens[-1][2]) == (part.start, part.end)
        end = part.end


def statements(data: bytes) -> None:
    """Operations and what could not be read lie within the text."""
    choices = Choices(data)
    dialect = choices.one_of(DIALECTS)
    text = choices.text(SQL)
    parsed = parse(text, dialect)
    for operation in parsed.operations:
        span, statement = operation.span, operation.statement
        assert 0 <= statement.start <= span.start < span.end <= statement.end <= len(text)
    for unchecked in parsed.unchecked:
        assert unchecked.span is not None
        assert 0 <= unchecked.span.start < unchecked.span.end <= len(text)


def python(data: bytes) -> None:
    """Facts of any text as Python lie within it, and are the same from the cache."""
    _read("a.py", Choices(data).text(PYTHON))


def shell(data: bytes) -> None:
    """Facts of any text as a shell script lie within it."""
    _read("a.sh", Choices(data).text(SHELL + SQL[:40]))


def notebook(data: bytes) -> None:
    """A notebook is read, or it is said why not: broken JSON, and any code in its cells."""
    choices = Choices(data)
    if choices.number(2):
        _read("a.ipynb", choices.text(JSON))
        return
    import json

    language = choices.one_of(["python", "sql", "julia", "", 1])
    cells = choices.text([*PYTHON, "\n---\n"]).split("\n---\n")
    document = {
        "cells": [{"cell_type": "code", "source": cell} for cell in cells],
        "metadata": {"kernelspec": {"language": language}},
        "nbformat": 4,
    }
    _read("a.ipynb", json.dumps(document, ensure_ascii=choices.number(2) == 0))


def dbt(data: bytes) -> None:
    """A dbt_project.yml and a template of Jinja are read, or it is said why not."""
    choices = Choices(data)
    if choices.number(2):
        _read("dbt_project.yml", choices.text(YAML))
        return
    hooks = ["{{ config(pre_hook=", ") }}", "run_query(", "{% call statement() %}", "{% endcall %}"]
    _read("models/a.sql", choices.text([*hooks, *SQL]))


def suppressions(data: bytes) -> None:
    """Suppressions lie within their comment, and what they name within them."""
    words = [
        *(
            "ftc-lint:",
            " ignore",
            "-file",
            "[",
            "]",
            "FTC101",
            "truncate",
            ",",
            " ",
            "until=",
            "noqa",
        ),
        *(
            "2027-01-31",
            "2027-13-01",
            "٢٠٢٧-01-01",
            ":",
            "#",
            "--",
            "//",
            "/*",
            "*/",
            "\n",
            "\t",
            "ruff:",
        ),
        *("E501", "x", "é", "\r", "disable", "-", "=", "\u2028", "—"),
    ]
    text = Choices(data).text(words)
    source = Source("a.py", text)
    middle = len(text) // 2
    comments = [Span("a.py", 0, middle), Span("a.py", middle, len(text))]
    for found in suppressions_in(source, comments):
        assert found.comment.start <= found.span.start < found.span.end <= found.comment.end
        assert found.span.end <= found.end <= found.comment.end
        for word in (*found.words, *found.listed):
            assert text[word.span.start : word.span.end] == word.text
    _read("a.py", "\n".join("# " + line for line in text.splitlines()) + "\nx = 'DELETE FROM t'\n")


def configuration(data: bytes) -> None:
    """Any text is settings, or one line says what is wrong with it."""
    choices = Choices(data)
    name = choices.one_of(["ftc-lint.toml", "pyproject.toml"])
    text = choices.text(TOML)
    try:
        check_text(text, name, known())
    except UsageError as error:
        _one_line(str(error))


def dump(data: bytes) -> None:
    """Any file is a whole backup, or one line says why not."""
    choices = Choices(data)
    which = choices.number(3)
    if which == 0:
        content = choices.text(DUMP).encode("latin-1", "replace")
    elif which == 1:
        content = choices.rest()
    else:
        content = _changed(_archive(), choices, bytes(range(256)))
    with _file(content) as path:
        try:
            read_dump(path)
        except DumpError as error:
            _one_line(str(error))


def baseline(data: bytes) -> None:
    """Any file is a baseline, which is written as it was read, or one line says why not."""
    content = Choices(data).text(JSON).encode("utf-8", "surrogatepass")
    with _file(content) as path:
        try:
            entries = read_baseline(path)
        except UsageError as error:
            _one_line(str(error))
            return
    again = as_json(entries)
    with _file(again.encode()) as path:
        assert as_json(read_baseline(path)) == again


def snapshots(data: bytes) -> None:
    """Any text is a snapshot, which is written as it was read, or one line says why not."""
    text = Choices(data).text(JSON)
    try:
        schema = snapshot.read(text)
    except snapshot.SnapshotError as error:
        _one_line(str(error))
        return
    again = snapshot.write(schema)
    assert snapshot.write(snapshot.read(again)) == again


def cache_entries(data: bytes) -> None:
    """Any bytes are an entry that could have been written, or `DamagedError` is raised."""
    choices = Choices(data)
    which = choices.number(7)
    if which == 3:
        content = _changed(_entry(), choices, b'[]{}",:0123456789atx\n\t- ')
        which = 0
    else:
        content = choices.text([*JSON, *ENTRY]).encode("utf-8", "surrogatepass")
    with suppress(DamagedError):
        if which == 0:
            facts = facts_entry.decoded(content, "a.py").facts
            for function in facts.functions if facts is not None else ():
                if isinstance(function, LazyFunction):
                    function.whole()
        elif which == 1:
            outcome_entry.decoded(content)
        elif which == 4:
            statuses_entry.decoded(content)
        elif which == 5:
            bearings_entry.names_places_in(content, "a.py")
            bearings_entry.decoded(content)
        elif which == 6:
            Table(content)
        else:
            files_entry.decoded(content)


ENTRY = [
    "\t",
    "[0",
    '["Span"',
    '["Text"',
    '["FunctionFacts"',
    "[1,",
    '"<module>"',
    ",0,0,0,0,1,[],[]]",
]


def _changed(whole: bytes, choices: Choices, values: bytes) -> bytes:
    """Some bytes of what is whole become one of the values."""
    content = bytearray(whole)
    for _ in range(choices.number(8)):
        at = choices.number(256) * 256 + choices.number(256)
        content[at % len(content)] = choices.one_of(values)
    return bytes(content)


@cache
def _archive() -> bytes:
    """A tar archive as of pg_dump, with a table of contents that names one file."""
    number = [bytes([0, value, 0, 0, 0]) for value in range(8)]
    none = bytes([1, 1, 0, 0, 0])
    entry = number[1] * 2 + none * 4 + number[1] + none * 8 + none  # the last: no dependencies
    toc = b"PGDMP\x01\x0e\x00\x04\x08\x03" + number[0] + number[1] * 7
    toc += none * 3 + number[1] + entry + number[5] + b"1.dat"
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in (("toc.dat", toc), ("1.dat", b"1\n"), ("blobs.toc", b"1 1.dat\n")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()[:5000]


@cache
def _entry() -> bytes:
    code = "import sqlite3\ndef f(t, dry_run=False):\n    if dry_run:\n        return\n"
    code += "    sqlite3.connect('a').execute(f'DELETE FROM {t} WHERE x = {1}')\n"
    content = facts_entry.encoded(_result("a.py", code))
    assert content is not None
    return content


def bytes_of_files(data: bytes) -> None:
    """Any bytes are a text, and a dump read in windows keeps all that is no row."""
    choices = Choices(data)
    language = choices.one_of(["python", "sql"])
    window = 1 + choices.number(40)
    marks = [
        "",
        "\ufeff",
        "\xff\xfe",
        "\xfe\xff",
        "# coding: latin-1\n",
        "# coding: utf-7\n",
        "# coding: x",
    ]
    content = choices.one_of(marks).encode("latin-1", "ignore")
    content += choices.text([*SQL[:60], "COPY t FROM stdin;\n", "\\.\n", "a\tb\n", "\r\n"]).encode(
        "utf-8", "surrogatepass"
    )
    source, _ = decode("a", content, language)
    assert len(source.text) <= len(content)
    whole = read_without_rows(io.BytesIO(content), len(content) + 1)
    assert whole.data == content
    windowed = read_without_rows(io.BytesIO(content), window)
    assert len(windowed.data) <= len(content)
    kept, left_out = windowed.data, sum(gap.lines for gap in windowed.gaps)
    assert _lines(kept) + left_out == _lines(content)
    source, _ = decode("a", windowed.data, language, windowed.gaps)


def _lines(data: bytes) -> int:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")


def project(data: bytes) -> None:
    """A run over several files says the same with the bytes test as without it."""
    choices = Choices(data)
    mixed = [
        *PYTHON,
        *SQL[-40:],
        "\n=== a.py\n",
        "\n=== b.py\n",
        "\n=== c.sql\n",
        "\n=== d.ipynb\n",
    ]
    parts = ("a.py\n" + choices.text(mixed[-256:])).split("\n=== ")
    files = {}
    for part in parts:
        name, _, text = part.partition("\n")
        if name in ("a.py", "b.py", "c.sql", "d.ipynb"):
            files[name] = text.encode("utf-8", "surrogatepass")
    assert _beside_files(run_on(files)) == _beside_files(run_on(files, prefilter=False))


def _beside_files(report: Report) -> list[object]:
    """What a report says, but for files that are not whole: one without an operation in its bytes
    is not parsed, and nobody is told of a bracket that is never closed in it."""
    told = (each for each in report.unchecked if each.cause is not Cause.FILE)
    found = (each for each in report.findings if each.code != "FTC900")
    return shown(replace(report, findings=tuple(found), unchecked=tuple(told)))


TARGETS: Mapping[str, Target] = {
    "lexer": lexer,
    "splitter": splitter,
    "statements": statements,
    "python": python,
    "suppressions": suppressions,
    "configuration": configuration,
    "dump": dump,
    "notebook": notebook,
    "dbt": dbt,
    "shell": shell,
    "baseline": baseline,
    "snapshot": snapshots,
    "cache": cache_entries,
    "bytes": bytes_of_files,
    "project": project,
}


# What they share


def run_on(files: Mapping[str, bytes], prefilter: bool = True, jobs: int = 1) -> Report:
    """The report on files that are not on disk; it must not be about a bug."""
    request = Request(
        root=Root("", None, None),
        tree=SettingsTree(Settings()),
        listing=Listing(tuple(files), ()),
        registry=_all_rules,
        buffers=dict(files),
        prefilter=prefilter,
        jobs=jobs,
    )
    report = run(request)
    assert not report.failures, report.failures[0].traceback
    for finding in report.findings:
        for span in (finding.span, *(related.span for related in finding.related)):
            if span is not None:
                source = report.source(span.path)
                assert source is not None
                assert 0 <= span.start <= span.end <= len(source.text), finding
    return report


@cache
def _all_rules() -> Any:
    return registry()


def shown(report: Report) -> list[object]:
    """What a report says."""
    found: list[object] = [
        (f.code, f.severity, f.span, f.message, f.related, f.fix) for f in report.findings
    ]
    found += [(u.cause, u.reason, u.span) for u in report.unchecked]
    return [*found, report.summary.statements, report.summary.unresolved]


def _result(path: str, text: str) -> Result:
    content = text.encode("utf-8", "surrogatepass")
    sources = Sources("", {path: content})
    result = read_one(Task(path, len(content), None, ""), sources, Settings())
    assert result.failure is None, result.failure.traceback
    return result


def _read(path: str, text: str) -> Result:
    """What becomes of a file; its places lie within it, and the cache keeps it as it is."""
    result = _result(path, text)
    if result.facts is None:
        assert result.unchecked
        return result
    source = Sources("", {path: text.encode("utf-8", "surrogatepass")}).decoded(path)[0]
    for span in _spans(result.facts):
        assert 0 <= span.start <= span.end <= len(source.text), span
    kept = facts_entry.encoded(result)
    if kept is not None:
        again = facts_entry.decoded(kept, path)
        assert again.facts is not None
        assert _whole(again.facts.functions) == result.facts.functions
        assert replace(again.facts, functions=()) == replace(result.facts, functions=())
    return result


def _whole(functions: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(each.whole() if isinstance(each, LazyFunction) else each for each in functions)


def _spans(value: object) -> Iterator[Span]:
    """Every span in a record and in what it holds."""
    waiting = [value]
    seen = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, Span):
            yield each
        elif isinstance(each, (tuple, frozenset)):
            waiting += each
        elif hasattr(type(each), "__match_args__") and id(each) not in seen:
            seen.add(id(each))
            waiting += [getattr(each, name) for name in type(each).__match_args__]


def _one_line(message: str) -> None:
    assert one_line(message), message


class _file:  # noqa: N801  used like a function
    """A file with these bytes, for a while."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __enter__(self) -> str:
        handle, self._path = tempfile.mkstemp(prefix="ftc-lint-fuzz-")
        with open(handle, "wb") as stream:
            stream.write(self._content)
        return self._path

    def __exit__(self, *_: object) -> None:
        os.unlink(self._path)
