"""What a run has to say: the input of every format."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.interrupts import unless_interrupted
from ftc_lint.records import dataclass, field

TYPE_CHECKING = False  # `typing` is not worth its loading time in a run without work
if TYPE_CHECKING:
    from ftc_lint.analysis import Analysis
    from ftc_lint.audit.collect import Live
    from ftc_lint.findings import Finding
    from ftc_lint.operations import Operation
    from ftc_lint.text import Source
    from ftc_lint.unchecked import Unchecked


@dataclass(frozen=True, slots=True)
class Failure:
    """A bug in ftc-lint (exit status 3): what it was doing, with which file and which rule."""

    message: str
    path: str | None = None
    rule: str | None = None
    traceback: str = ""


def failure_of(error: Exception, path: str | None = None, rule: str | None = None) -> Failure:
    """What is told of a bug that a boundary caught. Raises `KeyboardInterrupt` if it was none."""
    import traceback

    unless_interrupted(error)

    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return Failure(f"{type(error).__name__}: {error}", path=path, rule=rule, traceback=text)


@dataclass(frozen=True, slots=True)
class Summary:
    """What was covered. `unresolved` counts the SQL that is run but could not be read, `known` the
    findings that are left out because they are not new, `fixed` those that --fix mended (or --diff
    would), in `fixed_files` files."""

    files: int = 0
    statements: int = 0
    unresolved: int = 0
    suppressed: int = 0
    known: int = 0
    fixed: int = 0
    fixed_files: int = 0
    duration_s: float = 0.0


def _no_source(path: str) -> Source | None:  # noqa: ARG001
    return None


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in the order of their places, and all that could not be checked.

    `path` turns a path relative to the project's root into the one to show; `source` gives a
    file's text by its path relative to the root, None where it cannot be read. `operations` with
    their backup verdicts and the `analysis` are there when they were asked for. `live` is the
    audited database; `not_audited`: there should have been one, and `unchecked` says why there is
    none. `notes` are what the user should know besides.
    """

    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    operations: tuple[tuple[Operation, str | None], ...] = ()
    failures: tuple[Failure, ...] = ()
    summary: Summary = Summary()
    path: Callable[[str], str] = field(default=str)
    source: Callable[[str], Source | None] = field(default=_no_source)
    live: Live | None = None
    not_audited: bool = False
    analysis: Analysis | None = None
    notes: tuple[str, ...] = ()
