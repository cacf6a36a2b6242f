"""Ctrl-C: heard at any moment, and ignored once all is told.

`_signal` is what `signal` is made of, which itself spends a moment on enumerations: too long for a
run that has nothing to do.

Nothing is run as text, only compiled: Python notes a Ctrl-C that ends `exec` of a text, and then
lets the signal end the process after all is told, where it was started with `-m`.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _thread
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sys import UnraisableHookArgs

AGAIN_S = 0.01
"""Seconds until a Ctrl-C is sent again that came where nothing can be raised."""


def heed() -> None:
    """Let no Ctrl-C be lost in this process: one that comes while Python runs a callback of its
    own (of a weak reference, of the collector), where exceptions go nowhere, is sent again."""
    sys.unraisablehook = _hear


def ignore() -> None:
    """All is done and told: from here on a Ctrl-C comes too late."""
    try:
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    except KeyboardInterrupt:  # came before this call, which raises it first and changes nothing
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)


def unless_interrupted(error: BaseException) -> None:
    """Raises `KeyboardInterrupt` if an error was made of one: before Python 3.12 a class that is
    being defined makes a RuntimeError of a Ctrl-C."""
    cause = error.__cause__ or error.__context__
    while cause is not None:
        if isinstance(cause, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        cause = cause.__cause__ or cause.__context__


def _hear(unraisable: UnraisableHookArgs) -> None:
    if unraisable.exc_type is KeyboardInterrupt:
        _thread.start_new_thread(_again, (_thread.get_ident(),))
    else:
        sys.__unraisablehook__(unraisable)


def _again(thread: int) -> None:
    time.sleep(AGAIN_S)
    if hasattr(_signal, "pthread_kill"):  # which also ends a wait for the system
        _signal.pthread_kill(thread, _signal.SIGINT)
    else:
        _thread.interrupt_main()
