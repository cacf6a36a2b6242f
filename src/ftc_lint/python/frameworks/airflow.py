"""Airflow: operators and hooks that run SQL or load over a table."""

from __future__ import annotations

from collections.abc import Callable

from ftc_lint.flow import Step
from ftc_lint.operations import Kind
from ftc_lint.python.calls import CallSite
from ftc_lint.python.frameworks.building import Place, construct, execute, script
from ftc_lint.python.frameworks.reading import (
    is_true,
    items,
    last_name,
    may_be_true,
    qualified,
    receiver,
    uses,
)
from ftc_lint.values import Element, Mapping, Unknown, Value

SOURCE = "airflow"


def _statements(
    site: CallSite, value: Value | None, dialect: str | None, commits: bool | None = None
) -> tuple[Step, ...]:
    """`sql=`: a string, a list of strings, or the name of a file ending in .sql."""
    return tuple(
        execute(site, script(each), SOURCE, dialect=dialect, commits=commits)
        for each in items(value)
    )


def _operator(dialect: str | None, *names: str) -> Callable[[CallSite], tuple[Step, ...]]:
    """A recogniser for an operator whose SQL is in one of the arguments."""

    def recognise(site: CallSite) -> tuple[Step, ...]:
        return _statements(site, site.arguments.get(None, *names), dialect)

    return recognise


_OPERATORS = {
    "SQLExecuteQueryOperator": None,
    "PostgresOperator": "postgres",
    "MySqlOperator": "mysql",
    "SqliteOperator": "sqlite",
    "MsSqlOperator": "tsql",
    "OracleOperator": "oracle",
    "SnowflakeOperator": "snowflake",
    "SnowflakeSqlApiOperator": "snowflake",
    "RedshiftSQLOperator": "redshift",
    "RedshiftDataOperator": "redshift",
    "BigQueryOperator": "bigquery",
    "BigQueryExecuteQueryOperator": "bigquery",
    "CloudSQLExecuteQueryOperator": None,
    "JdbcOperator": None,
    "OdbcOperator": None,
    "TrinoOperator": "trino",
    "PrestoOperator": "presto",
    "VerticaOperator": None,
    "ExasolOperator": None,
    "DatabricksSqlOperator": "databricks",
    "DuckDBOperator": "duckdb",
    "ClickHouseOperator": "clickhouse",
    "AthenaOperator": "athena",
    "HiveOperator": "hive",
    "SparkSqlOperator": "spark",
    "TeradataOperator": "teradata",
    "PgExecuteOperator": "postgres",
}
"""Operators that run SQL, and their dialect."""


def insert_job(site: CallSite) -> tuple[Step, ...]:
    """`BigQueryInsertJobOperator(configuration={"query": {"query": "…"}})`."""
    configuration = site.arguments.get(None, "configuration")
    query = _entry(_entry(configuration, "query"), "query")
    return _statements(site, query, "bigquery")


def _entry(value: Value | None, key: str) -> Value | None:
    if not isinstance(value, Mapping):
        return None
    return dict(value.entries).get(key)


def generic_transfer(site: CallSite) -> tuple[Step, ...]:
    """`GenericTransfer(destination_table=, preoperator="TRUNCATE …", sql=)`."""
    before = _statements(site, site.arguments.get(None, "preoperator"), None)
    table = site.arguments.get(None, "destination_table")
    if table is None:
        return before
    return (*before, construct(Kind.INSERT, Place.of(site), SOURCE, (table,)))


def copy_to_redshift(site: CallSite) -> tuple[Step, ...]:
    """`S3ToRedshiftOperator(schema=, table=, method="REPLACE")`."""
    table = site.arguments.get(None, "table")
    named = Unknown("…") if table is None else qualified(site.arguments.get(None, "schema"), table)
    mode = site.arguments.get(None, "method")
    if mode is None:
        return (construct(Kind.INSERT, Place.of(site), SOURCE, (named,), dialect="redshift"),)
    modes = (
        ("replace", Kind.REPLACE_TABLE.value),
        ("append", Kind.INSERT.value),
        ("upsert", Kind.INSERT.value),
    )
    return (
        construct(
            Kind.REPLACE_TABLE,
            Place.of(site),
            SOURCE,
            (named,),
            mode=mode,
            modes=modes,
            dialect="redshift",
        ),
    )


