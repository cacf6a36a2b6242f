"""--checklist SCRIPT: what is known before a script that replaces data may run."""

from __future__ import annotations

import os

from ftc_lint import status
from ftc_lint.audit.checklist import Script, checklist, markdown
from ftc_lint.commands.db import audited, database_and_paths
from ftc_lint.commands.lint import status_of
from ftc_lint.commands.output import print_failures, write_text
from ftc_lint.commands.prepare import project_root, request, root_settings
from ftc_lint.context import Context, Site, site
from ftc_lint.engine import run as run_engine
from ftc_lint.errors import UsageError
from ftc_lint.files import relative
from ftc_lint.findings import Finding
from ftc_lint.functions import Function
from ftc_lint.operations import Operation
from ftc_lint.options import Options
from ftc_lint.records import replace
from ftc_lint.report import Report
from ftc_lint.schema import Schema
from ftc_lint.settings import Settings


def run(options: Options) -> int:
    """Print the list as Markdown; 0, or 2 to 4 where something could not be done."""
    if not os.path.isfile(options.checklist or ""):
        raise UsageError(f"--checklist: there is no file {options.checklist}")
    if options.paths:
        raise UsageError("--checklist takes one script and no PATHS")
    named = replace(options, paths=[options.checklist or ""])
    root = project_root(options)
    settings = root_settings(options, root)
    wanted = request(named, with_operations=True)
    live, problem = None, None
    if options.db is not None:
        address, rest = database_and_paths(options, settings, os.environ)
        if rest.paths:
            raise UsageError(f"--db: {rest.paths[0]} is no database")
        live, problem = audited(address, settings, root.directory, options)
    report = run_engine(replace(wanted, live=live, targets=None))
    place = relative(root, os.path.join(os.getcwd(), options.checklist or ""))
    script = _script(report, settings, options.checklist or "", place)
    lines = list(markdown(script, checklist(script, live), live))
    if problem is not None:
        lines.append(f"The database was not audited: {problem.reason}.")
    write_text(options, "".join(f"{line}\n" for line in lines))
    print_failures(report, options)
    incomplete = problem is not None or (live is not None and bool(live.unchecked))
    return status.worst(
        status_of(report, never=True), status.INCOMPLETE if incomplete else status.CLEAN
    )


def _script(report: Report, settings: Settings, shown: str, path: str) -> Script:
    """What the report on the whole project says of the script at `path` and of what it leads to;
    nothing is known of one that holds no SQL."""
    analysis = report.analysis
    if analysis is None:
        return Script(shown, (), (), (), Context(settings, Schema()))
    context = analysis.context
    operations = [o for o, _ in report.operations if _belongs(o, path, context)]
    paths = {path, *(operation.span.path for operation in operations)}
    unseen = [u for u in report.unchecked if u.span is not None and u.span.path in paths]
    statements = {site(operation) for operation in operations}
    return Script(
        path=shown,
        operations=tuple(operations),
        functions=tuple(f for f in analysis.subjects.get(Function, ()) if f.path == path),
        findings=tuple(f for f in report.findings if _concerns(f, path, statements)),
        context=context,
        unseen=len(unseen) + len(report.failures),
    )


def _belongs(operation: Operation, path: str, context: Context) -> bool:
    """Whether it stands in the script or calls that stand there lead to it."""
    if operation.span.path == path:
        return True
    ways = context.reached(operation)
    return any(call.path == path for occurrence in ways for call in occurrence.calls)


def _concerns(finding: Finding, path: str, statements: set[Site]) -> bool:
    span = finding.span
    if span is None:
        return False
    return span.path == path or any((span.path, span.start) == each[:2] for each in statements)
