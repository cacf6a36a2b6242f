"""From an audited database to findings, alone or together with the project's."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ftc_lint.catalog import Catalog
from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.context import Context, matches
from ftc_lint.findings import Finding, Severity
from ftc_lint.fingerprints import with_fingerprints
from ftc_lint.judging import Judge
from ftc_lint.operations import TableName
from ftc_lint.records import replace
from ftc_lint.registry import Registry
from ftc_lint.report import Report, Summary
from ftc_lint.schema import Schema
from ftc_lint.selection import exactness
from ftc_lint.sources import Sources

if TYPE_CHECKING:
    from ftc_lint.audit.collect import Live

UNUSED = "FTC901"


def audit_report(live: Live, registry: Registry, tree: SettingsTree, started: float) -> Report:
    """The report on a database alone; `started` is a reading of `time.perf_counter`."""
    judge = Judge(registry.rules, tree)
    context = Context(tree.root, Schema(), audit=live.facts)
    found = judge.findings({Catalog: (live.catalog,)}, context)
    kept, ignored = without_ignored(found, live, registry, tree)
    kept.sort(key=lambda finding: (finding.code, finding.tables, finding.message))
    return Report(
        findings=with_fingerprints(kept, Sources("", {})),
        unchecked=live.unchecked,
        failures=tuple(judge.failures),
        summary=Summary(suppressed=ignored, duration_s=time.perf_counter() - started),
        live=live,
    )


def without_ignored(
    findings: Sequence[Finding], live: Live, registry: Registry, tree: SettingsTree
) -> tuple[list[Finding], int]:
    """The findings that `live.ignore` does not accept, with one for each of its entries that
    accepts nothing, and how many it accepted."""
    ignore = tree.root.live.ignore
    if not ignore:
        return list(findings), 0
    used: set[tuple[str, str]] = set()
    kept = []
    for finding in findings:
        entry = None if finding.span is not None else _accepting(finding, ignore, registry)
        if entry is None:
            kept.append(finding)
        else:
            used.add(entry)
    number = len(findings) - len(kept)
    return [*kept, *_unused(ignore, used, live, registry, tree)], number


def _accepting(
    finding: Finding, ignore: Mapping[str, tuple[str, ...]], registry: Registry
) -> tuple[str, str] | None:
    """The entry that accepts a finding: the first table is the one that it is about."""
    rule = registry.find(finding.code)
    if rule is None or rule.subject is not Catalog:
        return None
    for word, patterns in ignore.items():
        if not exactness(word, rule):
            continue
        for pattern in patterns:
            if pattern == "*" and not finding.tables:
                return word, pattern
            if finding.tables and matches(TableName.parse(finding.tables[0]), (pattern,)):
                return word, pattern
    return None


def _unused(
    ignore: Mapping[str, tuple[str, ...]],
    used: set[tuple[str, str]],
    live: Live,
    registry: Registry,
    tree: SettingsTree,
) -> list[Finding]:
    """One finding for each entry that accepted nothing, unless a part of the audit could not be
    done, or its rules are off."""
    about = registry.find(UNUSED)
    active = Judge(registry.rules, tree).active(None)
    if about is None or about.code not in active or live.unchecked:
        return []
    return [
        Finding(
            about.code, about.name, Severity.WARNING,
            message=f'live.ignore: {word} = ["{pattern}"] accepts nothing',
            help="remove the entry from live.ignore",
            span=None,
            tables=(pattern,),
        )
        for word, patterns in ignore.items()
        if any(exactness(word, rule) and rule.code in active for rule in registry.rules)
        for pattern in patterns
        if (word, pattern) not in used
    ]  # fmt: skip


def with_live(subjects: Mapping[type, Sequence[Any]], live: Live) -> dict[type, Sequence[Any]]:
    """The subjects of a project's rules with the database."""
    return {**subjects, Catalog: (live.catalog,)}


def compared(context: Context, live: Live) -> Context:
    """The project's context, to be compared with the database."""
    return replace(context, audit=replace(live.facts, compared=True))
