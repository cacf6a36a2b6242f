"""The README shows what really happens, and the tests are all run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("screen", ["output", "patch"])
def test_the_screens_in_the_readme_are_real_output(screen: str) -> None:
    found = re.search(
        rf"<!-- example {screen} -->\n```text\n\$ (.*)\n((?:.*\n)*?)```\n", README
    )
    assert found is not None
    program, *arguments = shlex.split(found[1])
    assert program == "ftc-lint"
    done = subprocess.run(
        [sys.executable, "-m", "ftc_lint", *arguments, "--color", "never"],
        cwd=ROOT / "examples" / "fin-etl",
        env={"PATH": "", "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout == found[2]


def test_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_no_two_test_files_share_a_name() -> None:
    # pytest imports them by their bare names, and would leave the second one out
    names = [
        path.name for path in (ROOT / "tests").rglob("test_*.py") if "fixtures" not in path.parts
    ]
    assert sorted(set(names)) == sorted(names)
