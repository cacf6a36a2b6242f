"""Runs a process within a limit and says what it took; compares two that run in turn.

Ratios are taken pair by pair, so that a machine whose speed drifts does not decide the result, and
every result says under which load it was measured.
"""

from __future__ import annotations

import datetime
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

Result = dict[str, Any]
"""What goes into a file of results."""


@dataclass(frozen=True)
class Run:
    """A process that ended by itself: seconds by the clock and of all its processors, the megabytes
    of its largest process (children too), and what it printed, where that was asked for."""

    wall: float
    cpu: float
    peak: float
    output: str = ""


@dataclass(frozen=True)
class Stopped:
    """A process that was stopped after so many seconds."""

    after: float

    def __str__(self) -> str:
        return f"did not finish in {self.after:g} s"


class ToolFailedError(Exception):
    """A process that ended with a status that is no result. The text names command and status."""


def run(
    command: Sequence[str],
    cwd: Path,
    limit: float,
    *,
    keep_output: bool = False,
    env: Mapping[str, str] | None = None,
    statuses: Sequence[int] = (0, 1),
) -> Run | Stopped:
    """Runs a command for at most `limit` seconds; its whole process group ends with it. Raises
    `ToolFailedError` where it ends with none of the statuses."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stderr=err, env=env,
            stdout=out if keep_output else subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        late = threading.Event()

        def stop() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        took = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if late.is_set():
            return Stopped(limit)
        if process.returncode not in statuses:
            err.seek(0)
            last = err.read().decode(errors="replace").strip()[-500:]
            raise ToolFailedError(
                f"{Path(command[0]).name} ended with {process.returncode}: {last}"
            )
        out.seek(0)
        return Run(
            wall=took,
            cpu=usage.ru_utime + usage.ru_stime,
            peak=usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3),
            output=out.read().decode(errors="replace") if keep_output else "",
        )


def paired(
    ours: Callable[[], Run | Stopped], yardstick: Callable[[], Run | Stopped], runs: int
) -> Result:
    """Ours divided by the yardstick, both in turn (A B A B …), so many times. Which of the two was
    stopped first is said, and nothing is compared then."""
    pairs: list[tuple[Run, Run]] = []
    for _ in range(runs):
        mine = ours()
        if isinstance(mine, Stopped):
            return {"ours_stopped_after": mine.after}
        other = yardstick()
        if isinstance(other, Stopped):
            return {"ours_s": rounded(mine.wall), "stopped_after": other.after}
        pairs.append((mine, other))
    return ratios(pairs, theirs_by_ours=False)


def ratios(pairs: Sequence[tuple[Run, Run]], *, theirs_by_ours: bool) -> Result:
    """Pairs of ours and theirs as median ratios, with the lowest and the highest pair, by the clock
    and in processor time; and the median seconds."""
    result: Result = {
        "pairs": len(pairs),
        "ours_s": middle(mine.wall for mine, _ in pairs),
        "theirs_s": middle(other.wall for _, other in pairs),
        "ours_cpu_s": middle(mine.cpu for mine, _ in pairs),
        "theirs_cpu_s": middle(other.cpu for _, other in pairs),
    }
    for key, seconds in (
        ("ratio", [(mine.wall, other.wall) for mine, other in pairs]),
        ("cpu_ratio", [(mine.cpu, other.cpu) for mine, other in pairs]),
    ):
        every = sorted(b / a if theirs_by_ours else a / b for a, b in seconds)
        result[key] = rounded(statistics.median(every))
        result[f"{key}_spread"] = [rounded(every[0]), rounded(every[-1])]
    return result


def conditions() -> Result:
    """When and on what something was measured."""
    return {
        "measured": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "version": version("ftc-lint"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "load_before": loads(),
    }


def loads() -> float:
    """Processes that wanted a processor, on the average of the last minute."""
    return round(os.getloadavg()[0], 1)


def middle(values: Any) -> float:
    """The median, rounded."""
    return rounded(statistics.median(values))


def rounded(value: float) -> float:
    """Three digits that count."""
    return float(f"{value:.3g}")
