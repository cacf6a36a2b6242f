"""Linting: the mode without a name."""

from __future__ import annotations

from ftc_lint import status
from ftc_lint.commands.output import report_out
from ftc_lint.commands.prepare import request
from ftc_lint.engine import run as run_engine
from ftc_lint.options import Options
from ftc_lint.records import replace
from ftc_lint.report import Report
from ftc_lint.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.commands.only_new import News


def run(options: Options) -> int:
    """Lint, print the report, and return the exit status."""
    wanted = request(options)
    news = news_of(options, wanted)
    report = reported(options, wanted, news)
    if news is not None and options.write_baseline is not None:
        news.write_baseline(report)
        return status_of(report, never=True)
    report_out(report, options)
    if news is not None:
        news.note_fixed()
    return status_of(report, options.fail_on, never=options.exit_zero)


def news_of(options: Options, wanted: Request) -> News | None:
    """What a run is compared with, if the command line says so. Raises `UsageError`."""
    if not options.asks_for_new:
        return None
    from ftc_lint.commands.only_new import News

    return News(options, wanted, wanted.tree)


def reported(options: Options, wanted: Request, news: News | None) -> Report:
    """What is to be reported of a request: what is new of it, and loud enough."""
    report = run_engine(wanted) if news is None else news.of_files(wanted)
    if options.min_severity is not None and report.findings:
        report = loud_enough(report, options.min_severity)
    return report


def loud_enough(report: Report, least: str) -> Report:
    """The report without the findings below a severity."""
    from ftc_lint.findings import Severity

    threshold = Severity(least)
    loud = tuple(f for f in report.findings if f.severity.at_least(threshold))
    return replace(report, findings=loud)


def status_of(report: Report, fail_on: str = "warning", never: bool = False) -> int:
    """The exit status of a report. `never`: findings do not count."""
    results = [status.CLEAN]
    if report.failures:
        results.append(status.INTERNAL)
    if report.findings and fail_on != "never" and not never:
        from ftc_lint.findings import Severity

        threshold = Severity(fail_on)
        if any(f.severity.at_least(threshold) for f in report.findings):
            results.append(status.FINDINGS)
    return status.worst(*results)
