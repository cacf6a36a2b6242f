"""The hook under the real pre-commit: installed from this checkout, in a new repository."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from precommit.hooks import PRE_COMMIT, commit, environment, hook_repository, new_repository, run

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


@pytest.mark.slow
def test_the_audit_runs_by_hand_and_never_on_a_commit(tmp_path: Path) -> None:
    env = environment(tmp_path)
    revision = hook_repository(tmp_path / "hooks", env)
    project = tmp_path / "project"
    new_repository(project, env)
    (project / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {tmp_path / 'hooks'}\n    rev: {revision}\n"
        "    hooks:\n      - id: ftc-lint-db\n"
    )
    connection = sqlite3.connect(project / "a.db")
    connection.executescript(
        "CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY);"
        "CREATE TABLE overview (symbol_id bigint REFERENCES listing_status ON DELETE CASCADE);"
    )
    connection.close()
    env["DATABASE_URL"] = "sqlite:///a.db"
    installed = run(project, env, *PRE_COMMIT, "install")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    accepted = commit(project, env)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert "ftc-lint-db" not in accepted.stdout + accepted.stderr

    by_hand = (*PRE_COMMIT, "run", "--hook-stage", "manual", "ftc-lint-db")
    refused = run(project, env, *by_hand)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "FTC501 [error] foreign key" in refused.stdout
    env["DATABASE_URL"] = "postgresql://u@127.0.0.1:1/d"
    undone = run(project, env, *by_hand)
    assert undone.returncode == 1
    assert "- exit code: 4" in undone.stdout
