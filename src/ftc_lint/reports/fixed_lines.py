"""A fix as lines to read: what goes, with a minus, and what comes, with a plus."""

from __future__ import annotations

from ftc_lint.findings import Fix
from ftc_lint.fixes.patch import changed_lines
from ftc_lint.fixes.rewriting import Rewriting
from ftc_lint.report import Report
from ftc_lint.reports.clean import clean

_LINE_END = "\r\n"


def fixed_lines(report: Report, fix: Fix) -> list[str]:
    """The changed lines of the file; none if it cannot be read."""
    source = report.source(fix.edits[0].span.path)
    if source is None:
        return []
    shown: list[str] = []
    for before, after in changed_lines(Rewriting(source.text).edited(fix.edits)):
        shown += (f"-{clean(line.rstrip(_LINE_END))}" for line in before)
        shown += (f"+{clean(line.rstrip(_LINE_END))}" for line in after)
    return shown
