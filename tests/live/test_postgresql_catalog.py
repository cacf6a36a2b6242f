"""The catalog of a real PostgreSQL: every kind of table and foreign key."""

from __future__ import annotations

import pytest

from ftc_lint.catalog import (
    Catalog,
    ForeignKey,
    Part,
    RelationName,
    SilencedTrigger,
    TableKind,
    TriggerState,
)
from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.operations import Action
from servers.postgres import PostgresDatabase


def catalog_of(database: PostgresDatabase, *schemas: str, user: str = "", password: str = ""):
    url = database.url(user or None, password or None)
    with open_session(read_address("env:DB", {"DB": url})) as session:
        return session.catalog(schemas or None)


def key_named(catalog: Catalog, name: str) -> ForeignKey:
    (key,) = [key for key in catalog.foreign_keys if key.name == name]
    return key


def table_named(catalog: Catalog, name: str, schema: str = "public"):
    table = catalog.table(RelationName(schema, name))
    assert table is not None
    return table


def test_server_role_and_database_are_told(pg: PostgresDatabase) -> None:
    catalog = catalog_of(pg)
    assert catalog.version_number[0] == pg.major
    assert catalog.version.startswith(f"{pg.major}.")
    assert catalog.database == pg.name
    assert catalog.role is not None
    assert catalog.role.name == pg.server.place.user
    assert catalog.role.superuser is True
    assert catalog.replica is False
    assert catalog.schemas == ("public",)
    assert [notice.kind for notice in catalog.notices] == ["superuser"]


@pytest.mark.parametrize(
    ("clause", "action"),
    [
        ("", Action.NO_ACTION),
        ("NO ACTION", Action.NO_ACTION),
        ("RESTRICT", Action.RESTRICT),
        ("CASCADE", Action.CASCADE),
        ("SET NULL", Action.SET_NULL),
        ("SET DEFAULT", Action.SET_DEFAULT),
    ],
)
def test_every_action_is_told_for_delete_and_update(
    pg: PostgresDatabase, clause: str, action: Action
) -> None:
    clauses = f"ON DELETE {clause} ON UPDATE {clause}" if clause else ""
    pg.run(
        "CREATE TABLE p (id int PRIMARY KEY)",
        f"CREATE TABLE c (pid int CONSTRAINT fk REFERENCES p {clauses})",
    )
    key = key_named(catalog_of(pg), "fk")
    assert (key.on_delete, key.on_update) == (action, action)
    assert key.cascades is (action is Action.CASCADE)
    assert key.nullable_columns == ("pid",)


def test_set_null_of_some_columns_only(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b))",
        "CREATE TABLE c (a int NOT NULL, b int, CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p "
        "ON DELETE SET NULL (b))",
    )
    key = key_named(catalog_of(pg), "fk")
    assert key.on_delete_columns == ("b",)
    assert key.nullable_columns == ("b",)


def test_composite_keys_keep_the_order_of_their_columns(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (x int, gone int, y int, PRIMARY KEY (y, x))",
        "ALTER TABLE p DROP COLUMN gone",
        "CREATE TABLE c (b int, a int, "
        "CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p (x, y) MATCH FULL)",
    )
    key = key_named(catalog_of(pg), "fk")
    assert key.child_columns == ("a", "b")
    assert key.parent_columns == ("x", "y")
    assert key.match == "FULL"


def test_not_valid_and_deferrable_are_told(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (a int, b int, d int)",
        "ALTER TABLE c ADD CONSTRAINT late FOREIGN KEY (a) REFERENCES p NOT VALID",
        "ALTER TABLE c ADD CONSTRAINT able FOREIGN KEY (b) REFERENCES p DEFERRABLE",
        "ALTER TABLE c ADD CONSTRAINT deferred FOREIGN KEY (d) REFERENCES p INITIALLY DEFERRED",
    )
    catalog = catalog_of(pg)
    late, able, deferred = (key_named(catalog, name) for name in ("late", "able", "deferred"))
    assert (late.validated, late.deferrable) == (False, False)
    assert (able.validated, able.deferrable, able.initially_deferred) == (True, True, False)
    assert (deferred.deferrable, deferred.initially_deferred) == (True, True)


