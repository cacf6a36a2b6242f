"""The command line: options, then one mode, then an exit status."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence

from ftc_lint import interrupts, status
from ftc_lint.errors import UsageError
from ftc_lint.options import Options, parse
from ftc_lint.pipes import flush_output, open_missing, say

MODES = (
    "version",
    "init",
    "explain",
    "list_rules",
    "show_settings",
    "show_files",
    "show_operations",
    "checklist",
    "blast_radius",
    "diff",
    "fix",
    "db",
)
"""Options that are modes of their own; the first one given is run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ftc-lint and return its exit status. Never raises, except for bugs under a debugger."""
    options: Options | None = None
    try:
        open_missing()
        parsed = parse(sys.argv[1:] if arguments is None else list(arguments))
        if isinstance(parsed, int):
            flush_output()
            return parsed
        options = parsed
        result = _mode(options)
        flush_output()
        return result
    except UsageError as error:
        return _complain(_one_line(error), status.USAGE)
    except KeyboardInterrupt:
        return _complain("interrupted", status.INTERRUPTED)
    except Exception as error:  # noqa: BLE001  the boundary: a bug is named, not a traceback
        if _is_interrupt(error):
            return _complain("interrupted", status.INTERRUPTED)
        return _bug(error, verbose=options is not None and options.verbose)


def entry_point() -> None:
    """The console script."""
    # A run makes hundreds of thousands of objects and few circles: by default the collector would
    # look at all of them every 700 new ones, for up to a third of the run's time. So many weigh
    # some 40 MB.
    gc.set_threshold(400_000, 50, 50)
    try:
        interrupts.heed()
        result = main()
    except KeyboardInterrupt:  # a second one, while the first was told
        result = status.INTERRUPTED
    interrupts.ignore()
    gc.freeze()  # what is left goes with the process: nobody looks for circles in it
    sys.exit(result)


def _mode(options: Options) -> int:
    """Run the mode that the options ask for; only that one is loaded."""
    asked = (mode for mode in MODES if getattr(options, mode) not in (None, False))
    module = importlib.import_module(f"ftc_lint.commands.{next(asked, 'lint')}")
    result: int = module.run(options)
    return result


def _one_line(error: Exception) -> str:
    """What an error says; the names in it may hold anything."""
    from ftc_lint.reports.clean import one_line

    return one_line(str(error))


def _complain(message: str, result: int) -> int:
    text = f"ftc-lint: {'error: ' if result != status.INTERRUPTED else ''}{message}\n"
    try:
        flush_output()
    except UsageError as error:
        text = f"ftc-lint: error: {error}\n{text}"
    say(text)
    return result


def _is_interrupt(error: Exception) -> bool:
    try:
        interrupts.unless_interrupted(error)
    except KeyboardInterrupt:
        return True
    return False


def _bug(error: Exception, verbose: bool) -> int:
    message = f"ftc-lint itself failed: {type(error).__name__}: {_one_line(error)}"
    if not verbose:
        return _complain(f"{message} (-v shows where; please report it)", status.INTERNAL)
    import traceback

    return _complain(f"{message}\n{''.join(traceback.format_exception(error))}", status.INTERNAL)
