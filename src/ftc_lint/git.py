"""What git knows about the project's files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping


class GitError(Exception):
    """git could not answer; the message says why in one line."""


def git(
    *arguments: str, cwd: str, given: bytes = b"", environment: Mapping[str, str] | None = None
) -> bytes:
    """The output of a git command that is given this input. `environment` is set besides what
    is set. Raises `GitError`."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", *arguments],
            cwd=cwd, input=given, capture_output=True, check=False,
            env=None if environment is None else {**os.environ, **environment},
        )  # fmt: skip
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    except OSError as error:
        raise GitError(f"git could not be run: {error.strerror}") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[0] if said else f"git {arguments[0]} ended with {done.returncode}")
    return done.stdout


def listed_files(directory: str) -> list[str]:
    """Files below a directory that git tracks or would (ignored ones are left out), relative to
    it, with forward slashes; names that are not UTF-8 have surrogates. Raises `GitError`."""
    output = git("ls-files", "--cached", "--others", "--exclude-standard", "-z", cwd=directory)
    names = output.decode("utf-8", "surrogateescape").split("\0")
    return list(dict.fromkeys(name for name in names if name))
