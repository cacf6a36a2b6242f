"""--init: a commented configuration from what the project shows."""

from __future__ import annotations

import os
from typing import NoReturn

from ftc_lint.atomic import replacing
from ftc_lint.commands.lint import status_of
from ftc_lint.commands.output import print_failures
from ftc_lint.commands.prepare import known, request
from ftc_lint.configuration.root import config_in, find_root
from ftc_lint.engine import paths_of
from ftc_lint.engine import run as run_engine
from ftc_lint.errors import UsageError
from ftc_lint.options import Options
from ftc_lint.pipes import print_text
from ftc_lint.records import replace
from ftc_lint.reports.clean import one_line
from ftc_lint.reports.numbers import count
from ftc_lint.sources import Sources
from ftc_lint.starting.placement import placed_in
from ftc_lint.starting.proposal import proposal
from ftc_lint.starting.survey import Survey, survey

SNAPSHOT = "ftc-lint.snapshot.json"
"""What the documentation calls the file of --write-snapshot."""


def run(options: Options) -> int:
    """Write the configuration and say what is in it; 0, or 3 after a failure of ftc-lint. Raises
    `UsageError` where there is a configuration already."""
    if options.paths:
        raise UsageError("--init takes no PATHS: it looks at the whole project")
    root = find_root(os.getcwd())
    if root.config is not None:
        _refuse(os.path.relpath(root.config))
    if not root.is_project and root.directory in (os.path.expanduser("~"), os.path.abspath(os.sep)):
        raise UsageError("--init: this is no project's directory; run it in one")
    snapshot = os.path.join(root.directory, SNAPSHOT)
    schema = options.schema or ([snapshot] if os.path.isfile(snapshot) else None)
    plain = replace(options, config=None, isolated=False, schema=schema)
    wanted = request(plain, with_operations=True)
    for path in wanted.listing.configurations:
        config = config_in(os.path.join(root.directory, os.path.dirname(path)))
        if config is not None:
            _refuse(os.path.relpath(config))
    report = run_engine(wanted)
    described = (*wanted.schema.ddl, *wanted.schema.snapshots)
    seen = survey(report, paths_of(wanted), Sources(root.directory), described)
    placement = placed_in(root.directory, proposal(seen), known())
    shown = os.path.relpath(placement.path)
    try:
        with replacing(placement.path) as stream:
            stream.write(placement.text)
    except OSError as error:
        raise UsageError(f"--init: {shown}: {error.strerror}") from None
    if not options.quiet:
        what = "[tool.ftc-lint] into " if placement.is_shared else ""
        told = f"Wrote {what}{shown} from {count(seen.files, 'file')}: {_said(seen)}.\n"
        print_text(told)
    print_failures(report, options)
    return status_of(report, never=True)


def _said(seen: Survey) -> str:
    """The keys that are set, in words."""
    tables = ", ".join(one_line(table.pattern) for table in seen.protected[:3])
    more = len(seen.protected) - 3
    tables += f" and {more} more" if more > 0 else ""
    return "; ".join(
        (
            f"dialect {seen.dialect}" if seen.dialect else "no dialect",
            f"protected {tables}" if tables else "no protected tables",
            count(len(seen.starts), "entry point"),
        )
    )


def _refuse(config: str) -> NoReturn:
    raise UsageError(f"--init: {config} has a configuration already; change that one")
