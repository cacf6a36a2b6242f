"""--diff: what --fix would do, as a patch. Nothing is written but the patch."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ftc_lint import status
from ftc_lint.commands.fixing import mend, print_notes
from ftc_lint.commands.lint import status_of
from ftc_lint.commands.output import print_failures, write_bytes
from ftc_lint.errors import UsageError
from ftc_lint.fixes.patch import NoPatchError, patch
from ftc_lint.mending import Mended
from ftc_lint.options import Options
from ftc_lint.pipes import say
from ftc_lint.reports.fixable import would_fix_line
from ftc_lint.request import Request


def run(options: Options) -> int:
    """Print the patch; 1 if it is not empty. Names in it are relative to the working directory, or
    to the directory that the note names where a file lies outside of it."""
    if options.output_format is not None:
        raise UsageError("--diff prints a patch: leave --output-format out")
    mending = mend(options)
    wanted, result = mending.request, mending.result
    notes = list(result.notes)
    base = _base(wanted, result)
    if os.path.realpath(base) != os.path.realpath(os.getcwd()):
        notes.append(f"names in the patch are relative to {base}")
    write_bytes(options, b"".join(_patches(wanted, result, base, notes)))
    print_notes(notes)
    print_failures(result.report, options)
    if not options.quiet:
        say(f"{would_fix_line(result.report)}\n")
    differs = status.FINDINGS if result.files and not options.exit_zero else status.CLEAN
    return status.worst(status_of(result.report, never=True), differs)


def _patches(wanted: Request, result: Mended, base: str, notes: list[str]) -> Iterable[bytes]:
    for path, file in sorted(result.files.items()):
        name = os.path.relpath(os.path.join(wanted.root.directory, path), base)
        try:
            yield patch(name.replace(os.sep, "/"), file.source, file.rewriting)
        except NoPatchError as error:
            notes.append(f"{wanted.show(path)}: --fix would change it, but {error}")


def _base(wanted: Request, result: Mended) -> str:
    """The directory that the patch is applied in."""
    directories = [
        os.path.dirname(os.path.normpath(os.path.join(wanted.root.directory, path)))
        for path in result.files
    ]
    return os.path.commonpath([os.getcwd(), *directories])
