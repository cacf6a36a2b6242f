"""--show-files."""

from __future__ import annotations

from ftc_lint.commands.output import write_text
from ftc_lint.commands.prepare import request
from ftc_lint.options import Options
from ftc_lint.reports.clean import one_line


def run(options: Options) -> int:
    """Print the files that PATHS name, or all of the project, one a line."""
    wanted = request(options)
    paths = dict.fromkeys((*wanted.listing.files, *wanted.buffers))
    if wanted.targets is not None:
        named = dict.fromkeys((*paths, *wanted.targets.files))
        paths = dict.fromkeys(path for path in named if wanted.targets.include(path))
    write_text(options, "".join(f"{one_line(wanted.show(path))}\n" for path in sorted(paths)))
    return 0
