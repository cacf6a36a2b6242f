"""What the name of a call that cannot be followed hints at."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_BACKUP = frozenset({"backup", "backups", "bak", "pgdump", "mysqldump"})
_COPIES = frozenset({"dump", "snapshot", "archive"})
_OF_TABLES = frozenset(
    {"table", "tables", "db", "database", "schema", "sql", "pg", "postgres", "mysql", "sqlite"}
)
_VERIFY = frozenset(
    {"verify", "verified", "verifies", "validate", "validates", "check", "checks", "assert",
     "compare", "reconcile", "integrity", "sanity"}
)  # fmt: skip
_RESTORE = frozenset({"restore", "restores", "recover", "undo", "rollback"})
_NOT_A_BACKUP = frozenset(
    {"restore", "drop", "delete", "remove", "list", "get", "find", "load", "cleanup", "clean",
     "prune", "json", "yaml", "pickle", "is", "has", "latest", "log", "print", "path", "name"}
)  # fmt: skip

_EXECUTES = frozenset(
    {"execute", "exec", "executes", "execution", "run", "query", "sql", "statement", "ddl"}
)
_ALWAYS_EXECUTES = frozenset({"execute", "executes", "exec", "execution"})
_SHOWS = frozenset(
    {"log", "print", "explain", "format", "parse", "build", "test", "assert", "debug", "info",
     "warning", "error", "add", "append", "register", "echo", "write"}
)  # fmt: skip

BACKUP = "backup"
COPY = "copy"  # a backup if it is given the table: files are archived too, and objects dumped
VERIFY = "verify"
RESTORE = "restore"
COMMIT = "commit"
ROLLBACK = "rollback"
EXECUTE = "execute"
BACKS_UP = "backs-up"  # named in `backup-functions`
VERIFIES = "verifies"  # named in `verify-functions`


def words(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: `backupTable_v2` gives backup, table, v, 2."""
    return tuple(word.lower() for word in _WORDS.findall(name))


@lru_cache(maxsize=4096)
def hints_of(name: str) -> frozenset[str]:
    """The hints that a function's name (its last part) gives."""
    parts = frozenset(words(name))
    found = set()
    if _is_backup(parts):
        found.add(BACKUP if parts & (_BACKUP | _OF_TABLES) or "back" in parts else COPY)
    if parts & _VERIFY:
        found.add(VERIFY)
    if parts & _RESTORE and name != "rollback":
        found.add(RESTORE)
    if name in ("commit", "rollback"):
        found.add(COMMIT if name == "commit" else ROLLBACK)
    return frozenset(found)


@lru_cache(maxsize=4096)
def may_execute(name: str) -> bool:
    """Whether a call of this name that is given SQL runs it, as far as the name tells."""
    parts = frozenset(words(name))
    return bool(parts & _EXECUTES) and not parts & _SHOWS


@lru_cache(maxsize=4096)
def executes(name: str) -> bool:
    """As `may_execute`, where the name says so in as many words: a function of the project that is
    called so runs what it is given, even if how it does it is not seen."""
    return may_execute(name) and bool(frozenset(words(name)) & _ALWAYS_EXECUTES)


def _is_backup(parts: frozenset[str]) -> bool:
    if not (parts & (_BACKUP | _COPIES) or {"back", "up"} <= parts):
        return False
    return not parts & _NOT_A_BACKUP
