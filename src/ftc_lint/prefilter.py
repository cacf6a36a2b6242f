"""Which Python files need parsing: those whose bytes can hold an operation.

It may let through what holds none, and it must not lose any: a test compares whole runs with and
without it. What it lets through decides how fast a run is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PYTHON = re.compile(
    rb"""(?i:
    # Statements, also where a quote, an escape or a brace stands between their words.
      \btruncate ["'\s\\]+ (?: table\b | only\b | \{ | % )
    | \btruncate ["'\s\\]+ [\w."`\[{}]+ ["'\s\\]* (?: [;,)"'] | cascade | $ )
    | \btruncate \s* ["'] | \btruncate_ | _truncate\b
    | \bdelete ["'\s\\]+ (?: from\b | only\b | \{ | % | \w+ ["'\s\\]+ (?: from | where )\b )
    | \bdelete \s* \( \s* (?: \) | synchronize_session | force ) | (?<![.\w]) delete \s* \(
    | \bdrop ["'\s\\]+
      (?: table | schema | database | column | constraint | foreign | owned | type | domain
        | extension | \{ | % | if\b )
    | \bdrop_ (?: table | column | all | schema | database | constraint | foreign )
    | \.drop \s* \( \s* (?: \) | \w* (?: engine | bind | conn | checkfirst ) )
    | \bupdate ["'\s\\]+ (?:only\s+)? [^\s=;]{1,160} (?: \s+ (?:as\s+)? \w+ )? ["'\s\\]+ set\b
    | \bupdate ["'\s\\]+ [^=;]{1,200} \bjoin\b [^;]{0,300} \bset\b
    | (?<![.\w]) update \s* \( \s* [\w.]+ \s* \) \s* [.\\)]
    | (?: query \s* \( [^)\n]* \) | all\(\) | objects ) \s* \.update \s* \(
    | \.update\( [^)\n]{0,80} \) \s* \.? (?: execute | where )
    | \b(?: merge | replace ) ["'\s\\]+ (?: into\b | \{ | % )
    | \binsert ["'\s\\]+ (?: into\b | or\b | overwrite\b | \{ | % )
    | \bcreate\b ["'\s\\]+
      (?: (?: or\s+replace | global | local | temp | temporary | unlogged | external | \{[^}]*\} )
          \s+ )* table\b
    | \balter ["'\s\\]+ (?: foreign\s+ )? table\b | \bforeign\s+key\b
    | \bcascade\b | \bondelete\b | \bon_delete\b
    | \breferences ["'\s\\]+ ["`\[{%]? [\w.]+ ["`\]}]? \s* \(
    | \bselect\b [^;]{0,1000}? \binto\s
    | \bcopy\s+\S+\s+to\s+ (?: ' | stdout | program | \{ | % )
    | session_replication_role | foreign_key | \bnocheck\b | (?: disable | enable ) \s+ trigger
    # Calls that run what another place built.
    | \.execute (?: _\w+ | many | script | sql )? \s* \( | \.exec_driver_sql | \bexecutescript
    | \.sql\b
    | \. (?: query | run_sql | run_query | raw | fetch\w* )
      \s* \( \s* (?: self\. )? \w* (?: sql | query | statement | stmt )
    | \bpsql\b | \bpg_dump | \bpg_restore\b | \bmysqldump | \bmysqladmin | \bdropdb\b
    | \.backup \s* \(
    # Frameworks.
    | to_sql\b | write_database | saveastable | insertinto | ["']overwrite["'] | if_exists | to_gbq
    | createorreplace | write_pandas | to_postgis | delete_table | delete_dataset
    | deletemodel | removefield | runsql | schema_editor | __tablename__ | \bmodels\.model\b
    | sqlmodel | foreignkey | relationship\s*\( | \bmetadata\s*\( | call_command | _raw_delete
    | \ba(?:delete|update) \s* \( | delete_where | delete_model | \bremove_(?:model|field)
    | write_disposition | \bwriteto\b | \.jdbc\b | insert_rows | s3toredshift | bigquerydelete
    | \bread_sql | \bshutil\.copy | \bbq["',\s]+rm\b | \breset_db\b
    | sqloperator | postgresoperator | mysqloperator | snowflakeoperator | sqlexecutequery
    | ftc-lint | \bftc[0-9]
    )""",
    re.VERBOSE | re.MULTILINE,
)


def may_hold_operation(data: bytes) -> bool:
    """Whether a Python file with these bytes can hold an operation, or a suppression."""
    if b"\0" in data[:4096] or not _is_ascii_compatible(data):
        return True
    return _PYTHON.search(data) is not None


def names_pattern(
    words: Iterable[str], methods: Iterable[str], bases: Iterable[str] = ()
) -> re.Pattern[bytes] | None:
    """A pattern that finds any of the words, a call of any of the methods, or a class that
    extends any of the bases, in bytes."""
    parts = []
    if alternatives := _alternatives(words):
        parts.append(rb"(?<![A-Za-z0-9_\x80-\xff])(?:" + alternatives + rb")")
    if alternatives := _alternatives(methods):
        parts.append(rb"\.[ \t]*(?:" + alternatives + rb")")
    if alternatives := _alternatives(bases):
        parts.append(rb"\bclass\s+\w+\s*\([^)]{0,400}\b(?:" + alternatives + rb")")
    if not parts:
        return None
    return re.compile(rb"(?:" + rb"|".join(parts) + rb")(?![A-Za-z0-9_\x80-\xff])")


def _alternatives(names: Iterable[str]) -> bytes:
    return b"|".join(sorted(name.encode() for name in set(names) if name.isidentifier()))


def _is_ascii_compatible(data: bytes) -> bool:
    """Whether ASCII words stand in the bytes as themselves (not so in UTF-16 or UTF-7)."""
    head = data[:400].lower()
    return b"coding" not in head or (b"utf-7" not in head and b"utf7" not in head)
