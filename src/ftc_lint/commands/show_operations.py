"""--show-operations: what this code does to the database."""

from __future__ import annotations

from ftc_lint.commands.lint import status_of
from ftc_lint.commands.output import print_failures, style_of, write
from ftc_lint.commands.prepare import request
from ftc_lint.engine import run as run_engine
from ftc_lint.errors import UsageError
from ftc_lint.options import Options


def run(options: Options) -> int:
    """Print the inventory of operations, and return 0, or 3 after a failure of ftc-lint."""
    if options.output_format not in (None, "json", "full", "concise"):
        raise UsageError(f"--show-operations: there is no {options.output_format} for it; use json")
    report = run_engine(request(options, with_operations=True))
    if options.output_format == "json":
        from ftc_lint.reports.json import render_operations

        write(options, lambda stream: render_operations(report, stream))
    else:
        from ftc_lint.reports.operations import render

        write(options, lambda stream: render(report, stream, style_of(options)))
    print_failures(report, options)
    return status_of(report, never=True)
