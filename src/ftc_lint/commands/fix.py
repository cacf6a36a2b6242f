"""--fix: write the mended files, then report what is left."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout

from ftc_lint import status
from ftc_lint.atomic import replace_bytes
from ftc_lint.commands.fixing import mend, print_notes
from ftc_lint.commands.lint import status_of
from ftc_lint.commands.output import print_bytes, report_out
from ftc_lint.mending import Mended, MendedFile
from ftc_lint.options import Options
from ftc_lint.records import replace
from ftc_lint.report import Report
from ftc_lint.request import Request
from ftc_lint.sources import Sources, UnreadableFileError


def run(options: Options) -> int:
    """Fix files, print what remains, and return the exit status: 1 if something does.

    Standard input is printed as it is after the fixes, and the report goes to standard error.
    """
    mending = mend(options)
    wanted, result = mending.request, mending.result
    notes = list(result.notes)
    not_written = _write(wanted, result, notes)
    report = result.report
    if not_written:
        report = _without(mending.report(), result, not_written)
    if wanted.buffers:
        _print_buffers(wanted, result)
        with redirect_stdout(sys.stderr):
            report_out(report, options, fixing=True)
    else:
        report_out(report, options, fixing=True)
    print_notes(notes)
    if mending.news is not None:
        mending.news.note_fixed()
    found = status_of(report, options.fail_on, never=options.exit_zero)
    return status.worst(found, status.FINDINGS) if not_written else found


def _write(wanted: Request, result: Mended, notes: list[str]) -> set[str]:
    """Write the files; the ones that could not be written, each with a note."""
    failed = set()
    for path, file in result.files.items():
        if path in wanted.buffers:
            continue
        absolute = os.path.join(wanted.root.directory, path)
        shown = wanted.show(path)
        problem = _problem(wanted, path, absolute, file)
        if problem:
            failed.add(path)
            notes.append(f"{shown}: not fixed: {problem}")
            continue
        if os.stat(absolute).st_nlink > 1:
            notes.append(f"{shown}: its other hard links keep the old text")
        try:
            replace_bytes(absolute, file.after)
        except OSError as error:
            failed.add(path)
            notes.append(f"{shown}: not fixed: it cannot be written: {error.strerror}")
    return failed


def _problem(wanted: Request, path: str, absolute: str, file: MendedFile) -> str:
    """Why a file is not to be written; empty if it may be."""
    try:
        if Sources(wanted.root.directory).data(path) != file.before:
            return "it changed since it was read"
    except UnreadableFileError as error:
        return f"it cannot be read any more: {error}"
    return "" if os.access(absolute, os.W_OK) else "it is read-only"


def _without(report: Report, result: Mended, failed: set[str]) -> Report:
    """The report on the files as they are, with what was fixed in those that were written."""
    files = [file for path, file in result.files.items() if path not in failed]
    fixed = sum(file.findings for file in files)
    return replace(report, summary=replace(report.summary, fixed=fixed, fixed_files=len(files)))


def _print_buffers(wanted: Request, result: Mended) -> None:
    for path, data in wanted.buffers.items():
        file = result.files.get(path)
        print_bytes(file.after if file is not None else data or b"")
