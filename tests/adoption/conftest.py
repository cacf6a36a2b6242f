"""The command line in a directory of its own, and git repositories."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import plain_environment, run, write

__all__ = ["plain_environment", "run", "write"]

Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """`git("add", ".")` in the working directory, which is a repository; the output."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "a")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)

    def run_git(*arguments: str, cwd: Path = tmp_path) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=cwd, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run_git("init", "-q", "-b", "main")
    return run_git


@pytest.fixture
def commit(git: Git) -> Callable[[], str]:
    """Commit everything; the revision."""

    def commit_all() -> str:
        git("add", "-A")
        git("commit", "-qm", "change", "--allow-empty")
        return git("rev-parse", "HEAD").strip()

    return commit_all
