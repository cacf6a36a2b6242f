"""A run that is killed leaves no processes behind that wait for work for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import os, sys, time
from ftc_lint.processes.parallel import in_processes

class Work:
    def prepare(self):
        pass

    def __call__(self, things):
        os.write(1, f"{os.getpid()}\\n".encode())
        time.sleep(0 if things == [0] else 3600)
        return list(things)

in_processes(Work(), [0, 1, 2], [1, 1, 1], 3)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_end_with_the_run(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        processes = {int(run.stdout.readline()) for _ in range(3)}
        run.send_signal(signal.SIGKILL)
    waited = 0.0
    while any(_runs(each) for each in processes):
        assert waited < 30, "a process is left"
        time.sleep(0.1)
        waited += 0.1


def _runs(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z" and os.path.exists(f"/proc/{process}")
