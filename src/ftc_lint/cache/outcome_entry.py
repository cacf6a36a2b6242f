"""The outcome of a whole analysis as an entry of the cache.

It also names the files outside the listing that the analysis asked for (a query in a text file,
`setup.cfg`), with what they held then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ftc_lint.cache.plain import DamagedError, compact
from ftc_lint.findings import (
    BlastRadius,
    Blocked,
    Edit,
    Finding,
    Fix,
    Reached,
    Related,
    Remedy,
    Severity,
)
from ftc_lint.outcome import Outcome
from ftc_lint.text import Span
from ftc_lint.unchecked import Cause, Unchecked

Json = Any


def encoded(outcome: Outcome, others: Mapping[str, str]) -> bytes:
    """The entry; `others` are the digests of the files besides those of the listing."""
    told = {
        "findings": [_finding(each) for each in outcome.findings],
        "unchecked": [
            [each.cause.value, each.reason, _span(each.span), each.subject]
            for each in outcome.unchecked
        ],
        "statements": outcome.statements,
        "suppressed": outcome.suppressed,
        "mends": list(outcome.mends),
        "texts": sorted(outcome.texts),
        "others": dict(others),
    }
    return compact(told).encode("ascii")


def decoded(content: bytes) -> tuple[Outcome, Mapping[str, str]]:
    """The outcome and the digests of the other files. Raises `DamagedError` for an entry that
    `encoded` cannot have written."""
    try:
        told = json.loads(content)
        others = told["others"]
        if not isinstance(others, dict):
            raise DamagedError("damaged: other types than were written")
        outcome = Outcome(
            findings=tuple(_read_finding(each) for each in told["findings"]),
            unchecked=tuple(
                Unchecked(Cause(cause), _text(reason), _read_span(span), _text(subject))
                for cause, reason, span, subject in told["unchecked"]
            ),
            statements=_number(told["statements"]),
            suppressed=_number(told["suppressed"]),
            mends=tuple(told["mends"]),
            texts=frozenset(_text(each) for each in told["texts"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DamagedError(f"damaged: {error}") from None
    return outcome, others


def _finding(finding: Finding) -> Json:
    return [
        finding.code,
        finding.name,
        finding.severity.value,
        finding.message,
        finding.help,
        _span(finding.span),
        list(finding.tables),
        [[each.message, _span(each.span)] for each in finding.related],
        _radius(finding.blast_radius),
        None if finding.remedy is None else [finding.remedy.sql, finding.remedy.python],
        _fix(finding.fix),
        _span(finding.statement),
        finding.fingerprint,
        finding.no_fix,
        finding.data,
    ]


def _read_finding(told: Json) -> Finding:
    (code, name, severity, message, help_, span, tables, related, radius, remedy, fix, statement,
     fingerprint, no_fix, data) = told  # fmt: skip
    if not isinstance(data, dict):
        raise DamagedError("damaged: other types than were written")
    return Finding(
        code=_text(code),
        name=_text(name),
        severity=Severity(severity),
        message=_text(message),
        help=_text(help_),
        span=_read_span(span),
        tables=tuple(_text(each) for each in tables),
        related=tuple(Related(_text(said), _place(place)) for said, place in related),
        blast_radius=_read_radius(radius),
        remedy=None if remedy is None else _read_remedy(*remedy),
        fix=_read_fix(fix),
        statement=_read_span(statement),
        fingerprint=_text(fingerprint),
        no_fix=_text(no_fix),
        data=data,
    )


def _span(span: Span | None) -> Json:
    return None if span is None else [span.path, span.start, span.end]


def _read_span(told: Json) -> Span | None:
    return None if told is None else _place(told)


def _place(told: Json) -> Span:
    path, start, end = told
    return Span(_text(path), _number(start), _number(end))


def _read_remedy(sql: Json, python: Json) -> Remedy:
    return Remedy(_text(sql), _perhaps(python))


def _radius(radius: BlastRadius | None) -> Json:
    if radius is None:
        return None
    blocked = [[each.table, each.constraint, each.on_delete] for each in radius.blocked_by]
    return [radius.via, [_reached(each) for each in radius.roots], blocked]


def _read_radius(told: Json) -> BlastRadius | None:
    if told is None:
        return None
    via, roots, blocked = told
    return BlastRadius(
        _text(via),
        tuple(_read_reached(each) for each in roots),
        tuple(Blocked(_text(t), _perhaps(c), _text(on)) for t, c, on in blocked),
    )


def _reached(reached: Reached) -> Json:
    return [
        reached.table,
        reached.constraint,
        reached.on_delete,
        reached.enforced_by,
        reached.rows,
        reached.seen,
        [_reached(each) for each in reached.children],
    ]


def _read_reached(told: Json) -> Reached:
    table, constraint, on_delete, enforced_by, rows, seen, children = told
    return Reached(
        _text(table),
        _perhaps(constraint),
        _perhaps(on_delete),
        _perhaps(enforced_by),
        None if rows is None else _number(rows),
        seen is True,
        tuple(_read_reached(each) for each in children),
    )


def _fix(fix: Fix | None) -> Json:
    if fix is None:
        return None
    edits = [[_span(each.span), each.content] for each in fix.edits]
    return [fix.applicability, fix.message, edits]


def _read_fix(told: Json) -> Fix | None:
    if told is None:
        return None
    applicability, message, edits = told
    made = tuple(Edit(_place(place), _text(content)) for place, content in edits)
    return Fix(_text(applicability), _text(message), made)


def _text(told: Json) -> str:
    if not isinstance(told, str):
        raise DamagedError(f"damaged: {told!r} where text was")
    return told


def _perhaps(told: Json) -> str | None:
    return None if told is None else _text(told)


def _number(told: Json) -> int:
    if type(told) is not int:
        raise DamagedError(f"damaged: {told!r} where a number was")
    return told
