"""Disks without room and directories that nobody may write: what was found is told all the same,
nothing is left half-written, and it is said what could not be kept."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "ftc_lint"]
ROOM = 64
"""Kilobytes of the small disk."""

LOADER = """
import psycopg2

def wipe(cur, table):
    cur.execute(f"DELETE FROM {table}")
"""
REASON = "(--no-cache does without, --cache-dir names another place)"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for number in range(60):
        (tmp_path / f"loader_{number}.py").write_text(LOADER.replace("wipe", f"wipe_{number}"))
    (tmp_path / "disk").mkdir()
    return tmp_path


def ran(
    directory: Path, *words: str, setup: Callable[[], None] | None = None, before: str = ""
) -> subprocess.CompletedProcess[str]:
    """A run, in a shell of its own mounts where something is done before."""
    command = [*COMMAND, *words]
    if before:
        command = [
            "unshare",
            "--mount",
            "sh",
            "-ec",
            f'{before}; set +e; "$@"; {LISTING}',
            "sh",
            *command,
        ]
    return subprocess.run(
        command, cwd=directory, preexec_fn=setup, check=False, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip


LISTING = "status=$?; find . -name '*.tmp' -o -name '.ftc-lint-*'; exit $status"
SMALL = f"mount -t tmpfs -o size={ROOM}k tmpfs disk"
READ_ONLY = "mount --bind disk disk; mount -o remount,bind,ro disk"


@cache
def can_mount() -> bool:
    """Whether this machine lets us have mounts of our own, which end with the process."""
    if shutil.which("unshare") is None:
        return False
    tried = ["unshare", "--mount", "sh", "-ec", "mount -t tmpfs tmpfs /mnt"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


needs_mounts = pytest.mark.skipif(not can_mount(), reason="only root may mount a small disk")


def no_room() -> None:
    """No file may be larger than an entry's first line."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40))


def same_findings(done: subprocess.CompletedProcess[str], project: Path) -> None:
    expected = ran(project, "--no-cache")
    assert (expected.returncode, expected.stderr) == (1, "")
    assert done.returncode == 1
    assert done.stdout == expected.stdout


@needs_mounts
def test_a_disk_that_is_full_before_the_cache_is_written(project: Path) -> None:
    done = ran(project, "--cache-dir", "disk/cache", before=SMALL)
    same_findings(done, project)  # nor are there parts of entries, which would be listed
    note = "ftc-lint: note: the cache cannot be written: disk/cache: No space left on device"
    assert done.stderr == f"{note} {REASON}\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_cache_whose_entries_find_no_room(project: Path, jobs: str) -> None:
    done = ran(project, "--cache-dir", "disk/cache", "--jobs", jobs, setup=no_room)
    same_findings(done, project)
    note = "ftc-lint: note: the cache cannot be written: disk/cache: File too large"
    assert done.stderr == f"{note} {REASON}\n"
    assert os.listdir(project / "disk" / "cache") == [".gitignore"]


@needs_mounts
def test_a_cache_that_can_be_read_only(project: Path) -> None:
    ran(project, "--cache-dir", "disk/cache")
    before = sorted(os.listdir(project / "disk" / "cache"))
    done = ran(project, "--cache-dir", "disk/cache", before=READ_ONLY)
    same_findings(done, project)
    assert done.stderr == ""  # all is in it: nothing had to be written
    (project / "loader_0.py").write_text(LOADER)
    done = ran(project, "--cache-dir", "disk/cache", before=READ_ONLY)
    same_findings(done, project)
    note = "ftc-lint: note: the cache cannot be written: disk/cache: Read-only file system"
    assert done.stderr == f"{note} {REASON}\n"
    assert sorted(os.listdir(project / "disk" / "cache")) == before


@pytest.mark.parametrize("what", ["a file", "a link to nowhere", "a link to itself"])
def test_something_else_stands_where_the_cache_should(what: str, project: Path) -> None:
    (project / "ftc-lint.toml").touch()
    place = project / ".ftc_lint"
    if what == "a file":
        place.write_text("mine")
    else:
        place.symlink_to(".ftc_lint" if what == "a link to itself" else "no/where")
    done = ran(project)
    same_findings(done, project)
    if what == "a file":
        note = f"the cache cannot be written: .ftc_lint/cache: Not a directory {REASON}"
        assert place.read_text() == "mine"
    else:
        note = "no cache is used: .ftc_lint is a link"
    assert done.stderr == f"ftc-lint: note: {note}\n"


def test_a_snapshot_that_finds_no_room_leaves_the_old_one(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "some.sqlite")) as connection:
        connection.execute("CREATE TABLE t (i INTEGER PRIMARY KEY)")
        connection.commit()
    (tmp_path / "schema.json").write_text("the old one")
    words = ["--db", "some.sqlite", "--write-snapshot", "schema.json"]
    done = ran(tmp_path, *words, setup=no_room)
    assert done.returncode == 2
    assert "ftc-lint: error: --write-snapshot schema.json: File too large\n" in done.stderr
    assert (tmp_path / "schema.json").read_text() == "the old one"
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".ftc-lint-")]


@needs_mounts
@pytest.mark.parametrize("mode", ["--fix", "--init"])
def test_a_project_that_can_be_read_only(mode: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / "a.sql").write_text("CREATE TABLE b (i int REFERENCES a ON DELETE CASCADE);\n")
    words = ["--fix", "--unsafe-fixes", "disk"] if mode == "--fix" else ["--init"]
    done = ran(tmp_path, *words, before=READ_ONLY + ("" if mode == "--fix" else "; cd disk"))
    told = {
        "--fix": (1, "ftc-lint: disk/a.sql: not fixed: it is read-only\n"),
        "--init": (2, "ftc-lint: error: --init: ftc-lint.toml: Read-only file system\n"),
    }
    assert (done.returncode, done.stderr) == told[mode]
    assert os.listdir(disk) == ["a.sql"]
