"""What tests of the cache look at besides reports."""

from __future__ import annotations

from typing import Any

import pytest

from ftc_lint import checking


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the files whose facts were reasoned over, run by run."""
    found: list[int] = []
    analyse = checking.analyse

    def counting(facts: Any, *rest: Any) -> Any:
        found.append(len(facts))
        return analyse(facts, *rest)

    monkeypatch.setattr(checking, "analyse", counting)
    return found
