"""Which Python files need parsing: those whose bytes can hold an operation.

It may let through what holds none, and it must not lose any: a test compares whole runs with and
without it. What it lets through decides how fast a run is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PYTHON = re.compile(
    rb"""(?i:
      \btruncate | \bcascade | \bondelete | \bon_delete | \bdelete\b | \bdrop\b | drop_ | _drop
    | \bupdate\b [^=;]{0,400}? \bset\b
    | \b(?:insert|merge|replace)\b [\s"'\\]* (?:\bor\b|\binto\b|\{|%)
    | \b(?:insert|merge|replace)\s+\w+[\s"'\\]+into\b
    | \binsert\ into\b | \breplace\ into\b
    | \bcreate\b[^;]{0,80}?\btable\b | \balter\b[^;]{0,20}\btable\b | \breferences\b
    | session_replication_role | foreign_key | \bnocheck\b | \bdisable\s+trigger
    | \bselect\b[^;]{0,2000}?\binto\b | \bcopy\b[^;]{0,400}?\bto\b
    | \bexec(?:ute)?_?(?:sql|script|many|immediate)
    | \.execute\b | \bexecutescript | \bexecutemany | \bcursor\b
    | \.sql\b | \bsql\b | \bquery\b
    | \bpsql\b | \bpg_dump\b | \bpg_restore\b | \bmysql | \bsqlite3?\b | \bmariadb
    | to_sql\b | write_database | saveastable | insertinto | \boverwrite\b | if_exists
    | \.commit\b | \.rollback\b | autocommit
    | deletemodel | removefield | runsql | __tablename__ | \bmodels?\.model\b | sqlmodel
    | foreignkey | relationship\s*\( | \bmetadata\b
    | dry_?run | \bbackup | restore
    | ftc-lint | \bftc[0-9]
    )""",
    re.VERBOSE,
)


def may_hold_operation(data: bytes) -> bool:
    """Whether a Python file with these bytes can hold an operation, or a suppression."""
    if b"\0" in data[:4096] or not _is_ascii_compatible(data):
        return True
    return _PYTHON.search(data) is not None


def names_pattern(words: Iterable[str], methods: Iterable[str]) -> re.Pattern[bytes] | None:
    """A pattern that finds any of the words, or a call of any of the methods, in bytes."""
    parts = []
    if alternatives := _alternatives(words):
        parts.append(rb"(?<![A-Za-z0-9_\x80-\xff])(?:" + alternatives + rb")")
    if alternatives := _alternatives(methods):
        parts.append(rb"\.[ \t]*(?:" + alternatives + rb")")
    if not parts:
        return None
    return re.compile(rb"(?:" + rb"|".join(parts) + rb")(?![A-Za-z0-9_\x80-\xff])")


def _alternatives(names: Iterable[str]) -> bytes:
    return b"|".join(sorted(name.encode() for name in set(names) if name.isidentifier()))


def _is_ascii_compatible(data: bytes) -> bool:
    """Whether ASCII words stand in the bytes as themselves (not so in UTF-16 or UTF-7)."""
    head = data[:400].lower()
    return b"coding" not in head or (b"utf-7" not in head and b"utf7" not in head)
