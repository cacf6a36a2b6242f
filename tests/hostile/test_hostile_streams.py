"""Standard streams that are full, closed or no text, and disks without room."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
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


MODES: dict[str, tuple[int, list[str]]] = {
    "lint": (1, []),
    "operations": (0, ["--show-operations"]),
    "rules": (0, ["--list-rules"]),
    "explain": (0, ["--explain", "FTC101"]),
    "files": (0, ["--show-files"]),
    "settings": (0, ["--show-settings"]),
    "version": (0, ["--version"]),
    "help": (0, ["--help"]),
    "patch": (1, ["--diff", "--unsafe-fixes"]),
    "reach": (0, ["--blast-radius", "a", "--schema", "schema.sql"]),
    "init": (0, ["--init"]),
    "standard input": (0, ["--fix", "-"]),
    "audit": (0, ["--db", "some.sqlite"]),
}
"""What prints something, with its status where that can be written."""


@pytest.fixture
def modes(tmp_path: Path) -> None:
    """What the modes above need."""
    (tmp_path / "schema.sql").write_text(
        "CREATE TABLE a (i int PRIMARY KEY);\n"
        "CREATE TABLE b (i int REFERENCES a ON DELETE CASCADE);\n"
    )
    with closing(sqlite3.connect(tmp_path / "some.sqlite")) as connection:
        connection.execute("CREATE TABLE t (i)")
        connection.commit()


Ran = subprocess.CompletedProcess[bytes]


def ran_unbuffered(tmp_path: Path, words: list[str], unbuffered: bool, **streams: object) -> Ran:
    """Unbuffered, each write fails by itself; else the last flush does."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1" if unbuffered else ""}
    return ran(tmp_path, *words, input=b"x = 1\n", env=environment, **streams)


def full_output(tmp_path: Path, words: list[str], unbuffered: bool) -> None:
    with no_room_in("full") as stream:
        done = ran_unbuffered(tmp_path, words, unbuffered, stdout=stream)
    message = b"ftc-lint: error: standard output cannot be written: No space left on device\n"
    assert done.stderr.endswith(message)
    assert b"itself failed" not in done.stderr
    assert done.returncode == 2


@pytest.mark.usefixtures("modes")
@pytest.mark.parametrize("unbuffered", [False, True], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("name", MODES)
def test_standard_output_without_room(name: str, unbuffered: bool, tmp_path: Path) -> None:
    full_output(tmp_path, MODES[name][1], unbuffered)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_on_standard_output_without_room(name: str, tmp_path: Path) -> None:
    full_output(tmp_path, ["--output-format", name], False)


@pytest.mark.usefixtures("modes")
@pytest.mark.parametrize("name", MODES)
def test_standard_error_without_room_changes_nothing(name: str, tmp_path: Path) -> None:
    status, words = MODES[name]
    if name == "standard input":
        status = 2  # its report goes to standard error: that it is lost must not look clean
    with no_room_in("full") as error:
        done = ran(tmp_path, *words, "--verbose", stderr=error, input=b"x = 1\n")
    assert done.returncode == status
    assert done.stdout


def closed_output(tmp_path: Path, words: list[str], status: int, unbuffered: bool) -> None:
    with no_room_in("a closed pipe") as output:
        done = ran_unbuffered(tmp_path, words, unbuffered, stdout=output)
    assert done.returncode == status
    assert b"error" not in done.stderr


@pytest.mark.usefixtures("modes")
@pytest.mark.parametrize("name", MODES)
def test_a_mode_whose_reader_has_had_enough(name: str, tmp_path: Path) -> None:
    closed_output(tmp_path, MODES[name][1], MODES[name][0], unbuffered=True)


@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_that_has_had_enough(name: str, tmp_path: Path) -> None:
    closed_output(tmp_path, ["--output-format", name], 1, unbuffered=False)


@contextmanager
def no_room_in(stream: str) -> Iterator[int]:
    """A handle that takes nothing."""
    if stream == "full":
        if not FULL.exists():
            pytest.skip("only Linux has /dev/full")
        handle = os.open(FULL, os.O_WRONLY)
    else:
        read, handle = os.pipe()
        os.close(read)
    yield handle
    os.close(handle)


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
