"""`required-version`."""

from __future__ import annotations

import pytest

from ftc_lint.configuration.versions import problem


@pytest.mark.parametrize(
    "specifier",
    [">=0.1", ">=0.1.0,<2", "==0.1", "==0.1.*", "~=0.1", "~=0.1.0", "!=0.2", ">0.0.9", "<=0.1"],
)
def test_a_requirement_that_is_met(specifier: str) -> None:
    assert problem(specifier, "0.1.0") is None


@pytest.mark.parametrize(
    "specifier", [">0.1", ">=0.2", "==0.1.1", "==0.2.*", "~=0.0.9", "!=0.1", "!=0.1.*", "<0.1"]
)
def test_a_requirement_that_is_not_met(specifier: str) -> None:
    assert problem(specifier, "0.1.0") == (
        f"this project asks for ftc-lint {specifier}, and this is 0.1.0"
    )


@pytest.mark.parametrize("specifier", ["", "0.1", ">=", "latest", "~=1", ">=1.*", "=>1"])
def test_what_is_no_requirement_is_said(specifier: str) -> None:
    assert "expected a version requirement" in (problem(specifier, "0.1.0") or "")
