"""What fixes are made of, as plain lists: kept with an outcome, to make them at other places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ftc_lint.findings import Finding, Mend
from ftc_lint.fixes.append_frame import AppendFrame
from ftc_lint.fixes.dry_run import DryRun
from ftc_lint.fixes.refused import Refused
from ftc_lint.fixes.restrict_key import RestrictKey
from ftc_lint.fixes.truncate_cascade import Uncascaded
from ftc_lint.records import fields
from ftc_lint.text import Span

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (AppendFrame, DryRun, Refused, RestrictKey, Uncascaded)
}


def written(mend: Mend | None) -> list[Any] | None:
    """What a fix is made of, as `read` takes it; None where there is none, or where it cannot be
    written."""
    kind = type(mend)
    if _KINDS.get(kind.__name__) is not kind:
        return None
    return [kind.__name__, *(_plain(getattr(mend, each.name)) for each in fields(kind))]


def read(told: list[Any], place: Callable[[Span], Span]) -> Mend:
    """What a fix is made of, with `place` giving where each of its places is now. Raises
    `ValueError` for what `written` cannot have written."""
    name, *values = told
    kind = _KINDS.get(name)
    if kind is None or len(values) != len(fields(kind)):
        raise ValueError(f"no fix is made of {name!r}")
    made: Mend = kind(*(_value(each, place) for each in values))
    return made


def paths_of(finding: Finding, told: list[Any] | None) -> set[str]:
    """The files that a finding, or what its fix is made of (as `written` tells it), has places in.
    Raises `ValueError` or `TypeError` for what `written` cannot have written."""
    spans = [each.span for each in finding.related]
    spans += [span for span in (finding.span, finding.statement) if span is not None]
    spans += [] if finding.fix is None else [edit.span for edit in finding.fix.edits]

    def noted(span: Span) -> Span:
        spans.append(span)
        return span

    if told is not None:
        read(told, noted)
    return {span.path for span in spans}


def _plain(value: object) -> object:
    if isinstance(value, Span):
        return [value.path, value.start, value.end]
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _value(told: Any, place: Callable[[Span], Span]) -> object:
    if not isinstance(told, list):
        return told
    if told and isinstance(told[0], str):
        path, start, end = told
        return place(Span(path, start, end))
    return tuple(_value(each, place) for each in told)
