"""A Ctrl-C in a callback, where Python lets exceptions go nowhere, still ends the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

SENT_IN_A_CALLBACK = """
import os, signal, time
from ftc_lint import interrupts

class Thing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0)

interrupts.heed()
Thing()
try:
    time.sleep(60)
except KeyboardInterrupt:
    print("heard")
interrupts.ignore()
os.kill(os.getpid(), signal.SIGINT)
print("told")
"""


@pytest.mark.skipif(os.name == "nt", reason="no process can send itself a Ctrl-C there")
def test_an_interrupt_in_a_callback_is_heard_and_a_late_one_ignored() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SENT_IN_A_CALLBACK], capture_output=True, text=True, timeout=50
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "heard\ntold\n", "")
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
