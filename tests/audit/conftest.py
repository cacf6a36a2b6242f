"""Databases to audit, and the command line to audit them with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ftc_lint.cli import main


@dataclass(frozen=True)
class Ran:
    """What a run printed, and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the machine's; the working directory is a new one."""
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "DATABASE_URL", "PGPASSWORD"):
        monkeypatch.delenv(name, raising=False)
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGUSER", "PGPORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`run("--db", "a.db")`."""

    def run_main(*arguments: str) -> Ran:
        status = main(list(arguments))
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return Ran(status, captured.out, captured.err)

    return run_main


@pytest.fixture
def sqlite(tmp_path: Path) -> Callable[..., str]:
    """Makes or changes an SQLite file in the working directory; its name."""

    def execute(script: str, name: str = "a.db") -> str:
        connection = sqlite3.connect(tmp_path / name)
        connection.executescript(script)
        connection.close()
        return name

    return execute


LISTING = """
CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY);
CREATE TABLE overview (symbol_id bigint PRIMARY KEY
    REFERENCES listing_status ON DELETE CASCADE);
INSERT INTO listing_status VALUES (1), (2);
INSERT INTO overview VALUES (1), (2);
"""
"""A parent and a child that goes with it."""


@pytest.fixture
def listing() -> str:
    return LISTING
