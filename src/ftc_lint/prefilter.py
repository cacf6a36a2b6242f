"""Which Python files need parsing: those whose bytes can hold an operation.

It may let through what holds none, and it must not lose any: a test compares whole runs with and
without it. What it lets through decides how fast a run is.

A shape is only looked for where its needle stands, which is found at the speed of `in`; and a
pattern that begins with its needle is searched at nearly that speed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_FLAGS = re.VERBOSE | re.MULTILINE

_GAP = rb"""["'\s\\]+"""
"""White space between the words of a statement, or the seam of two strings."""


def _word(needle: bytes, rest: bytes, before: bytes = rb"\w") -> tuple[bytes, bytes]:
    """The shape of a word that does not go on to the left (after `before`), and what follows."""
    boundary = rb"(?<![" + before + rb"]" + needle + rb")"
    return needle, needle + boundary + rest.replace(b"GAP", _GAP)


def _shape(needle: bytes, pattern: bytes) -> tuple[bytes, bytes]:
    """A shape that is searched where its needle stands somewhere in the file."""
    return needle, pattern


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    """Compiled when its needle turns up: most runs need few of them."""
    return re.compile(pattern, _FLAGS)


_END = rb"\b"

# In lower case, as the bytes are made before.
_NEEDLES = (
    b"truncate_", b"session_replication_role", b"foreign_key", b"foreignkey", b".exec_driver_sql",
    b"write_database", b"saveastable", b"save_as_table", b"insertinto", b'"overwrite"',
    b"'overwrite'", b"if_exists", b"to_gbq", b"createorreplace", b"write_pandas", b"to_postgis",
    b"delete_table",
    b"delete_dataset", b"deletemodel", b"removefield", b"runsql", b"schema_editor",
    b"__tablename__", b"sqlmodel", b"call_command", b"createmodel", b"_raw_delete", b"delete_where",
    b"delete_model", b"write_disposition", b"insert_rows", b"s3toredshift", b"bigquerydelete",
    b"sqloperator", b"postgresoperator", b"mysqloperator", b"snowflakeoperator",
    b"sqlexecutequery", b"ftc-lint", b"%sql", b"%%bigquery",
)  # fmt: skip
"""What is enough by itself."""

_SHAPES = (
    # Calls that run what another place built.
    _shape(b".execute", rb"""\.execute (?:
        (?: _\w+ | many | script | sql )? \s* \(
      | (?: many | script )? [ \t]* (?: [,)\]\r\n] | $ ) )"""),
    _word(b"executescript", b""),
    _word(b".sql", _END, before=b"."),
    *(
        _shape(b"." + call, rb"\." + call + rb"""(?: (?<=fetch) \w* )?
          \s* \( \s* (?: self\. )? \w* (?: sql | query | statement | stmt )""")
        for call in (b"query", b"run_sql", b"run_query", b"raw", b"fetch")
    ),
    *(_word(program, _END) for program in (b"psql", b"pg_restore", b"dropdb")),
    *(_word(program, b"") for program in (b"pg_dump", b"mysqldump", b"mysqladmin")),
    _shape(b".backup", rb"\.backup \s* \("),
    # Statements, also where a quote, an escape or a brace stands between their words.
    _word(b"delete", rb"""(?:
        GAP (?: from\b | only\b | \{ | % | \w+ GAP (?: from | where )\b )
      | \s* \( \s* (?: \) | synchronize_session | force ) )"""),
    _word(b"delete", rb"\s* \(", before=rb".\w"),
    _word(b"truncate", rb"""(?:
        GAP (?: table\b | only\b | \{ | % )
      | GAP [\w."`\[{}]+ ["'\s\\]* (?: [;,)"'] | cascade | $ )
      | \s* ["'] )"""),
    _shape(b"_truncate", rb"_truncate\b"),
    _word(b"drop", rb"""GAP
        (?: table | schema | database | column | constraint | foreign | owned | type | domain
          | extension | \{ | % | if\b )"""),
    _word(b"drop_", rb"(?: table | column | all | schema | database | constraint | foreign )"),
    _shape(b".drop", rb"\.drop \s* \( \s* (?: \) | \w* (?: engine | bind | conn | checkfirst ) )"),
    _word(b"update", rb"""GAP (?:
        (?:only\s+)? [^\s=;]{1,160} (?: \s+ (?:as\s+)? \w+ )? GAP set\b
      | [^=;]{1,200} \bjoin\b [^;]{0,300} \bset\b )"""),
    _word(b"update", rb"\s* \( \s* [\w.]+ \s* \) \s* [.\\)]", before=rb".\w"),
    _shape(
        b".update",
        rb"(?: query \s* \( [^)\n]* \) | all\(\) | objects ) \s* \.update \s* \(",
    ),
    _shape(b".update(", rb"\.update\( [^)\n]{0,80} \) \s* \.? (?: execute | where )"),
    _word(b"merge", rb"GAP (?: into\b | \{ | % )"),
    _word(b"replace", rb"GAP (?: into\b | \{ | % )"),
    _word(b"insert", rb"GAP (?: into\b | or\b | overwrite\b | \{ | % )"),
    _word(b"create", rb"""GAP
        (?: (?: or\s+replace | global | local | temp | temporary | unlogged | external
              | \{[^}]*\} ) \s+ )* table\b"""),
    _word(b"alter", rb"GAP (?: foreign\s+ )? table\b"),
    _word(b"foreign", rb"\s+key\b"),
    _word(b"cascade", _END), _word(b"ondelete", _END), _word(b"on_delete", _END),
    _word(b"references", rb"""GAP ["`\[{%]? [\w.]+ ["`\]}]? \s* \("""),
    _word(b"select", rb"\b [^;]{0,1000}? \binto\s"),
    _word(b"copy", rb"\s+\S+\s+to\s+ (?: ' | stdout | program | \{ | % )"),
    _word(b"vacuum", rb"\s+ (?: \w+ \s+ )? into\b"),
    _word(b"export", rb"\s+ (?: database | data )\b"),
    _word(b"copy_to", rb"\s*\("), _shape(b"copy_from_table", rb"copy_from_table"),
    _word(b"nocheck", _END),
    _shape(b"trigger", rb"(?: disable | enable ) \s+ trigger"),
    # Frameworks.
    _shape(b"to_sql", rb"to_sql\b"),
    _word(b"models.model", _END), _shape(b"appconfig", rb"\blabel \s* ="),
    _shape(b"relationship", rb"relationship \s* \("),
    _word(b"metadata", rb"\s* \("),
    _word(b"adelete", rb"\s* \("), _word(b"aupdate", rb"\s* \("),
    _word(b"remove_", rb"(?: model | field )"),
    _word(b"writeto", _END), _shape(b".jdbc", rb"\.jdbc\b"), _word(b"read_sql", b""),
    _word(b"shutil.copy", b""), _word(b"bq", rb"""["',\s]+ rm\b"""), _word(b"reset_db", _END),
    _word(b"ftc", rb"[0-9]"),
)  # fmt: skip


_STEMS = (
    b"sql", b"delete", b"write", b"drop", b"truncate", b"update", b"foreign", b"insert", b"copy",
    b"replace", b"query", b"ftc", b"remove", b"table_", b"execute", b"operator", b"to_",
)  # fmt: skip
"""What needles have in common: where it does not stand, none of them does."""


def _by_stem() -> list[tuple[bytes, list[tuple[bytes, bytes | None]]]]:
    """Every stem with the needles that hold it and their shapes (None: the needle is enough); a
    needle without a stem is its own."""
    found: dict[bytes, list[tuple[bytes, bytes | None]]] = {}
    for needle, shape in (*((needle, None) for needle in _NEEDLES), *_SHAPES):
        stem = next((stem for stem in _STEMS if stem in needle), needle)
        found.setdefault(stem, []).append((needle, shape))
    return list(found.items())


_BY_STEM = _by_stem()


def may_hold_operation(data: bytes) -> bool:
    """Whether a Python file with these bytes can hold an operation, or a suppression."""
    if b"\0" in data[:4096] or not _is_ascii_compatible(data):
        return True
    text = data.lower()
    return any(stem in text and _holds_one(text, group) for stem, group in _BY_STEM)


def _holds_one(text: bytes, group: Iterable[tuple[bytes, bytes | None]]) -> bool:
    return any(
        needle in text and (shape is None or _compiled(shape).search(text) is not None)
        for needle, shape in group
    )


class Names:
    """Finds names in bytes: any of the words, a call of any of the methods, or a class that
    extends any of the bases."""

    def __init__(
        self, words: Iterable[str], methods: Iterable[str] = (), bases: Iterable[str] = ()
    ) -> None:
        self.words = frozenset(word.encode() for word in words)
        self.methods = frozenset(method.encode() for method in methods)
        self.bases = frozenset(base.encode() for base in bases)

    def __bool__(self) -> bool:
        return bool(self.words or self.methods or self.bases)

    def found_in(self, data: bytes) -> bool:
        """Whether the bytes hold one of them."""
        words = _words_of(data)
        if not self.words.isdisjoint(words):
            return True
        if not self.methods.isdisjoint(words):
            called = _compiled(_ATTRIBUTE).findall(data)
            if not self.methods.isdisjoint(called):
                return True
        if self.bases.isdisjoint(words):
            return False
        extended = b" ".join(_compiled(_BASES).findall(data))
        return not self.bases.isdisjoint(_words_of(extended))


_ATTRIBUTE = rb"\.[ \t]*([A-Za-z_\x80-\xff][\w\x80-\xff]*)"
_BASES = rb"\bclass\s+[\w\x80-\xff]+\s*\(([^)]{0,400})"
_BLANKED = bytes(c if c > 127 or chr(c).isalnum() or c == ord("_") else 32 for c in range(256))


def passes_on_all(path: str, data: bytes) -> bool:
    """Whether a package hands on every name of a module: a call through it names neither."""
    return path.endswith("__init__.py") and b"import *" in data


def _words_of(data: bytes) -> set[bytes]:
    return set(data.translate(_BLANKED).split())


def _is_ascii_compatible(data: bytes) -> bool:
    """Whether ASCII words stand in the bytes as themselves (not so in UTF-16 or UTF-7)."""
    head = data[:400].lower()
    return b"coding" not in head or (b"utf-7" not in head and b"utf7" not in head)
