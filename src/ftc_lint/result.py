"""What became of one file that was to be read."""

from __future__ import annotations

from ftc_lint.asks import FileAsks
from ftc_lint.facts import FileFacts
from ftc_lint.records import dataclass
from ftc_lint.report import Failure
from ftc_lint.unchecked import Unchecked


@dataclass(frozen=True, slots=True)
class Result:
    """The facts of a file and what it asks of others, or why there are none; whether it may hold
    suppressions, and whether an earlier run had read it."""

    path: str
    facts: FileFacts | None = None
    unchecked: tuple[Unchecked, ...] = ()
    failure: Failure | None = None
    may_suppress: bool = False
    asks: FileAsks = FileAsks()
    kept: bool = False
