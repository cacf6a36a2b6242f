"""Audits of real PostgreSQL servers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.operations import Action
from ftc_lint.registry import registry
from ftc_lint.remedies.live_keys import enforce_sql, restrict_sql


def findings(ran) -> list[dict]:
    return json.loads(ran.out)["findings"]


def execute(pg, script: str) -> None:
    """Each statement by itself, as --write-remedy says."""
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    pg.run(*filter(str.strip, "\n".join(lines).split(";")))


def catalog_of(pg):
    with open_session(read_address(pg.url(), {})) as session:
        return session.catalog()


def test_the_remedy_makes_every_cascade_restrict(pg, run, listing) -> None:
    pg.run(
        listing,
        "CREATE TABLE prices (symbol_id bigint, day date, PRIMARY KEY (symbol_id, day)) "
        "PARTITION BY RANGE (day)",
        "CREATE TABLE prices_26 PARTITION OF prices "
        "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        'ALTER TABLE prices ADD CONSTRAINT "Odd name" FOREIGN KEY (symbol_id) REFERENCES '
        "listing_status ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
        if pg.major >= 18
        else "SELECT 1",
        "CREATE TABLE unindexed (a bigint REFERENCES listing_status ON DELETE CASCADE)",
    )
    ran = run("--db", pg.url(), "--select", "FTC501", "--write-remedy", "remedy.sql")
    assert ran.status == 1
    execute(pg, Path("remedy.sql").read_text())
    keys = catalog_of(pg).root_foreign_keys()
    assert {key.on_delete for key in keys} == {Action.RESTRICT}
    assert {key.validated for key in keys} == {True}
    assert all(key.indexed_by for key in keys)
    if pg.major >= 18:
        (odd,) = (key for key in keys if key.name == "Odd name")
        assert odd.on_update is Action.CASCADE
        assert odd.initially_deferred


def test_keys_that_do_not_hold_are_told_and_mended(pg, run, listing) -> None:
    pg.run(
        listing,
        "CREATE TABLE late (a bigint, CONSTRAINT late_key FOREIGN KEY (a) "
        "REFERENCES listing_status)",
        "ALTER TABLE late DROP CONSTRAINT late_key, "
        "ADD CONSTRAINT late_key FOREIGN KEY (a) REFERENCES listing_status NOT VALID",
        "CREATE TABLE quiet (a bigint REFERENCES listing_status)",
        "ALTER TABLE quiet DISABLE TRIGGER ALL",
        "INSERT INTO quiet VALUES (99)",
    )
    ran = run("--db", pg.url(), "--select", "FTC504,FTC505", "--output-format", "json")
    assert [(f["code"], f["tables"][0]) for f in findings(ran)] == [
        ("FTC504", "public.quiet"),
        ("FTC505", "public.late"),
        ("FTC505", "public.quiet"),
    ]
    pg.run("DELETE FROM quiet")
    catalog = catalog_of(pg)
    for key in catalog.root_foreign_keys():
        if key.child.name in ("late", "quiet"):
            execute(pg, enforce_sql(catalog, key))
    assert run("--db", pg.url(), "--select", "FTC504,FTC505").status == 0


def test_not_enforced(pg18, run) -> None:
    pg18.run(
        "CREATE TABLE p (a int PRIMARY KEY)",
        "CREATE TABLE c (a int, CONSTRAINT k FOREIGN KEY (a) REFERENCES p NOT ENFORCED)",
        "INSERT INTO c VALUES (1)",
    )
    ran = run("--db", pg18.url(), "--select", "FTC504,FTC505", "--output-format", "json")
    assert [f["code"] for f in findings(ran)] == ["FTC504", "FTC505"]
    pg18.run("DELETE FROM c")
    catalog = catalog_of(pg18)
    execute(pg18, enforce_sql(catalog, catalog.root_foreign_keys()[0]))
    assert run("--db", pg18.url(), "--select", "FTC504,FTC505").status == 0


def test_a_role_that_may_truncate(pg_newest, run, monkeypatch) -> None:
    pg_newest.run("CREATE TABLE listing_status (a int)")
    Path("ftc-lint.toml").write_text('protected-tables = ["listing_status"]\n')
    name, password = pg_newest.role("GRANT SELECT, TRUNCATE ON listing_status TO {}")
    monkeypatch.setenv("ETL_URL", pg_newest.url(name, password))
    ran = run("--db", "env:ETL_URL")
    assert "may TRUNCATE the protected table public.listing_status" in ran.out
    assert ran.status == 1
    pg_newest.run(f"REVOKE TRUNCATE ON listing_status FROM {name}")
    assert run("--db", "env:ETL_URL").status == 0
    assert password not in ran.out + ran.err
    ran = run("--db", pg_newest.url())
    assert "is a superuser" in ran.out


def test_what_the_role_may_not_read_is_not_fine(pg_newest, run, monkeypatch) -> None:
    pg_newest.run("CREATE TABLE secret (a int)", "CREATE TABLE open (a int)")
    name, password = pg_newest.role("GRANT SELECT ON open TO {}")
    monkeypatch.setenv("ETL_URL", pg_newest.url(name, password))
    ran = run("--db", "env:ETL_URL", "--output-format", "full")
    assert ran.status == 4
    assert "not checked: the rows of public.secret are unknown" in ran.out
    assert "public.open       0" in ran.out


def test_a_locked_table_is_unknown_and_nobody_waits(pg_newest, run) -> None:
    pg_newest.run("CREATE TABLE locked (a int)", "CREATE TABLE free (a int)")
    with pg_newest.connect() as other, other.transaction():
        other.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE")
        ran = run("--db", pg_newest.url(), "--output-format", "json")
    assert ran.status == 4
    (reason,) = (u["reason"] for u in json.loads(ran.out)["unchecked"])
    assert "public.locked" in reason


def test_a_count_that_takes_too_long_is_unknown(pg_newest, run) -> None:
    pg_newest.run("CREATE TABLE big AS SELECT n FROM generate_series(1, 3000000) n")
    Path("ftc-lint.toml").write_text(
        '[live]\ncount-timeout = "0.001s"\nrow-counts = { big = [1, 2] }\n'
    )
    ran = run("--db", pg_newest.url())
    assert ran.status == 4
    assert "FTC502" not in ran.out


def test_a_server_that_dies_leaves_what_was_found(pg_disposable, run, listing) -> None:
    server = pg_disposable()
    database = server.new_database()
    database.run(listing)
    url = database.url()
    from ftc_lint.audit import collect

    original = collect.count_orphans

    def killed(*arguments):
        server.kill()
        return original(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collect, "count_orphans", killed)
        ran = run("--db", url)
    assert ran.status == 4
    assert "FTC501" in ran.out
    assert "not all rows were counted" in ran.out


def test_estimates_are_used_only_where_nothing_hangs_on_them(pg_newest, run) -> None:
    pg_newest.run("CREATE TABLE big AS SELECT n FROM generate_series(1, 150000) n")
    pg_newest.run("ANALYZE big")
    assert "~150,000" in run("--db", pg_newest.url(), "--output-format", "full").out
    Path("ftc-lint.toml").write_text("[live]\nrow-counts = { big = [1, 200_000] }\n")
    assert " 150,000" in run("--db", pg_newest.url(), "--output-format", "full").out


def test_a_partitioned_table_is_one_table(pg_newest, run) -> None:
    pg_newest.run(
        "CREATE TABLE p (a int) PARTITION BY RANGE (a)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)",
        "INSERT INTO p VALUES (1), (11), (12)",
    )
    ran = run("--db", pg_newest.url(), "--output-format", "openmetrics")
    assert 'table="public.p"} 3' in ran.out
    assert "public.p1" not in ran.out


EXAMPLES = [
    (rule, example, is_bad)
    for rule in registry().rules
    for is_bad, examples in ((True, rule.bad), (False, rule.good))
    for example in examples
    if example.catalog is not None
]


@pytest.mark.parametrize(
    ("rule", "example", "is_bad"), EXAMPLES, ids=lambda value: getattr(value, "name", None)
)
def test_examples_for_postgresql_are_true(pg_newest, run, monkeypatch, rule, example, is_bad):
    """An example that SQLite cannot run gives its catalog by hand: a server says the same."""
    name, password = pg_newest.role("GRANT USAGE ON SCHEMA public TO {}")
    pg_newest.run(example.files["database.sql"].replace("TO etl", f"TO {name}"))
    protected = list(example.settings.get("protected_tables", ()))
    Path("ftc-lint.toml").write_text(f"protected-tables = {json.dumps(protected)}\n")
    monkeypatch.setenv("ETL_URL", pg_newest.url(name, password))
    ran = run("--db", "env:ETL_URL", "--select", rule.code, "--output-format", "json")
    assert bool(findings(ran)) == is_bad


def test_restrict_is_not_offered_for_a_partition_s_copy_of_a_key(pg_newest) -> None:
    pg_newest.run(
        "CREATE TABLE p (a int PRIMARY KEY)",
        "CREATE TABLE c (a int REFERENCES p ON DELETE CASCADE) PARTITION BY RANGE (a)",
        "CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (0) TO (10)",
    )
    catalog = catalog_of(pg_newest)
    clones = [key for key in catalog.foreign_keys if key.is_clone]
    assert clones
    assert [restrict_sql(catalog, key) for key in clones] == [None] * len(clones)
