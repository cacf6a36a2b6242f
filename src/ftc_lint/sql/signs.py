"""Which dialect a script is written in: told by its path and by what no other dialect writes.

    told_dialect(text, path) -> str | None

A script that is read as another dialect's is misread where quotes and batches differ: `\\'`, GO,
DELIMITER. Signs are looked for in the beginning of the text, each once; a few of one dialect, and
more than of any other, tell. None where they don't.
"""

from __future__ import annotations

import re

_LOOKED_AT = 16_384  # characters: a dump says what it is in its head
_BY_PATH = 3
_ENOUGH = 3

# What a sign weighs: 3 for what is hardly written anywhere else, 1 for what a few others know, too.
_SIGNS: dict[str, dict[int, tuple[str, ...]]] = {
    "postgres": {
        3: (
            *("plpgsql", "pg_catalog", "$$", "::text", "::regclass", "jsonb", "timestamptz"),
            *("bigserial", "create extension", "\\connect ", "on_error_stop", "$function$"),
            *(" owner to ", "using gin", "using gist", "\n\\i", "\\echo", "search_path"),
        ),
        1: ("::", " serial", "nextval(", "bytea", "returning ", "with time zone", "language sql"),
    },
    "mysql": {
        3: (
            *("/*!4", "/*!5", "engine=innodb", "engine = innodb"),
            *("engine=myisam", "engine = myisam", "\ndelimiter ", "-- mysql dump"),
            *("-- mariadb dump", "default charset", "on duplicate key update", "insert ignore"),
            *("foreign_key_checks", "lock tables `", "drop foreign key"),
        ),
        2: ("auto_increment",),
        1: (
            *(" unsigned", "tinyint(", "mediumtext", "longtext", "character set utf8", "\\'"),
            *("table `", "into `", "from `", "update `", "use `", "straight_join", "sql_mode"),
        ),
    },
    "tsql": {
        3: (
            *("\ngo\n", "\ngo\r\n", "[dbo].", "set nocount on", "set ansi_nulls", "nonclustered"),
            *("set quoted_identifier", "sp_executesql", "object_id(n'", "raiserror(", "@@rowcount"),
            *("identity(1,1)", "identity(1, 1)", "uniqueidentifier", "sys.objects", "nvarchar(max"),
        ),
        1: ("dbo.", "nvarchar(", "getdate()", "datetime2", "exec sp_", "object_id('", "declare @"),
    },
    "oracle": {
        3: (
            *("varchar2(", "dbms_", "set serveroutput", "whenever sqlerror", "set define "),
            *("create or replace package", "sys_guid(", "from user_tables", "\n/\n"),
            *("\n/\r\n", "cascade constraints"),
        ),
        1: ("number(", "sysdate", "from dual", ".nextval", " clob", "execute immediate '"),
    },
    "sqlite": {
        3: (
            *(" autoincrement", "sqlite_master", "sqlite_sequence", "without rowid", "\n.mode "),
            *("pragma foreign_keys", "pragma journal_mode", "pragma user_version", "\n.import "),
        ),
        1: ("pragma ", "insert or replace", "insert or ignore", "integer primary key"),
    },
    "snowflake": {
        3: (
            *("create or replace transient", "use warehouse", "warehouse_size", "use role "),
            *("create or replace stage", "timestamp_ntz", "lateral flatten", "table(flatten"),
            *("create or replace task", "auto_suspend", "create or replace file format"),
        ),
        1: (" variant", "copy into ", "file_format", "iff(", "create or replace table"),
    },
    "bigquery": {
        3: (
            "safe_cast(",
            "create temp function",
            "_table_suffix",
            "bignumeric",
        ),
        1: (
            " int64",
            "float64",
            "struct<",
            "options(",
            "options (",
            "array<",
            "generate_uuid()",
            "partition by date(",
        ),
    },
    "duckdb": {
        3: ("read_csv_auto(", "read_parquet(", "read_json_auto(", "install httpfs", "load httpfs"),
        1: ("read_csv(", "create or replace table"),
    },
    "databricks": {
        3: (
            "using delta",
            "tblproperties",
            "row format delimited",
            "stored as parquet",
            "msck repair",
        ),
        1: ("partitioned by", "lateral view", "create external table", "using parquet"),
    },
    "redshift": {
        3: (
            " distkey",
            " sortkey(",
            " sortkey (",
            "diststyle",
            "iam_role",
            "encode zstd",
            "encode lzo",
        ),
        1: ("unload (",),
    },
    "clickhouse": {
        3: ("mergetree", "lowcardinality(", " nullable(", "datetime64", "fixedstring("),
        1: (" uint64", " uint32", " on cluster"),
    },
}
_NAMES = {
    **dict.fromkeys(("postgres", "postgresql", "pgsql", "pg", "psql", "plpgsql"), "postgres"),
    **dict.fromkeys(("mysql", "mariadb"), "mysql"),
    **dict.fromkeys(("mssql", "sqlserver", "tsql"), "tsql"),
    **dict.fromkeys(("sqlite", "sqlite3"), "sqlite"),
    **dict.fromkeys(("oracle", "plsql"), "oracle"),
    **dict.fromkeys(("databricks", "spark", "hive"), "databricks"),
    **dict.fromkeys(("cockroach", "cockroachdb"), "postgres"),
    **{
        name: name
        for name in ("exasol", "snowflake", "bigquery", "duckdb", "redshift", "clickhouse")
    },
}
_BETWEEN_NAMES = re.compile(r"[^a-z0-9]+")


def told_dialect(text: str, path: str) -> str | None:
    """The dialect (sqlglot's name) that a script's signs tell; None where none tells enough, or
    two tell as much."""
    weights = _weights(text[:_LOOKED_AT].lower())
    named = _named(path.lower())
    if named is not None:
        weights[named] = weights.get(named, 0) + _BY_PATH
    best = max(weights, key=weights.__getitem__, default=None)
    if best is None or weights[best] < _ENOUGH:
        return None
    return best if [*weights.values()].count(weights[best]) == 1 else None


_WORD = re.compile(r"[a-z0-9_]+")


def _longest_word(sign: str) -> str:
    return max(_WORD.findall(sign), key=len, default="")


_WEIGHED = [
    (dialect, weight, sign, _longest_word(sign))
    for dialect, signs in _SIGNS.items()
    for weight, written in signs.items()
    for sign in written
]
"""Every sign with its dialect, its weight, and a word that stands in the text where it does."""


def _weights(text: str) -> dict[str, int]:
    """What the signs in a text weigh, by dialect. Its words, each once, are far fewer than the
    text is long: most signs are not looked for in it."""
    words = " ".join(set(_WORD.findall(text)))
    found: dict[str, int] = {}
    for dialect, weight, sign, word in _WEIGHED:
        if word in words and sign in text:
            found[dialect] = found.get(dialect, 0) + weight
    return found


def _named(path: str) -> str | None:
    """The dialect that a part of a path names; what stands last counts."""
    for word in reversed(_BETWEEN_NAMES.split(path)):
        if word in _NAMES:
            return _NAMES[word]
    return None
