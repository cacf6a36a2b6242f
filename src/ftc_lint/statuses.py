"""By what a file is known to hold what it held, without reading it.

As git does: a file that has the size, the times and the number that it had when it was read holds
what it held then. Nothing but the clock sets the time at which a status changed, so that a file
that was given its old time of modification back is known to have changed. Two changes within one
tick of the file system's clock have the same time: a status counts only if it was clearly older
than the run that read the file.
"""

from __future__ import annotations

import os

SETTLED_NS = 2_000_000_000
"""Nanoseconds by which a status must be older than the run that notes it: the coarsest clock of a
file system ticks every two seconds."""

ARE_TRUSTED = os.name == "posix"
"""Windows tells when a file was created where others tell when its status changed."""

Status = tuple[int, int, int, int]
"""Bytes, nanoseconds of the last change of the content and of the status, the number (inode)."""


def status_of(found: os.stat_result) -> Status:
    """What a file is known by."""
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def size_of(status: Status) -> int:
    """The bytes that a file has."""
    return status[0]


def is_settled(status: Status, began_ns: int) -> bool:
    """Whether a change after `began_ns`, the start of a run, would show in a file's status."""
    _, modified, changed, _ = status
    return ARE_TRUSTED and max(modified, changed) < began_ns - SETTLED_NS
