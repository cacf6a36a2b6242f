"""The addresses of the rules' pages."""

from __future__ import annotations

from ftc_lint.findings import Finding
from ftc_lint.registry import registry
from ftc_lint.ruledoc import rule_url


def page_of(finding: Finding) -> str:
    """The page of the rule that a finding is of; empty where it has none."""
    rule = registry().find(finding.code)
    return "" if rule is None else rule_url(rule)
