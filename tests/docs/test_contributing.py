"""CONTRIBUTING.md is followed literally."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def section(name: str) -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```\n<!-- end -->", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_a_new_rule_is_one_file_and_its_examples_run(tmp_path: Path) -> None:
    package = tmp_path / "src" / "ftc_lint"
    shutil.copytree(ROOT / "src" / "ftc_lint", package)
    tests = tmp_path / "tests" / "rules"
    tests.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "rules" / "test_examples.py", tests)
    (package / "rules" / "rename_table.py").write_text(section("rule"), encoding="utf-8")
    arguments = section("commands").split()
    assert arguments[0] == ".venv/bin/pytest"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments[1:]],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_the_rule_of_the_page_is_formatted_and_clean(tmp_path: Path) -> None:
    file = tmp_path / "rename_table.py"
    file.write_text(section("rule"), encoding="utf-8")
    compile(file.read_text(encoding="utf-8"), str(file), "exec")
