"""A bar on the terminal while a database is counted."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ftc_lint.audit.collect import silent
from ftc_lint.options import Options
from ftc_lint.pipes import say
from ftc_lint.reports.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftc_lint.audit.counting import Progress

_BAR = 20
"""Characters of the bar."""


@contextmanager
def progress_of(options: Options) -> Iterator[Progress]:
    """Shows on standard error what is being counted, where that is a terminal, and leaves nothing
    of it behind."""
    if options.quiet or not sys.stderr.isatty():
        yield silent
        return
    bar, rest = _blocks()
    width = _columns() - 1
    shown = 0

    def show(done: int, total: int, what: str) -> None:
        nonlocal shown
        full = _BAR * done // max(total, 1)
        line = f"{bar * full}{rest * (_BAR - full)} {done:,} of {total:,}  {one_line(what)}"[:width]
        say(f"\r{line:<{shown}}")
        shown = len(line)

    try:
        yield show
    finally:
        if shown:
            say("\r" + " " * shown + "\r")


def _blocks() -> tuple[str, str]:
    """What the bar is made of, on a terminal that may only know ASCII."""
    try:
        "█░".encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        return "#", "."
    return "█", "░"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80  # 0: it does not say
    except OSError:
        return 80
