"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL
_NEW |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """A stream whose text becomes the file's when the block ends well. Raises `OSError`.

    Something that is no plain file (`/dev/stdout`, a pipe) is written to as it is.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "w", encoding="utf-8") as stream:
            yield stream
        return
    target = os.path.realpath(path)
    with (
        _beside(target) as handle,
        open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream,
    ):
        yield stream


def replace_bytes(path: str, data: bytes) -> None:
    """Give a file these bytes; the mode and owner of one that is there stay. Raises `OSError`.

    A symbolic link stays one: what it leads to is replaced. Another hard link keeps the old bytes.
    Something that is no plain file (`/dev/stdout`, a pipe) is written to as it is.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as stream:
            stream.write(data)
        return
    target = os.path.realpath(path)
    with _beside(target) as handle, open(handle, "wb") as stream:
        stream.write(data)
        if os.path.exists(target):
            _keep_owner(stream.fileno(), target)


@contextmanager
def _beside(target: str) -> Iterator[int]:
    """The handle of a new file, to be closed in the block; it takes the target's place after it."""
    temporary = os.path.join(os.path.dirname(target), f".ftc-lint-{os.urandom(8).hex()}")
    try:  # a Ctrl-C may come as soon as the file is there, and when it is there no more
        yield os.open(temporary, _NEW, 0o600)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _keep_owner(handle: int, target: str) -> None:
    """Matters to root, and to groups that share a directory. Raises `OSError`."""
    if not hasattr(os, "fchown"):
        return
    old, new = os.stat(target), os.fstat(handle)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.fchown(handle, old.st_uid, old.st_gid)


def _mode(path: str) -> int:
    """The mode of the file that is there, else what a new one would get."""
    if os.path.exists(path):
        return os.stat(path).st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
