"""A directory of entries, each written whole or not at all, each with a checksum.

Several processes may use it at the same time: an entry's name tells all that its content depends
on, so that whoever writes it last writes the same. Nothing that is read is ever executed.
"""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import suppress

from ftc_lint.files import OWN_DIRECTORY
from ftc_lint.sources import digest_of

MOST_BYTES = 256_000_000
"""What the entries may take together; those that were not used for longest go first."""

MOST_AGE = 30 * 86_400
"""Seconds after which an entry that nobody used goes."""

LARGEST = 64_000_000
"""Bytes of one entry; more is neither written nor read."""

_MARK = b"ftc-lint cache 1 "
_NAME = re.compile(r"[a-z]{5,8}-[0-9a-f]{32}")
_TEMPORARY = re.compile(r"[a-z]{5,8}-[0-9a-f]{32}\.\d+-\d+\.tmp")
_DAY = 86_400
_HOUR = 3600
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Store:
    """The entries of one directory. `problem` says why nothing more can be written, if so; `wrote`
    whether something was."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.problem: str | None = None
        self.wrote = False
        self._count = 0

    def exists(self) -> bool:
        """Whether there is anything to read."""
        return os.path.isdir(self.directory)

    def read(self, name: str) -> bytes | None:
        """An entry as it was written; None if there is none, or if it is damaged."""
        try:
            handle = os.open(os.path.join(self.directory, name), _READ)
        except OSError:
            return None
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
                return None
            with open(handle, "rb", closefd=False) as file:
                data = file.read()
            if time.time() - status.st_mtime > _DAY:
                self._used(name)
        except OSError:
            return None
        finally:
            os.close(handle)
        head, _, content = data.partition(b"\n")
        return content if head == _head(content) else None

    def write(self, name: str, content: bytes) -> None:
        """Keep an entry. What goes wrong is told by `problem`, and nothing is tried again."""
        if self.problem is not None or len(content) > LARGEST:
            return
        self._count += 1
        temporary = os.path.join(self.directory, f"{name}.{os.getpid()}-{self._count}.tmp")
        try:
            self._prepare()
            try:  # a Ctrl-C may come as soon as the file is there
                with open(temporary, "xb") as file:
                    file.write(_head(content) + b"\n" + content)
                os.replace(temporary, os.path.join(self.directory, name))
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(temporary)
                raise
        except OSError as error:
            self.problem = error.strerror or "cannot be written"
            return
        self.wrote = True

    def evict(self, most_bytes: int = MOST_BYTES, most_age: float = MOST_AGE) -> None:
        """Remove what nobody used for long, and the oldest entries where all take too much."""
        now = time.time()
        kept: list[tuple[float, int, str]] = []
        try:
            with os.scandir(self.directory) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    age = now - status.st_mtime
                    if _NAME.fullmatch(entry.name) and age <= most_age:
                        kept.append((status.st_mtime, status.st_size, entry.path))
                    elif _NAME.fullmatch(entry.name) or (
                        _TEMPORARY.fullmatch(entry.name) and age > _HOUR
                    ):
                        os.unlink(entry.path)
            total = sum(size for _, size, _ in kept)
            for _, size, path in sorted(kept):
                if total <= most_bytes:
                    break
                os.unlink(path)
                total -= size
        except FileNotFoundError:
            pass  # another process was first; it clears the rest
        except OSError as error:
            self.problem = self.problem or error.strerror or "cannot be cleared"

    def _prepare(self) -> None:
        """Make the directory, which git shall not see."""
        if os.path.isdir(self.directory):
            return
        above = os.path.dirname(self.directory)
        ours = above if os.path.basename(above) == OWN_DIRECTORY else self.directory
        os.makedirs(self.directory, exist_ok=True)
        ignoring = os.path.join(ours, ".gitignore")
        if not os.path.lexists(ignoring):
            with open(ignoring, "w", encoding="utf-8") as file:
                file.write("*\n")

    def _used(self, name: str) -> None:
        try:
            os.utime(os.path.join(self.directory, name))
        except OSError:
            pass  # a cache that cannot be written is read all the same


def _head(content: bytes) -> bytes:
    return _MARK + digest_of(content).encode()
