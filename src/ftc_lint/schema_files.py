"""The files of `schema` and --schema: DDL to be read with the project, and snapshots."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

from ftc_lint.configuration.root import Root
from ftc_lint.errors import UsageError
from ftc_lint.globs import file_matcher
from ftc_lint.records import dataclass
from ftc_lint.sources import Sources, UnreadableFileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftc_lint.schema import Schema

_SPECIAL = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class SchemaFiles:
    """Paths relative to the root: DDL, and snapshots (`.json`)."""

    ddl: tuple[str, ...] = ()
    snapshots: tuple[str, ...] = ()


def schema_files(root: Root, patterns: Iterable[str], named: Iterable[str]) -> SchemaFiles:
    """The files that the configuration's patterns match and those named on the command line,
    both relative to the root. Raises `UsageError` where there is none."""
    found: dict[str, None] = {}
    for pattern in patterns:
        matching = _matching(root, pattern)
        if not matching:
            raise UsageError(f'schema: "{pattern}" matches no file below the project root')
        found.update(dict.fromkeys(matching))
    for path in named:
        if not os.path.isfile(os.path.join(root.directory, path)):
            raise UsageError(f"--schema: there is no file {path}")
        found[path] = None
    snapshots = tuple(path for path in found if path.endswith(".json"))
    return SchemaFiles(tuple(path for path in found if path not in snapshots), snapshots)


def read_snapshots(sources: Sources, paths: Iterable[str]) -> list[Schema]:
    """The schemas of snapshots. Raises `UsageError` for one that cannot be read."""
    from ftc_lint.schema.snapshot import SnapshotError, read

    schemas = []
    for path in paths:
        try:
            schemas.append(read(sources.data(path).decode("utf-8")))
        except SnapshotError as error:
            raise UsageError(f"{path}: {error}") from None
        except UnreadableFileError as error:
            raise UsageError(f"{path}: cannot be read: {error}") from None
        except UnicodeDecodeError:
            raise UsageError(f"{path}: is not UTF-8") from None
    return schemas


def files_before(
    today: SchemaFiles, patterns: Iterable[str], earlier: Collection[str], added: Collection[str]
) -> SchemaFiles:
    """The files of an earlier tree: today's without those that were `added` since, with those
    among its files (`earlier`) that the configuration's patterns match."""
    is_named = file_matcher(tuple(pattern.removeprefix("./") for pattern in patterns))
    kept = [path for path in (*today.ddl, *today.snapshots) if path not in added]
    found = dict.fromkeys((*kept, *filter(is_named, earlier)))
    snapshots = tuple(path for path in found if path.endswith(".json"))
    return SchemaFiles(tuple(path for path in found if path not in snapshots), snapshots)


def _matching(root: Root, pattern: str) -> list[str]:
    if not _SPECIAL & set(pattern):
        return [pattern] if os.path.isfile(os.path.join(root.directory, pattern)) else []
    from glob import glob

    names = glob(pattern, root_dir=root.directory, recursive=True)
    files = [name for name in names if os.path.isfile(os.path.join(root.directory, name))]
    return sorted(name.replace(os.sep, "/") for name in files)
