"""What counts as a backup, and what only looks like one."""

from __future__ import annotations

import pytest
from projects import project_of, shown, verdicts

BACKED_UP = {
    "create table as": "CREATE TABLE t_old AS SELECT * FROM t; DELETE FROM t;",
    "create table as table": "CREATE TABLE t_old AS TABLE t; DELETE FROM t;",
    "select into": "SELECT * INTO t_old FROM t; DELETE FROM t;",
    "like and insert": "CREATE TABLE t_old (LIKE t INCLUDING ALL);"
    " INSERT INTO t_old SELECT * FROM t; TRUNCATE t;",
    "archive": "INSERT INTO t_archive SELECT * FROM t; DELETE FROM t;",
    "renamed": "ALTER TABLE t RENAME TO t_old; CREATE TABLE t (a int); DROP TABLE t;",
    "copy to": "COPY t TO '/var/backups/t.csv'; DELETE FROM t;",
    "qualified once": "CREATE TABLE old.t AS SELECT * FROM shop.t; DELETE FROM t;",
    "if not exists after a drop": "DROP TABLE IF EXISTS t_old;"
    " CREATE TABLE IF NOT EXISTS t_old AS SELECT * FROM t; DELETE FROM t;",
    "a rebuild": "CREATE TABLE t_new AS SELECT * FROM t; DROP TABLE t;"
    " ALTER TABLE t_new RENAME TO t;",
}


@pytest.mark.parametrize("script", BACKED_UP.values(), ids=BACKED_UP)
def test_a_backup_in_a_script(script: str) -> None:
    found = verdicts({"load.sql": script})
    on_t = {name: each for name, each in found.items() if name.split()[-1] in ("t", "shop.t")}
    assert set(on_t.values()) <= {"before", "scratch"}, found
    assert on_t


NO_BACKUP = {
    "nothing": ("DELETE FROM t;", "none"),
    "where": ("CREATE TABLE b AS SELECT * FROM t WHERE a > 1; DELETE FROM t;", "none"),
    "limit": ("CREATE TABLE b AS SELECT * FROM t LIMIT 10; DELETE FROM t;", "none"),
    "no data": ("CREATE TABLE b AS SELECT * FROM t WITH NO DATA; DELETE FROM t;", "none"),
    "temporary": ("CREATE TEMP TABLE b AS SELECT * FROM t; DELETE FROM t;", "none"),
    "into temporary": (
        "CREATE TEMP TABLE b (LIKE t); INSERT INTO b SELECT * FROM t; DELETE FROM t;",
        "none",
    ),
    "stale": ("CREATE TABLE IF NOT EXISTS b AS SELECT * FROM t; DELETE FROM t;", "none"),
    "only like": ("CREATE TABLE b (LIKE t); DELETE FROM t;", "none"),
    "only read": ("SELECT * FROM t; DELETE FROM t;", "none"),
    "other table": ("CREATE TABLE b AS SELECT * FROM u; DELETE FROM t;", "other-table"),
    "other schema": ("CREATE TABLE b AS SELECT * FROM x.t; DELETE FROM y.t;", "other-table"),
    "after": ("DELETE FROM t; CREATE TABLE b AS SELECT * FROM t;", "after"),
    "dropped again": (
        "CREATE TABLE b AS SELECT * FROM t; DROP TABLE b; DELETE FROM t;",
        "none",
    ),
    "rolled back": (
        "BEGIN; CREATE TABLE b AS SELECT * FROM t; ROLLBACK; DELETE FROM t;",
        "none",
    ),
    "scratch": ("TRUNCATE stg_t;", "scratch"),
    "temp table": ("CREATE TEMP TABLE t (a int); TRUNCATE t;", "scratch"),
    "new": ("CREATE TABLE t (a int); INSERT INTO t VALUES (1); DELETE FROM t;", "scratch"),
    "restore": ("DELETE FROM t; INSERT INTO t SELECT * FROM t_backup;", "restore"),
    "restore by truncate": ("TRUNCATE t; INSERT INTO t SELECT * FROM t_bak;", "restore"),
    "old table dropped in a swap": (
        "CREATE TABLE n (a int); ALTER TABLE t RENAME TO o; ALTER TABLE n RENAME TO t;"
        " DROP TABLE o;",
        "none",
    ),
}


