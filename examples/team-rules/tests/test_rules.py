import pytest
from acme_rules import RULES
from ftc_lint.testing import problems_of


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_examples(rule):
    assert problems_of(rule) == []
