"""A repository with this checkout's hook, and projects that use it with the real pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PRE_COMMIT = [sys.executable, "-m", "pre_commit"]


def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of the git hook that may be running us, and a cache of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    names = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
             "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
             "GIT_CONFIG_GLOBAL": os.devnull}  # fmt: skip
    return {
        **kept,
        **names,
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "PRE_COMMIT_COLOR": "never",
    }


def run(directory: Path, env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=directory, env=env, capture_output=True, text=True, check=False, timeout=900
    )


def new_repository(directory: Path, env: dict[str, str]) -> None:
    directory.mkdir()
    assert run(directory, env, "git", "init", "-q").returncode == 0


def hook_repository(directory: Path, env: dict[str, str]) -> str:
    """A repository with the checkout as it is now, and its revision."""
    new_repository(directory, env)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(CHECKOUT / name, directory / name)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "src", directory / "src", ignore=ignore)
    run(directory, env, "git", "add", ".")
    assert run(directory, env, "git", "commit", "-qm", "hook").returncode == 0
    return run(directory, env, "git", "rev-parse", "HEAD").stdout.strip()


def commit(directory: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    run(directory, env, "git", "add", ".")
    return run(directory, env, "git", "commit", "-m", "change")
