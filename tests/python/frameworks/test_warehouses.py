"""BigQuery, ibis, sqlite-utils, dataset, Supabase; and what only looks like them."""

from __future__ import annotations

import pytest

from .snippets import recognised


@pytest.mark.parametrize(
    ("library", "line", "expected"),
    [
        ("google.cloud.bigquery", 'x.delete_table("d.a", not_found_ok=True)', "drop-table d.a"),
        (
            "google.cloud.bigquery",
            'x.delete_dataset("d", delete_contents=True)',
            "drop-schema d cascade",
        ),
        (
            "google.cloud.bigquery",
            'x.load_table_from_dataframe(df, "a", job_config=google.cloud.bigquery.LoadJobConfig('
            'write_disposition="WRITE_TRUNCATE"))',
            "replace-table a if WRITE_TRUNCATE",
        ),
        (
            "googleapiclient",
            'x.tables().delete(projectId="p", datasetId="d", tableId="a").execute()',
            "drop-table d.a",
        ),
        (
            "googleapiclient",
            'x.datasets().delete(projectId="p", datasetId="d", deleteContents=True).execute()',
            "drop-schema d cascade",
        ),
        ("ibis", 'x.drop_table("a")', "drop-table a"),
        ("ibis", 'x.truncate_table("a")', "truncate a"),
        ("ibis", 'x.create_table("a", df, overwrite=True)', "replace-table a"),
        ("sqlite_utils", 'x["a"].drop()', "drop-table a"),
        ("sqlite_utils", 'x["a"].delete_where()', "delete a none"),
        ("sqlite_utils", 'x["a"].delete_where("b > 1")', "delete a some"),
        ("dataset", 'x["a"].delete()', "delete a none"),
        ("dataset", 'x["a"].delete(id=1)', "delete a key"),
        ("supabase", 'x.table("a").delete().eq("id", 1).execute()', "delete a key"),
        ("supabase", 'x.table("a").delete().neq("id", 0).execute()', "delete a some"),
        ("supabase", 'x.table("a").update({}).eq("id", 1).execute()', "update a key"),
    ],
)
def test_call_is_its_operation(library: str, line: str, expected: str) -> None:
    assert recognised(f"import {library}\ndef run(x, df):\n    {line}\n") == [expected]


@pytest.mark.parametrize(
    "line",
    [
        'redis.delete("a")',
        'cache.delete("a")',
        's3.Object("a", "b").delete()',
        'x["a"].drop()',
        'router.delete("/a")',
        "buffer.truncate(0)",
        "path.replace(other)",
        "client.delete_table(TableName='a')",
        "mapping.update(a=1)",
        "subject.drop_table",
        "x.copy('a.db', 'b.db')",
        "task.run('psql')",
        "form.save()",
        "mock.call('psql')",
    ],
)
def test_call_is_left_alone(line: str) -> None:
    code = (
        "import boto3, redis, sqlalchemy, pandas\n"
        f"def run(x, s3, cache, router, buffer, path, other, client, mapping, subject, task):\n"
        f"    {line}\n"
    )
    assert recognised(code) == []
