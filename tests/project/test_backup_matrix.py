"""Every form of backup, in every way that a program may come to take it, and every near miss."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest
from projects import verdicts

from ftc_lint.rule import Example
from ftc_lint.testing import report_on

HEAD = """
import os
import shutil
import sqlite3
import subprocess
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial, wraps

import pandas as pd
import psycopg2

conn = psycopg2.connect("dbname=shop")
cur = conn.cursor()

"""

CLEAR = """
def clear(table):
    cur.execute(f"DELETE FROM {table}")
"""

# Each backs up the table whose name is in `table`.
FORMS = {
    "create as": 'cur.execute(f"CREATE TABLE {table}_old AS SELECT * FROM {table}")',
    "create as table": 'cur.execute(f"CREATE TABLE {table}_old AS TABLE {table}")',
    "create without as": 'cur.execute(f"CREATE TABLE {table}_old SELECT * FROM {table}")',
    "select into": 'cur.execute(f"SELECT * INTO {table}_old FROM {table}")',
    "like and insert": (
        'cur.execute(f"CREATE TABLE {table}_old (LIKE {table} INCLUDING ALL)")\n'
        'cur.execute(f"INSERT INTO {table}_old SELECT * FROM {table}")'
    ),
    "mysql like and insert": (
        'cur.execute(f"CREATE TABLE {table}_old LIKE {table}")\n'
        'cur.execute(f"INSERT INTO {table}_old SELECT * FROM {table}")'
    ),
    "archive": 'cur.execute(f"INSERT INTO {table}_archive SELECT * FROM {table}")',
    "archive with a date": (
        'cur.execute(f"INSERT INTO archive.{table} SELECT *, now() FROM {table}")'
    ),
    "rename": (
        'cur.execute(f"ALTER TABLE {table} RENAME TO {table}_old")\n'
        'cur.execute(f"CREATE TABLE {table} (LIKE {table}_old INCLUDING ALL)")'
    ),
    "mysql rename": (
        'cur.execute(f"RENAME TABLE {table} TO {table}_old")\n'
        'cur.execute(f"CREATE TABLE {table} LIKE {table}_old")'
    ),
    "copy to": "cur.execute(f\"COPY {table} TO '/var/backups/{table}.csv' CSV\")",
    "copy to stdout": (
        'with open(f"{table}.csv", "w") as out:\n'
        '    cur.copy_expert(f"COPY {table} TO STDOUT CSV HEADER", out)'
    ),
    "copy of a query to stdout": (
        'with open(f"{table}.csv", "w") as out:\n'
        '    cur.copy_expert(f"COPY (SELECT * FROM {table}) TO STDOUT", out)'
    ),
    "copy_to": 'with open("a.csv", "w") as out:\n    cur.copy_to(out, table)',
    "pg_dump": 'subprocess.run(["pg_dump", "-t", table, "-f", "t.sql", "shop"], check=True)',
    "pg_dump in a string": 'subprocess.run(f"pg_dump -t {table} shop > t.sql", shell=True)',
    "pg_dump of everything": 'subprocess.check_call(["pg_dump", "-Fc", "-f", "all.dump", "shop"])',
    "os.system pg_dump": 'os.system(f"pg_dump shop -t {table} > /var/backups/{table}.sql")',
    "mysqldump": 'os.system(f"mysqldump shop {table} > {table}.sql")',
    "sqlite3 .backup": "subprocess.run(['sqlite3', 'shop.db', '.backup shop.bak'], check=True)",
    "sqlite3 .dump": "os.system('sqlite3 shop.db .dump > shop.sql')",
    "copied file": 'shutil.copy("shop.db", "shop.db.bak")',
    "copy2 of a file": 'shutil.copy2("shop.db", f"shop-{datetime.now():%Y%m%d}.db")',
    "connection.backup": (
        'target = sqlite3.connect("shop-backup.db")\nsource = sqlite3.connect("shop.db")\n'
        "source.backup(target)"
    ),
    "vacuum into": "cur.execute(\"VACUUM INTO 'shop-backup.db'\")",
    "data frame to csv": (
        'frame = pd.read_sql(f"SELECT * FROM {table}", conn)\nframe.to_csv(f"{table}.csv")'
    ),
    "data frame to parquet": (
        'pd.read_sql_query(f"SELECT * FROM {table}", conn).to_parquet(f"{table}.parquet")'
    ),
    "data frame of a table": 'frame = pd.read_sql_table(table, conn)\nframe.to_pickle("t.pkl")',
    "data frame to a table": (
        'frame = pd.read_sql(f"SELECT * FROM {table}", conn)\n'
        'frame.to_sql(f"{table}_old", conn, index=False)'
    ),
}

# `BACKUP` stands for the backup of `table`; the DELETE from t is judged.
WAYS = {
    "inline": """
        def main():
            table = "t"
            BACKUP
            cur.execute("DELETE FROM t")
        """,
    "at module level": """
        table = "t"
        BACKUP
        cur.execute("DELETE FROM t")
        """,
    "in a helper": """
        def save(table):
            BACKUP
        def main():
            save("t")
            clear("t")
        """,
    "two helpers down": """
        def save(table):
            BACKUP
        def prepare(name):
            save(table=name)
        def main():
            prepare("t")
            clear("t")
        """,
    "in a method": """
        class Loader:
            def save(self, table):
                BACKUP
            def main(self):
                self.save("t")
                clear("t")
        """,
    "in an inherited method": """
        class Base:
            def save(self, table):
                BACKUP
        class Loader(Base):
            def main(self):
                self.save("t")
                clear("t")
        """,
    "by super": """
        class Base:
            def refill(self, table):
                BACKUP
        class Loader(Base):
            def refill(self, table):
                super().refill(table)
                clear(table)
            def main(self):
                self.refill("t")
        """,
    "in a template method": """
        class Base:
            def main(self):
                self.save("t")
                clear("t")
            def save(self, table):
                raise NotImplementedError
        class Loader(Base):
            def save(self, table):
                BACKUP
        """,
    "in a class method": """
        class Backups:
            @classmethod
            def save(cls, table):
                BACKUP
        def main():
            Backups.save("t")
            clear("t")
        """,
    "in a static method": """
        class Backups:
            @staticmethod
            def save(table):
                BACKUP
        def main():
            Backups().save("t")
            clear("t")
        """,
    "in an object that is handed over": """
        class Backups:
            def save(self, table):
                BACKUP
        class Loader:
            def __init__(self, backups: Backups):
                self.backups = backups
            def main(self):
                self.backups.save("t")
                clear("t")
        """,
    "in __call__": """
        class Save:
            def __call__(self, table):
                BACKUP
        def main():
            save = Save()
            save("t")
            clear("t")
        """,
    "in __init__": """
        class Saved:
            def __init__(self, table):
                BACKUP
        def main():
            Saved("t")
            clear("t")
        """,
    "the table is an attribute": """
        class Loader:
            def __init__(self):
                self.table = "t"
            def save(self):
                table = self.table
                BACKUP
            def main(self):
                self.save()
                clear(self.table)
        """,
    "by a decorator": """
        def saved(function):
            @wraps(function)
            def inner(table):
                BACKUP
                return function(table)
            return inner
        @saved
        def empty(table):
            cur.execute(f"DELETE FROM {table}")
        def main():
            empty("t")
        """,
    "by a decorator with arguments": """
        def saved(table):
            def around(function):
                @wraps(function)
                def inner(*args, **kwargs):
                    BACKUP
                    return function(*args, **kwargs)
                return inner
            return around
        @saved("t")
        def main():
            cur.execute("DELETE FROM t")
        """,
    "by a context manager": """
        @contextmanager
        def saved(table):
            BACKUP
            yield
        def main():
            with saved("t"):
                clear("t")
        """,
    "by a context manager with try": """
        @contextmanager
        def saved(table):
            BACKUP
            try:
                yield table
            except Exception:
                restore(table)
                raise
            finally:
                conn.close()
        def main():
            with saved("t") as name:
                clear(name)
        """,
    "by a class with __enter__": """
        class Saved:
            def __init__(self, table):
                self.table = table
            def __enter__(self):
                table = self.table
                BACKUP
                return self
            def __exit__(self, *exc):
                return False
        def main():
            with Saved("t"):
                clear("t")
        """,
    "on an exit stack": """
        @contextmanager
        def saved(table):
            BACKUP
            yield
        def main():
            with ExitStack() as stack:
                stack.enter_context(saved("t"))
                clear("t")
        """,
    "in a loop over names": """
        def main():
            for table in ["t", "u"]:
                BACKUP
                cur.execute(f"DELETE FROM {table}")
        """,
    "in a loop before": """
        TABLES = ("t", "u")
        def main():
            for table in TABLES:
                BACKUP
            cur.execute("DELETE FROM t")
        """,
    "in a loop over a mapping": """
        TABLES = {"t": "t.csv", "u": "u.csv"}
        def main():
            for table, path in TABLES.items():
                BACKUP
            for table in TABLES:
                clear(table)
        """,
    "in a loop with enumerate": """
        TABLES = ["t", "u"]
        def main():
            for number, table in enumerate(TABLES):
                BACKUP
                cur.execute(f"DELETE FROM {table}")
        """,
    "in a comprehension": """
        def save(table):
            BACKUP
        def main():
            [save(table) for table in ("t", "u")]
            clear("t")
        """,
    "in a try that goes on raising": """
        def main():
            table = "t"
            try:
                BACKUP
            except Exception as error:
                print(error)
                raise
            cur.execute("DELETE FROM t")
        """,
    "in a try that stops": """
        def main():
            table = "t"
            try:
                BACKUP
            except Exception as error:
                print("no backup", error)
                return
            cur.execute("DELETE FROM t")
        """,
    "the delete is in else": """
        def main():
            table = "t"
            try:
                BACKUP
            except Exception:
                print("no backup")
            else:
                cur.execute("DELETE FROM t")
        """,
    "in finally": """
        def main():
            table = "t"
            try:
                prepare()
            finally:
                BACKUP
            cur.execute("DELETE FROM t")
        """,
    "after an early return": """
        def main(force):
            table = "t"
            if not force:
                return
            BACKUP
            cur.execute("DELETE FROM t")
        """,
    "tried until it works": """
        def main():
            table = "t"
            while True:
                try:
                    BACKUP
                    break
                except psycopg2.OperationalError:
                    sleep(5)
            cur.execute("DELETE FROM t")
        """,
    "only if it went well": """
        def save(table):
            try:
                BACKUP
                return True
            except Exception:
                return False
        def main():
            if not save("t"):
                return
            clear("t")
        """,
    "or exit": """
        import sys
        def save(table):
            try:
                BACKUP
                return True
            except Exception:
                return False
        def main():
            ok = save("t")
            if not ok:
                sys.exit(1)
            clear("t")
        """,
    "in every branch": """
        def main(mode):
            table = "t"
            if mode == "full":
                BACKUP
            else:
                BACKUP
            cur.execute("DELETE FROM t")
        """,
    "under the same condition": """
        def main(replace):
            table = "t"
            if replace:
                BACKUP
            report()
            if replace:
                cur.execute("DELETE FROM t")
        """,
    "by recursion": """
        def save(table, tries):
            if tries > 3:
                return save(table, 3)
            BACKUP
        def main():
            save("t", 0)
            clear("t")
        """,
    "by mutual recursion": """
        def save(table, names):
            BACKUP
            if names:
                rest(names)
        def rest(names):
            save(names[0], names[1:])
        def main():
            save("t", ["u", "v"])
            clear("t")
        """,
    "by the last of three definitions": """
        def save(table):
            pass
        def save(table):
            print(table)
        def save(table):
            BACKUP
        def main():
            save("t")
            clear("t")
        """,
    "in a nested function": """
        def main():
            table = "t"
            def save():
                BACKUP
            save()
            clear(table)
        """,
    "by partial": """
        def save(table):
            BACKUP
        save_t = partial(save, "t")
        def main():
            save_t()
            clear("t")
        """,
    "as an argument": """
        def save(table):
            BACKUP
        def replace(table, before):
            before(table)
            clear(table)
        def main():
            replace("t", save)
        """,
    "by another name": """
        def save(table):
            BACKUP
        keep = save
        def main():
            keep("t")
            clear("t")
        """,
    "in a coroutine": """
        async def save(table):
            BACKUP
        async def main():
            await save("t")
            clear("t")
        """,
    "with a transaction": """
        def main():
            table = "t"
            with conn:
                BACKUP
                cur.execute("DELETE FROM t")
        """,
    "committed first": """
        def main():
            table = "t"
            BACKUP
            conn.commit()
            cur.execute("DELETE FROM t")
        """,
}

GOOD = ("before", "scratch")


def program(way: str, backup: str) -> str:
    """The way's source with the backup in it."""
    lines = []
    for line in dedent(way).splitlines():
        if line.strip() == "BACKUP":
            line = indent(backup, line[: len(line) - len(line.lstrip())])
        lines.append(line)
    source = "\n".join(lines) + "\n"
    return HEAD + (CLEAR if "clear" in source else "") + source