def test_not_enforced_is_told(pg18: PostgresDatabase) -> None:
    """New in PostgreSQL 18."""
    pg18.run(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (a int CONSTRAINT fk REFERENCES p ON DELETE CASCADE NOT ENFORCED, "
        "b int CONSTRAINT other REFERENCES p)",
    )
    catalog = catalog_of(pg18)
    assert key_named(catalog, "fk").enforced is False
    assert key_named(catalog, "fk").validated is False
    assert key_named(catalog, "other").enforced is True


def test_a_key_over_a_period_is_not_counted_wrongly(pg18: PostgresDatabase) -> None:
    """New in PostgreSQL 18."""
    pg18.run(
        "CREATE TABLE p (id int4range, d int4range, PRIMARY KEY (id, d WITHOUT OVERLAPS))",
        "CREATE TABLE c (id int4range, d int4range, CONSTRAINT fk FOREIGN KEY (id, PERIOD d) "
        "REFERENCES p (id, PERIOD d))",
        "INSERT INTO p VALUES ('[1,2)', '[1,5)'), ('[1,2)', '[5,9)')",
        "INSERT INTO c VALUES ('[1,2)', '[3,7)')",
    )
    with open_session(read_address(pg18.url(), {})) as session:
        key = key_named(session.catalog(), "fk")
        assert key.temporal
        assert session.count_orphans(key).value is None


def test_self_references_and_other_schemas(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE SCHEMA extracted",
        "CREATE TABLE tree (id int PRIMARY KEY, up int CONSTRAINT up REFERENCES tree)",
        "CREATE TABLE extracted.c (id int CONSTRAINT across REFERENCES tree)",
    )
    catalog = catalog_of(pg, "public")
    up, across = key_named(catalog, "up"), key_named(catalog, "across")
    assert up.child == up.parent == RelationName("public", "tree")
    assert across.child == RelationName("extracted", "c")
    assert catalog.schemas == ("public",)
    assert not catalog.is_audited(across.child)
    assert [table.name.name for table in catalog.audited_tables()] == ["tree"]


def test_a_schema_that_does_not_exist_is_unchecked(pg: PostgresDatabase) -> None:
    catalog = catalog_of(pg, "public", "nowhere")
    assert catalog.schemas == ("public",)
    (item,) = catalog.unchecked
    assert (item.subject, item.part) == ("nowhere", Part.SCHEMAS)
    assert not catalog.is_complete(Part.SCHEMAS)


def test_partitioned_children_repeat_the_key(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (pid int CONSTRAINT fk REFERENCES p ON DELETE CASCADE) "
        "PARTITION BY RANGE (pid)",
        "CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (0) TO (10) PARTITION BY LIST (pid)",
        "CREATE TABLE c11 PARTITION OF c1 FOR VALUES IN (1)",
        "CREATE TABLE c2 PARTITION OF c DEFAULT",
    )
    catalog = catalog_of(pg)
    (root,) = catalog.root_foreign_keys()
    assert (root.name, root.child.name) == ("fk", "c")
    clones = {key.child.name: key for key in catalog.foreign_keys if key.is_clone}
    assert set(clones) == {"c1", "c11", "c2"}
    assert clones["c1"].clone_of == root.identity
    assert clones["c11"].clone_of == clones["c1"].identity
    assert table_named(catalog, "c").kind is TableKind.PARTITIONED
    assert table_named(catalog, "c1").kind is TableKind.PARTITIONED
    assert table_named(catalog, "c11").kind is TableKind.PARTITION
    assert table_named(catalog, "c11").partition_of == RelationName("public", "c1")
    leaves = [table.name.name for table in catalog.leaves(RelationName("public", "c"))]
    assert sorted(leaves) == ["c11", "c2"]


def test_keys_to_a_partitioned_parent_reach_each_partition(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE c (pid int CONSTRAINT fk REFERENCES p ON DELETE CASCADE)",
    )
    catalog = catalog_of(pg)
    (root,) = catalog.root_foreign_keys()
    assert root.parent.name == "p"
    (clone,) = [key for key in catalog.foreign_keys if key.is_clone]
    assert (clone.child.name, clone.parent.name, clone.cascades) == ("c", "p1", True)
    assert clone.clone_of == root.identity


def test_a_key_declared_on_one_partition_is_its_own(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (pid int) PARTITION BY RANGE (pid)",
        "CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (0) TO (10)",
        "ALTER TABLE c1 ADD CONSTRAINT own FOREIGN KEY (pid) REFERENCES p",
    )
    assert [key.name for key in catalog_of(pg).root_foreign_keys()] == ["own"]


def test_inheritance_is_told_and_orphans_are_counted_without_the_children(
    pg: PostgresDatabase,
) -> None:
    pg.run(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (pid int CONSTRAINT fk REFERENCES p)",
        "CREATE TABLE c_old () INHERITS (c)",
        "CREATE TABLE p_old () INHERITS (p)",
        "INSERT INTO c_old VALUES (99)",
        "INSERT INTO p_old VALUES (7)",
    )
    with open_session(read_address(pg.url(), {})) as session:
        catalog = session.catalog()
        key = key_named(catalog, "fk")
        assert (key.child_only, key.parent_only) == (True, True)
        assert session.count_orphans(key).value == 0
        assert session.count(RelationName("public", "c")).value == 1
    child = table_named(catalog, "c_old")
    assert child.kind is TableKind.INHERITANCE_CHILD
    assert child.inherits == (RelationName("public", "c"),)
    assert [each.name.name for each in catalog.members(RelationName("public", "c"))] == ["c_old"]


def test_disabled_triggers_are_told_by_side(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE a (pid int CONSTRAINT fine REFERENCES p)",
        "CREATE TABLE c (pid int CONSTRAINT fk REFERENCES p)",
        "ALTER TABLE c DISABLE TRIGGER ALL",
    )
    catalog = catalog_of(pg)
    child = RelationName("public", "c")
    assert key_named(catalog, "fine").silenced_triggers == ()
    assert key_named(catalog, "fk").silenced_triggers == (
        SilencedTrigger(child, on_parent=False, state=TriggerState.DISABLED),
    )
    pg.run("ALTER TABLE c ENABLE TRIGGER ALL", "ALTER TABLE p DISABLE TRIGGER ALL")
    catalog = catalog_of(pg)
    for name in ("fine", "fk"):
        (trigger,) = key_named(catalog, name).silenced_triggers
        assert (trigger.table.name, trigger.on_parent) == ("p", True)
        assert key_named(catalog, name).validated is True  # the catalog still says so


def test_a_trigger_for_replicas_only_is_silenced(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (pid int CONSTRAINT fk REFERENCES p)",
        """DO $$ DECLARE t record; BEGIN
             FOR t IN SELECT tgname, tgrelid::regclass AS r FROM pg_trigger
                      WHERE tgrelid = 'c'::regclass LOOP
               EXECUTE format('ALTER TABLE %s ENABLE REPLICA TRIGGER %I', t.r, t.tgname);
             END LOOP;
           END $$""",
    )
    (trigger,) = key_named(catalog_of(pg), "fk").silenced_triggers
    assert trigger.state is TriggerState.REPLICA_ONLY


def test_a_role_or_database_set_to_replica_is_told(pg: PostgresDatabase) -> None:
    role, password = pg.role("GRANT CONNECT ON DATABASE " + pg.name + " TO {}")
    pg.run(
        f"ALTER ROLE {role} SET session_replication_role = replica",
        f"ALTER ROLE {role} IN DATABASE {pg.name} SET session_replication_role = replica",
    )
    enforcement = catalog_of(pg).enforcement
    assert enforcement.on is True
    assert f"role {role}" in enforcement.exceptions
    assert f"role {role} in database {pg.name}" in enforcement.exceptions
    own = catalog_of(pg, user=role, password=password).enforcement
    assert own.on is False
    assert role in own.reason


def test_views_materialized_views_foreign_tables_and_unlogged_ones(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE UNLOGGED TABLE t (id int)",
        "CREATE VIEW v AS SELECT * FROM t",
        "CREATE MATERIALIZED VIEW m AS SELECT * FROM t",
        "CREATE FOREIGN DATA WRAPPER nothing",
        "CREATE SERVER far FOREIGN DATA WRAPPER nothing",
        "CREATE FOREIGN TABLE f (id int) SERVER far",
        "CREATE SEQUENCE s",
        "CREATE TYPE composite AS (a int)",
    )
    catalog = catalog_of(pg)
    kinds = {table.name.name: table.kind for table in catalog.tables}
    assert kinds == {
        "t": TableKind.TABLE,
        "v": TableKind.VIEW,
        "m": TableKind.MATERIALIZED_VIEW,
        "f": TableKind.FOREIGN,
    }
    assert table_named(catalog, "t").unlogged


def test_row_security_and_whom_it_hides_rows_from(pg: PostgresDatabase) -> None:
    role, password = pg.role("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}")
    pg.run(
        "CREATE TABLE secret (id int)",
        f"GRANT SELECT ON secret TO {role}",
        "ALTER TABLE secret ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE secret FORCE ROW LEVEL SECURITY",
    )
    mine = table_named(catalog_of(pg), "secret").row_security
    assert (mine.enabled, mine.forced, mine.hides_rows) == (True, True, False)
    theirs = table_named(catalog_of(pg, user=role, password=password), "secret").row_security
    assert theirs.hides_rows


@pytest.mark.parametrize(
    "name", ['Mixed Case"q', "ünïcødé", "select", "a.b", "x'y", "50%s", "b\\n"]
)
def test_names_that_need_quotes_are_exact_and_can_be_counted(
    pg: PostgresDatabase, name: str
) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    column = quoted.replace("a.b", "column")
    pg.run(
        f"CREATE SCHEMA {quoted}".replace("%", "%"),
        f"CREATE TABLE {quoted}.{quoted} ({column} int PRIMARY KEY)",
        f"CREATE TABLE {quoted}.c ({column} int CONSTRAINT {quoted} REFERENCES {quoted}.{quoted})",
        f"INSERT INTO {quoted}.{quoted} VALUES (1), (2)",
        f"INSERT INTO {quoted}.c VALUES (1)",
    )
    with open_session(read_address(pg.url(), {})) as session:
        catalog = session.catalog((name,))
        relation = RelationName(name, name)
        assert session.count(relation).value == 2
        assert session.count_orphans(key_named(catalog, name)).value == 0
        size = session.sizes((relation,))[relation].bytes
        assert size is not None
        assert size > 0


def test_indexes_and_which_of_them_support_a_key(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b))",
        "CREATE TABLE c (a int, b int, n int, CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p)",
        "CREATE INDEX only_a ON c (a)",
        "CREATE INDEX partial ON c (a, b) WHERE n > 0",
        "CREATE INDEX expression ON c ((a + 1), b)",
        "CREATE INDEX brin ON c USING brin (a, b)",
        "CREATE INDEX later ON c (n, a, b)",
        "CREATE INDEX including ON c (a) INCLUDE (b)",
    )
    assert key_named(catalog_of(pg), "fk").indexed_by == ()
    pg.run("CREATE INDEX reversed ON c (b, a, n)")
    catalog = catalog_of(pg)
    assert key_named(catalog, "fk").indexed_by == ("reversed",)
    indexes = {index.name: index for index in catalog.indexes}
    assert indexes["expression"].columns == (None, "b")
    assert indexes["including"].columns == ("a",)
    assert indexes["partial"].partial
    assert indexes["brin"].method == "brin"
    assert indexes["p_pkey"].primary
    pg.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'reversed'::regclass")
    assert key_named(catalog_of(pg), "fk").indexed_by == ()