@pytest.mark.parametrize(("script", "verdict"), NO_BACKUP.values(), ids=NO_BACKUP)
def test_no_backup_in_a_script(script: str, verdict: str) -> None:
    found = verdicts({"load.sql": script})
    assert list(found.values())[-1] == verdict, found


HEAD = """
import psycopg2
conn = psycopg2.connect("x")
cur = conn.cursor()

def backup(table):
    cur.execute(f"CREATE TABLE {table}_bak_{now()} AS SELECT * FROM {table}")

def maybe_backup(table, wanted):
    if wanted:
        cur.execute(f"CREATE TABLE {table}_bak_{now()} AS SELECT * FROM {table}")

def clear(table):
    cur.execute(f"DELETE FROM {table}")

"""

FLOWS = {
    "a helper takes it": ('def f():\n    backup("t")\n    clear("t")\n', "before"),
    "the same unknown name": ("def f(name):\n    backup(name)\n    clear(name)\n", "before"),
    "two unknown names": ("def f(a, b):\n    backup(a)\n    clear(b)\n", "other-table"),
    "another table": ('def f():\n    backup("u")\n    clear("t")\n', "other-table"),
    "the helper may skip it": (
        'def f(x):\n    maybe_backup("t", x)\n    clear("t")\n',
        "some-paths",
    ),
    "the helper is told to": ('def f():\n    maybe_backup("t", True)\n    clear("t")\n', "before"),
    "the helper is told not to": (
        'def f():\n    maybe_backup("t", False)\n    clear("t")\n',
        "none",
    ),
    "in one branch": (
        'def f(x):\n    if x:\n        backup("t")\n    clear("t")\n',
        "some-paths",
    ),
    "in both branches": (
        'def f(x):\n    if x:\n        backup("t")\n    else:\n        backup("t")\n'
        '    clear("t")\n',
        "before",
    ),
    "under the same condition": (
        'def f(x):\n    if x:\n        backup("t")\n    log()\n    if x:\n        clear("t")\n',
        "before",
    ),
    "under the opposite condition": (
        'def f(x):\n    if x:\n        backup("t")\n    if not x:\n        clear("t")\n',
        "some-paths",
    ),
    "or an early return": (
        'def f(x):\n    if not x:\n        return\n    backup("t")\n    clear("t")\n',
        "before",
    ),
    "a failed backup is swallowed": (
        'def f():\n    try:\n        backup("t")\n    except Exception:\n        pass\n'
        '    clear("t")\n',
        "some-paths",
    ),
    "a failed backup is raised": (
        'def f():\n    try:\n        backup("t")\n    except Exception:\n        raise\n'
        '    clear("t")\n',
        "before",
    ),
    "in finally": (
        'def f():\n    try:\n        load()\n    finally:\n        backup("t")\n    clear("t")\n',
        "before",
    ),
    "delete in finally": (
        'def f():\n    try:\n        backup("t")\n    finally:\n        clear("t")\n',
        "some-paths",
    ),
    "in a loop over names": (
        'def f():\n    for t in ("t", "u"):\n        backup(t)\n        clear(t)\n',
        "before",
    ),
    "in two loops over names": (
        'T = ["t", "u"]\ndef f():\n    for t in T:\n        backup(t)\n'
        "    for x in T:\n        clear(x)\n",
        "before",
    ),
    "in two loops over unknown names": (
        "def f(names):\n    for t in names:\n        backup(t)\n"
        "    for x in names:\n        clear(x)\n",
        "before",
    ),
    "in loops over different names": (
        "def f(a, b):\n    for t in a:\n        backup(t)\n    for x in b:\n        clear(x)\n",
        "other-table",
    ),
    "in a loop that may not run": (
        'def f(n):\n    for i in range(n):\n        backup("t")\n    clear("t")\n',
        "some-paths",
    ),
    "a loop over names that skips some": (
        "def f(names):\n    for t in names:\n        if skip(t):\n            continue\n"
        "        backup(t)\n    for t in names:\n        clear(t)\n",
        "some-paths",
    ),
    "with a connection": (
        'def f():\n    with psycopg2.connect("x") as c:\n        backup("t")\n    clear("t")\n',
        "before",
    ),
    "a call that is not seen": ('def f(x):\n    x.backup_table("t")\n    clear("t")\n', "unknown"),
    "such a call for another table": (
        'def f(x):\n    x.backup_table("u")\n    clear("t")\n',
        "none",
    ),
    "such a call in one branch": (
        'def f(x):\n    if x.ok:\n        x.backup_table("t")\n    clear("t")\n',
        "some-paths",
    ),
    "an unknown table is backed up": (
        'def f(name):\n    backup(name)\n    clear("t")\n',
        "unknown",
    ),
    "pg_dump": (
        'import subprocess\ndef f():\n    subprocess.run(["pg_dump", "db", "-f", "x"])\n'
        '    clear("t")\n',
        "before",
    ),
    "after": ('def f():\n    clear("t")\n    backup("t")\n', "after"),
    "a restore": (
        'def f():\n    clear("t")\n    cur.execute("INSERT INTO t SELECT * FROM t_bak_1")\n',
        "restore",
    ),
}


