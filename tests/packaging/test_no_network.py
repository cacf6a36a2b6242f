"""A run makes no connection. An audit hook sees every socket, whoever opens it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SITE = """
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        sys.stderr.write(f"NETWORK {event} {arguments[1:]}\\n")
        os._exit(99)

sys.addaudithook(watch)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The example in a git tree, with a second file for each of its own: workers are started."""
    shutil.copytree(ROOT / "examples" / "fin-etl", tmp_path / "project")
    (tmp_path / "watched").mkdir()
    # also in the processes that a run starts: every interpreter imports this
    (tmp_path / "watched" / "sitecustomize.py").write_text(SITE)
    return tmp_path / "project"


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = f"{project.parent / 'watched'}:{ROOT / 'src'}"
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--jobs", "2", "--output-format", "sarif"),
        ("--output-format", "html"),
        ("--blast-radius", "listing_status"),
        ("--diff", "--unsafe-fixes"),
        ("--db", "sqlite:///a.db"),
    ],
)
def test_a_run_opens_no_connection(project: Path, arguments: tuple[str, ...]) -> None:
    run(project, "-c", "import sqlite3; sqlite3.connect('a.db').execute('create table a (b)')")
    done = run(project, "-m", "ftc_lint", *arguments)
    assert "NETWORK" not in done.stderr
    assert done.returncode in (0, 1), done.stderr


def test_the_watch_sees_a_connection(project: Path) -> None:
    done = run(project, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))")
    assert done.returncode == 99
