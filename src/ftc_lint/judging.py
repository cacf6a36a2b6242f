"""Rules to findings: selection, severities, and which rule speaks where two would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ftc_lint.configuration.tree import SettingsTree
from ftc_lint.context import Context
from ftc_lint.findings import Finding, Severity
from ftc_lint.globs import matcher
from ftc_lint.judgement import is_template
from ftc_lint.operations import Kind, Operation
from ftc_lint.records import replace
from ftc_lint.report import Failure, failure_of
from ftc_lint.rule import Hit, Rule
from ftc_lint.selection import active_codes, configured_severity, ignored_in
from ftc_lint.settings import Settings

QUIET_IN_TESTS = ("FTC1", "FTC2", "FTC3", "FTC4")


class Judge:
    """Runs rules under the settings of each file."""

    def __init__(self, rules: Sequence[Rule[Any]], tree: SettingsTree) -> None:
        self.rules = tuple(rules)
        self.tree = tree
        self.failures: list[Failure] = []
        self._active: dict[int, frozenset[str]] = {}
        self._is_test = matcher(tree.root.test_paths)
        self._anywhere = [rule for rule in self.rules if self._is_on_somewhere(rule)]

    def active(self, path: str | None) -> frozenset[str]:
        """The codes that are on in a file (None: the live database)."""
        settings = self.tree.root if path is None else self.tree.of(path)
        codes = self._codes(settings)
        if path is None or not settings.per_file_ignores:
            return codes
        ignored = (r.code for r in self.rules if ignored_in(settings, path, r))
        return codes - frozenset(ignored)

    def findings(self, subjects: Mapping[type, Sequence[Any]], context: Context) -> list[Finding]:
        """What the rules that are on find in these subjects, with none said twice."""
        found: dict[tuple[Any, ...], Finding] = {}
        of_kind: dict[Kind, list[tuple[int, Operation]]] = {}
        for place, operation in enumerate(subjects.get(Operation, ())):
            of_kind.setdefault(operation.kind, []).append((place, operation))
        for rule in self._anywhere:
            for finding in self._run(rule, _about(rule, subjects, of_kind), context):
                key = (finding.code, finding.span, finding.tables, finding.message)
                found.setdefault(key, finding)
        return self._without_yielding(list(found.values()))

    def _run(self, rule: Rule[Any], subjects: Sequence[Any], context: Context) -> Iterable[Finding]:
        for subject in subjects:
            try:
                hits = tuple(rule.check(subject, context))
            except Exception as error:  # noqa: BLE001  the boundary: one bad rule never costs the others
                self.failures.append(_failure(error, rule, subject))
                continue
            for hit in hits:
                path = None if hit.span is None else hit.span.path
                if rule.code in self.active(path):
                    yield self._finding(rule, hit, path, _is_quiet(subject))

    def _finding(self, rule: Rule[Any], hit: Hit, path: str | None, quiet: bool) -> Finding:
        return Finding(
            code=rule.code,
            name=rule.name,
            severity=self._severity(rule, hit, path, quiet),
            message=hit.message,
            help=hit.help,
            span=hit.span,
            tables=hit.tables,
            related=hit.related,
            blast_radius=hit.blast_radius,
            remedy=hit.remedy,
            statement=hit.statement,
            mend=hit.mend,
            data=dict(hit.data),
        )

    def _severity(self, rule: Rule[Any], hit: Hit, path: str | None, quiet: bool) -> Severity:
        settings = self.tree.root if path is None else self.tree.of(path)
        configured = configured_severity(settings.severity, rule)
        if configured is not None:
            return configured
        if path is not None and rule.code.startswith(QUIET_IN_TESTS) and self._is_test(path):
            return Severity.INFO
        if quiet:
            return Severity.INFO
        return hit.severity or rule.severity

    def _without_yielding(self, findings: list[Finding]) -> list[Finding]:
        """The findings that no other rule speaks for. One that yields hands its blast radius
        on."""
        rules = {rule.code: rule for rule in self.rules}
        if not any(rules[finding.code].yields_to for finding in findings):
            return findings
        codes = {word: rule.code for rule in self.rules for word in (rule.code, rule.name)}
        by_statement: dict[Any, dict[str, int]] = {}
        for index, finding in enumerate(findings):
            by_statement.setdefault(_statement(finding), {}).setdefault(finding.code, index)
        kept = []
        for finding in findings:
            others = by_statement[_statement(finding)]
            wanted = (codes.get(word) for word in rules[finding.code].yields_to)
            speaker = next((others[c] for c in wanted if c is not None and c in others), None)
            if speaker is None or finding.span is None:
                kept.append(finding.code)
                continue
            kept.append("")
            louder = findings[speaker]
            if finding.blast_radius is not None and louder.blast_radius is None:
                findings[speaker] = replace(louder, blast_radius=finding.blast_radius)
        return [finding for finding, code in zip(findings, kept, strict=True) if code]

    def _codes(self, settings: Settings) -> frozenset[str]:
        key = id(settings)
        if key not in self._active:
            self._active[key] = active_codes(settings, self.rules)
        return self._active[key]

    def _is_on_somewhere(self, rule: Rule[Any]) -> bool:
        every = (self.tree.root, *self.tree.nested.values())
        return any(rule.code in self._codes(settings) for settings in every)


def _about(
    rule: Rule[Any],
    subjects: Mapping[type, Sequence[Any]],
    of_kind: Mapping[Kind, Sequence[tuple[int, Operation]]],
) -> Sequence[Any]:
    """The subjects that a rule is asked about, in their order."""
    if rule.subject is not Operation or not rule.kinds:
        return subjects.get(rule.subject, ())
    placed = sorted(each for kind in rule.kinds for each in of_kind.get(kind, ()))
    return [operation for _, operation in placed]


def _is_quiet(subject: Any) -> bool:
    return isinstance(subject, Operation) and is_template(subject)


def _statement(finding: Finding) -> Any:
    return finding.statement if finding.statement is not None else finding.span


def _failure(error: Exception, rule: Rule[Any], subject: Any) -> Failure:
    span = getattr(subject, "span", None)
    path = getattr(span, "path", None) or getattr(subject, "path", None)
    return failure_of(error, path, f"{rule.code} {rule.name}")