_DISPOSITIONS = (
    ("write_truncate", Kind.REPLACE_TABLE.value),
    ("write_append", Kind.INSERT.value),
    ("write_empty", Kind.INSERT.value),
)


def load_to_bigquery(site: CallSite) -> tuple[Step, ...]:
    """`GCSToBigQueryOperator(destination_project_dataset_table=, write_disposition=)`."""
    table = site.arguments.get(
        None, "destination_project_dataset_table", "destination_dataset_table"
    )
    mode = site.arguments.get(None, "write_disposition")
    named = Unknown("…") if table is None else table
    if mode is None:
        return (construct(Kind.INSERT, Place.of(site), SOURCE, (named,), dialect="bigquery"),)
    return (
        construct(
            Kind.REPLACE_TABLE,
            Place.of(site),
            SOURCE,
            (named,),
            mode=mode,
            modes=_DISPOSITIONS,
            dialect="bigquery",
        ),
    )


def _deletion(kind: Kind, *names: str) -> Callable[[CallSite], tuple[Step, ...]]:
    def recognise(site: CallSite) -> tuple[Step, ...]:
        table = site.arguments.get(None, *names)
        if table is None:
            return ()
        cascade = may_be_true(site.arguments.get(None, "delete_contents"))
        return (
            construct(kind, Place.of(site), SOURCE, (table,), cascade=cascade, dialect="bigquery"),
        )

    return recognise


# --- hooks -----------------------------------------------------------------------------------


def _is_hook(site: CallSite) -> bool:
    return "hook" in last_name(receiver(site)).lower()


def hook_run(site: CallSite) -> tuple[Step, ...]:
    """`PostgresHook(…).run(sql, autocommit=True)`; it commits at the end unless told not to."""
    if not _is_hook(site):
        return ()
    sql = site.arguments.get(0, "sql")
    return _statements(site, None if isinstance(sql, Element) else sql, None, commits=True)


def insert_rows(site: CallSite) -> tuple[Step, ...]:
    """`hook.insert_rows("prices", rows, replace=True)`."""
    table = site.arguments.get(0, "table")
    if table is None or not _is_hook(site):
        return ()
    replaces = is_true(site.arguments.get(4, "replace"))
    kind = Kind.REPLACE if replaces else Kind.INSERT
    return (construct(kind, Place.of(site), SOURCE, (table,)),)


def bulk_dump(site: CallSite) -> tuple[Step, ...]:
    """`hook.bulk_dump("prices", "prices.tsv")`."""
    table = site.arguments.get(0, "table")
    if table is None or not (_is_hook(site) or uses(site.imports, "airflow")):
        return ()
    return (construct(Kind.COPY_OUT, Place.of(site), SOURCE, (table,)),)


CALLS = {
    **{name: _operator(dialect, "sql", "query", "hql") for name, dialect in _OPERATORS.items()},
    "BigQueryInsertJobOperator": insert_job,
    "GenericTransfer": generic_transfer,
    "S3ToRedshiftOperator": copy_to_redshift,
    "GCSToBigQueryOperator": load_to_bigquery,
    "BigQueryToBigQueryOperator": load_to_bigquery,
    "BigQueryDeleteTableOperator": _deletion(Kind.DROP_TABLE, "deletion_dataset_table"),
    "BigQueryDeleteDatasetOperator": _deletion(Kind.DROP_SCHEMA, "dataset_id"),
    "run": hook_run,
    "insert_rows": insert_rows,
    "bulk_dump": bulk_dump,
}
