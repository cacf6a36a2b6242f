"""`tests/fixtures/<rule>/{bad,good}/*`: lines that end in `expect: FTC101` and no others fire.

An entry is a file, or a directory that is a project of its own. It is checked under all rules
that are on by default and the one the fixtures belong to.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from ftc_lint.registry import registry
from ftc_lint.rule import Example
from ftc_lint.testing import report_on

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FIXTURES = Path(__file__).parent.parent / "fixtures"
MARK = re.compile(r"\bexpect:[ \t]*(FTC\d+(?:[ \t]*,[ \t]*FTC\d+)*)")

ENTRIES = [
    entry
    for rule in sorted(FIXTURES.iterdir())
    if rule.is_dir()
    for kind in ("bad", "good")
    for entry in sorted((rule / kind).glob("*"))
]


def files_of(entry: Path) -> dict[str, str]:
    paths = [entry] if entry.is_file() else sorted(p for p in entry.rglob("*") if p.is_file())
    top = entry.parent if entry.is_file() else entry
    return {path.relative_to(top).as_posix(): path.read_bytes().decode("utf-8") for path in paths}


def marks_of(files: dict[str, str]) -> list[tuple[str, int, str]]:
    return sorted(
        (name, row, code.strip())
        for name, text in files.items()
        for row, line in enumerate(re.split(r"\r\n|\r|\n", text), 1)
        for mark in MARK.finditer(line)
        for code in mark[1].split(",")
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.relative_to(FIXTURES).as_posix())
def test_findings_are_where_they_are_marked(entry: Path) -> None:
    rule = registry().find(entry.parent.parent.name)
    assert rule is not None, f"{entry.parent.parent.name} is no rule"
    files = files_of(entry)
    settings = {}
    if "ftc-lint.toml" in files:
        settings = tomllib.loads(files["ftc-lint.toml"])
    report = report_on(Example(files, settings), rule)
    assert not report.failures
    found = sorted(
        (f.span.path, report.source(f.span.path).location(f.span.start).row, f.code)
        for f in report.findings
    )
    expected = marks_of(files)
    assert found == expected
    assert (entry.parent.name == "bad") == any(code == rule.code for _, _, code in expected)