def test_estimates_are_unknown_until_known(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE t (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200)",
        "INSERT INTO t SELECT generate_series(0, 149)",
    )
    root = RelationName("public", "t")
    assert catalog_of(pg).estimate(root).planner is None
    pg.run("ANALYZE t1")
    assert table_named(catalog_of(pg), "t1").estimate.planner == 100
    assert catalog_of(pg).estimate(root).planner is None
    pg.run("ANALYZE t2")
    assert catalog_of(pg).estimate(root).planner == 150


def test_a_table_made_again_has_another_identity(pg: PostgresDatabase) -> None:
    pg.run("CREATE TABLE t (id int)")
    before = table_named(catalog_of(pg), "t").identity
    pg.run("TRUNCATE t")
    assert table_named(catalog_of(pg), "t").identity == before
    pg.run("DROP TABLE t", "CREATE TABLE t (id int)")
    assert table_named(catalog_of(pg), "t").identity != before


def test_what_the_role_may_do_to_a_table(pg: PostgresDatabase) -> None:
    pg.run("CREATE TABLE t (id int, n int)", "CREATE TABLE owned (id int)")
    role, password = pg.role(
        "GRANT SELECT (id) ON t TO {}", "GRANT DELETE, TRUNCATE ON t TO {}",
        "ALTER TABLE owned OWNER TO {}",
    )  # fmt: skip
    catalog = catalog_of(pg, user=role, password=password)
    may = table_named(catalog, "t").privileges
    assert (may.select, may.insert, may.update) == (True, False, False)
    assert (may.delete, may.truncate, may.drop) == (True, True, False)
    assert table_named(catalog, "t").owned is False
    assert table_named(catalog, "owned").owned is True
    assert table_named(catalog, "owned").owner == role
    assert table_named(catalog, "owned").privileges.drop is True
    assert catalog.role is not None
    assert (catalog.role.name, catalog.role.superuser) == (role, False)
    assert catalog.notices == ()


