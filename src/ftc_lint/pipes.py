"""Output whose reader has had enough: the run goes on without a word."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def flush_output() -> None:
    """Flush standard output, which a closed pipe silences."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def silence(stream: TextIO) -> None:
    """Let all further output of a stream go nowhere."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return  # no real file: nothing is left to be flushed to it
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
