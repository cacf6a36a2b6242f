"""Airflow's operators and hooks."""

from __future__ import annotations

import pytest

from .snippets import recognised

HEAD = """
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.google.cloud.operators.bigquery import *
from airflow.providers.google.cloud.transfers.gcs_to_bigquery import GCSToBigQueryOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.operators.bash import BashOperator
hook = PostgresHook("a")
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            'SQLExecuteQueryOperator(task_id="t", sql="DELETE FROM a")',
            ["SQLExecuteQueryOperator: DELETE FROM a"],
        ),
        (
            'SQLExecuteQueryOperator(task_id="t", sql=["TRUNCATE a", "sql/load.sql"])',
            ["SQLExecuteQueryOperator: TRUNCATE a", "SQLExecuteQueryOperator: file sql/load.sql"],
        ),
        (
            'BigQueryInsertJobOperator(configuration={"query": {"query": "DELETE FROM a"}})',
            ["BigQueryInsertJobOperator: DELETE FROM a"],
        ),
        ('BigQueryDeleteTableOperator(deletion_dataset_table="p.d.a")', ["drop-table p.d.a"]),
        (
            'BigQueryDeleteDatasetOperator(dataset_id="d", delete_contents=True)',
            ["drop-schema d cascade"],
        ),
        (
            'S3ToRedshiftOperator(schema="s", table="a", method="REPLACE")',
            ["replace-table s.a if REPLACE"],
        ),
        (
            'GCSToBigQueryOperator(destination_project_dataset_table="p.d.a", '
            'write_disposition="WRITE_TRUNCATE")',
            ["replace-table p.d.a if WRITE_TRUNCATE"],
        ),
        ('hook.run("TRUNCATE a")', ["run: TRUNCATE a"]),
        ('hook.run(["TRUNCATE a", "TRUNCATE b"])', ["run: TRUNCATE a", "run: TRUNCATE b"]),
        ('hook.insert_rows("a", [], replace=True)', ["replace a"]),
        ('hook.insert_rows("a", [])', ["insert a"]),
        ('hook.bulk_dump("a", "a.tsv")', ["copy-out a"]),
        ("BashOperator(bash_command=\"psql -c 'DROP TABLE a'\")", ["psql: DROP TABLE a"]),
    ],
)
def test_call_is_its_operation(line: str, expected: list[str]) -> None:
    assert recognised(f"{HEAD}{line}\n") == expected