def on_t(found: dict[str, str]) -> list[str]:
    """The verdicts of what is deleted from t."""
    return [
        verdict
        for name, verdict in found.items()
        if name.startswith("delete ") and name.split()[-1] in ("t", "{table}")
    ]


FORM = FORMS["create as"]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_backup_is_one_however_it_is_taken(way: str) -> None:
    found = verdicts({"load.py": program(way, FORM)})
    assert on_t(found), found
    assert set(on_t(found)) <= set(GOOD), found


@pytest.mark.parametrize("way", ["inline", "in a helper", "in a loop before"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_of_backup(form: str, way: str) -> None:
    found = verdicts({"load.py": program(WAYS[way], form)})
    assert on_t(found), found
    assert set(on_t(found)) <= set(GOOD), found


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_in_another_file(form: str) -> None:
    """With the whole engine: the file that only takes the backup must be read too."""
    files = {
        "shop/saving.py": HEAD + "def save(table):\n" + indent(form, "    ") + "\n",
        "shop/loading.py": "from shop.saving import save, cur\n"
        'def main():\n    save("t")\n    cur.execute("DELETE FROM t")\n',
    }
    example = Example(files)
    codes = [finding.code for finding in report_on(example).findings]
    assert "FTC201" not in codes


# Each looks like a backup of `table` and is none.
NEAR_MISSES = {
    "where": 'cur.execute(f"CREATE TABLE {table}_old AS SELECT * FROM {table} WHERE a > 1")',
    "limit": 'cur.execute(f"CREATE TABLE {table}_old AS SELECT * FROM {table} LIMIT 10")',
    "some columns": 'cur.execute(f"CREATE TABLE {table}_old AS SELECT a FROM {table}")',
    "distinct": 'cur.execute(f"CREATE TABLE {table}_old AS SELECT DISTINCT a FROM {table}")',
    "joined": ('cur.execute(f"CREATE TABLE x AS SELECT {table}.* FROM {table} JOIN u USING (a)")'),
    "no data": ('cur.execute(f"CREATE TABLE {table}_old AS SELECT * FROM {table} WITH NO DATA")'),
    "temporary": 'cur.execute(f"CREATE TEMP TABLE {table}_old AS SELECT * FROM {table}")',
    "into temporary": 'cur.execute(f"SELECT * INTO TEMP {table}_old FROM {table}")',
    "under a fixed name": (
        'cur.execute(f"CREATE TABLE IF NOT EXISTS {table}_old AS SELECT * FROM {table}")'
    ),
    "only its shape": 'cur.execute(f"CREATE TABLE {table}_old (LIKE {table} INCLUDING ALL)")',
    "only its shape, in mysql": 'cur.execute(f"CREATE TABLE {table}_old LIKE {table}")',
    "a part to stdout": (
        "cur.execute(f\"COPY (SELECT * FROM {table} WHERE a > 1) TO '/b/{table}.csv'\")"
    ),
    "a view": 'cur.execute(f"CREATE VIEW {table}_old AS SELECT * FROM {table}")',
    "only read": 'cur.execute(f"SELECT * FROM {table}")\nrows = cur.fetchall()',
    "counted": 'cur.execute(f"SELECT count(*) FROM {table}")',
    "printed": 'print(f"CREATE TABLE {table}_old AS SELECT * FROM {table}")',
    "printed hint": 'print(f"Run pg_dump -t {table} shop > {table}.sql first")',
    "logged": 'log.info(f"pg_dump -t {table} shop")',
    "only the schema": 'os.system(f"pg_dump --schema-only -t {table} shop > {table}.sql")',
    "only the schema, short": 'subprocess.run(["pg_dump", "-s", "-f", "x.sql", "shop"])',
    "without the table": 'subprocess.run(["pg_dump", "-T", "t", "-f", "x.sql", "shop"])',
    "no data by mysqldump": 'os.system(f"mysqldump --no-data shop {table} > {table}.sql")',
    "a frame with a condition": (
        'pd.read_sql(f"SELECT * FROM {table} WHERE a > 1", conn).to_csv("t.csv")'
    ),
    "a frame's head": 'pd.read_sql(f"SELECT * FROM {table}", conn).head().to_csv("t.csv")',
    "a frame that is not written": 'frame = pd.read_sql(f"SELECT * FROM {table}", conn)',
    "some columns by copy_to": 'cur.copy_to(out, table, columns=("a",))',
    "never run": 'BACKUP = f"CREATE TABLE {table}_old AS SELECT * FROM {table}"',
    "dropped again": (
        'cur.execute(f"CREATE TABLE {table}_old AS SELECT * FROM {table}")\n'
        'cur.execute(f"DROP TABLE {table}_old")'
    ),
    "rolled back": (
        'cur.execute("BEGIN")\n'
        'cur.execute(f"CREATE TABLE {table}_old AS SELECT * FROM {table}")\n'
        "conn.rollback()"
    ),
}


@pytest.mark.parametrize("way", ["inline", "in a helper"])
@pytest.mark.parametrize("form", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_what_only_looks_like_a_backup(form: str, way: str) -> None:
    found = verdicts({"load.py": program(WAYS[way], form)})
    assert on_t(found) == ["none"], found


OTHER_TABLES = [form for name, form in FORMS.items() if 'f"' in form and "everything" not in name]


@pytest.mark.parametrize("form", OTHER_TABLES)
def test_the_backup_of_another_table(form: str) -> None:
    source = HEAD + "def main():\n    table = 'u'\n" + indent(form, "    ")
    found = verdicts({"load.py": source + "\n    cur.execute('DELETE FROM t')\n"})
    if "copy2" not in form:
        assert on_t(found) == ["other-table"], found


NOT_ON_EVERY_PATH = {
    "in one branch": """
        def main(keep):
            table = "t"
            if keep:
                BACKUP
            cur.execute("DELETE FROM t")
        """,
    "in a helper's branch": """
        def save(table, keep):
            if not keep:
                return
            BACKUP
        def main(keep):
            save("t", keep)
            clear("t")
        """,
    "its failure is swallowed": """
        def main():
            table = "t"
            try:
                BACKUP
            except Exception as error:
                print(error)
            cur.execute("DELETE FROM t")
        """,
    "its failure is suppressed": """
        from contextlib import suppress
        def main():
            table = "t"
            with suppress(Exception):
                BACKUP
            cur.execute("DELETE FROM t")
        """,
    "its failure is returned and not looked at": """
        def save(table):
            try:
                BACKUP
                return True
            except Exception:
                return False
        def main():
            save("t")
            clear("t")
        """,
    "its result decides something else": """
        def save(table):
            try:
                BACKUP
                return True
            except Exception:
                return False
        def main():
            if not save("t"):
                print("no backup")
            clear("t")
        """,
    "only if the last run failed": """
        def save(table):
            try:
                BACKUP
                return True
            except Exception:
                return False
        def main():
            if save("t"):
                return
            clear("t")
        """,
    "in a loop that may not run": """
        def main(rows):
            table = "t"
            for row in rows:
                BACKUP
            cur.execute("DELETE FROM t")
        """,
    "a method that one class overrides": """
        class Base:
            def main(self):
                self.save("t")
                clear("t")
            def save(self, table):
                raise NotImplementedError
        class Careful(Base):
            def save(self, table):
                BACKUP
        class Careless(Base):
            def save(self, table):
                pass
        """,
    "in one of two definitions": """
        try:
            import backups
        except ImportError:
            def save(table):
                pass
        else:
            def save(table):
                BACKUP
        def main():
            save("t")
            clear("t")
        """,
}


@pytest.mark.parametrize("way", NOT_ON_EVERY_PATH.values(), ids=NOT_ON_EVERY_PATH)
def test_a_backup_on_some_paths_only(way: str) -> None:
    found = verdicts({"load.py": program(way, FORM)})
    assert on_t(found) == ["some-paths"], found


NO_BACKUP = {
    "after": ("after", """
        def main():
            table = "t"
            cur.execute("DELETE FROM t")
            BACKUP
        """),
    "after a context manager's body": ("after", """
        @contextmanager
        def saved(table):
            yield
            BACKUP
        def main():
            with saved("t"):
                clear("t")
        """),
    "in __exit__": ("after", """
        class Saved:
            def __init__(self, table):
                self.table = table
            def __enter__(self):
                return self
            def __exit__(self, *exc):
                table = self.table
                BACKUP
        def main():
            with Saved("t"):
                clear("t")
        """),
    "only if it failed": ("none", """
        def main():
            table = "t"
            try:
                cur.execute("SELECT 1 FROM t")
            except Exception:
                BACKUP
                raise
            cur.execute("DELETE FROM t")
        """),
    "by a definition that another replaces": ("none", """
        def save(table):
            BACKUP
        def save(table):
            print(table)
        def main():
            save("t")
            clear("t")
        """),
    "in a branch that leaves": ("none", """
        def main(check):
            table = "t"
            if check:
                BACKUP
                return
            cur.execute("DELETE FROM t")
        """),
}  # fmt: skip


@pytest.mark.parametrize(("verdict", "way"), NO_BACKUP.values(), ids=NO_BACKUP)
def test_no_backup_before(verdict: str, way: str) -> None:
    found = verdicts({"load.py": program(way, FORM)})
    assert on_t(found) == [verdict], found
