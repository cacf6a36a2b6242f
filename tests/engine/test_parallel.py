"""Work that is divided among processes is done whole, whatever becomes of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence

import pytest

from ftc_lint.processes import parallel
from ftc_lint.processes.parallel import in_processes
from ftc_lint.records import dataclass

pytestmark = pytest.mark.skipif(not parallel.FORKS, reason="processes are not split here")


@dataclass(frozen=True)
class Doubling:
    """Doubles numbers; another process than `here` ends in one of these ways at an odd number."""

    here: int
    ends: str = ""

    def prepare(self) -> None:
        pass

    def __call__(self, things: Sequence[int]) -> list[bytes]:
        if os.getpid() != self.here and any(each % 2 for each in things):
            if self.ends == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            elif self.ends == "raises":
                raise ValueError
            elif self.ends == "exits":
                raise SystemExit(3)
        return [b"%d" % (2 * each) * 1000 for each in things]  # more than a pipe holds


@pytest.mark.parametrize("ends", ["", "killed", "raises", "exits"])
@pytest.mark.parametrize("processes", [2, 5])
@pytest.mark.parametrize("count", [1, 2, 500])
def test_all_is_done_in_order(count: int, processes: int, ends: str) -> None:
    things = list(range(count))
    expected = [b"%d" % (2 * each) * 1000 for each in things]
    assert in_processes(Doubling(os.getpid(), ends), things, things, processes) == expected


@pytest.mark.parametrize("most", [0, 1])
def test_where_no_more_processes_can_be_had(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fork, begun = os.fork, []

    def limited() -> int:
        if len(begun) == most:
            raise BlockingIOError
        begun.append(True)
        return fork()

    monkeypatch.setattr(os, "fork", limited)
    before = os.listdir("/proc/self/fd")
    things = list(range(50))
    expected = [b"%d" % (2 * each) * 1000 for each in things]
    assert in_processes(Doubling(os.getpid()), things, things, 4) == expected
    assert os.listdir("/proc/self/fd") == before


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_no_process_outlives_an_error(error: type[BaseException]) -> None:
    def meanwhile() -> None:
        raise error

    things = list(range(100))
    with pytest.raises(error):
        in_processes(Doubling(os.getpid()), things, things, 3, meanwhile)


@pytest.fixture(autouse=True)
def no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    begun: list[int] = []
    fork = os.fork

    def noted() -> int:
        process = fork()
        begun.append(process)
        return process

    monkeypatch.setattr(os, "fork", noted)
    yield
    for process in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)
