"""Spark's writers."""

from __future__ import annotations

import pytest

from .snippets import constructs, recognised

HEAD = "from pyspark.sql import SparkSession\ndef run(df, url, mode):\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('df.write.mode("overwrite").jdbc(url, "a")', "replace-table a if overwrite"),
        ('df.write.jdbc(url=url, table="a", mode="overwrite")', "replace-table a if overwrite"),
        ('df.write.mode(mode).saveAsTable("a")', "replace-table a if mode"),
        ('df.write.saveAsTable("a")', "insert a"),
        ('df.write.insertInto("a", overwrite=True)', "replace-table a"),
        (
            'df.write.format("jdbc").option("dbtable", "a").mode("overwrite").save()',
            "replace-table a if overwrite",
        ),
        (
            'df.write.format("jdbc").options(url=url, dbtable="a").mode("append").save()',
            "replace-table a if append",
        ),
        ('df.writeTo("a").createOrReplace()', "replace-table a"),
        ('df.writeTo("a").overwritePartitions()', "replace-table a"),
    ],
)
def test_call_is_its_operation(line: str, expected: str) -> None:
    assert recognised(f"{HEAD}    {line}\n") == [expected]


@pytest.mark.parametrize(
    "line",
    [
        'df.write.format("parquet").mode("overwrite").save("/data")',
        'df.write.mode("overwrite").parquet("/data")',
        'model.save("a")',
        '"abc".replace("a", "b")',
    ],
)
def test_call_is_left_alone(line: str) -> None:
    assert recognised(f"{HEAD}    {line}\n") == []


def test_truncating_writer_says_so() -> None:
    line = 'df.write.option("truncate", "true").mode("overwrite").jdbc(url, "a")'
    (step,) = constructs(f"{HEAD}    {line}\n")
    assert step.operation.detail == "truncate"
