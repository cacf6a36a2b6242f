"""Processes that split from this one, which does its share of the work as they do.

What is loaded here is loaded there, so that the second process costs milliseconds. The shares are
numbers in a pipe, from which each process takes the next when it is done with one: a read of so few
bytes is never divided. Each tells what it made through a pipe of its own, at its end.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` spends a moment on enumerations
import os
import pickle
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from ftc_lint.processes.shares import Made, Thing, Work
from ftc_lint.records import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


PATIENCE_S = 0.5
"""Seconds after which a process looks whether the one that began it is still there."""

_NUMBER = struct.Struct("=I")
_HEAD = struct.Struct("=IQ")
"""Before what a share made: its number, and the bytes that follow."""
_MOST = 4096 // _NUMBER.size
"""Numbers that a pipe surely holds."""


@dataclass(frozen=True, slots=True)
class _Child:
    """Another process, and the end of the pipe through which it tells."""

    process: int
    told: BinaryIO


def shared(
    work: Work[Thing, Made],
    shares: Sequence[Sequence[Thing]],
    processes: int,
    meanwhile: Callable[[], None],
) -> Iterator[tuple[int, list[Made]]]:
    """What each share made, by its number. What a process owes that died is made here."""
    todo = _numbers(min(len(shares), _MOST))
    children: list[_Child] = []
    try:
        with _uninterrupted(), suppress(OSError):  # those there are do it where no more can be had
            while len(children) < processes - 1:
                children.append(_begun(work, shares, todo))
        meanwhile()
        owed = set(range(len(shares)))
        for number in _taken(todo):
            owed.remove(number)
            yield number, work(shares[number])
        while children:
            for number, content in _told(children[-1].told):
                owed.remove(number)
                yield number, pickle.loads(content)
            _end(children.pop())
        for number in sorted(owed):
            yield number, work(shares[number])
    finally:
        os.close(todo)
        for child in children:  # this one was interrupted
            os.kill(child.process, _signal.SIGKILL)
            _end(child)


def _numbers(count: int) -> int:
    """The reading end of a pipe that holds so many numbers."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(map(_NUMBER.pack, range(count))))
    os.close(writing)
    return reading


def _taken(todo: int) -> Iterator[int]:
    """The numbers that this process gets of those that all take from."""
    while data := os.read(todo, _NUMBER.size):
        yield _NUMBER.unpack(data)[0]


def _begun(work: Work[Thing, Made], shares: Sequence[Sequence[Thing]], todo: int) -> _Child:
    """Another process at work."""
    reading, writing = os.pipe()
    parent = os.getpid()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        raise
    if process == 0:
        try:
            _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # the one that began it ends it
            _end_with(parent)
            os.close(reading)
            _work(work, shares, todo, writing)
        finally:
            os._exit(0)  # whatever happened: what is missing is made by the other
    os.close(writing)
    return _Child(process, os.fdopen(reading, "rb"))


def _end_with(parent: int) -> None:
    """Ends this process soon after the one that began it, which a kill gives no time to do so."""

    def look(_number: int, _frame: object) -> None:
        if os.getppid() != parent:
            os._exit(1)

    _signal.signal(_signal.SIGALRM, look)
    _signal.setitimer(_signal.ITIMER_REAL, PATIENCE_S, PATIENCE_S)


def _work(
    work: Work[Thing, Made], shares: Sequence[Sequence[Thing]], todo: int, writing: int
) -> None:
    """Makes shares until none is left, then tells of them: the pipe holds little, and the other
    process listens only when it has nothing else to do."""
    made = []
    for number in _taken(todo):
        made.append((number, pickle.dumps(work(shares[number]), pickle.HIGHEST_PROTOCOL)))
    with os.fdopen(writing, "wb") as file:
        for number, content in made:
            file.write(_HEAD.pack(number, len(content)))
            file.write(content)


def _told(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """What a process tells, as far as it got."""
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        number, length = _HEAD.unpack(head)
        content = file.read(length)
        if len(content) < length:
            return
        yield number, content


def _end(child: _Child) -> None:
    child.told.close()
    os.waitpid(child.process, 0)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the processes are there, each known."""
    before = _signal.pthread_sigmask(_signal.SIG_BLOCK, {_signal.SIGINT})
    try:
        yield
    finally:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, before)
