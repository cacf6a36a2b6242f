"""Where a report goes, and in which format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from ftc_lint.errors import UsageError
from ftc_lint.options import Options
from ftc_lint.pipes import flush_output, say, silence, unwritable
from ftc_lint.records import replace
from ftc_lint.report import Report
from ftc_lint.reports.style import Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    Render = Callable[[Report, TextIO, Style], None]

TEXT_FORMATS = ("full", "concise")


def report_out(report: Report, options: Options, fixing: bool = False) -> None:
    """Write the report, then the failures of ftc-lint itself to standard error. `fixing`: why a
    finding was not fixed is of interest."""
    render = _render(report, options)
    style = replace(style_of(options), no_fixes=fixing or options.verbose)
    write(options, lambda stream: render(report, stream, style))
    if report.findings and _wants_annotations(options):
        from ftc_lint.reports import renderer

        renderer("github")(report, _printable(sys.stdout), style)
    print_failures(report, options)


def is_audit(report: Report) -> bool:
    """Whether a database was audited, or should have been."""
    return report.live is not None or report.not_audited


def _wants_annotations(options: Options) -> bool:
    """Whether GitHub Actions reads what is printed, and the format is for people."""
    text = (options.output_format or "concise") in TEXT_FORMATS
    return text and os.environ.get("GITHUB_ACTIONS") == "true"


def _render(report: Report, options: Options) -> Render:
    name = options.output_format or ("full" if _on_terminal(options) else "concise")
    if name in TEXT_FORMATS and is_audit(report):
        from ftc_lint.reports import live_concise, live_full

        return live_full.render if name == "full" else live_concise.render
    if name in TEXT_FORMATS and not report.findings:
        from ftc_lint.reports.coverage import render  # a format would load more than it needs

        return render
    if name in TEXT_FORMATS and options.statistics:
        name = "statistics"
    from ftc_lint.reports import renderer

    return renderer(name)


def write(options: Options, produce: Callable[[TextIO], None]) -> None:
    """Let something be written to --output-file, whole or not at all, or to standard output.

    Raises `UsageError` if it cannot be written.
    """
    if options.output_file is None:
        try:
            produce(_printable(sys.stdout))
        except BrokenPipeError:
            silence(sys.stdout)
        except OSError as error:
            raise unwritable(error) from None
        return
    from ftc_lint.atomic import replacing

    try:
        with replacing(options.output_file) as stream:
            produce(stream)
    except OSError as error:
        raise UsageError(f"--output-file {options.output_file}: {error.strerror}") from None


def write_bytes(options: Options, data: bytes) -> None:
    """Write bytes to --output-file or to standard output. Raises `UsageError`."""
    if options.output_file is not None:
        from ftc_lint.atomic import replace_bytes

        try:
            replace_bytes(options.output_file, data)
        except OSError as error:
            raise UsageError(f"--output-file {options.output_file}: {error.strerror}") from None
        return
    print_bytes(data)


def print_bytes(data: bytes) -> None:
    """Write bytes to standard output. Raises `UsageError` if it cannot be written."""
    flush_output()
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        raise unwritable(error) from None


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
    """Say on standard error where ftc-lint itself failed (with the traceback under -v), and what
    else its user should know."""
    if report.notes and not options.quiet:
        flush_output()
        say("".join(f"ftc-lint: note: {note}\n" for note in report.notes))
    for failure in report.failures:
        where = f"{report.path(failure.path)}: " if failure.path else ""
        doing = f" in rule {failure.rule}" if failure.rule else ""
        flush_output()
        say(f"ftc-lint: {where}ftc-lint itself failed{doing}: {failure.message}\n")
        if options.verbose:
            say(failure.traceback)
