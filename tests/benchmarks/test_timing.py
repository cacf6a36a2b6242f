"""A process is timed, stopped at its limit with all its children, and compared in pairs."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from benchmarks.timing import Run, Stopped, ToolFailedError, paired, ratios, run


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_run_says_what_it_took_and_printed(tmp_path: Path) -> None:
    done = run(python("import sys; print('hello'); sys.exit(1)"), tmp_path, 60, keep_output=True)
    assert isinstance(done, Run)
    assert done.output == "hello\n"
    assert done.wall > 0
    assert done.cpu > 0
    assert done.peak > 1


def test_what_takes_too_long_is_stopped_with_its_children(tmp_path: Path) -> None:
    child = (
        "import subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('pid', 'w').write(str(p.pid))\n"
        "p.wait()"
    )
    done = run(python(child), tmp_path, 5)
    assert isinstance(done, Stopped)
    assert str(done) == "did not finish in 5 s"
    pid = int((tmp_path / "pid").read_text())
    for _ in range(500):  # whoever adopted it has to collect it
        if not _runs(pid):
            return
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("the child still runs")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_status_that_is_no_result_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolFailedError, match=r"ended with 3: no such dialect"):
        run(python("import sys; sys.stderr.write('no such dialect'); sys.exit(3)"), tmp_path, 60)


def test_pairs_come_to_ratios_with_their_spread() -> None:
    ours = [Run(1, 1, 1), Run(2, 1, 1), Run(1, 1, 1)]
    theirs = [Run(2, 3, 1), Run(2, 3, 1), Run(5, 3, 1)]
    row = ratios(list(zip(ours, theirs, strict=True)), theirs_by_ours=True)
    assert (row["ratio"], row["ratio_spread"]) == (2, [1, 5])
    assert (row["cpu_ratio"], row["cpu_ratio_spread"]) == (3, [3, 3])
    assert (row["ours_s"], row["theirs_s"], row["pairs"]) == (1, 2, 3)
    mine, other = iter(ours), iter(theirs)
    assert paired(lambda: next(mine), lambda: next(other), 3)["ratio"] == 0.5


def test_who_was_stopped_is_said_and_nothing_compared() -> None:
    one, stopped = Run(2, 1, 1), Stopped(60)
    assert paired(lambda: one, lambda: stopped, 3) == {"stopped_after": 60, "ours_s": 2}
    assert paired(lambda: stopped, lambda: one, 3) == {"ours_stopped_after": 60}
