"""Database servers refuse to run as root: then they run as an unprivileged user that exists."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "TMPDIR")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def unprivileged() -> dict[str, Any]:
    """Keyword arguments for `subprocess` to run something without privileges."""
    if not is_root():
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def ending_with_us(signal_number: int) -> dict[str, Any]:
    """Keyword arguments for `subprocess.Popen`: on Linux the child gets this signal when the test
    run ends, however it ends."""
    if not sys.platform.startswith("linux"):
        return {}
    libc = ctypes.CDLL(None)
    return {"preexec_fn": lambda: libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal_number)}


def environment() -> dict[str, str]:
    """A small, fixed environment: no PG* or MYSQL* variable of the developer's own."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ
    }
    return {**kept, "LANG": "C", "LC_ALL": "C", "TZ": "UTC", "HOME": tempfile.gettempdir()}


def make_directory(prefix: str) -> Path:
    """A temporary directory with a short path (sockets need that), owned by the server's user."""
    directory = Path(tempfile.mkdtemp(prefix=prefix))
    account = unprivileged()
    if account:
        os.chown(directory, account["user"], account["group"])
    return directory


def may_run(program: Path) -> bool:
    """Whether the unprivileged user can start it (its directory may be closed to others)."""
    try:
        done = subprocess.run(
            [program, "--version"],
            capture_output=True,
            cwd="/" if os.name != "nt" else None,
            env=environment(),
            timeout=60,
            **unprivileged(),
        )
    except OSError:
        return False
    return done.returncode == 0


def copy_tree(source: Path, target: Path) -> None:
    """A copy that everybody may read."""
    shutil.copytree(source, target, symlinks=True)
