"""What of a report on a whole project concerns PATHS.

`checking` does the same while it makes a report; here it is done afterwards, where all findings
had to be known first.
"""

from __future__ import annotations

from ftc_lint.engine import paths_of
from ftc_lint.records import replace
from ftc_lint.report import Report
from ftc_lint.request import Request
from ftc_lint.unchecked import Cause


def widened(request: Request) -> Request:
    """The request for the report on the whole project, with the files that PATHS name."""
    if request.targets is None:
        return request
    directories = (*request.targets.directories, "")
    return replace(request, targets=replace(request.targets, directories=directories))


def narrowed(report: Report, request: Request) -> Report:
    """The part of the report on a whole project that the request's PATHS ask for."""
    targets = request.targets
    if targets is None:
        return report
    unchecked = tuple(each for each in report.unchecked if request.lies_in(each.span))
    return replace(
        report,
        findings=tuple(each for each in report.findings if request.asks_for(each)),
        unchecked=unchecked,
        summary=replace(
            report.summary,
            files=sum(1 for path in paths_of(request) if targets.include(path)),
            unresolved=sum(1 for each in unchecked if each.cause is Cause.SQL),
        ),
    )
