"""The catalog and the counts of a real MariaDB (or MySQL, with FTC_TEST_MYSQL_URL)."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time

import pymysql
import pytest

from ftc_lint.catalog import (
    Catalog,
    CountMethod,
    Engine,
    ForeignKey,
    Part,
    RelationName,
    TableKind,
    UnknownCause,
)
from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.live.errors import ConnectionFailed
from ftc_lint.live.mysql_grants import read_grants
from ftc_lint.live.session import Session
from ftc_lint.operations import Action
from servers.mariadb import ExternalMariadb, MariadbDatabase, MariadbServer, find_programs

SCHEMA = (
    "CREATE TABLE p (id int PRIMARY KEY)",
    "CREATE TABLE t (id int PRIMARY KEY, pid int, "
    "CONSTRAINT fk FOREIGN KEY (pid) REFERENCES p (id) ON DELETE CASCADE)",
    "INSERT INTO p VALUES (1)",
    "INSERT INTO t VALUES (1, 1), (2, 1), (3, NULL)",
)


def open_(database: MariadbDatabase, user: str | None = None, password: str | None = None):
    return open_session(read_address("env:DB", {"DB": database.url(user, password)}))


def catalog_of(database: MariadbDatabase) -> Catalog:
    with open_(database) as session:
        return session.catalog()


def key_named(catalog: Catalog, name: str) -> ForeignKey:
    (key,) = [
        key for key in catalog.foreign_keys if key.name == name and catalog.is_audited(key.child)
    ]
    return key


def test_the_server_says_what_it_is(mariadb: MariadbDatabase) -> None:
    with open_(mariadb) as session:
        catalog = session.catalog()
    assert session.engine is catalog.engine
    assert catalog.engine in (Engine.MARIADB, Engine.MYSQL)
    assert (catalog.engine is Engine.MARIADB) == ("MariaDB" in catalog.version)
    assert catalog.version_number >= (8, 0)
    assert catalog.schemas == (mariadb.name,)
    assert catalog.role is not None
    assert catalog.role.superuser is True
    assert catalog.replica is False
    assert catalog.unchecked == ()


@pytest.mark.parametrize(
    ("clause", "actions"),
    [
        ("", {Action.RESTRICT, Action.NO_ACTION}),
        ("NO ACTION", {Action.NO_ACTION}),
        ("RESTRICT", {Action.RESTRICT}),
        ("CASCADE", {Action.CASCADE}),
        ("SET NULL", {Action.SET_NULL}),
    ],
)
def test_every_action_is_told_also_to_a_role_that_may_only_select(
    mariadb: MariadbDatabase, clause: str, actions: set[Action]
) -> None:
    clauses = f"ON DELETE {clause} ON UPDATE {clause}" if clause else ""
    mariadb.run(
        "CREATE TABLE `p,` (`a``x` int, b int, PRIMARY KEY (`a``x`, b))",
        "CREATE TABLE `c ON DELETE` (b int, a int, CONSTRAINT `f``k` FOREIGN KEY (a, b) "
        f"REFERENCES `p,` (`a``x`, b) {clauses})",
    )
    user, password = mariadb.role(f"GRANT SELECT ON {mariadb.name}.* TO {{}}")
    for login in ((None, None), (user, password)):
        with open_(mariadb, *login) as session:
            catalog = session.catalog()
        key = key_named(catalog, "f`k")
        assert key.on_delete in actions
        assert key.on_update in actions
        assert key.child_columns == ("a", "b")
        assert key.parent == RelationName(mariadb.name, "p,")
        assert key.parent_columns == ("a`x", "b")
        assert key.nullable_columns == ("a", "b")
        assert key.indexed_by
        assert catalog.is_complete(Part.FOREIGN_KEYS)


def test_self_references_and_other_databases(mariadb: MariadbDatabase) -> None:
    other = mariadb.server.new_database()
    try:
        mariadb.run(
            "CREATE TABLE tree (id int PRIMARY KEY, up int, "
            "CONSTRAINT up FOREIGN KEY (up) REFERENCES tree (id))",
            f"CREATE TABLE {other.name}.c (id int, CONSTRAINT across FOREIGN KEY (id) "
            f"REFERENCES {mariadb.name}.tree (id) ON DELETE CASCADE)",
        )
        catalog = catalog_of(mariadb)
        up = key_named(catalog, "up")
        assert up.child == up.parent
        (across,) = [key for key in catalog.foreign_keys if key.child.schema == other.name]
        assert across.parent == RelationName(mariadb.name, "tree")
        assert across.cascades
        assert not catalog.is_audited(across.child)
        mariadb.run(f"DROP TABLE {other.name}.c")
    finally:
        other.drop()


def test_tables_views_engines_and_partitions(mariadb: MariadbDatabase) -> None:
    mariadb.run(
        "CREATE TABLE `Mixed Ünï` (id int) ENGINE = InnoDB",
        "INSERT INTO `Mixed Ünï` VALUES (1), (2)",
        "CREATE TABLE old (id int) ENGINE = MyISAM",
        "CREATE TABLE parts (id int) PARTITION BY HASH (id) PARTITIONS 3",
        "INSERT INTO parts VALUES (1), (2), (3), (4)",
        "CREATE VIEW v AS SELECT * FROM old",
    )
    with open_(mariadb) as session:
        catalog = session.catalog()
        tables = {table.name.name: table for table in catalog.audited_tables()}
        assert tables["v"].kind is TableKind.VIEW
        assert (tables["old"].storage, tables["old"].kind) == ("MyISAM", TableKind.TABLE)
        assert tables["old"].created is not None
        assert session.count(RelationName(mariadb.name, "Mixed Ünï")).value == 2
        assert session.count(RelationName(mariadb.name, "parts")).value == 4
        bounded = session.count(RelationName(mariadb.name, "parts"), limit=3)
        assert (bounded.value, bounded.method) == (3, CountMethod.BOUNDED)
        assert session.count(RelationName(mariadb.name, "nix")).cause is UnknownCause.MISSING
        size = session.sizes((tables["old"].name, tables["v"].name))
        assert size[tables["old"].name].bytes is not None
        assert size[tables["v"].name].bytes is None


def test_orphans_left_by_checks_that_were_off(mariadb: MariadbDatabase) -> None:
    mariadb.run(
        *SCHEMA,
        "SET foreign_key_checks = 0",
        "INSERT INTO t VALUES (4, 99), (5, 98)",
    )
    with open_(mariadb) as session:
        key = key_named(session.catalog(), "fk")
        assert key.validated is True  # the catalog knows nothing of it
        assert session.count_orphans(key).value == 2
        assert session.count_orphans(key, limit=1).method is CountMethod.BOUNDED


def test_what_the_role_may_do_and_what_it_cannot_see(mariadb: MariadbDatabase) -> None:
    mariadb.run(*SCHEMA, "CREATE TABLE hidden (id int)")
    user, password = mariadb.role(
        f"GRANT SELECT (id), DELETE ON {mariadb.name}.t TO {{}}",
        f"GRANT SELECT, DROP ON {mariadb.name}.p TO {{}}",
    )
    with open_(mariadb, user, password) as session:
        catalog = session.catalog()
        assert {table.name.name for table in catalog.tables} == {"p", "t"}
        (item,) = [item for item in catalog.unchecked if item.part is Part.TABLES]
        assert item.subject == mariadb.name
        assert "invisible" in item.reason
        on_t = catalog.table(RelationName(mariadb.name, "t"))
        on_p = catalog.table(RelationName(mariadb.name, "p"))
        assert on_t is not None
        assert on_p is not None
        assert (on_t.privileges.delete, on_t.privileges.truncate) == (True, False)
        assert (on_p.privileges.truncate, on_p.privileges.drop) == (True, True)
        assert catalog.role is not None
        assert (catalog.role.name, catalog.role.superuser) == (f"{user}@%", False)
        hidden = session.count(RelationName(mariadb.name, "hidden"))
        assert (hidden.value, hidden.cause) == (None, UnknownCause.PERMISSION)


def test_privileges_that_come_through_a_role_count(mariadb: MariadbDatabase) -> None:
    mariadb.run(*SCHEMA)
    role = f"{mariadb.name}_r"
    mariadb.run(f"CREATE ROLE {role}", f"GRANT ALL PRIVILEGES ON {mariadb.name}.* TO {role}")
    try:
        user, password = mariadb.role(
            f"GRANT {role} TO {{}}", f"SET DEFAULT ROLE {role} FOR {{}}"
            if "MariaDB" in catalog_of(mariadb).version else f"SET DEFAULT ROLE {role} TO {{}}",
        )  # fmt: skip
        with open_(mariadb, user, password) as session:
            catalog = session.catalog()
        assert catalog.is_complete(Part.TABLES)
        assert all(table.privileges.truncate for table in catalog.audited_tables())
    finally:
        mariadb.run(f"DROP ROLE {role}")


@pytest.mark.parametrize(
    ("line", "schema", "sees", "truncates"),
    [
        ("GRANT USAGE ON *.* TO `u`@`h` IDENTIFIED BY PASSWORD '*X'", "a", False, False),
        ("GRANT ALL PRIVILEGES ON *.* TO `u`@`h` WITH GRANT OPTION", "a", True, True),
        ("GRANT SELECT, DROP ON `a%`.* TO `u`@`h`", "abc", True, True),
        ("GRANT SELECT, DROP ON `a_c`.* TO `u`@`h`", "abc", True, True),
        ("GRANT SELECT, DROP ON `a\\_c`.* TO `u`@`h`", "abc", False, False),
        ("GRANT SELECT, DROP ON `a\\_c`.* TO `u`@`h`", "a_c", True, True),
        ("GRANT SELECT, DROP ON `a[b`.* TO `u`@`h`", "a[b", True, True),
        ("GRANT SELECT (`drop`, b), INSERT ON `a`.`t` TO `u`@`h`", "a", False, False),
        ("GRANT DROP ON TABLE `a`.`t` TO `u`@`h`", "a", False, True),
        ("GRANT PROXY ON ''@'' TO 'root'@'localhost' WITH GRANT OPTION", "a", False, False),
        ("GRANT `some_role` TO `u`@`h`", "a", False, False),
    ],
)
def test_grants_are_read(line: str, schema: str, sees: bool, truncates: bool) -> None:
    grants = read_grants([line])
    assert grants.sees_schema(schema) is sees
    assert grants.on(RelationName(schema, "t")).truncate is truncates


def test_checks_that_are_off_for_everybody_are_told(mariadb: MariadbDatabase) -> None:
    if isinstance(mariadb.server, ExternalMariadb):
        pytest.skip("mariadb: global settings of FTC_TEST_MYSQL_URL must not be changed")
    try:
        mariadb.run("SET GLOBAL foreign_key_checks = 0")
        assert catalog_of(mariadb).enforcement.on is False
        mariadb.run("SET GLOBAL foreign_key_checks = 1")
        mariadb.run("SET GLOBAL init_connect = 'SET foreign_key_checks=0'")
        assert catalog_of(mariadb).enforcement.on is False
    finally:
        mariadb.run("SET GLOBAL foreign_key_checks = 1", "SET GLOBAL init_connect = ''")
    assert catalog_of(mariadb).enforcement.on is True


def test_the_session_cannot_write_not_even_ddl(mariadb: MariadbDatabase) -> None:
    mariadb.run(*SCHEMA)
    with open_(mariadb) as session:
        connection = session._connection
        for statement in ("DELETE FROM t", "TRUNCATE t", "CREATE TABLE x (id int)", "DROP TABLE t"):
            with pytest.raises(pymysql.err.Error, match="READ ONLY"), connection.cursor() as cursor:
                cursor.execute(statement)
        assert session.count(RelationName(mariadb.name, "t")).value == 3


def test_the_statement_log_shows_nothing_but_reads(mariadb: MariadbDatabase) -> None:
    if isinstance(mariadb.server, ExternalMariadb):
        pytest.skip("mariadb: the log of FTC_TEST_MYSQL_URL cannot be read")
    mariadb.run(*SCHEMA, "SET GLOBAL general_log = 1")
    user, password = mariadb.role(f"GRANT SELECT ON {mariadb.name}.* TO {{}}")
    try:
        with open_(mariadb, user, password) as session:
            catalog = session.catalog()
            for table in catalog.tables:
                session.count(table.name)
                session.count(table.name, limit=1)
            for key in catalog.foreign_keys:
                session.count_orphans(key)
            session.sizes([table.name for table in catalog.tables])
    finally:
        mariadb.run("SET GLOBAL general_log = 0")
    text = mariadb.server.statements.read_text()
    (thread,) = re.findall(rf"(\d+) Connect\t{user}@", text)
    statements = re.findall(rf"^[\t\d :]*\t\s*{thread} Query\t\s*(.*)$", text, re.MULTILINE)
    assert len(statements) > 15
    allowed = re.compile(
        r"SELECT\b|SHOW (GRANTS|CREATE TABLE|WARNINGS)\b|SET (NAMES|AUTOCOMMIT|SESSION)\b|$",
        re.IGNORECASE,
    )
    assert [each for each in statements if not allowed.match(each)] == []
    assert "SET SESSION TRANSACTION READ ONLY" in statements


def test_a_locked_table_is_given_up_on_and_the_catalog_says_so(mariadb: MariadbDatabase) -> None:
    mariadb.run(*SCHEMA, "CREATE TABLE free (id int)")
    with open_(mariadb) as session, mariadb.connect() as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLES t WRITE")
        count = session.count(RelationName(mariadb.name, "t"))
        assert (count.value, count.cause) == (None, UnknownCause.LOCKED)
        assert session.count(RelationName(mariadb.name, "free")).value == 0
        cursor.execute("UNLOCK TABLES")
        assert session.count(RelationName(mariadb.name, "t")).value == 3


def test_a_table_in_the_middle_of_ddl_is_unchecked_not_left_out(
    mariadb: MariadbDatabase,
) -> None:
    """The server leaves it out of information_schema, keys and all, with a warning alone. A RENAME
    that waits for its second table holds the first one exclusively."""
    mariadb.run(*SCHEMA, "CREATE TABLE z (id int)")
    with open_(mariadb) as session, mariadb.connect(autocommit=False) as reader:
        reader.cursor().execute("SELECT * FROM z")
        rename = "RENAME TABLE t TO t2, z TO z2"
        thread = threading.Thread(target=mariadb.run, args=(rename,))
        thread.start()
        try:
            wait_for(mariadb, "Waiting for table metadata lock")
            catalog = session.catalog()
        finally:
            reader.rollback()
            thread.join()
        assert [key.name for key in catalog.foreign_keys if catalog.is_audited(key.child)] == []
        for part in (Part.TABLES, Part.FOREIGN_KEYS, Part.INDEXES):
            assert not catalog.is_complete(part)
        assert session.catalog().unchecked == ()


def wait_for(database: MariadbDatabase, state: str) -> None:
    """Until another connection of the database is in this state."""
    asking = "SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = %s AND STATE = %s"
    with database.connect() as connection, connection.cursor() as cursor:
        while not cursor.execute(asking, (database.name, state)):
            time.sleep(0.01)


def test_a_count_that_takes_too_long_is_unknown(mariadb: MariadbDatabase) -> None:
    mariadb.run("CREATE TABLE t (id int)", "CREATE VIEW slow AS SELECT SLEEP(600) AS n")
    with open_(mariadb) as session:
        slow = session.count(RelationName(mariadb.name, "slow"), timeout_s=0.1)
        assert (slow.value, slow.cause) == (None, UnknownCause.TIMEOUT)
        assert session.count(RelationName(mariadb.name, "t")).value == 0


def test_wrong_password_and_wrong_database(mariadb: MariadbDatabase) -> None:
    user, _ = mariadb.role()
    with pytest.raises(ConnectionFailed, match="Access denied") as raised:
        open_(mariadb, user, "hunTer2Xq")
    assert "hunTer2Xq" not in str(raised.value)
    with pytest.raises(ConnectionFailed, match="Unknown database"):
        open_(MariadbDatabase(mariadb.server, "no_such_database"))


def test_a_connection_that_the_server_ends(mariadb: MariadbDatabase) -> None:
    mariadb.run(*SCHEMA)
    session = open_(mariadb)
    thread = session._connection.thread_id()
    mariadb.run(f"KILL {thread}")
    for attempt in (lambda: session.count(RelationName(mariadb.name, "t")), session.catalog):
        with pytest.raises(ConnectionFailed, match="was lost") as raised:
            attempt()
        assert str(raised.value).isprintable()
    session.close()
    session.close()


def test_a_server_that_dies_mid_audit(mariadb_server: MariadbServer) -> None:
    programs = find_programs()
    if isinstance(mariadb_server, ExternalMariadb) or programs is None:
        pytest.skip("mariadb: the server of FTC_TEST_MYSQL_URL must not be killed")
    server = MariadbServer(*programs).start()
    try:
        database = server.new_database()
        database.run(*SCHEMA)
        session: Session = open_(database)
        server.kill()
        with pytest.raises(ConnectionFailed, match="was lost"):
            session.count(RelationName(database.name, "t"))
        session.close()
    finally:
        server.stop()


def test_the_driver_is_not_imported_for_other_servers() -> None:
    script = """
import sys
import ftc_lint.live.postgresql, ftc_lint.live.sqlite
print("pymysql" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "False"
