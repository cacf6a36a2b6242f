"""Every rule's own examples, run by the real engine."""

from __future__ import annotations

from typing import Any

import pytest

from ftc_lint.registry import registry
from ftc_lint.rule import Rule
from ftc_lint.ruledoc import paragraphs, summary
from ftc_lint.testing import problems_of

RULES = registry().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_bad_examples_fire_and_good_ones_are_silent(rule: Rule[Any]) -> None:
    assert problems_of(rule) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_examples_and_says_when_what_and_what_instead(rule: Rule[Any]) -> None:
    assert rule.bad
    assert rule.good
    assert summary(rule).endswith(".")
    heads = [text.partition(":")[0] for text in paragraphs(rule)]
    assert [head for head in heads if head in ("When", "Effect", "Instead")] == [
        "When",
        "Effect",
        "Instead",
    ]
