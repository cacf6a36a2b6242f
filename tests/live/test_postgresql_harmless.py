"""The audit of a PostgreSQL changes nothing and holds nobody up."""

from __future__ import annotations

import re

import pytest

from ftc_lint.catalog import Catalog, CountMethod, Part, RelationName, UnknownCause
from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.live.session import Limits, Session
from servers.pgbouncer import Pooler
from servers.postgres import ExternalServer, PostgresDatabase

T = RelationName("public", "t")
SCHEMA = (
    "CREATE TABLE p (id int PRIMARY KEY)",
    "CREATE TABLE t (pid int CONSTRAINT fk REFERENCES p ON DELETE CASCADE)",
    "INSERT INTO p VALUES (1)",
    "INSERT INTO t VALUES (1), (1)",
)


def open_(url: str, limits: Limits | None = None) -> Session:
    return open_session(read_address("env:DB", {"DB": url}), limits)


def audit_everything(session: Session) -> Catalog:
    """All that a session can do, one after the other."""
    catalog = session.catalog()
    names = [table.name for table in catalog.tables]
    for name in names:
        session.count(name)
        session.count(name, limit=1)
    for key in catalog.foreign_keys:
        session.count_orphans(key)
        session.count_orphans(key, limit=5)
    session.sizes(names)
    session.count(RelationName("public", "missing"))
    return catalog


def statements_of_the_audit(database: PostgresDatabase) -> list[str]:
    """Every statement that the server executed for ftc-lint, in order."""
    marker = re.compile(
        r"^ftc-lint/[^|\n]*\|\d+\|LOG:  (?:statement|execute [^:\n]*): (.*(?:\n\t.*)*)",
        re.MULTILINE,
    )
    return marker.findall("\n".join(database.server.log_lines()))


def test_the_server_log_shows_nothing_but_reads(pg: PostgresDatabase) -> None:
    if isinstance(pg.server, ExternalServer):
        pytest.skip("postgres: the log of FTC_TEST_PG_URL cannot be read")
    pg.run(*SCHEMA, f"ALTER DATABASE {pg.name} SET log_statement = 'all'")
    before = len(statements_of_the_audit(pg))
    with open_(pg.url()) as session:
        audit_everything(session)
    statements = [each.strip() for each in statements_of_the_audit(pg)[before:]]
    assert len([each for each in statements if each.startswith("SELECT")]) > 10
    assert {each.split()[0] for each in statements} <= {"BEGIN", "SELECT", "COMMIT", "ROLLBACK", ""}
    in_transaction = False
    for statement in statements:
        if statement.startswith("BEGIN"):
            assert "READ ONLY" in statement
            settings = [part.strip() for part in statement.split(";")[1:]]
            assert all(setting.startswith("SET LOCAL ") for setting in settings)
            names = {setting.split()[2] for setting in settings}
            assert {"statement_timeout", "lock_timeout", "row_security"} <= names
            assert not in_transaction
            in_transaction = True
        elif statement.startswith(("COMMIT", "ROLLBACK")):
            in_transaction = False
        else:
            assert in_transaction
    assert not in_transaction


def test_exclusive_locks_on_every_table_hinder_no_part_of_the_catalog(pg: PostgresDatabase) -> None:
    pg.run(*SCHEMA)
    with pg.connect() as other, other.transaction(), open_(pg.url()) as session:
        other.execute("LOCK TABLE p, t IN ACCESS EXCLUSIVE MODE")
        catalog = session.catalog()
        assert catalog.unchecked == ()
        assert len(catalog.foreign_keys) == 1
        count = session.count(T)
        assert (count.value, count.cause) == (None, UnknownCause.LOCKED)
        orphans = session.count_orphans(catalog.foreign_keys[0])
        assert (orphans.value, orphans.cause) == (None, UnknownCause.LOCKED)
        size = session.sizes((T,))[T]
        assert size.bytes is None
        assert "lock" in size.reason


def test_no_lock_is_kept_between_counts(pg: PostgresDatabase) -> None:
    """So an ALTER TABLE that waits, and everybody behind it, waits for one count at most."""
    pg.run(*SCHEMA)
    with pg.connect() as other, open_(pg.url()) as session:
        session.catalog()
        session.count(T)
        state = other.execute(
            "SELECT state, (SELECT count(*) FROM pg_locks l WHERE l.pid = a.pid) "
            "FROM pg_stat_activity a WHERE application_name LIKE 'ftc-lint/%%' AND datname = %s",
            (pg.name,),
        ).fetchall()
        assert state == [("idle", 0)]
        other.execute("SET lock_timeout = '1s'; ALTER TABLE t ADD COLUMN n int")


def test_a_count_that_waits_for_a_lock_gives_up_and_lets_the_next_one_through(
    pg: PostgresDatabase,
) -> None:
    pg.run(*SCHEMA)
    with pg.connect() as other, open_(pg.url()) as session:
        with other.transaction():
            other.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
            assert session.count(T).cause is UnknownCause.LOCKED
        assert session.count(T).value == 2


