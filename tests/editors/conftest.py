"""A project to edit, and `ftc-lint` on the PATH."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

LINES = (
    "import psycopg",
    'connection = psycopg.connect("")',
    "if connection:",
    '\té = "ü"; connection.execute("TRUNCATE prices CASCADE")',
)
"""The last line has a tab and letters of two bytes before the keyword."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with load.py, which is the working directory."""
    (tmp_path / "load.py").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path.parent))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def editor(name: str) -> str:
    """The path of an editor; skips, visibly, where there is none, and fails where it is required
    (FTC_TEST_REQUIRE=vim,nvim,emacs)."""
    found = shutil.which(name)
    if found is None:
        why = f"there is no {name} here"
        if name in os.environ.get("FTC_TEST_REQUIRE", "").split(","):
            pytest.fail(f"{name} is required: {why}")
        pytest.skip(why)
    return found
