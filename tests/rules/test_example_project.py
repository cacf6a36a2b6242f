"""`examples/fin-etl` tells the story it is there for."""

from __future__ import annotations

import sys
from pathlib import Path

from ftc_lint.findings import Finding
from ftc_lint.rule import Example
from ftc_lint.testing import report_on

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent.parent / "examples" / "fin-etl"


def findings() -> list[Finding]:
    files = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for pattern in ("*.py", "*.sql")
        for path in ROOT.rglob(pattern)
    }
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ftc-lint"]
    report = report_on(Example(files, settings))
    assert not report.failures
    return list(report.findings)


def test_the_mistakes_are_found_and_the_rest_is_silent() -> None:
    assert [(f.span.path, f.code) for f in findings() if f.span] == [
        ("extract/cash_flow.py", "FTC201"),
        ("extract/cash_flow.py", "FTC402"),
        ("extract/listing_status.py", "FTC101"),
        ("extract/listing_status.py", "FTC303"),
        ("extract/overview.py", "FTC111"),
        ("extract/overview.py", "FTC103"),
        ("extract/overview.py", "FTC401"),
        ("extract/transcripts.py", "FTC110"),
    ]


def test_the_recommended_delete_shows_the_seven_tables_that_it_cascades_to() -> None:
    (found,) = [f for f in findings() if f.code == "FTC303"]
    assert found.blast_radius is not None
    assert set(found.blast_radius.tables()) == {
        "extracted.overview",
        "extracted.time_series_daily_adjusted",
        "extracted.balance_sheet",
        "extracted.cash_flow",
        "extracted.income_statement",
        "extracted.earnings_call_transcripts",
        "extracted.insider_transactions",
    }
    assert found.remedy is not None
    assert "CREATE TABLE extracted.listing_status_backup AS" in found.remedy.sql
    assert "ON CONFLICT (symbol_id) DO UPDATE" in found.remedy.sql
