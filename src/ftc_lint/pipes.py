"""Output whose reader has had enough: the run goes on without a word."""

from __future__ import annotations

import os
import sys

from ftc_lint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def open_missing() -> None:
    """Let what is printed go nowhere where the caller has closed standard output or error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  open to the end
            setattr(sys, name, nowhere)


def flush_output() -> None:
    """Flush standard output, which a closed pipe silences. Raises `UsageError` where what is
    printed cannot be written: the disk is full."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        raise unwritable(error) from None


def print_text(text: str) -> None:
    """Write to standard output, as `flush_output` does."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        raise unwritable(error) from None
    flush_output()


def say(text: str) -> None:
    """Write to standard error. Where it takes no more there is nobody to tell: the run goes on."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def unwritable(error: OSError) -> UsageError:
    """What to say of a standard output that takes no more; all further output goes nowhere."""
    silence(sys.stdout)
    return UsageError(f"standard output cannot be written: {error.strerror}")


def silence(stream: TextIO) -> None:
    """Let all further output of a stream go nowhere."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return  # no real file: nothing is left to be flushed to it
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
