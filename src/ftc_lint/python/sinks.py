"""Which calls execute SQL, by the conventions of drivers and by configuration.

A name that only drivers use is believed. One that other libraries use too (`query`, `run`,
`fetch`, `sql`) is believed when its text looks like SQL, or its receiver is called as
connections are.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from ftc_lint.evaluate import texts
from ftc_lint.flow import Execute
from ftc_lint.parts import given
from ftc_lint.python.calls import CallSite
from ftc_lint.python.imports import driver_dialect
from ftc_lint.python.shapes import looks_like_sql
from ftc_lint.records import dataclass
from ftc_lint.values import (
    Arguments,
    Attribute,
    CallResult,
    Choice,
    Constant,
    Deferred,
    Element,
    FileText,
    Items,
    Logic,
    LoopItem,
    Mapping,
    Parameter,
    Reference,
    Text,
    Unknown,
    Value,
)

TEXT_NAMES = (
    "sql", "query", "statement", "operation", "stmt", "command", "sql_query", "query_string",
    "QueryString", "Sql", "sql_text", "sqltext", "script", "sql_script", "clause", "statements",
    "queries", "cql", "sqls", "hql",
)  # fmt: skip
"""Keywords under which drivers and wrappers take the text."""

_CERTAIN = frozenset(
    {
        "execute", "executemany", "executescript", "execute_async", "exec_driver_sql",
        "execute_string", "execute_sql", "executesql", "run_sql", "exec_sql", "execute_query",
        "execute_many", "execute_script", "read_sql", "read_sql_query", "read_database",
        "read_database_uri", "read_gbq", "copy_expert", "fetchrow", "fetchval", "fetch_all",
        "fetch_one", "fetch_val", "execute_insert", "execute_fetchall", "execute_query_dict",
        "execute_raw", "query_raw", "execute_immediate", "execute_statement",
        "batch_execute_statement", "scalars", "scalar",
    }
)  # fmt: skip
"""Methods of drivers that no other library has, or that are believed by what they are given."""

_PLAIN_FUNCTIONS = {
    "psycopg2.extras.execute_batch": 1, "psycopg2.extras.execute_values": 1,
    "pandas.read_sql": 0, "pandas.read_sql_query": 0, "pandas.read_gbq": 0,
    "pandas.io.sql.execute": 0, "pandas.io.sql.read_sql": 0,
    "polars.read_database": 0, "polars.read_database_uri": 0,
    "duckdb.sql": 0, "duckdb.query": 0, "duckdb.execute": 0, "duckdb.executemany": 0,
    "awswrangler.athena.read_sql_query": 0, "awswrangler.athena.start_query_execution": 0,
    "connectorx.read_sql": 1, "pandas_gbq.read_gbq": 0, "pandasql.sqldf": 0,
}  # fmt: skip
_BY_TEXT = frozenset(
    {
        "query", "sql", "raw", "run", "fetch", "prepare", "exec", "do", "copy", "run_query",
        "query_and_wait", "get_records", "get_first", "get_pandas_df", "get_df", "stream",
        "perform", "command", "start_query_execution", "select", "first", "one", "all", "iterate",
        "select_all", "query_df", "bulk_query", "execute_batch", "execute_values", "script",
        "query_rows", "execute_iter", "query_dataframe", "arun", "raw_sql", "fetchone",
        "fetchall", "fetch_df", "execute_command", "run_statement", "execute_query_async",
        "execute_non_query", "query_one", "query_all", "query_value", "submit_query",
        "execute_update", "execute_dml", "execute_partitioned_dml", "update_ddl", "yield_sql",
    }
)  # fmt: skip
"""Methods that run SQL where their first argument is SQL."""

METHODS = _CERTAIN | _BY_TEXT | {name.rpartition(".")[2] for name in _PLAIN_FUNCTIONS}
"""Last names of all calls that may run SQL by convention."""

_CONNECTION = re.compile(
    r"(?:^|_)(?:cur|curs|cursor|conn|connection|con|db|database|engine|session|sess|spark|duckdb|"
    r"bq|bigquery|snowflake|txn|tx|trans|transaction|pool|cnx|dbh|dbapi|hook|warehouse|sqlite|pg|"
    r"postgres|mysql)\d?$|(?:cursor|conn|connection|engine|session)$",
    re.IGNORECASE,
)
_CURSORS = frozenset({"cur", "cursor", "curs", "c"})
_NOT_SQL = frozenset(
    {"task", "command", "cmd", "executor", "action", "operator", "job", "step", "workflow",
     "pipeline", "plugin", "handler", "strategy", "loop", "ssh", "shell", "node", "tool",
     "redis", "request", "service", "process", "runner", "kernel", "drive"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conventions:
    """What counts as a call that runs SQL: `functions` are the `sql-functions` of the
    configuration, dotted names or patterns of them."""

    functions: tuple[str, ...] = ()

    def configured(self, site: CallSite) -> bool:
        """Whether the configuration names what is called."""
        if not self.functions:
            return False
        written = site.dotted or site.display
        for pattern in self.functions:
            if fnmatchcase(written, pattern) or written.endswith("." + pattern):
                return True
            if fnmatchcase(site.name, pattern):
                return True
        return False

    def execution(self, site: CallSite) -> Execute | None:
        """The call as one that runs SQL; None where it does not, as far as can be told."""
        if self.configured(site):
            return _execute(site, _text(site, 0) or _first_sql(site))
        dotted = site.dotted
        if dotted in _PLAIN_FUNCTIONS:
            return _execute(site, _text(site, _PLAIN_FUNCTIONS[dotted]))
        if "." not in site.display and (site.receiver is None or not site.name):
            return self._called(site)
        if dotted.startswith(("subprocess.", "asyncio.create_subprocess")):
            return None  # programs are started: `frameworks.subprocesses` reads what they are told
        name = site.name
        if name in _CERTAIN:
            value = _text(site, 0)
            return _execute(site, value) if _is_certain(site, name, value) else None
        if name not in _BY_TEXT:
            return self._called(site)
        value = _text(site, 0)
        return _execute(site, value) if value is not None and is_sql(value) else None

    def _called(self, site: CallSite) -> Execute | None:
        """`db("DELETE …")`, `env.db_transaction("…")`: a connection that is called itself."""
        written = site.display.rpartition(".")[2]
        if isinstance(site.callee, Reference) or not _CONNECTION.search(written):
            return None
        value = _text(site, 0)
        return _execute(site, value) if value is not None and is_sql(value) else None


def _execute(site: CallSite, value: Value | None) -> Execute | None:
    if value is None:
        return None
    drivers_own = _last_name(site) in _CURSORS  # nothing of the project could be behind it
    return Execute(
        value,
        site.display,
        site.span,
        dialect=_dialect(site),
        callee=None if drivers_own else site.callee,
        arguments=Arguments() if drivers_own else site.arguments,
    )


def _text(site: CallSite, position: int) -> Value | None:
    if position == 0 and isinstance(site.handed_on, Parameter):
        return Element(site.handed_on, Constant(0))
    return site.arguments.get(position, *TEXT_NAMES)


def _first_sql(site: CallSite) -> Value | None:
    for value in given(site.arguments):
        if is_sql(value):
            return value
    return None


def is_sql(value: Value) -> bool:
    """Whether a value is text that begins as SQL does, or psycopg's composed SQL."""
    for text in texts(value):
        if text.markup == "composed" or looks_like_sql(text.excerpt.text):
            return True
    if isinstance(value, (Items, Choice)):
        return any(is_sql(each) for each in value.values)
    if isinstance(value, Deferred):
        return is_sql(value.base)
    return False


