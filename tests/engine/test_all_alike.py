"""All fixtures as one project say the same in one process, in several, from the cache, and without
the test of bytes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ftc_lint.engine import run
from ftc_lint.processes import parallel
from ftc_lint.records import replace
from ftc_lint.registry import registry
from ftc_lint.report import Report
from ftc_lint.settings import Settings
from ftc_lint.testing import request_for
from ftc_lint.unchecked import Cause

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("all") / "fixtures"
    shutil.copytree(FIXTURES, directory)
    return directory


def told(project: Path, **changes: Any) -> Report:
    request = request_for(str(project), Settings(), registry())
    report = run(replace(request, with_operations=True, **changes))
    return replace(report, summary=replace(report.summary, duration_s=0.0))


@pytest.fixture(scope="module")
def serial(project: Path) -> Report:
    report = told(project, jobs=1)
    assert len(report.findings) > 50
    return report


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize(("jobs", "forks"), [(2, True), (3, True), (2, False)])
def test_processes(
    project: Path, serial: Report, jobs: int, forks: bool, cached: bool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(parallel, "LEAST", 1)
    monkeypatch.setattr(parallel, "FORKS", forks and parallel.FORKS)
    cache = str(tmp_path / "cache") if cached else None
    for _ in range(2 if cached else 1):
        alike(told(project, jobs=jobs, cache=cache), serial)


def test_the_cache(project: Path, serial: Report, tmp_path: Path) -> None:
    for _ in ("when it is filled", "from it"):
        alike(told(project, cache=str(tmp_path / "cache")), serial)


def test_the_test_of_bytes(project: Path, serial: Report) -> None:
    """It may leave out files that are not whole, of which nobody is told then."""
    without = told(project, prefilter=False)

    def whole(report: Report) -> list[object]:
        found: list[object] = [each for each in report.findings if each.code != "FTC900"]
        found += [each for each in report.unchecked if each.cause is not Cause.FILE]
        return [*found, *report.operations]

    assert whole(serial) == whole(without)


def alike(report: Report, other: Report) -> None:
    assert report.findings == other.findings
    assert report.unchecked == other.unchecked
    assert report.operations == other.operations
    assert report.failures == other.failures == ()
    assert report.summary == other.summary
