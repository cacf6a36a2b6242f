"""Which program made an entry: another ftc-lint, Python or libcst may read a file differently."""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder

from ftc_lint import __version__
from ftc_lint.sources import digest_of


def identity() -> str:
    """What is known of this program: its version and its code, Python's and libcst's versions."""
    told = (__version__, sys.version, _version_of("libcst"), _code(_package()))
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


def _version_of(package: str) -> str:
    """The text of the file that tells a package's version; importing the package, or asking
    importlib.metadata, takes much longer."""
    spec = PathFinder.find_spec(package)
    if spec is not None and spec.origin is not None:
        path = os.path.join(os.path.dirname(spec.origin), "_version.py")
        if os.path.isfile(path):
            with open(path, "rb") as file:
                return digest_of(file.read())
    from importlib.metadata import version

    return version(package)
