"""Which files there are, and what PATHS mean by them.

Paths are relative to the project's root, with forward slashes; bytes of a name that are not UTF-8
are kept as surrogates.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from ftc_lint.configuration.root import FILES, Root
from ftc_lint.errors import UsageError
from ftc_lint.globs import matcher
from ftc_lint.records import dataclass, field, replace
from ftc_lint.settings import Settings

PYTHON_SUFFIXES = (".py", ".pyw", ".pyi")
SQL_SUFFIXES = (".sql", ".ddl", ".dml", ".psql", ".pgsql", ".sql.j2", ".sql.jinja", ".sql.jinja2")
SHELL_SUFFIXES = (".sh", ".bash", ".ksh", ".zsh")
OWN_DIRECTORY = ".ftc_lint"
"""The directory in a project's root that is ours: cache and history."""

NOTEBOOK_SUFFIX = ".ipynb"
DBT_PROJECTS = ("dbt_project.yml", "dbt_project.yaml")
WALKED = (".py", ".pyw", NOTEBOOK_SUFFIX, *SQL_SUFFIXES, *SHELL_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Targets:
    """What PATHS name: single files, and directories ("" is the root). `excluded` counts the
    named files that --force-exclude took out."""

    files: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    excluded: int = 0
    _names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", frozenset(self.files))

    def include(self, path: str) -> bool:
        """Whether a file of the project lies in PATHS."""
        return path in self._names or any(
            not d or path == d or path.startswith(d + "/") for d in self.directories
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """Files to be read and configuration files, each in order. `unreadable` are directories
    that could not be looked into, with the reason; `note` says why git was not asked, if it
    should have been; `tracks_own`: git tracks files in the directory that is ours."""

    files: tuple[str, ...]
    configurations: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    note: str = ""
    tracks_own: bool = False


def is_sql(path: str) -> bool:
    """Whether a file is SQL by its name."""
    return path.lower().endswith(SQL_SUFFIXES)


def language(path: str, data: bytes = b"") -> str:
    """ "python", "notebook", "shell", "dbt" (a project's file) or "sql": by the name, or else by
    a first line such as `#!/usr/bin/python3`."""
    name = path.lower()
    if name.endswith(PYTHON_SUFFIXES):
        return "python"
    if name.endswith(NOTEBOOK_SUFFIX):
        return "notebook"
    if name.rpartition("/")[2] in DBT_PROJECTS:
        return "dbt"
    if name.endswith(SHELL_SUFFIXES):
        return "shell"
    first = data[:200].split(b"\n", 1)[0]
    if not first.startswith(b"#!") or name.endswith(SQL_SUFFIXES):
        return "sql"
    return "python" if b"python" in first else "shell"


def relative(root: Root, path: str) -> str:
    """A path relative to the root, as findings have it."""
    return os.path.relpath(path, root.directory).replace(os.sep, "/")


def targets_of(
    paths: Iterable[str], root: Root, cwd: str, settings: Settings, force_exclude: bool
) -> Targets:
    """What PATHS name. Raises `UsageError` for one that does not exist."""
    is_excluded = exclusion(settings)
    files: list[str] = []
    directories: list[str] = []
    excluded = 0
    for path in paths:
        absolute = os.path.join(cwd, path)
        name = relative(root, absolute)
        if os.path.isdir(absolute):
            directories.append("" if name == "." else name)
        elif not os.path.lexists(absolute):
            shown = path.encode("utf-8", "backslashreplace").decode("utf-8")
            raise UsageError(f"{shown}: there is no such file or directory")
        elif force_exclude and is_excluded(name):
            excluded += 1
        else:
            files.append(name)
    return Targets(tuple(dict.fromkeys(files)), tuple(dict.fromkeys(directories)), excluded)


def project_files(root: Root, settings: Settings, respect_gitignore: bool = True) -> Listing:
    """Every file of the project that is to be read.

    As git sees the tree; where there is no git tree, or git cannot be asked, by a plain walk.
    """
    is_excluded = exclusion(settings)
    if respect_gitignore and root.repository is not None:
        from ftc_lint.git import GitError, listed_files

        try:
            listed = listed_files(root.directory)
        except GitError as error:
            note = f"files that git ignores are read too: {error}"
            return replace(walk(root.directory, is_excluded), note=note)
        wanted = [p for p in listed if has_listed_name(p) and not is_excluded(p)]
        listing = _listing(p for p in wanted if _is_own_file(root.directory, p))
        tracks_own = any(p.startswith(f"{OWN_DIRECTORY}/") for p in listed)
        return replace(listing, tracks_own=tracks_own)
    return walk(root.directory, is_excluded)


def files_among(paths: Iterable[str], settings: Settings) -> tuple[str, ...]:
    """Those of a tree's files that are to be read, in order."""
    is_excluded = exclusion(settings)
    return _listing(p for p in paths if has_listed_name(p) and not is_excluded(p)).files


def exclusion(settings: Settings) -> Callable[[str], bool]:
    """Whether the settings leave a path out."""
    return matcher((*settings.exclude, *settings.extend_exclude))


def walk(directory: str, is_excluded: Callable[[str], bool], at_most: int | None = None) -> Listing:
    """Files below a directory without asking git. Links to directories are not followed.

    `at_most`: stop once so many are found, when only their number matters.
    """
    found: list[str] = []
    unreadable: list[tuple[str, str]] = []
    pending = [""]
    while pending and (at_most is None or len(found) < at_most):
        above = pending.pop()
        try:
            entries = list(os.scandir(os.path.join(directory, above)))
        except OSError as error:
            unreadable.append((above or ".", error.strerror or "unreadable"))
            continue
        for entry in entries:
            path = f"{above}/{entry.name}" if above else entry.name
            if entry.is_dir(follow_symlinks=False):
                if not is_excluded(path):
                    pending.append(path)
            elif is_excluded(path) or not has_listed_name(path):
                continue
            elif entry.is_file(follow_symlinks=False) or _leads_outside(directory, path):
                found.append(path)
    return _listing(found, unreadable)


def _listing(paths: Iterable[str], unreadable: Iterable[tuple[str, str]] = ()) -> Listing:
    files: list[str] = []
    configurations: list[str] = []
    for path in sorted(paths):
        (configurations if path.rpartition("/")[2] in FILES else files).append(path)
    return Listing(tuple(files), tuple(configurations), tuple(unreadable))


def _is_own_file(directory: str, path: str) -> bool:
    """Whether a path that git lists is a file on disk, and not reached by another path too."""
    absolute = os.path.join(directory, path)
    if os.path.islink(absolute):
        return _leads_outside(directory, path)
    return os.path.isfile(absolute)


def has_listed_name(path: str) -> bool:
    """Whether a file of this name is read without being named."""
    return path.lower().endswith(WALKED) or path.rpartition("/")[2] in (*FILES, *DBT_PROJECTS)


def _leads_outside(directory: str, path: str) -> bool:
    """Whether a link leads to a file that no other path of the project names."""
    target = os.path.realpath(os.path.join(directory, path))
    inside = os.path.realpath(directory) + os.sep
    return os.path.isfile(target) and not target.startswith(inside)
