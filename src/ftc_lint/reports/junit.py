"""JUnit XML: a test case for each finding; one that passes where there is none."""

from __future__ import annotations

from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from ftc_lint.findings import Finding
from ftc_lint.report import Failure, Report
from ftc_lint.reports.clean import clean, one_line
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style
from ftc_lint.unchecked import Cause, Unchecked


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write one test suite. Findings that are info are skipped tests: they fail nothing."""
    cases = [_case(report, finding) for finding in report.findings]
    cases += [_error(report, failure) for failure in report.failures]
    undone = [u for u in report.unchecked if u.cause is Cause.DATABASE]
    cases += [_undone(unchecked) for unchecked in undone]
    cases = cases or ['    <testcase name="ftc-lint" classname="ftc-lint"/>\n']
    skipped = sum(1 for f in report.findings if f.severity.value == "info")
    counts = (
        f'tests="{len(cases)}" failures="{len(report.findings) - skipped}" '
        f'errors="{len(report.failures) + len(undone)}" skipped="{skipped}" '
        f'time="{report.summary.duration_s:.3f}"'
    )
    stream.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n')
    stream.write(f'  <testsuite name="ftc-lint" {counts}>\n')
    stream.write("".join(cases))
    stream.write("  </testsuite>\n</testsuites>\n")


def _case(report: Report, finding: Finding) -> str:
    if finding.span is None:
        where = ", ".join(finding.tables) or "database"
        classname = where
    else:
        spot = place(report, finding.span)
        where = spot.position
        classname = spot.filename
    name = f"{finding.code} {finding.name} at {where}"
    message = one_line(finding.message)
    body = f"{where}: {finding.severity.value}: {message}\nhelp: {one_line(finding.help)}"
    if finding.severity.value == "info":
        result = f"<skipped message={_attribute(f'{message} {one_line(finding.help)}')}/>"
    else:
        kind = f"type={_attribute(finding.severity.value)}"
        result = f"<failure message={_attribute(message)} {kind}>{escape(clean(body))}</failure>"
    return _testcase(name, classname, result)


def _error(report: Report, failure: Failure) -> str:
    where = report.path(failure.path) if failure.path else "ftc-lint"
    name = f"ftc-lint itself failed: {failure.rule or where}"
    message = _attribute(one_line(failure.message))
    return _testcase(name, where, f'<error message={message} type="internal"/>')


def _undone(unchecked: Unchecked) -> str:
    """A part of an audit that could not be done: no test that passes."""
    message = _attribute(one_line(unchecked.reason))
    name = f"not checked: {one_line(unchecked.subject) or 'the database'}"
    return _testcase(name, "database", f'<error message={message} type="not checked"/>')


def _testcase(name: str, classname: str, result: str) -> str:
    attributes = f"name={_attribute(name)} classname={_attribute(classname)}"
    return f"    <testcase {attributes}>\n      {result}\n    </testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(one_line(text))
