"""SARIF 2.1.0: results with rules, related places, fixes, fingerprints and cascades."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO
from urllib.parse import quote

from ftc_lint import __version__
from ftc_lint.findings import Finding, Fix, Reached
from ftc_lint.registry import registry
from ftc_lint.report import Report
from ftc_lint.reports.clean import clean
from ftc_lint.reports.lines import dump
from ftc_lint.reports.places import file_place
from ftc_lint.reports.style import Style
from ftc_lint.rule import Rule
from ftc_lint.ruledoc import page, paragraphs, rule_url, summary
from ftc_lint.text import Location, Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(report: Report, stream: TextIO, style: Style) -> None:
    """Write one log with one run."""
    rules = registry().rules
    indexes = {rule.code: index for index, rule in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(rules)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(report, finding, indexes) for finding in report.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    dump(log, stream, depth=4)


def _driver(rules: tuple[Rule[Any], ...]) -> dict[str, Any]:
    return {
        "name": "ftc-lint",
        "semanticVersion": __version__,
        "informationUri": "https://github.com/ftc-lint/ftc-lint",
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule[Any]) -> dict[str, Any]:
    text = " ".join(paragraphs(rule)) or summary(rule)
    url = rule_url(rule)
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": summary(rule)},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": page(rule)},
        **({"helpUri": url} if url else {}),
        "defaultConfiguration": {
            "level": LEVELS[rule.severity.value],
            "enabled": rule.on_by_default,
        },
        "properties": {"tags": ["sql", "data-loss"], "name": rule.name},
    }


def _invocation(report: Report) -> dict[str, Any]:
    notifications = []
    for unchecked in report.unchecked:
        notification: dict[str, Any] = {
            "level": "note",
            "message": {"text": f"Not checked: {clean(unchecked.reason)}"},
        }
        if unchecked.span is not None:
            notification["locations"] = [{"physicalLocation": _physical(report, unchecked.span)}]
        notifications.append(notification)
    for failure in report.failures:
        where = f" in {clean(report.path(failure.path))}" if failure.path else ""
        rule = f" with {failure.rule}" if failure.rule else ""
        text = f"ftc-lint itself failed{where}{rule}: {clean(failure.message)}"
        notifications.append({"level": "error", "message": {"text": text}})
    return {
        "executionSuccessful": not report.failures,
        "toolExecutionNotifications": notifications,
    }


def _result(report: Report, finding: Finding, indexes: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": LEVELS[finding.severity.value],
        "message": {"text": f"{clean(finding.message)}\n{clean(finding.help)}"},
        "locations": [_location(report, finding.span, finding.tables)],
        "partialFingerprints": {"ftcLint/v1": finding.fingerprint},
        "properties": {"tables": [clean(table) for table in finding.tables]},
    }
    if finding.code in indexes:
        result["ruleIndex"] = indexes[finding.code]
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": clean(related.message)},
                "physicalLocation": _physical(report, related.span),
            }
            for number, related in enumerate(finding.related, 1)
        ]
    if finding.blast_radius is not None:
        result["codeFlows"] = [_code_flow(report, finding)]
    if finding.fix is not None:
        result["fixes"] = [_fix(report, finding.fix)]
    return result


def _code_flow(report: Report, finding: Finding) -> dict[str, Any]:
    """The cascade, table by table; every step is shown at the statement that sets it off."""
    steps = []
    for depth, text in _steps(finding):
        location = _location(report, finding.span, finding.tables)
        location["message"] = {"text": clean(text)}
        steps.append({"location": location, "nestingLevel": depth})
    return {
        "message": {"text": "What this statement reaches"},
        "threadFlows": [{"locations": steps}],
    }


def _steps(finding: Finding) -> Iterator[tuple[int, str]]:
    if finding.blast_radius is None:
        return
    verb = "empties" if finding.blast_radius.via == "truncate" else "deletes from"
    for root in finding.blast_radius.roots:
        yield 0, f"{verb} {root.table}"
        yield from _reached(root.children, 1, verb)


def _reached(nodes: tuple[Reached, ...], depth: int, verb: str) -> Iterator[tuple[int, str]]:
    for node in nodes:
        through = f" through {node.constraint}" if node.constraint else ""
        yield depth, f"{verb} {node.table}{through}"
        yield from _reached(node.children, depth + 1, verb)


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        source = report.source(edit.span.path)
        content = edit.content if source is None else source.as_written(edit.content)
        replacement = {
            "deletedRegion": _physical(report, edit.span)["region"],
            "insertedContent": {"text": content},
        }
        changes.setdefault(edit.span.path, []).append(replacement)
    return {
        "description": {"text": fix.message},
        "artifactChanges": [
            {"artifactLocation": {"uri": uri(report.path(path))}, "replacements": replacements}
            for path, replacements in changes.items()
        ],
    }


def _location(report: Report, span: Span | None, tables: tuple[str, ...]) -> dict[str, Any]:
    if span is not None:
        return {"physicalLocation": _physical(report, span)}
    names = tables or ("database",)
    return {"logicalLocations": [{"fullyQualifiedName": clean(n), "kind": "table"} for n in names]}


def _physical(report: Report, span: Span) -> dict[str, Any]:
    where = file_place(report, span)
    return {
        "artifactLocation": {"uri": uri(report.path(span.path))},
        "region": {**_start(where.start), "endLine": where.end.row, "endColumn": where.end.column},
    }


def _start(location: Location) -> dict[str, int]:
    return {"startLine": location.row, "startColumn": location.column}


def uri(path: str) -> str:
    """A relative path as a URI reference; bytes that are not UTF-8 are kept."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")
