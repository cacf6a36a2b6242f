"""`docs/trust.md` is what the results make, and says of everything that is missing that it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

from benchmarks.chart import chart
from benchmarks.results import RESULTS, kept
from benchmarks.trust import made, page

ROOT = Path(__file__).resolve().parents[2]
ROW = {
    "ours_s": 2.0, "theirs_s": 12.0, "ours_cpu_s": 2.0, "theirs_cpu_s": 10.0, "pairs": 3,
    "ratio": 6.0, "ratio_spread": [5.5, 6.5], "cpu_ratio": 5.0, "cpu_ratio_spread": [4.9, 5.1],
}  # fmt: skip
CONDITIONS = {
    "measured": "2026-01-02 03:04 UTC", "version": "0.1.0", "python": "3.11.7", "processors": 2,
    "load_before": 1.5, "load_after": 2.5,
}  # fmt: skip
CORPUS = {
    "corpus": "written <by> us", "files": 2000, "mb": 21.0, "operations": 170,
    "files_with_operations": 160,
}  # fmt: skip
SPEED: dict[str, Any] = {
    "2,000 Python files": {
        **CORPUS,
        **CONDITIONS,
        "runs": 3,
        "limit": 60,
        "missing": {"semgrep": "no matching distribution"},
        "tools": {
            "bandit": ROW,
            "ruff": {**ROW, "ratio": 0.02, "ratio_spread": [0.01, 0.03]},
            "SlowQL": {"stopped_after": 60, "ours_s": 2.0},
            "sql-sop": {"ours_stopped_after": 60},
            "semgrep": {"failed": "semgrep ended with 7: no rules"},
        },
    }
}


def test_the_page_and_the_chart_are_what_the_results_make() -> None:
    for name, text in made().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, (
            "run benchmarks/trust.py --write"
        )


def test_the_check_fails_where_a_result_changed(tmp_path: Path) -> None:
    shutil.copytree(RESULTS, tmp_path / "results")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    command = [sys.executable, str(ROOT / "benchmarks" / "trust.py"), "--check"]
    command += ["--results", str(tmp_path / "results"), "--docs", str(tmp_path / "docs")]
    assert subprocess.run(command, check=False).returncode == 0
    fuzz = tmp_path / "results" / "fuzz.json"
    data = json.loads(fuzz.read_text())
    next(iter(data["targets"].values()))["executions"] += 1
    fuzz.write_text(json.dumps(data))
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "trust.md: not what the results make" in done.stderr


def test_without_results_every_section_says_so(tmp_path: Path) -> None:
    sections = re.split(r"^##+ ", page(tmp_path), flags=re.MULTILINE)[1:]
    assert len(sections) == 8
    for section in sections:
        assert "ot measured" in section, section
    assert not (tmp_path / "speed.svg").exists()


def test_what_was_stopped_or_is_not_installed_is_named(tmp_path: Path) -> None:
    (tmp_path / "rivals_speed.json").write_text(json.dumps(SPEED))
    text = page(tmp_path)
    assert "2,000 files, 21.0 MB, 170 operations in 160 of the files" in text
    assert "| bandit | 6 (5.5–6.5); target 5: met | 5 (4.9–5.1) | 12, 2 |" in text
    assert "| SlowQL | did not finish in 60 s: over 30 |" in text
    assert "| sql-sop | ftc-lint did not finish in 60 s |" in text
    assert "| semgrep | failed: `semgrep ended with 7: no rules` |" in text
    assert "semgrep could not be installed there (no matching distribution)" in text
    assert "load 1.5 before and 2.5 after" in text


def test_packages_that_did_not_finish_are_named(tmp_path: Path) -> None:
    result = {
        **CONDITIONS, "packages": 3, "limit": 5, "executed": 10, "found": 8, "found_as_run": 7,
        "mentioned": 4, "false": 1, "findings": 9, "unchecked": 2, "missed": ["a.py:1: delete"],
        "stopped": ["luigi==3.8.1"], "labels_of_stopped": 10,
    }  # fmt: skip
    (tmp_path / "accuracy.json").write_text(json.dumps(result))
    text = page(tmp_path)
    assert "| packages read to the end | 2 of 3 |" in text
    assert "8 of 10 (80.0%)" in text
    assert "1 of 4 (25.0%)" in text
    assert "did not finish in 5 s: luigi==3.8.1, with 10 labelled places" in text
    assert "- `a.py:1: delete`" in text


def test_the_chart_stands_alone_in_light_and_dark() -> None:
    for data in (SPEED, kept("rivals_speed")):
        if data is None:
            continue
        text = chart(data)
        tree = ElementTree.fromstring(text)
        assert tree.tag == "{http://www.w3.org/2000/svg}svg"
        assert "prefers-color-scheme: dark" in text
        for outside in ("href", "url(", "@import", "@font-face", "<script", "<image"):
            assert outside not in text
        width = float(tree.attrib["width"])
        for bar in tree.iter("{http://www.w3.org/2000/svg}rect"):
            assert float(bar.get("x", 0)) >= 0
            assert float(bar.get("x", 0)) + float(bar.attrib["width"]) <= width


def test_the_chart_says_what_was_stopped_and_over_which_corpus() -> None:
    words = " ".join(ElementTree.fromstring(chart(SPEED)).itertext())
    assert "written <by> us: 2,000 files, 21.0 MB, 170 operations in 160 of the files" in words
    assert "did not finish in 60 s: over 30 ×" in words
    assert "ftc-lint did not finish in 60 s" in words
    assert "0.02 × (0.01–0.03)" in words
    assert "load 1.5 to 2.5" in words
