"""Every target on a few hundred inputs, the same in every run. `run.py` looks for new ones."""

from __future__ import annotations

import random

import pytest
from fuzz_targets import TARGETS

SHORT = {"project": 20, "notebook": 100, "python": 150, "suppressions": 100}


@pytest.mark.parametrize("name", TARGETS)
def test_what_holds_for_any_bytes(name: str) -> None:
    choices = random.Random(name)
    for _ in range(SHORT.get(name, 300)):
        TARGETS[name](choices.randbytes(choices.randint(0, 60)))