@pytest.mark.parametrize(("body", "verdict"), FLOWS.values(), ids=FLOWS)
def test_a_backup_in_a_program(body: str, verdict: str) -> None:
    found = verdicts({"load.py": HEAD + body})
    assert [each for name, each in found.items() if name in _ON_T][-1] == verdict, found


_ON_T = (
    "delete t",
    "delete {name}",
    "delete {b}",
    "delete {table}",
)


def test_the_guidelines_pattern_is_silent() -> None:
    source = """
from datetime import datetime
from db import Database

class Loader:
    def __init__(self):
        self.db = Database()

    def safe_replace_data(self, table_name, new_data):
        backup_table = f"{table_name}_backup_{datetime.now().strftime('%Y%m%d_%H%M%S')}"
        self.db.execute_query(f"CREATE TABLE {backup_table} AS SELECT * FROM {table_name}")
        try:
            self.db.execute_query(f"DELETE FROM {table_name}")
            self.load_data(table_name, new_data)
            if self.verify_data_integrity(table_name):
                self.db.execute_query(f"DROP TABLE {backup_table}")
            else:
                self.restore_from_backup(table_name, backup_table)
        except Exception as e:
            self.restore_from_backup(table_name, backup_table)
            raise e

    def restore_from_backup(self, table_name, backup_table):
        self.db.execute_query(f"DELETE FROM {table_name}")
        self.db.execute_query(f"INSERT INTO {table_name} SELECT * FROM {backup_table}")
"""
    database = """
import psycopg2

class Database:
    def __init__(self):
        self.conn = psycopg2.connect("x")

    def execute_query(self, query, params=None):
        with self.conn.cursor() as cursor:
            cursor.execute(query, params)
        self.conn.commit()
"""
    found = verdicts({"loader.py": source, "db.py": database})
    assert found["delete {table_name}"] in ("before", "restore"), found


def test_a_near_miss_says_what_it_is() -> None:
    project = project_of(
        {"load.py": HEAD + 'def f(x):\n    maybe_backup("t", x)\n    clear("t")\n'}
    )
    (delete,) = [
        each
        for flow in project.flows
        for each in flow.occurrences
        if each.operation.kind.value == "delete" and flow.name == "f"
    ]
    assert delete.near == "maybe_backup may skip it"
    assert delete.backup_span is not None
    assert len(delete.calls) == 1


def test_a_function_of_a_script_runs_when_it_is_called() -> None:
    script = """
    CREATE TABLE history (at date);
    CREATE TABLE history_old AS SELECT * FROM prices;
    CREATE FUNCTION purge() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM history;
        DELETE FROM prices;
        CREATE TABLE kept AS SELECT * FROM days;
        DELETE FROM days;
    END $$;
    DELETE FROM days;
    """
    found = verdicts({"schema.sql": script})
    assert found["delete history"] == "none"
    assert found["delete prices"] == "none"
    project = project_of({"schema.sql": script})
    on_days = [
        each.backup.value
        for flow in project.flows
        for each in flow.occurrences
        if each.backup is not None and shown(each.operation) == "delete days"
    ]
    assert on_days == ["before", "other-table"]
