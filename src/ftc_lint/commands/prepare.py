"""From options to what the engine runs on; shared by the modes that read the project."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from ftc_lint.cache.place import place_of
from ftc_lint.configuration.root import Root, find_root
from ftc_lint.configuration.tree import SettingsTree, settings_tree
from ftc_lint.engine import available_jobs
from ftc_lint.errors import UsageError
from ftc_lint.files import Listing, Targets, exclusion, project_files, relative, targets_of, walk
from ftc_lint.options import Options
from ftc_lint.pipes import say
from ftc_lint.records import replace
from ftc_lint.request import Request
from ftc_lint.schema_files import SchemaFiles, schema_files
from ftc_lint.settings import Selection, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ftc_lint.configuration.place import Known
    from ftc_lint.registry import Registry


def project_root(options: Options) -> Root:
    """The project around the working directory. Raises `UsageError`."""
    return find_root(os.getcwd(), options.config, options.isolated)


def root_settings(options: Options, root: Root) -> Settings:
    """The project's settings with those of the command line. Raises `UsageError`."""
    settings = Settings()
    if root.config is not None and not (options.isolated and options.config is None):
        from ftc_lint.configuration.read import read_settings

        settings = read_settings(
            root.config, shown_path(root)(relative(root, root.config)), known()
        )
    return _with_options(settings, options)


def request(options: Options, with_operations: bool = False) -> Request:
    """Everything the engine needs. Raises `UsageError`."""
    root = project_root(options)
    settings = root_settings(options, root)
    buffers = _standard_input(options, root)
    cwd = os.getcwd()
    paths = [path for path in options.paths if path != "-"]
    targets = targets_of(paths, root, cwd, settings, options.force_exclude)
    targets = replace(targets, files=(*targets.files, *buffers))
    listing = _listing(options, root, settings, targets)
    if listing.note and not options.quiet:
        say(f"ftc-lint: note: {listing.note}\n")
    cache = _cache(options, root, listing)
    tree = SettingsTree(settings)
    if listing.configurations and not options.isolated:
        tree = settings_tree(root, settings, listing.configurations, cwd, known())
    if options.paths:
        _require_files(options, targets, listing)
    return Request(
        root=root,
        tree=tree,
        listing=listing,
        registry=_registry,
        targets=targets if options.paths else None,
        buffers=buffers,
        schema=_schema_files(options, root, settings),
        jobs=options.jobs or available_jobs(),
        with_operations=with_operations,
        show=shown_path(root),
        cache=cache,
    )


def shown_path(root: Root) -> Callable[[str], str]:
    """From a path relative to the root to one relative to the working directory."""
    cwd = os.getcwd()
    if root.directory == cwd:
        return str
    return lambda path: os.path.relpath(os.path.join(root.directory, path), cwd).replace(
        os.sep, "/"
    )


def known() -> Known:
    """The rules' codes and names, for checking a configuration."""
    from ftc_lint.configuration.place import Known

    return Known(
        lambda: _registry().codes,
        lambda: _registry().names,
        lambda: not _registry().broken,
    )


def _registry() -> Registry:
    from ftc_lint.registry import registry

    return registry()


def _with_options(settings: Settings, options: Options) -> Settings:
    changes: dict[str, Any] = {}
    if options.exclude:
        changes["extend_exclude"] = (*settings.extend_exclude, *options.exclude)
    if options.dialect is not None:
        changes["dialect"] = _dialect(options.dialect)
        changes["dialects"] = {}
    words = (options.select, options.ignore, options.extend_select)
    if any(words):
        for option, given in zip(("--select", "--ignore", "--extend-select"), words, strict=True):
            _check_rules(option, given or [])
        select, ignore, extend = (None if w is None else tuple(w) for w in words)
        layer = Selection(select, ignore or (), extend or ())
        changes["selections"] = (*settings.selections, layer)
    return replace(settings, **changes) if changes else settings


def _dialect(name: str) -> str:
    from ftc_lint.configuration.kinds import DIALECT_ALIASES, DIALECTS
    from ftc_lint.configuration.place import nearest

    wanted = DIALECT_ALIASES.get(name.lower(), name.lower())
    if wanted not in DIALECTS:
        near = nearest(name, (*DIALECTS, *DIALECT_ALIASES))
        raise UsageError(f'--dialect: unknown dialect "{name}"{near}')
    return wanted


def _check_rules(option: str, words: list[str]) -> None:
    from ftc_lint.configuration.place import nearest

    rules = known()
    for word in words:
        if not rules.is_selector(word):
            near = nearest(word, (*rules.codes(), *rules.names()))
            raise UsageError(f'{option}: unknown rule "{word}"{near}')


def _standard_input(options: Options, root: Root) -> dict[str, bytes]:
    if "-" not in options.paths:
        if options.stdin_filename is not None:
            raise UsageError("--stdin-filename: only goes with `-`, which reads standard input")
        return {}
    name = options.stdin_filename or "stdin.sql"
    path = relative(root, os.path.join(os.getcwd(), name))
    if sys.stdin is None:  # the caller has closed it
        raise UsageError("-: standard input is closed")
    try:
        return {path: sys.stdin.buffer.read()}
    except OSError as error:
        raise UsageError(f"-: standard input cannot be read: {error.strerror}") from None


def _listing(options: Options, root: Root, settings: Settings, targets: Targets) -> Listing:
    """The project's files. git is not asked where a look around shows nothing but the files
    that were named: starting it takes longer than checking them."""
    if not root.is_project and root.directory in (os.path.expanduser("~"), os.path.abspath(os.sep)):
        return _named_only(root, settings, targets)
    if targets.files and not targets.directories and options.respect_gitignore:
        around = walk(root.directory, exclusion(settings), at_most=len(targets.files) + 1)
        if not set(around.files) - set(targets.files) and not around.configurations:
            return around
    return project_files(root, settings, options.respect_gitignore)


def _cache(options: Options, root: Root, listing: Listing) -> str | None:
    """The directory of the cache. Raises `UsageError` for one that cannot be."""
    if not options.use_cache:
        return None
    if options.cache_dir is not None:
        if os.path.lexists(options.cache_dir) and not os.path.isdir(options.cache_dir):
            raise UsageError(f"--cache-dir {options.cache_dir}: is no directory")
        return os.path.abspath(options.cache_dir)
    directory, why = place_of(root, listing)
    if why and not options.quiet:
        say(f"ftc-lint: note: {why}\n")
    return directory


def _named_only(root: Root, settings: Settings, targets: Targets) -> Listing:
    """A home directory is no project: only what is named is read."""
    found: list[str] = []
    unreadable: list[tuple[str, str]] = []
    for directory in targets.directories:
        if directory == "":
            return project_files(root, settings)
        below = walk(os.path.join(root.directory, directory), exclusion(settings))
        found += (f"{directory}/{path}" for path in below.files)
        unreadable += below.unreadable
    return Listing(tuple(found), (), tuple(unreadable))


def _schema_files(options: Options, root: Root, settings: Settings) -> SchemaFiles:
    if not settings.schema and not options.schema:
        return SchemaFiles()
    cwd = os.getcwd()
    named = [relative(root, os.path.join(cwd, path)) for path in options.schema or ()]
    return schema_files(root, settings.schema, named)


def _require_files(options: Options, targets: Targets, listing: Listing) -> None:
    if targets.files or targets.excluded or any(targets.include(path) for path in listing.files):
        return
    shown = " ".join(options.paths)
    raise UsageError(f"{shown}: there is no file to check; name a directory with .py or .sql files")
