"""Every rule's own examples, run by the real engine."""

from __future__ import annotations

from typing import Any

import pytest

from ftc_lint import judging
from ftc_lint.registry import registry
from ftc_lint.rule import Rule
from ftc_lint.ruledoc import paragraphs, summary
from ftc_lint.testing import problems_of, report_on

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


def test_a_rule_says_nothing_of_other_kinds_than_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [rule for rule in RULES if rule.kinds]
    examples = [each for rule in rules for each in (*rule.bad, *rule.good)]
    asked = [report_on(example).findings for example in examples]
    monkeypatch.setattr(judging, "_about", lambda rule, subjects, _: subjects.get(rule.subject, ()))
    assert [report_on(example).findings for example in examples] == asked
    assert any(asked)
