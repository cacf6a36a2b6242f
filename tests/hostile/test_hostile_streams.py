"""Standard streams that are full, closed or no text, and disks without room."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ftc_lint.reports import FORMATS

COMMAND = [sys.executable, "-m", "ftc_lint", "--no-cache"]
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")


@pytest.fixture(autouse=True)
def project(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("TRUNCATE a CASCADE;\n" * 20)


def ran(
    tmp_path: Path, *words: str, setup: Callable[[], None] | None = None, **streams: object
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *words], cwd=tmp_path, preexec_fn=setup, check=False, timeout=120,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
    )  # fmt: skip


@needs_full
@pytest.mark.parametrize("words", [(), ("--show-operations",), ("--list-rules",)])
def test_standard_output_without_room(words: tuple[str, ...], tmp_path: Path) -> None:
    with FULL.open("wb") as stream:
        done = ran(tmp_path, *words, stdout=stream)
    assert done.returncode == 2
    message = b"standard output cannot be written: No space left on device"
    assert done.stderr == b"ftc-lint: error: " + message + b"\n"


@needs_full
def test_a_device_without_end_is_no_baseline(tmp_path: Path) -> None:
    done = ran(tmp_path, "--baseline", "/dev/zero")
    assert done.returncode == 2
    assert done.stderr.startswith(b"ftc-lint: error: --baseline /dev/zero: is too large")


@pytest.mark.parametrize("closed", [1, 2])
def test_closed_output_is_no_error(closed: int, tmp_path: Path) -> None:
    done = ran(tmp_path, setup=lambda: os.close(closed))
    assert (done.returncode, done.stderr) == (1, b"")


def test_closed_input_is_not_an_empty_file(tmp_path: Path) -> None:
    done = ran(tmp_path, "-", setup=lambda: os.close(0))
    assert (done.returncode, done.stderr) == (2, b"ftc-lint: error: -: standard input is closed\n")


def test_input_that_is_no_text(tmp_path: Path) -> None:
    done = ran(tmp_path, "-", input=bytes(range(256)) * 20)
    assert done.returncode == 1
    assert b"stdin.sql:1:1: FTC900" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_that_has_had_enough(name: str, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = ran(tmp_path, "--output-format", name, stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("option", ["--output-file", "--write-baseline"])
def test_a_disk_without_room_leaves_the_old_file(option: str, tmp_path: Path) -> None:
    old = '{"version": 1, "findings": []}'
    (tmp_path / "out.json").write_text(old)

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40))

    done = ran(tmp_path, option, "out.json", setup=no_room)
    assert done.returncode == 2
    assert done.stderr == f"ftc-lint: error: {option} out.json: File too large\n".encode()
    assert (tmp_path / "out.json").read_text() == old
    assert sorted(os.listdir(tmp_path)) == ["a.sql", "out.json"]
