"""Very many findings: steps and memory grow with their number and no faster, in every format.

FTC_TEST_FINDINGS=2000 counts on more of them; the default is for every day.
"""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Callable
from functools import cache

import pytest
from counting_steps import TWICE, steps

from ftc_lint.engine import run
from ftc_lint.registry import registry
from ftc_lint.report import Report
from ftc_lint.reports import FORMATS, renderer
from ftc_lint.reports.style import Style
from ftc_lint.settings import Settings
from ftc_lint.testing import project, request_for

FINDINGS = int(os.environ.get("FTC_TEST_FINDINGS", "400"))
MOST_BYTES = 12_000
"""Of memory for one finding."""

SHAPES: dict[str, Callable[[int], dict[str, str]]] = {
    "one script": lambda n: {"a.sql": "".join(f"DELETE FROM t{i};\n" for i in range(n))},
    "one module": lambda n: {
        "a.py": "import psycopg2\ncur = psycopg2.connect('').cursor()\n"
        + "".join(f"cur.execute('DELETE FROM t{i}')\n" for i in range(n))
    },
    "many functions": lambda n: {
        "a.py": "import psycopg2\n"
        + "".join(f"def f{i}(cur):\n    cur.execute('DELETE FROM t{i}')\n" for i in range(n))
    },
    "one line": lambda n: {"a.sql": " ".join(f"DELETE FROM t{i};" for i in range(n))},
    "one table": lambda n: {"a.sql": "DELETE FROM t;\n" * n},
    "cascading keys": lambda n: {
        "a.sql": "CREATE TABLE p (id int PRIMARY KEY);\n"
        + "".join(f"CREATE TABLE t{i} (p int REFERENCES p ON DELETE CASCADE);\n" for i in range(n))
    },
    "many files": lambda n: {f"m{i}.sql": f"DELETE FROM t{i};\n" for i in range(n)},
}


def report_on(files: dict[str, str]) -> Report:
    with project(files) as directory:
        report = run(request_for(directory, Settings(), registry()))
        assert report.failures == ()
        for finding in report.findings:
            if finding.span is not None:
                report.source(finding.span.path)  # read while the files are there
        return report


@cache
def many(number: int) -> Report:
    report = report_on(SHAPES["one script"](number))
    assert len(report.findings) == number
    return report


@pytest.mark.parametrize("shape", SHAPES)
def test_the_steps_of_a_run_grow_with_the_findings(shape: str) -> None:
    number = min(FINDINGS, 200)
    report_on(SHAPES[shape](4))  # what is loaded once
    once = steps(lambda: report_on(SHAPES[shape](number)))
    assert steps(lambda: report_on(SHAPES[shape](2 * number))) < TWICE * once


@pytest.mark.parametrize("name", FORMATS)
def test_the_steps_of_a_format_grow_with_the_findings(name: str) -> None:
    render = renderer(name)

    def rendered(report: Report) -> str:
        stream = io.StringIO()
        render(report, stream, Style(False, False, False, True))
        return stream.getvalue()

    small, large = many(FINDINGS), many(2 * FINDINGS)
    rendered(small)
    once = steps(lambda: rendered(small))
    assert steps(lambda: rendered(large)) < TWICE * once
    assert len(rendered(large)) < TWICE * len(rendered(small))


def test_a_finding_takes_little_memory() -> None:
    files = SHAPES["one script"](FINDINGS)
    report_on(SHAPES["one script"](4))
    tracemalloc.start()
    try:
        report_on(files)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most / FINDINGS < MOST_BYTES