def test_a_count_that_takes_too_long_is_unknown(pg: PostgresDatabase) -> None:
    pg.run("CREATE VIEW slow AS SELECT 1 FROM pg_sleep(600)", *SCHEMA)
    with open_(pg.url()) as session:
        count = session.count(RelationName("public", "slow"), timeout_s=0.1)
        assert (count.value, count.method) == (None, CountMethod.UNKNOWN)
        assert count.cause is UnknownCause.TIMEOUT
        assert count.reason == "not counted within 0.1 s"
        assert session.count(T).value == 2


def test_the_session_cannot_write(pg: PostgresDatabase) -> None:
    """A view may call anything: the read-only transaction refuses it."""
    pg.run(
        *SCHEMA,
        "CREATE FUNCTION drain() RETURNS int LANGUAGE sql AS 'DELETE FROM public.t RETURNING 1'",
        "CREATE VIEW trap AS SELECT * FROM drain()",
    )
    with open_(pg.url()) as session:
        count = session.count(RelationName("public", "trap"))
        assert count.cause is UnknownCause.FAILED
        assert "read-only" in count.reason
        assert session.count(T).value == 2


def test_other_peoples_functions_and_operators_stay_out(pg: PostgresDatabase) -> None:
    """A schema on the search path could otherwise put its own functions into our queries."""
    pg.run(
        *SCHEMA,
        "CREATE FUNCTION public.has_table_privilege(oid, text) RETURNS bool LANGUAGE plpgsql "
        "AS 'BEGIN RAISE EXCEPTION ''trapped''; END'",
        "CREATE TABLE public.pg_class (oid oid)",
        f"ALTER DATABASE {pg.name} SET search_path = public, pg_catalog",
    )
    with open_(pg.url()) as session:
        catalog = session.catalog()
        assert {table.name.name for table in catalog.tables} == {"p", "t", "pg_class"}
        assert catalog.unchecked == ()
        assert session.count(T).value == 2


def test_hidden_rows_are_unknown_not_fewer(pg: PostgresDatabase) -> None:
    role, password = pg.role()
    pg.run(
        *SCHEMA,
        f"GRANT SELECT ON t TO {role}",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY few ON t TO {role} USING (pid > 1)",
    )
    with open_(pg.url(role, password)) as session:
        count = session.count(T)
        assert (count.value, count.cause) == (None, UnknownCause.ROW_SECURITY)


def test_a_role_that_may_read_nothing_still_sees_the_keys(pg: PostgresDatabase) -> None:
    role, password = pg.role()
    pg.run(*SCHEMA, "CREATE SCHEMA closed", "CREATE TABLE closed.c (id int)")
    with open_(pg.url(role, password)) as session:
        catalog = session.catalog()
        assert [key.name for key in catalog.foreign_keys] == ["fk"]
        assert [schema.name for schema in catalog.all_schemas if not schema.usable] == ["closed"]
        for table in catalog.tables:
            count = session.count(table.name)
            assert (count.value, count.cause) == (None, UnknownCause.PERMISSION)
            assert table.privileges.select is False
        orphans = session.count_orphans(catalog.foreign_keys[0])
        assert orphans.cause is UnknownCause.PERMISSION


@pytest.mark.parametrize(
    ("relation", "part"),
    [
        ("pg_constraint", Part.FOREIGN_KEYS),
        ("pg_index", Part.INDEXES),
        ("pg_trigger", Part.TRIGGERS),
        ("pg_attribute", Part.FOREIGN_KEYS),
        ("pg_db_role_setting", Part.TRIGGERS),
    ],
)
def test_a_catalog_that_the_role_may_not_read_is_unchecked_not_empty(
    pg_newest: PostgresDatabase, relation: str, part: Part
) -> None:
    role, password = pg_newest.role()
    pg_newest.run(*SCHEMA, f"REVOKE SELECT ON pg_catalog.{relation} FROM PUBLIC")
    with open_(pg_newest.url(role, password)) as session:
        catalog = session.catalog()
    assert len(catalog.tables) == 2
    assert not catalog.is_complete(part)
    assert all(relation in item.reason for item in catalog.unchecked)
    if part is Part.INDEXES:
        assert [key.indexed_by for key in catalog.foreign_keys] == [None]


def test_it_works_through_a_transaction_pooler_and_leaves_nothing_behind(
    pooler: Pooler, pg_newest: PostgresDatabase
) -> None:
    pg_newest.run(*SCHEMA)
    shown = "SELECT name, setting FROM pg_settings WHERE name <> 'application_name' ORDER BY name"
    with pooler.connect() as application:
        before = application.execute(shown).fetchall()
        with open_(pooler.url) as one, open_(pooler.url) as two:
            for _ in range(3):  # two audits take turns on the one connection
                catalogs = [audit_everything(session) for session in (one, two)]
                assert [catalog.unchecked for catalog in catalogs] == [(), ()]
                assert application.execute("SELECT count(*) FROM t").fetchone() == (2,)
        assert application.execute(shown).fetchall() == before
        assert application.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
        application.execute("INSERT INTO t VALUES (1)")
