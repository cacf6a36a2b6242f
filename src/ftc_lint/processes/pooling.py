"""Processes that start from nothing, where none can be split from this one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from ftc_lint.processes.shares import Made, Thing, Work

PATIENCE_S = 0.5
"""Seconds after which a process looks whether the one that began it is still there."""


def shared(
    work: Work[Thing, Made],
    shares: Sequence[Sequence[Thing]],
    processes: int,
    meanwhile: Callable[[], None],
) -> Iterator[tuple[int, list[Made]]]:
    """What each share made, by its number. What a process owes that died is made here."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        processes, mp_context=context, initializer=_end_with, initargs=(os.getpid(),)
    )
    with _uninterrupted():
        futures = [pool.submit(work, share) for share in shares]
    try:
        meanwhile()
        for number, future in enumerate(futures):
            try:
                yield number, future.result()
            except BrokenProcessPool:
                yield number, work(shares[number])
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    pool.shutdown()


def _end_with(parent: int) -> None:
    """Ends this process soon after the one that began it, which a kill gives no time to do so:
    it would wait for work for ever, because the other processes hold the pipe's end as well."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PATIENCE_S)
        os._exit(1)

    if sys.platform != "win32":  # where the number of a parent stays when it is gone
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the processes are there, and never reaches them: they are ended by the
    one that began them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
