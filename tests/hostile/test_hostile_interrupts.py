"""Ctrl-C at any moment: status 130 and one line, or the run was over; nothing is half-written, and
no process is left. FTC_TEST_INTERRUPTS=500 tries so many moments; the default is for every day."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

MOMENTS = int(os.environ.get("FTC_TEST_INTERRUPTS", "8"))

CODE = """
import os
from ftc_lint.cli import entry_point
os.write(2, b"!")  # what comes before this is Python's own
entry_point()
"""
COMMAND = [sys.executable, "-c", CODE, "--output-format=json", "--output-file=report.json"]

LOADER = """
import psycopg2

def wipe(cur, table):
    cur.execute(f"DELETE FROM {table}")
    cur.execute("TRUNCATE prices CASCADE")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for number in range(12):
        (tmp_path / f"loader_{number}.py").write_text(LOADER.replace("wipe", f"wipe_{number}"))
        (tmp_path / f"script_{number}.sql").write_text("DELETE FROM t;\n" * 20)
    return tmp_path


def begin(project: Path, words: list[str]) -> subprocess.Popen[bytes]:
    """A run that has just come to our own code."""
    process = subprocess.Popen(
        [*COMMAND, *words], cwd=project, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    assert os.read(process.stderr.fileno(), 1) == b"!"
    return process


def seconds_of_a_run(project: Path, words: list[str]) -> float:
    process = begin(project, words)
    started = time.monotonic()
    assert process.communicate() == (b"", b"")
    (project / "report.json").unlink()
    return time.monotonic() - started


def processes_end(group: int) -> bool:
    """Whether all processes of a group end, without anybody's doing."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("jobs", ["--jobs=1", "--jobs=2"])
@pytest.mark.parametrize("cache", ["--no-cache", "--cache-dir=cache"])
def test_an_interrupt_at_any_moment(jobs: str, cache: str, project: Path) -> None:
    words, chance = [jobs, cache], Random(f"{jobs}{cache}")
    longest = seconds_of_a_run(project, words)
    before = {path.name for path in project.iterdir()} | {"report.json", "cache"}
    for number in range(MOMENTS):
        for entry in (project / "cache").glob("outcome-*"):
            entry.unlink()  # so that there is something to do, and to write
        process = begin(project, words)
        time.sleep(longest * (number + chance.random()) / MOMENTS)
        if number % 2:
            process.send_signal(signal.SIGINT)
        else:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        out, error = process.communicate(timeout=120)
        told = process.returncode, out, error
        assert told in [(130, b"", b"ftc-lint: interrupted\n"), (1, b"", b"")]
        assert processes_end(process.pid)
        assert {path.name for path in project.iterdir()} <= before
        assert not list((project / "cache").glob("*.tmp"))
        report = project / "report.json"
        if report.exists():
            assert json.loads(report.read_text())["summary"]
            report.unlink()
        else:
            assert process.returncode == 130
