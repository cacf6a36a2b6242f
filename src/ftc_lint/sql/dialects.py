"""How the dialects write quotes, comments and names: what the lexer has to know.

`lexis(dialect)` takes a name as sqlglot spells it and returns that dialect's `Lexis`; a name
nobody knows gets the one of standard SQL, so the lexer works for every name.
"""

from __future__ import annotations

from functools import lru_cache

from ftc_lint.records import dataclass

MYSQL = frozenset({"mysql", "doris", "starrocks", "singlestore", "mariadb", "tidb"})
TSQL = frozenset({"tsql", "fabric"})
SPARK = frozenset({"spark", "spark2", "databricks", "hive"})
POSTGRES = frozenset({"postgres", "redshift", "risingwave", "materialize", ""})

_BACKSLASH = MYSQL | SPARK | {"bigquery", "snowflake", "clickhouse", "redshift"}
_NESTED_COMMENTS = POSTGRES | TSQL | SPARK | {"duckdb"}
_NO_DOLLAR_QUOTES = MYSQL | TSQL | {"oracle", "bigquery", "sqlite"}


@dataclass(frozen=True, slots=True)
class Lexis:
    """The lexical habits of one dialect."""

    backslash_escapes: bool
    double_quoted_strings: bool
    nested_comments: bool
    hash_comments: bool
    executable_comments: bool
    dash_comment_needs_space: bool
    bracket_names: bool
    hash_names: bool
    dollar_quotes: bool
    escape_strings: bool
    alternative_quoting: bool
    triple_quotes: bool
    ampersand_variables: bool
    dot_ends_variable: bool
    psql_commands: bool
    mysql_commands: bool
    dot_commands: bool
    sqlcmd_commands: bool
    sqlplus_commands: bool
    colon_sticks: bool
    digit_names: bool


@lru_cache(maxsize=64)
def lexis(dialect: str) -> Lexis:
    """The habits of `dialect` (sqlglot's name, any case)."""
    name = dialect.lower()
    mysql, tsql = name in MYSQL, name in TSQL
    return Lexis(
        backslash_escapes=name in _BACKSLASH,
        double_quoted_strings=mysql or name in SPARK or name == "bigquery",
        nested_comments=name in _NESTED_COMMENTS,
        hash_comments=mysql or name == "bigquery",
        executable_comments=mysql,
        dash_comment_needs_space=mysql,
        bracket_names=tsql or name == "sqlite",
        hash_names=tsql,
        dollar_quotes=name not in _NO_DOLLAR_QUOTES,
        escape_strings=name in POSTGRES or name == "duckdb",
        alternative_quoting=name == "oracle",
        triple_quotes=name == "bigquery",
        ampersand_variables=name in ("oracle", "exasol", "snowflake"),
        dot_ends_variable=name != "snowflake",
        psql_commands=name in POSTGRES,
        mysql_commands=mysql,
        dot_commands=name in ("sqlite", "duckdb"),
        sqlcmd_commands=tsql,
        sqlplus_commands=name == "oracle",
        colon_sticks=name in POSTGRES or name in ("sqlite", "duckdb"),
        digit_names=mysql or name in SPARK,
    )
