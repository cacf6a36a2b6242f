"""Counting a partitioned table leaf by leaf."""

from __future__ import annotations

from ftc_lint.catalog import CountMethod, RelationName, UnknownCause
from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.live.partitions import count_table
from servers.postgres import PostgresDatabase

T = RelationName("public", "t")


def test_leaves_are_summed_within_the_limit(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE t (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20) PARTITION BY LIST (id)",
        "CREATE TABLE t21 PARTITION OF t2 DEFAULT",
        "INSERT INTO t SELECT generate_series(0, 14)",
        "CREATE TABLE empty (id int) PARTITION BY RANGE (id)",
    )
    with open_session(read_address("env:DB", {"DB": pg.url()})) as session:
        catalog = session.catalog()
        assert count_table(session, catalog, T).value == 15
        assert count_table(session, catalog, T, limit=16).method is CountMethod.EXACT
        for limit in (15, 12, 10, 3):
            bounded = count_table(session, catalog, T, limit=limit)
            assert (bounded.value, bounded.method) == (limit, CountMethod.BOUNDED)
        assert count_table(session, catalog, RelationName("public", "t21")).value == 5
        assert count_table(session, catalog, RelationName("public", "empty")).value == 0
        nowhere = count_table(session, catalog, RelationName("public", "nowhere"))
        assert nowhere.cause is UnknownCause.MISSING


def test_a_leaf_that_is_unknown_makes_the_sum_unknown(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE t (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20)",
        "INSERT INTO t VALUES (1), (11)",
    )
    with (
        open_session(read_address("env:DB", {"DB": pg.url()})) as session,
        pg.connect() as other,
        other.transaction(),
    ):
        catalog = session.catalog()
        other.execute("LOCK TABLE t2 IN ACCESS EXCLUSIVE MODE")
        count = count_table(session, catalog, T)
        assert (count.value, count.cause) == (None, UnknownCause.LOCKED)
        assert "public.t2" in count.reason
        late = count_table(session, catalog, T, timeout_s=0)
        assert late.cause is UnknownCause.TIMEOUT
