"""--db: audit a live database, alone or together with the project."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import datetime, timezone

from ftc_lint import status
from ftc_lint.audit.collect import Live, UnknownTable, Wishes, collect
from ftc_lint.auditing import audit_report
from ftc_lint.commands.lint import loud_enough, status_of
from ftc_lint.commands.output import TEXT_FORMATS, report_out
from ftc_lint.commands.prepare import project_root, request, root_settings
from ftc_lint.commands.progress import progress_of
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.engine import run as run_engine
from ftc_lint.errors import UsageError
from ftc_lint.live.address import Address, default_address, read_address
from ftc_lint.live.connect import open_session
from ftc_lint.live.errors import AddressError, LiveError
from ftc_lint.options import Options
from ftc_lint.pipes import flush_output, say
from ftc_lint.records import replace
from ftc_lint.registry import registry
from ftc_lint.report import Report
from ftc_lint.reports.clean import one_line
from ftc_lint.settings import Settings
from ftc_lint.unchecked import Cause, Unchecked


def run(options: Options) -> int:
    """Audit, print the report and return the exit status. What is wrong with the command line
    or the configuration is settled before any connection is made."""
    started = time.perf_counter()
    root = project_root(options)
    settings = root_settings(options, root)
    address, options = database_and_paths(options, settings, os.environ)
    wanted = request(options) if options.paths else None
    news = None
    if options.asks_for_new:
        from ftc_lint.commands.only_new import News

        news = News(options, wanted, SettingsTree(settings))
    live, problem = audited(address, settings, root.directory, options)
    if wanted is not None:
        wanted = replace(wanted, live=live)
        report = run_engine(wanted) if news is None else news.of_files(wanted)
    elif live is not None:
        report = audit_report(live, registry(), SettingsTree(settings), started)
        report = report if news is None else news.of_audit(report)
    else:
        report = Report()
    if problem is not None:
        unchecked = (*report.unchecked, problem)
        report = replace(report, unchecked=unchecked, not_audited=True)
    if options.min_severity is not None:
        report = loud_enough(report, options.min_severity)
    try:
        if news is not None and options.write_baseline is not None:
            news.write_baseline(report)
            return _status(report, replace(options, exit_zero=True), problem)
        report_out(report, options)
        if news is not None:
            news.note_fixed()
    finally:  # a full disk costs one of them, not both
        if live is not None:
            _write_files(live, report, options)
    return _status(report, options, problem)


def database_and_paths(
    options: Options, settings: Settings, environ: Mapping[str, str]
) -> tuple[Address, Options]:
    """The database of --db, and the options with the word after it among the PATHS where it is
    no database. Raises `UsageError`."""
    word = options.db or ""
    try:
        address = read_address(word, environ) if word else None
        if address is not None:
            return address, options
        paths = [word, *options.paths] if word else options.paths
        return default_address(settings.live.url_env, environ), replace(options, paths=paths)
    except AddressError as error:
        raise UsageError(str(error)) from None


def audited(
    address: Address, settings: Settings, root: str, options: Options
) -> tuple[Live | None, Unchecked | None]:
    """The audited database; or, in one line, why there is none. Raises `UsageError` for a table
    that --accept names and that is not there."""
    now = datetime.now(timezone.utc)
    try:
        with open_session(address) as session, progress_of(options) as progress:
            wishes = Wishes(root, now, tuple(options.accept or ()), progress)
            live = collect(session, settings, wishes)
    except UnknownTable as error:
        raise UsageError(str(error)) from None
    except LiveError as error:
        return None, Unchecked(Cause.DATABASE, str(error), subject=address.display)
    for notice in live.catalog.notices:
        _say(f"warning: {notice.message}; {notice.help}")
    return live, None


def _write_files(live: Live, report: Report, options: Options) -> None:
    """--write-snapshot and --write-remedy."""
    if options.write_snapshot is not None:
        from ftc_lint.schema.live import of_catalog
        from ftc_lint.schema.snapshot import write

        taken = live.facts.now.isoformat(timespec="seconds")
        text = write(of_catalog(live.catalog), database=live.catalog.database, taken=taken)
        _write_file("--write-snapshot", options.write_snapshot, text)
    if options.write_remedy is not None:
        from ftc_lint.audit.remedy import script

        _write_file("--write-remedy", options.write_remedy, script(live, report.findings))


def _write_file(option: str, path: str, text: str) -> None:
    from ftc_lint.atomic import replacing

    try:
        with replacing(path) as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"{option} {path}: {error.strerror}") from None


def _status(report: Report, options: Options, problem: Unchecked | None) -> int:
    """Findings as ever; 4 where a part of the audit could not be done."""
    undone = [item for item in report.unchecked if item.cause is Cause.DATABASE]
    if options.output_file is not None or options.output_format not in (None, *TEXT_FORMATS):
        for item in undone:  # not every format has a place for it
            _say(f"{'error' if item is problem else 'not checked'}: {one_line(item.reason)}")
    found = status_of(report, options.fail_on, never=options.exit_zero)
    return status.worst(found, status.INCOMPLETE if undone else status.CLEAN)


def _say(message: str) -> None:
    flush_output()
    say(f"ftc-lint: {message}\n")