def _is_certain(site: CallSite, name: str, value: Value | None) -> bool:
    """Whether a call of a driver's method name is one, seen by what it is given."""
    if value is None or isinstance(value, (Constant, Mapping)):
        return False
    if is_sql(value) or isinstance(value, FileText):
        return True
    receiver = _last_name(site)
    if isinstance(value, Text):
        return bool(value.holes) or _CONNECTION.search(receiver) is not None
    if name == "execute" and receiver.lower().strip("_") in _NOT_SQL:
        return False
    if name in ("scalar", "scalars"):
        return False
    return isinstance(
        value,
        (
            Parameter,
            Attribute,
            Element,
            LoopItem,
            Reference,
            CallResult,
            Deferred,
            Unknown,
            Choice,
            Logic,
        ),
    )


def _last_name(site: CallSite) -> str:
    """The last name of the receiver: `conn` of `self.conn.execute`, `cursor` of `c.cursor()`."""
    words = site.display.rpartition(".")[0].rpartition(".")[2]
    return words.partition("(")[0].partition("[")[0]


def _dialect(site: CallSite) -> str | None:
    """The dialect of the driver that the receiver was made by, where the file tells."""
    value: Value | None = site.receiver
    if value is None:
        return driver_dialect(site.dotted)
    while isinstance(value, (CallResult, Attribute)):
        value = value.callee if isinstance(value, CallResult) else value.base
    return driver_dialect(value.name) if isinstance(value, Reference) else None
