"""Where a report goes, and in which format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TextIO

from ftc_lint.errors import UsageError
from ftc_lint.options import Options
from ftc_lint.report import Report
from ftc_lint.reports.style import Style

TEXT_FORMATS = ("full", "concise")


def report_out(report: Report, options: Options) -> None:
    """Write the report, then the failures of ftc-lint itself to standard error."""
    from ftc_lint.reports import renderer

    name = options.output_format or ("full" if _on_terminal(options) else "concise")
    render = renderer(name)
    style = style_of(options)
    write(options, lambda stream: _rendered(report, options, name, render, stream, style))
    print_failures(report, options)


def _rendered(
    report: Report,
    options: Options,
    name: str,
    render: Callable[[Report, TextIO, Style], None],
    stream: TextIO,
    style: Style,
) -> None:
    if options.statistics and name in TEXT_FORMATS:
        from ftc_lint.reports.statistics import render as render_statistics

        render_statistics(report, stream, style)
        return
    render(report, stream, style)


def write(options: Options, produce: Callable[[TextIO], None]) -> None:
    """Let something be written to --output-file, whole or not at all, or to standard output.

    Raises `UsageError` if the file cannot be written.
    """
    if options.output_file is None:
        produce(_printable(sys.stdout))
        return
    from ftc_lint.atomic import replacing

    try:
        with replacing(options.output_file) as stream:
            produce(stream)
    except OSError as error:
        raise UsageError(f"--output-file {options.output_file}: {error.strerror}") from None


def write_text(options: Options, text: str) -> None:
    """Write a text to --output-file or to standard output."""

    def produce(stream: TextIO) -> None:
        stream.write(text)

    write(options, produce)


def style_of(options: Options) -> Style:
    """Colours and links for where the output goes."""
    terminal = _on_terminal(options)
    if options.color == "always":
        color = True
    elif options.color == "never" or os.environ.get("NO_COLOR"):
        color = False
    else:
        color = bool(os.environ.get("FORCE_COLOR")) or (
            terminal and os.environ.get("TERM") != "dumb"
        )
    links = color and terminal and "FTC_LINT_NO_LINKS" not in os.environ
    return Style(color, links, options.quiet, options.verbose)


def _on_terminal(options: Options) -> bool:
    return options.output_file is None and sys.stdout.isatty()


def _printable(stream: TextIO) -> TextIO:
    """A stream on which no character fails."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    return stream


def print_failures(report: Report, options: Options) -> None:
    """Say on standard error where ftc-lint itself failed; with the traceback under -v."""
    for failure in report.failures:
        where = f"{report.path(failure.path)}: " if failure.path else ""
        doing = f" in rule {failure.rule}" if failure.rule else ""
        sys.stdout.flush()
        sys.stderr.write(f"ftc-lint: {where}ftc-lint itself failed{doing}: {failure.message}\n")
        if options.verbose:
            sys.stderr.write(failure.traceback)