def test_ownership_through_a_role_that_is_not_inherited_counts(pg: PostgresDatabase) -> None:
    owner, _ = pg.role()
    pg.run("CREATE TABLE t (id int)", f"ALTER TABLE t OWNER TO {owner}")
    role, password = pg.role(f"GRANT {owner} TO {{}}", "ALTER ROLE {} NOINHERIT")
    assert table_named(catalog_of(pg, user=role, password=password), "t").owned is True


def test_orphans_are_found_although_the_key_says_validated(pg: PostgresDatabase) -> None:
    pg.run(
        "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b))",
        "CREATE TABLE c (a int, b int, CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p, "
        "CONSTRAINT whole FOREIGN KEY (a, b) REFERENCES p MATCH FULL)",
        "INSERT INTO p VALUES (1, 1)",
        "SET session_replication_role = replica; INSERT INTO c VALUES (1, 1), (1, 2), (NULL, 2), "
        "(2, 2), (NULL, NULL)",
    )
    with open_session(read_address(pg.url(), {})) as session:
        catalog = session.catalog()
        simple, full = key_named(catalog, "fk"), key_named(catalog, "whole")
        assert simple.validated is True
        assert session.count_orphans(simple).value == 2
        assert session.count_orphans(full).value == 3
        bounded = session.count_orphans(simple, limit=1)
        assert (bounded.value, bounded.method.value) == (1, "bounded")


