"""--since, --baseline and --write-baseline: what of a run is new, and writing it down."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable

from ftc_lint.baseline import Entry, as_json, entries_of, merged, read_baseline
from ftc_lint.basetree import base_tree
from ftc_lint.commands.output import print_failures, write_text
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.engine import run as run_engine
from ftc_lint.errors import UsageError
from ftc_lint.files import Listing, files_among
from ftc_lint.findings import Finding
from ftc_lint.narrowing import narrowed, widened
from ftc_lint.options import Options
from ftc_lint.pipes import flush_output, say
from ftc_lint.records import replace
from ftc_lint.registry import registry
from ftc_lint.report import Failure, Report
from ftc_lint.reports.numbers import count
from ftc_lint.request import Request
from ftc_lint.schema_files import files_before
from ftc_lint.sifting import AgainstBaseline, Ground, against_baseline, marks_by_finding, new_since


class News:
    """What the command line says to compare a run with. Made before the run, so that mistakes are
    told before anything is done; `request` is None for an audit alone.

    Raises `UsageError` for a baseline that cannot be read, and for a revision that git does not
    know.
    """

    def __init__(self, options: Options, request: Request | None, tree: SettingsTree) -> None:
        self._options = options
        self._tree = tree
        self._entries = _entries(options)
        self._earlier: Request | None = None
        if options.since is not None:
            if request is None:
                raise UsageError("--since: goes with PATHS; a database alone has no earlier tree")
            self._earlier = _at_base(request, options.since)
        self._whole = Report()
        self._ground = Ground.without_files(registry(), tree)
        self._against: AgainstBaseline | None = None

    def of_files(self, request: Request) -> Report:
        """Run; what is new of it, as far as PATHS ask for it. Raises `UsageError` for what is
        wrong in the earlier tree."""
        wide = replace(widened(request), with_operations=True)
        self._ground = Ground.of(wide)
        self._whole = run_engine(wide)
        new = set(range(len(self._whole.findings)))
        if self._earlier is not None:
            earlier = self._run_earlier(replace(self._earlier, live=request.live))
            new &= new_since(earlier, self._whole, self._ground)
        return self._without_known(narrowed(self._whole, request), new)

    def of_audit(self, report: Report) -> Report:
        """What is new of the report on a database alone."""
        self._whole = report
        return self._without_known(report, set(range(len(report.findings))))

    def _run_earlier(self, request: Request) -> Report:
        try:
            earlier = run_engine(request)
        except UsageError as error:
            raise UsageError(f"--since {self._options.since}: at the merge base, {error}") from None
        failures = (*self._whole.failures, *map(_at_the_base, earlier.failures))
        self._whole = replace(self._whole, failures=failures)
        return earlier

    def _without_known(self, report: Report, new: set[int]) -> Report:
        """The report, with those findings of the whole one that are new also to the baseline."""
        whole = self._whole
        if self._entries is not None:
            self._against = against_baseline(self._entries, whole, self._ground)
            if self._options.baseline is not None:
                new.difference_update(self._against.known)
        is_new = {id(whole.findings[index]) for index in new}
        kept = tuple(finding for finding in report.findings if id(finding) in is_new)
        summary = replace(report.summary, known=len(report.findings) - len(kept))
        return replace(report, findings=kept, summary=summary, failures=whole.failures)

    def note_fixed(self) -> None:
        """Say on standard error how many findings of the baseline are fixed, and how to take
        them out of it."""
        path = self._options.baseline
        fixed = 0 if self._against is None else self._against.fixed
        if path is None or not fixed or self._options.quiet:
            return
        are, them = ("is", "it") if fixed == 1 else ("are", "them")
        file = shlex.quote(path)
        flush_output()
        say(
            f"ftc-lint: note: {count(fixed, 'finding')} of {path} {are} fixed; take {them} out "
            f"with `ftc-lint --baseline {file} --write-baseline {file}`\n"
        )

    def write_baseline(self, report: Report) -> None:
        """Write --write-baseline, and say what is in it. Raises `UsageError`.

        With --baseline: what of that is still found. Else what is reported, beside what the file
        says of findings that PATHS leave out.
        """
        options, against = self._options, self._against
        path = options.write_baseline or ""
        chosen = {id(self._whole.findings[i]) for i in (against.known if against else ())}
        if options.baseline is None:
            chosen.update(id(finding) for finding in report.findings)
        found = [f for f in self._whole.findings if id(f) in chosen]
        entries = merged((*self._entries_of(found), *(against.unjudged if against else ())))
        _write(path, as_json(entries))
        print_failures(report, options)
        if not options.quiet:
            number = sum(entry.count for entry in entries)
            files = len({entry.mark.path for entry in entries} - {None})
            said = f"Wrote {count(number, 'finding')} in {count(files, 'file')} to {path}."
            write_text(options, f"{said}{self._left_out(report)}\n")

    def _entries_of(self, findings: Iterable[Finding]) -> list[Entry]:
        marks = marks_by_finding(self._whole, self._ground.registry)
        return entries_of((marks[id(finding)], finding.message) for finding in findings)

    def _left_out(self, report: Report) -> str:
        """What a baseline that shrinks lost, and what it did not take in."""
        if self._options.baseline is None or self._against is None:
            return ""
        fixed = self._against.fixed
        said = f" {count(fixed, 'fixed one')} went out." if fixed else ""
        if report.findings:
            said += f" {count(len(report.findings), 'new one')} did not go in."
        return said


def _entries(options: Options) -> tuple[Entry, ...] | None:
    """The entries of --baseline; or of the file to be written, where PATHS leave out a part."""
    if options.baseline is not None:
        return tuple(read_baseline(options.baseline))
    path = options.write_baseline
    if path is not None and options.paths and os.path.exists(path):
        return tuple(read_baseline(path, "--write-baseline"))
    return None


def _at_base(request: Request, revision: str) -> Request:
    """The request for the run on the merge base, under today's settings."""
    if request.root.repository is None:
        raise UsageError(f"--since {revision}: {request.root.directory} lies in no git tree")
    targets = request.targets.files if request.targets is not None else ()
    listing, settings = request.listing, request.tree.root
    today = (*listing.files, *listing.configurations, *targets, *request.buffers)
    base = base_tree(request.root.directory, revision, today)
    files = files_among((*base.files, *base.links.intersection(listing.files)), settings)
    named = sorted(base.files.intersection(targets))
    return replace(
        request,
        listing=Listing(tuple(dict.fromkeys((*files, *named)))),
        targets=None,
        buffers={**base.contents, **dict.fromkeys(base.added)},
        schema=files_before(request.schema, settings.schema, base.files, base.added),
        with_operations=True,
    )


def _at_the_base(failure: Failure) -> Failure:
    return replace(failure, message=f"at the merge base: {failure.message}")


def _write(path: str, text: str) -> None:
    from ftc_lint.atomic import replacing

    try:
        with replacing(path) as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"--write-baseline {path}: {error.strerror}") from None
