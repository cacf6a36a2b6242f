"""Audits of DuckDB files."""

from __future__ import annotations

import duckdb


def test_counts_and_drops(run) -> None:
    with duckdb.connect("a.duckdb") as connection:
        connection.execute("CREATE TABLE t AS SELECT * FROM range(10)")
    assert run("--db", "a.duckdb", "--output-format", "full").status == 0
    with duckdb.connect("a.duckdb") as connection:
        connection.execute("DELETE FROM t")
    ran = run("--db", "duckdb:///a.duckdb")
    assert ran.status == 1
    assert "FTC503 [error] main.t had 10 rows and now has 0" in ran.out
