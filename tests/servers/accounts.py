"""Database servers refuse to run as root: then they run as an unprivileged user that exists."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

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
