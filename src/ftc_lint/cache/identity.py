"""Which program made an entry: another ftc-lint or Python may read a file differently."""

from __future__ import annotations

import os
import sys

from ftc_lint import __version__
from ftc_lint.sources import digest_of


def identity() -> str:
    """What is known of this program: its version and its code, and Python's version."""
    told = (__version__, sys.version, _code(_package()))
    return digest_of("\0".join(told).encode())


def _package() -> str:
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _code(directory: str) -> str:
    """The digest of the package's code: a version number does not tell one checkout from
    another."""
    parts = []
    waiting = [directory]
    while waiting:
        for entry in sorted(os.scandir(waiting.pop()), key=_name):
            if entry.is_dir():
                waiting.append(entry.path)
            elif entry.name.endswith(".py"):
                with open(entry.path, "rb") as file:
                    parts.append(file.read())
    return digest_of(b"\0".join(parts))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
