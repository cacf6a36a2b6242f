"""The backup files that lie where the configuration says."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from fnmatch import fnmatchcase

from ftc_lint.audit.dumps import DumpError, PackingNotRead, read_dump
from ftc_lint.auditfacts import BackupFile
from ftc_lint.settings import BackupSettings

_TOC = "toc.dat"


def backup_files(settings: BackupSettings, root: str) -> tuple[BackupFile, ...] | None:
    """Every file, and every directory archive, of the configured directories whose name matches
    the pattern; None where no directory is configured. A directory that cannot be read is an
    entry with a problem."""
    if not settings.directories:
        return None
    found: list[BackupFile] = []
    for directory in settings.directories:
        where = os.path.join(root, directory)
        try:
            names = sorted(os.listdir(where))
        except OSError as error:
            epoch = datetime.fromtimestamp(0, timezone.utc)
            problem = f"the directory cannot be read: {error.strerror}"
            found.append(BackupFile(directory, epoch, problem=problem))
            continue
        for name in names:
            path = os.path.join(where, name)
            wanted = fnmatchcase(name, settings.pattern)
            if wanted and (os.path.isfile(path) or os.path.isfile(os.path.join(path, _TOC))):
                found.append(_file(path, f"{directory.rstrip('/')}/{name}"))
    return tuple(found)


def _file(path: str, shown: str) -> BackupFile:
    changed = datetime.fromtimestamp(os.stat(path).st_mtime, timezone.utc)
    try:
        dump = read_dump(path)
    except DumpError as error:
        return BackupFile(shown, changed, problem=str(error))
    except PackingNotRead as error:
        return BackupFile(shown, changed, unread=str(error))
    except OSError as error:
        return BackupFile(shown, changed, problem=f"cannot be read: {error.strerror}")
    return BackupFile(shown, dump.taken or changed, dump.kind, dump.database)
