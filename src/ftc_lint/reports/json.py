"""The public JSON: one object with findings, unchecked places and a summary."""

from __future__ import annotations

from typing import Any, TextIO

from ftc_lint.findings import BlastRadius, Finding, Fix, Reached
from ftc_lint.operations import Operation, Where
from ftc_lint.report import Report
from ftc_lint.reports.fixable import fixable
from ftc_lint.reports.lines import dump
from ftc_lint.reports.links import page_of
from ftc_lint.reports.places import place
from ftc_lint.reports.style import Style
from ftc_lint.text import Location, Span
from ftc_lint.unchecked import Unchecked

VERSION = 1


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write the findings as one JSON object."""
    write(stream, "findings", [finding_object(report, f) for f in report.findings], report)


def render_operations(report: Report, stream: TextIO) -> None:
    """Write the inventory of operations as one JSON object."""
    objects = [operation_object(report, o, backup) for o, backup in report.operations]
    write(stream, "operations", objects, report)


def write(stream: TextIO, name: str, objects: list[dict[str, Any]], report: Report) -> None:
    """Write the object that holds a list under a name, the unchecked places and the summary."""
    summary = report.summary
    document = {
        "version": VERSION,
        name: objects,
        "unchecked": [unchecked_object(report, u) for u in report.unchecked],
        "summary": {
            "files": summary.files,
            "statements": summary.statements,
            "unresolved": summary.unresolved,
            "suppressed": summary.suppressed,
            "fixed": summary.fixed,
            **_fixable(report),
            "duration_s": round(summary.duration_s, 3),
        },
    }
    dump(document, stream, depth=2)


def _fixable(report: Report) -> dict[str, int]:
    safe, unsafe = fixable(report)
    return {"fixable": safe, "fixable_unsafe": unsafe}


def finding_object(report: Report, finding: Finding) -> dict[str, Any]:
    """A finding as the public format has it."""
    radius, remedy, fix = finding.blast_radius, finding.remedy, finding.fix
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        **_placed(report, finding.span),
        "tables": list(finding.tables),
        "blast_radius": None if radius is None else radius_object(radius),
        "remedy": None if remedy is None else {"sql": remedy.sql, "python": remedy.python},
        "related": [{"message": r.message, **_placed(report, r.span)} for r in finding.related],
        "fix": None if fix is None else _fix_object(report, fix),
        "no_fix": finding.no_fix or None,
        "fingerprint": finding.fingerprint,
        "url": page_of(finding) or None,
    }


def operation_object(report: Report, operation: Operation, backup: str | None) -> dict[str, Any]:
    """An operation as the public format has it."""
    key = operation.foreign_key
    where = Where.SOME if operation.where is Where.KEY else operation.where
    copy_of = next((str(copy.source) for copy in operation.copies if copy.full), None)
    return {
        "kind": operation.kind.value,
        "where": None if where is None else where.value,
        "tables": [str(table) for table in operation.tables],
        "cascade": operation.cascade,
        "on_delete": None if key is None else key.on_delete.value,
        **_placed(report, operation.span),
        "function": operation.function,
        "source": operation.source,
        "executed": operation.executed,
        "temporary": operation.temporary,
        "copy_of": copy_of,
        "backup": backup,
    }


def unchecked_object(report: Report, unchecked: Unchecked) -> dict[str, Any]:
    """A place that was not checked, with its reason."""
    where = _placed(report, unchecked.span)
    del where["end_location"]
    return {"reason": unchecked.reason, **where}


def radius_object(radius: BlastRadius) -> dict[str, Any]:
    """A blast radius as a tree."""
    return {
        "via": radius.via,
        "roots": [
            {"table": r.table, "rows": r.rows, "children": [_reached(c) for c in r.children]}
            for r in radius.roots
        ],
        "blocked_by": [
            {"table": b.table, "constraint": b.constraint, "on_delete": b.on_delete}
            for b in radius.blocked_by
        ],
    }


def _reached(node: Reached) -> dict[str, Any]:
    return {
        "table": node.table,
        "constraint": node.constraint,
        "on_delete": node.on_delete,
        "enforced_by": node.enforced_by,
        "rows": node.rows,
        "seen": node.seen,
        "children": [_reached(child) for child in node.children],
    }


def _fix_object(report: Report, fix: Fix) -> dict[str, Any]:
    edits = []
    for edit in fix.edits:
        where = _placed(report, edit.span)
        del where["filename"]
        edits.append({"content": edit.content, **where})
    return {"applicability": fix.applicability, "message": fix.message, "edits": edits}


def _placed(report: Report, span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"filename": None, "location": None, "end_location": None}
    where = place(report, span)
    placed = {
        "filename": where.filename,
        "location": _location(where.shown(where.start)),
        "end_location": _location(where.shown(where.end)),
    }
    return placed if where.cell is None else {**placed, "cell": where.cell}


def _location(location: Location) -> dict[str, int]:
    return {"row": location.row, "column": location.column}