def test_orphans_compare_with_the_keys_own_operators(pg_newest: PostgresDatabase) -> None:
    """A type whose = lives outside pg_catalog (citext, vector) is compared with that very =."""
    pg_newest.run(
        "CREATE SCHEMA odd",
        "CREATE TYPE odd.mod10 AS (n int)",
        """CREATE FUNCTION odd.same(odd.mod10, odd.mod10) RETURNS bool IMMUTABLE LANGUAGE sql
           AS 'SELECT ($1).n % 10 = ($2).n % 10'""",
        """CREATE FUNCTION odd.compare(odd.mod10, odd.mod10) RETURNS int IMMUTABLE LANGUAGE sql
           AS 'SELECT ($1).n % 10 - ($2).n % 10'""",
        "CREATE OPERATOR odd.= (LEFTARG = odd.mod10, RIGHTARG = odd.mod10, FUNCTION = odd.same)",
        "CREATE OPERATOR odd.< (LEFTARG = odd.mod10, RIGHTARG = odd.mod10, FUNCTION = odd.same)",
        """CREATE OPERATOR CLASS odd.ops DEFAULT FOR TYPE odd.mod10 USING btree AS
           OPERATOR 1 odd.<, OPERATOR 3 odd.=, FUNCTION 1 odd.compare(odd.mod10, odd.mod10)""",
        "CREATE TABLE p (id odd.mod10 PRIMARY KEY)",
        "CREATE TABLE c (pid odd.mod10 CONSTRAINT fk REFERENCES p)",
        "INSERT INTO p VALUES (ROW(3))",
        "INSERT INTO c VALUES (ROW(13))",
    )
    with open_session(read_address(pg_newest.url(), {})) as session:
        key = key_named(session.catalog(), "fk")
        assert key.operators == ('OPERATOR("odd".=)',)
        assert session.count_orphans(key).value == 0


def test_temporary_tables_and_system_schemas_are_left_out(pg: PostgresDatabase) -> None:
    with pg.connect() as other:
        other.execute("CREATE TEMP TABLE mine (id int)")
        catalog = catalog_of(pg)
    assert catalog.tables == ()
    assert [schema.name for schema in catalog.all_schemas] == ["public"]
