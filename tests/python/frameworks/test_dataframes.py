"""Data frames written over tables, and tables written to files."""

from __future__ import annotations

import pytest

from ftc_lint.operations import Kind

from .snippets import constructs, recognised

HEAD = """
import awswrangler as wr
import geopandas
import pandas as pd
import polars as pl
def run(df, con, engine, table, mode, flag, options, path):
"""


def inside(line: str) -> str:
    return HEAD + "".join(f"    {each}\n" for each in line.splitlines())


def writes(line: str) -> list[str]:
    return [each for each in recognised(inside(line)) if not each.startswith("read_")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('df.to_sql("a", engine, if_exists="replace")', "replace-table a if replace"),
        ('df.to_sql("a", engine, None, "replace")', "replace-table a if replace"),
        ('df.to_sql("a", con=con, schema="raw", if_exists=mode)', "replace-table raw.a if mode"),
        ('df.to_sql("a", engine, **options)', "replace-table a if **…"),
        ('df.to_sql(name=table, con=con, if_exists="append")', "replace-table table if append"),
        ('df.to_sql("a", engine)', "insert a"),
        ('df.to_postgis("a", engine, if_exists="replace")', "replace-table a if replace"),
        ('df.to_gbq("d.a", "p", if_exists="replace")', "replace-table d.a if replace"),
        (
            'wr.postgresql.to_sql(df=df, con=con, table="a", schema="s", mode="overwrite")',
            "replace-table s.a if overwrite",
        ),
        (
            'df.write_database("a", path, if_table_exists="replace")',
            "replace-table a if replace",
        ),
        ('pd.read_sql_table("a", con).to_csv(path)', "copy-out a"),
        ('pd.read_sql_table("a", con, schema="s").to_csv(path)', "copy-out s.a"),
        ('pd.read_sql("SELECT * FROM a", con).to_parquet(path)', "copy-out a"),
        ('pd.read_sql(f"SELECT * FROM {table}", con).to_csv(path)', "copy-out {table}"),
        ('old = pl.read_database("select * from a;", con)\nold.write_csv(path)', "copy-out a"),
    ],
)
def test_call_is_its_operation(line: str, expected: str) -> None:
    assert writes(line) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        'expression.to_sql("duckdb")',
        "df.to_csv(path)",
        'pd.read_sql("SELECT * FROM a WHERE b", con).to_csv(path)',
        'pd.read_sql("SELECT * FROM a LIMIT 5", con).to_csv(path)',
        'pd.read_sql_table("a", con).head().to_csv(path)',
        'pd.read_sql_table("a", con).to_csv()',
    ],
)
def test_call_is_left_alone(line: str) -> None:
    assert writes(line) == []


def test_each_mode_has_its_kind() -> None:
    (step,) = constructs(inside('df.to_sql("a", engine, if_exists=mode)'))
    modes = dict(step.modes)
    assert modes["replace"] == modes["delete_rows"] == Kind.REPLACE_TABLE.value
    assert modes["append"] == Kind.INSERT.value


def test_table_written_to_another_is_a_copy() -> None:
    line = 'pd.read_sql("SELECT * FROM a", con).to_sql("a_backup", con, if_exists="replace")'
    assert writes(line) == ["replace-table a_backup, a if replace"]
    (step,) = constructs(inside(line))
    assert [copy.full for copy in step.operation.copies] == [True]


def test_agate_overwrites() -> None:
    code = "import agate, agatesql\ntable = agate.Table.from_csv('a.csv')\n"
    line = "table.to_sql('sqlite:///a.db', 'a', overwrite=True)\n"
    assert recognised(code + line) == ["replace-table a"]


@pytest.mark.parametrize(
    ("overwrite", "kind"),
    [("True", "replace-table"), ("False", "insert"), ("flag", "replace-table")],
)
def test_snowflake_overwrites(overwrite: str, kind: str) -> None:
    code = (
        "from snowflake.connector.pandas_tools import write_pandas\n"
        f"def run(con, df, flag):\n    write_pandas(con, df, 'A', overwrite={overwrite})\n"
    )
    assert recognised(code) == [f"{kind} A"]
