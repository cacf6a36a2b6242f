"""What --fix and --diff share: the request, mended in memory, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ftc_lint.commands.lint import news_of, reported
from ftc_lint.commands.prepare import request
from ftc_lint.errors import UsageError
from ftc_lint.mending import Mended, Wish, mended
from ftc_lint.options import Options
from ftc_lint.pipes import flush_output, say
from ftc_lint.records import dataclass, replace
from ftc_lint.report import Report
from ftc_lint.request import Request
from ftc_lint.sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.commands.only_new import News


@dataclass(frozen=True)
class Mending:
    """A request and what became of it. `report` runs it again on the files as they are now."""

    request: Request
    result: Mended
    report: Callable[[], Report]
    news: News | None = None


def mend(options: Options) -> Mending:
    """What the options ask for, mended in memory: nothing is written. Raises `UsageError`."""
    if options.db is not None:
        raise UsageError("--fix and --diff change files: leave --db out")
    wanted = request(options)
    news = news_of(options, wanted)

    def report_on(files: Mapping[str, bytes]) -> Report:
        return reported(options, replace(wanted, buffers={**wanted.buffers, **files}), news)

    def may_change(path: str) -> bool:
        return wanted.targets is None or wanted.targets.include(path)

    sources = Sources(wanted.root.directory, wanted.buffers)
    result = mended(report_on, sources.data, Wish(options.unsafe_fixes, may_change))
    return Mending(wanted, result, lambda: report_on({}), news)


def print_notes(notes: Iterable[str]) -> None:
    """Say on standard error what was left alone."""
    flush_output()
    for note in notes:
        shown = note.encode("utf-8", "backslashreplace").decode("utf-8")
        say(f"ftc-lint: {shown}\n")
