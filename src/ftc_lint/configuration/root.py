"""The project's root and its configuration file."""

from __future__ import annotations

import os

from ftc_lint.errors import UsageError
from ftc_lint.records import dataclass

OWN_FILE = "ftc-lint.toml"
SHARED_FILE = "pyproject.toml"
FILES = (OWN_FILE, SHARED_FILE)


@dataclass(frozen=True, slots=True)
class Root:
    """`directory` absolute; `config` the configuration file, None without one; `repository`
    the top of the git tree around it, if there is one."""

    directory: str
    config: str | None
    repository: str | None

    @property
    def is_project(self) -> bool:
        """Whether the directory was chosen by someone, rather than where the shell stood."""
        return self.config is not None or self.repository is not None


def find_root(cwd: str, config: str | None = None, isolated: bool = False) -> Root:
    """The project around a directory: that of the nearest configuration, else the git tree,
    else the directory itself. Raises `UsageError` for a `config` that is not there."""
    named = os.path.join(cwd, config) if config is not None else None
    if named is not None and not os.path.isfile(named):
        raise UsageError(f"--config {config}: there is no such file")
    found, repository = None, None
    directory = os.path.abspath(cwd)
    while True:
        if found is None and not isolated:
            found = config_in(directory)
        if repository is None and os.path.exists(os.path.join(directory, ".git")):
            repository = directory
        parent = os.path.dirname(directory)
        if parent == directory or (found and repository):
            break
        directory = parent
    if found is not None:
        top = os.path.dirname(found)
    else:
        top = repository or os.path.abspath(cwd)
    if repository is not None and not (top + os.sep).startswith(repository.rstrip(os.sep) + os.sep):
        repository = None
    return Root(top, named or found, repository)


def config_in(directory: str) -> str | None:
    """The configuration file of a directory, if it has one."""
    own = os.path.join(directory, OWN_FILE)
    if os.path.isfile(own):
        return own
    shared = os.path.join(directory, SHARED_FILE)
    if _mentions(shared):
        from ftc_lint.configuration.read import has_section

        if has_section(shared):
            return shared
    return None


def _mentions(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return b"ftc-lint" in file.read()
    except OSError:
        return False
