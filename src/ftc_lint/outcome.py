"""What the analysis of a whole project comes to, before PATHS limit what is reported of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from ftc_lint.findings import Finding
from ftc_lint.records import dataclass
from ftc_lint.report import Report, Summary
from ftc_lint.request import Request
from ftc_lint.sources import Sources
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked


@dataclass(frozen=True, slots=True)
class Outcome:
    """All findings in the order of their places with their fingerprints, all that was not
    checked, and how many statements there are and findings were suppressed.

    `mends` are what the findings' fixes were made of (as `fixes.keeping` writes it, one for each
    finding), `texts` the files whose very text the analysis looked at.
    """

    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    statements: int = 0
    suppressed: int = 0
    mends: tuple[Any, ...] = ()
    texts: frozenset[str] = frozenset()


def report_of(
    outcome: Outcome, request: Request, sources: Sources, files: int, started: float
) -> Report:
    """The report on what PATHS name; `files` is their number."""
    here = tuple(u for u in outcome.unchecked if request.lies_in(u.span))
    return Report(
        findings=tuple(f for f in outcome.findings if request.asks_for(f)),
        unchecked=here,
        summary=Summary(
            files=files,
            statements=outcome.statements,
            unresolved=sum(1 for u in here if u.cause is Cause.SQL),
            suppressed=outcome.suppressed,
            duration_s=time.perf_counter() - started,
        ),
        path=request.show,
        source=sources.get,
    )


def place(finding: Finding) -> tuple[bool, str, int, str, str]:
    """By what findings are put into order: path and offset, then the rule and what it says."""
    span = finding.span
    if span is None:
        return (True, "", 0, finding.code, finding.message)
    return (False, span.path, span.start, finding.code, finding.message)


def in_order(unchecked: Iterable[Unchecked]) -> tuple[Unchecked, ...]:
    """What was not checked, in the order of its places."""

    def key(each: Unchecked) -> tuple[bool, str, int, int, str, str, str]:
        span = each.span or Span("", 0, 0)
        told = (each.cause.value, each.reason, each.subject)
        return (each.span is None, span.path, span.start, span.end, *told)

    return tuple(sorted(unchecked, key=key))


def settle(findings: Sequence[Finding], sources: Sources) -> None:
    """Read every file that the findings show something of, so that all formats show it as it was
    checked, whatever becomes of it now."""
    for finding in findings:
        for span in _places(finding):
            sources.get(span.path)


def _places(finding: Finding) -> list[Span]:
    own = [finding.span] if finding.span is not None else []
    return [*own, *(related.span for related in finding.related)]
