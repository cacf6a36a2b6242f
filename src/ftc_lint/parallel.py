"""The same work on many things in several processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")
Taken = TypeVar("Taken", contravariant=True)

SHARES = 8
"""Shares of the work for each process: small enough that none waits long for another."""

PATIENCE_S = 0.5
"""Seconds after which a process looks whether the one that began it is still there."""


class Work(Protocol[Taken, Made]):
    """What is done: `prepare` before the processes split, then a list for each share."""

    def prepare(self) -> None: ...

    def __call__(self, things: Sequence[Taken], /) -> list[Made]: ...


def in_processes(
    work: Work[Thing, Made], things: Sequence[Thing], sizes: Sequence[int], processes: int
) -> list[Made]:
    """The results in the order of the things; `sizes` say how long each will take.

    Where a process dies (of too little memory, mostly), its share is done in this one.
    """
    work.prepare()
    gc.freeze()  # what is loaded by now is looked at no more, here and in the processes
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    shares = _shares(sizes, processes * SHARES)
    results: dict[int, Made] = {}
    pool = ProcessPoolExecutor(
        processes, mp_context=context, initializer=_end_with, initargs=(os.getpid(),)
    )
    with _uninterrupted():
        futures = [pool.submit(work, [things[index] for index in share]) for share in shares]
    try:
        for share, future in zip(shares, futures, strict=True):
            try:
                done = future.result()
            except BrokenProcessPool:
                done = work([things[index] for index in share])
            results.update(zip(share, done, strict=True))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    pool.shutdown()
    return [results[index] for index in range(len(things))]


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


def _shares(sizes: Sequence[int], number: int) -> list[list[int]]:
    """Indexes in shares of about the same size, the largest things first."""
    order: Iterable[int] = sorted(range(len(sizes)), key=lambda index: -sizes[index])
    shares: list[list[int]] = [[] for _ in range(number)]
    totals = [0] * number
    for index in order:
        least = totals.index(min(totals))
        shares[least].append(index)
        totals[least] += sizes[index] + 1000
    return [share for share in shares if share]
