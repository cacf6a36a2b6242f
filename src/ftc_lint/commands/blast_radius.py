"""--blast-radius: what a TRUNCATE … CASCADE and a DELETE of one table take with it."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

from ftc_lint import status
from ftc_lint.commands.lint import status_of
from ftc_lint.commands.output import print_failures, style_of, write
from ftc_lint.commands.prepare import project_root, request, root_settings
from ftc_lint.engine import run as run_engine
from ftc_lint.errors import UsageError
from ftc_lint.options import Options
from ftc_lint.pipes import say
from ftc_lint.reach import NoSuchTable, Reach, reach_of, table_named
from ftc_lint.report import Report
from ftc_lint.schema_files import read_snapshots
from ftc_lint.sources import Sources
from ftc_lint.unchecked import Cause

if TYPE_CHECKING:
    from ftc_lint.request import Request
    from ftc_lint.schema import Schema

_FORMATS = {
    None: "reach_text",
    "full": "reach_text",
    "concise": "reach_text",
    "json": "reach_json",
    "markdown": "reach_markdown",
    "html": "reach_html",
}
_ABOUT_SCHEMA = (Cause.FILE, Cause.SCHEMA)


def run(options: Options) -> int:
    """Print what the table takes with it; 0, or 2 to 4 where something could not be done."""
    if options.output_format not in _FORMATS:
        raise UsageError(
            f"--blast-radius: there is no {options.output_format} for it; use full, json, "
            "markdown or html"
        )
    if options.paths:
        raise UsageError(
            f"--blast-radius takes no PATHS: the whole project is read; name {options.paths[0]} "
            "with --schema if it is DDL or a snapshot that lies elsewhere"
        )
    try:
        if options.db is not None:
            return _of_database(options)
        return _of_project(options)
    except NoSuchTable as error:
        raise UsageError(f"--blast-radius: {error}") from None


def _of_project(options: Options) -> int:
    wanted = request(options, with_operations=True)
    report = run_engine(wanted)
    schema = _schema(report, wanted)
    key = table_named(schema, options.blast_radius or "")
    source = "the project's own DDL and models"
    if wanted.schema.snapshots:
        source = f"the project with {', '.join(map(wanted.show, wanted.schema.snapshots))}"
    unchecked = tuple(u for u in report.unchecked if u.cause in _ABOUT_SCHEMA)
    _print(reach_of(schema, key, wanted.tree.root.dialect, source, unchecked), options)
    print_failures(report, options)
    return status_of(report, never=True)


def _schema(report: Report, wanted: Request) -> Schema:
    """The project's schema; the snapshots' alone where no file holds any SQL."""
    if report.analysis is not None:
        return report.analysis.context.schema
    from ftc_lint.schema import Schema
    from ftc_lint.schema.merge import merged

    schema = Schema()
    sources = Sources(wanted.root.directory, wanted.buffers)
    for snapshot in read_snapshots(sources, wanted.schema.snapshots):
        schema = merged(schema, snapshot)
    return schema


def _of_database(options: Options) -> int:
    from ftc_lint.audit.reach import counted_schema
    from ftc_lint.commands.db import database_and_paths
    from ftc_lint.commands.progress import progress_of
    from ftc_lint.live.connect import open_session
    from ftc_lint.live.errors import LiveError

    root = project_root(options)
    settings = root_settings(options, root)
    address, rest = database_and_paths(options, settings, os.environ)
    if rest.paths:
        raise UsageError(f"--db: {rest.paths[0]} is no database")
    word = options.blast_radius or ""
    try:
        with open_session(address) as session, progress_of(options) as progress:
            found = counted_schema(session, settings.live, word, progress)
    except LiveError as error:
        say(f"ftc-lint: error: {error}\n")
        return status.INCOMPLETE
    reach = reach_of(found.schema, found.key, found.dialect, found.source, found.unchecked)
    _print(reach, options)
    return status.INCOMPLETE if found.unchecked else status.CLEAN


def _print(reach: Reach, options: Options) -> None:
    module = importlib.import_module(f"ftc_lint.reports.{_FORMATS[options.output_format]}")
    write(options, lambda stream: module.render(reach, stream, style_of(options)))
