"""The hook under the real pre-commit: installed from this checkout, in a new repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PRE_COMMIT = [sys.executable, "-m", "pre_commit"]

BAD = """\
import psycopg


def reload(connection: psycopg.Connection) -> None:
    connection.execute("TRUNCATE listing_status CASCADE")
"""
GOOD = """\
import psycopg


def count(connection: psycopg.Connection) -> None:
    connection.execute("SELECT count(*) FROM listing_status")
"""


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


@pytest.mark.slow
def test_a_hazard_stops_the_commit_and_the_mend_lets_it_pass(tmp_path: Path) -> None:
    env = environment(tmp_path)
    revision = hook_repository(tmp_path / "hooks", env)
    project = tmp_path / "project"
    new_repository(project, env)
    (project / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {tmp_path / 'hooks'}\n    rev: {revision}\n"
        "    hooks:\n      - id: ftc-lint\n"
    )
    (project / "load.py").write_text(BAD)
    (project / "notes.txt").write_text("TRUNCATE listing_status CASCADE;\n")
    installed = run(project, env, *PRE_COMMIT, "install", "--install-hooks")
    assert installed.returncode == 0, installed.stdout + installed.stderr

    refused = commit(project, env)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "load.py:5:25: FTC101 [error]" in refused.stdout + refused.stderr
    assert "notes.txt" not in refused.stdout + refused.stderr

    (project / "load.py").write_text(GOOD)
    accepted = commit(project, env)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr

    (project / "schema.sql").write_text("SELECT 1;\n")
    assert commit(project, env).returncode == 0
