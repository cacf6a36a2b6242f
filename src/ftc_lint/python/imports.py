"""Imported names as absolute dotted names, and the dialect that the drivers among them tell."""

from __future__ import annotations

import ast

_DIALECTS = {
    "psycopg": "postgres", "psycopg2": "postgres", "psycopg_pool": "postgres",
    "asyncpg": "postgres", "pg8000": "postgres", "aiopg": "postgres", "pgdb": "postgres",
    "psycopg2cffi": "postgres", "postgresql": "postgres",
    "pymysql": "mysql", "MySQLdb": "mysql", "mysql": "mysql", "aiomysql": "mysql",
    "mariadb": "mysql", "asyncmy": "mysql",
    "sqlite3": "sqlite", "aiosqlite": "sqlite", "sqlite_utils": "sqlite", "apsw": "sqlite",
    "pyodbc": "tsql", "pymssql": "tsql",
    "snowflake": "snowflake",
    "duckdb": "duckdb",
    "redshift_connector": "redshift",
    "oracledb": "oracle", "cx_Oracle": "oracle",
    "pyspark": "spark", "databricks": "spark",
    "clickhouse_driver": "clickhouse", "clickhouse_connect": "clickhouse",
    "trino": "trino", "prestodb": "presto", "pyhive": "hive",
}  # fmt: skip

_DEEPER = {
    "google.cloud.bigquery": "bigquery",
    "sqlalchemy.dialects.postgresql": "postgres",
    "sqlalchemy.dialects.mysql": "mysql",
    "sqlalchemy.dialects.sqlite": "sqlite",
    "sqlalchemy.dialects.mssql": "tsql",
    "sqlalchemy.dialects.oracle": "oracle",
    "django.contrib.postgres": "postgres",
    "airflow.providers.postgres": "postgres",
    "airflow.providers.mysql": "mysql",
    "airflow.providers.snowflake": "snowflake",
    "airflow.providers.google.cloud.operators.bigquery": "bigquery",
    "airflow.providers.google.cloud.hooks.bigquery": "bigquery",
    "airflow.providers.sqlite": "sqlite",
    "airflow.providers.microsoft.mssql": "tsql",
    "airflow.providers.oracle": "oracle",
}

COMMAND_LINES = frozenset(
    {"argparse", "click", "typer", "optparse", "docopt", "fire", "plac", "cyclopts", "getopt"}
)
"""Modules that give a script a command line."""


def driver_dialect(module: str) -> str | None:
    """The dialect of the databases that a module talks to; None for any other module."""
    for prefix, dialect in _DEEPER.items():
        if module == prefix or module.startswith(prefix + "."):
            return dialect
    return _DIALECTS.get(module.partition(".")[0])


def dialect_of(modules: set[str]) -> str | None:
    """The dialect that the imported modules tell, None if none does or they disagree."""
    found = {dialect for dialect in map(driver_dialect, modules) if dialect is not None}
    return found.pop() if len(found) == 1 else None


def absolute_module(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """The module that `from … import` names, without leading dots where `module` is known."""
    name = node.module or ""
    level = node.level
    if not level:
        return name
    parts = module.split(".") if module else []
    drop = level - 1 if is_package else level
    if drop > len(parts):
        return name
    base = parts[: len(parts) - drop]
    return ".".join([*base, name] if name else base)


def imported_names(
    node: ast.Import | ast.ImportFrom, module: str, *, is_package: bool
) -> tuple[list[tuple[str, str]], list[str]]:
    """(local name, absolute name) pairs, a star as ("*", module); and the modules imported."""
    names: list[tuple[str, str]] = []
    if isinstance(node, ast.Import):
        modules = []
        for alias in node.names:
            full = alias.name
            modules.append(full)
            names.append((alias.asname, full) if alias.asname else (full.partition(".")[0],) * 2)
        return names, modules
    base = absolute_module(node, module, is_package=is_package)
    if node.names[0].name == "*":
        return [("*", base)], [base]
    modules = [base]
    for alias in node.names:
        full = f"{base}.{alias.name}" if base else alias.name
        names.append((alias.asname or alias.name, full))
        modules.append(full)
    return names, modules
