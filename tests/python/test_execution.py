"""What SQL a program runs, however it puts it together."""

from __future__ import annotations

import pytest

from ftc_lint.flow import Construct, Execute, Loop
from ftc_lint.operations import Kind
from ftc_lint.settings import Settings
from ftc_lint.values import Attribute, FileText, Items, LoopItem, Parameter, Text

from .reading import executed, facts_of, function, shown, steps_of

STRINGS = [
    ("cur.execute('DELETE FROM a')", ["DELETE FROM a"]),
    ("cur.execute(b'DELETE FROM a')", ["DELETE FROM a"]),
    ("cur.execute(sql='DELETE FROM a')", ["DELETE FROM a"]),
    ("cur.execute('DELETE '\n  'FROM a')", ["DELETE FROM a"]),
    ("cur.execute('DELETE FROM ' + t + ' WHERE x')", ["DELETE FROM {t} WHERE x"]),
    ("t = 'a'\ncur.execute('DELETE FROM ' + t)", ["DELETE FROM a"]),
    ("cur.execute('DELETE FROM %s' % t)", ["DELETE FROM {t}"]),
    ("cur.execute('DELETE FROM %s.%s' % (s, 'a'))", ["DELETE FROM {s}.a"]),
    ("cur.execute('DELETE FROM %(t)s' % {'t': 'a'})", ["DELETE FROM a"]),
    ("cur.execute('DELETE FROM {}'.format('a'))", ["DELETE FROM a"]),
    ("cur.execute('DELETE FROM {t}'.format(t='a'))", ["DELETE FROM a"]),
    ("cur.execute('DELETE FROM {t}'.format(**{'t': 'a'}))", ["DELETE FROM a"]),
    ("cur.execute('DELETE FROM {t}'.format_map({'t': 'a'}))", ["DELETE FROM a"]),
    ("cur.execute(f'DELETE FROM {t!s}')", ["DELETE FROM {t}"]),
    ("cur.execute(' '.join(['DELETE', 'FROM', 'a']))", ["DELETE FROM a"]),
    (
        "from string import Template\n"
        "cur.execute(Template('DELETE FROM $t').substitute(t='a'))",
        ["DELETE FROM a"],
    ),
    (
        "import textwrap\ncur.execute(textwrap.dedent('''\n  DELETE\n  FROM a'''))",
        ["\nDELETE\nFROM a"],
    ),
    ("cur.execute('  DELETE FROM a '.strip())", ["DELETE FROM a"]),
    ("cur.execute('DELETE FROM a'.replace('a', 'b'))", ["DELETE FROM b"]),
    ("cur.execute('DELETE FROM a' if x else 'TRUNCATE a')", ["DELETE FROM a", "TRUNCATE a"]),
    ("cur.execute((q := 'DELETE FROM a'))", ["DELETE FROM a"]),
    ("a, b = 'DELETE FROM a', 1\ncur.execute(a)", ["DELETE FROM a"]),
    ("(d, q), *rest = [('x', 'DELETE FROM a'), 3]\ncur.execute(q)", ["DELETE FROM a"]),
    ("Q = {'wipe': 'DELETE FROM a'}\ncur.execute(Q['wipe'])", ["DELETE FROM a"]),
    ("Q = {'wipe': 'DELETE FROM a'}\ncur.execute(Q.get('wipe'))", ["DELETE FROM a"]),
    ("Q = dict(wipe='DELETE FROM a')\ncur.execute(Q[k])", ["DELETE FROM a"]),
    ("q = ['DELETE FROM a', 'DELETE FROM b']\ncur.execute(q[-1])", ["DELETE FROM b"]),
    ("q = []\nq.append('DELETE FROM a')\nq += ['DROP TABLE b']\ncur.execute(';'.join(q))",
     ["DELETE FROM a;DROP TABLE b"]),
    ("cur.execute(';'.join(f'DROP TABLE {t}' for t in ('a', 'b')))",
     ["DROP TABLE a;DROP TABLE b"]),
    ("class Q:\n  wipe = 'DELETE FROM a'\ncur.execute(Q.wipe)", ["DELETE FROM a"]),
    ("q = 'DELETE FROM a'\nif x:\n  q += ' WHERE y'\ncur.execute(q)",
     ["DELETE FROM a", "DELETE FROM a WHERE y"]),
    ("q = 'DELETE FROM a'\nif x:\n  raise E\nelif y:\n  q = 'DELETE FROM b'\ncur.execute(q)",
     ["DELETE FROM a", "DELETE FROM b"]),
    ("q = None\ntry:\n  q = 'DELETE FROM a'\nexcept E:\n  q = 'DELETE FROM b'\ncur.execute(q)",
     ["DELETE FROM a", "DELETE FROM b"]),
    ("match x:\n  case 1: q = 'DELETE FROM a'\n  case _: q = 'DELETE FROM b'\ncur.execute(q)",
     ["DELETE FROM a", "DELETE FROM b"]),
    ("q = q or 'DELETE FROM a'\ncur.execute(q)", ["DELETE FROM a", "Unknown"]),
    ("q = 'DELETE FROM a WHERE x'\nfor c in cs:\n  q += ' AND ' + c\ncur.execute(q)",
     ["DELETE FROM a WHERE x AND {c}{…}"]),
    ("q = []\nfor t in ('a', 'b'):\n  q.append('DROP TABLE ' + t)\ncur.execute(q[0])",
     ["DROP TABLE a", "DROP TABLE b"]),
    ("v = 'DELETE FROM' if s else 'TRUNCATE'\ntxn.execute(f'{v} users')",
     ["DELETE FROM users", "TRUNCATE users"]),
    ("from sqlalchemy import text\nconn.execute(text('DELETE FROM a'))", ["DELETE FROM a"]),
    ("import sqlalchemy as sa\nconn.execute(sa.text('DELETE FROM a').bindparams(x=1))",
     ["DELETE FROM a"]),
    ("from psycopg2.sql import SQL, Identifier\n"
     "cur.execute(SQL('DROP DATABASE IF EXISTS ') + Identifier(name))",
     ["DROP DATABASE IF EXISTS {name}"]),
    ("from psycopg import sql\n"
     "cur.execute(sql.SQL('DROP TABLE {}').format(sql.Identifier('s', 'My T')))",
     ['DROP TABLE s."My T"']),
    ("from psycopg import sql\n"
     "cur.execute(sql.SQL(', ').join([sql.SQL('TRUNCATE a'), sql.Identifier('b')]))",
     ["TRUNCATE a, b"]),
    ("from psycopg2.extensions import AsIs\ncur.execute('DELETE FROM %(t)s' % {'t': AsIs('a')})",
     ["DELETE FROM a"]),
    ("x = 1 if cur.execute('DELETE FROM a') else 2", ["DELETE FROM a"]),
    ("dry_run or cur.execute('DELETE FROM a')", ["DELETE FROM a"]),
    ("print(cur.execute('DELETE FROM a').rowcount)", ["DELETE FROM a"]),
    ("assert cur.execute('DELETE FROM a') == 1", ["DELETE FROM a"]),
    ("rows = [r for r in cur.execute('DELETE FROM a RETURNING x')]", ["DELETE FROM a RETURNING x"]),
    ("run = lambda: cur.execute('DELETE FROM a')", ["DELETE FROM a"]),
    ("async def f():\n  await conn.execute('DELETE FROM a')", ["DELETE FROM a"]),
    ("async def f():\n  async with pool.acquire() as c:\n    await c.fetch('DELETE FROM a')",
     ["DELETE FROM a"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "texts"), STRINGS)
def test_texts_of_a_call(code: str, texts: list[str]) -> None:
    assert executed(code + "\n") == [texts]


CALLS = [
    "conn.exec_driver_sql(q)",
    "cur.executemany(q, rows)",
    "cur.executescript(q)",
    "cur.execute_async(q)",
    "session.execute(q)",
    "self.db.execute_query(q)",
    "spark.sql(q)",
    "client.query(q).result()",
    "duckdb.sql(q)",
    "duckdb.execute(q)",
    "conn.execute_string(q)",
    "session.sql(q).collect()",
    "Price.objects.raw(q)",
    "cur.copy_expert(q, f)",
    "conn.prepare(q)",
    "conn.fetchval(q)",
    "pd.read_sql(q, conn)",
    "pd.read_sql_query(q, conn)",
    "execute_values(cur, q, rows)",
    "execute_batch(cur, q, rows)",
    "hook.run(q)",
    "connection.cursor().execute(q)",
    "getattr(conn, 'execute')(q)",
    "db.session.execute(statement=q)",
    "rds.execute_statement(sql=q)",
]


@pytest.mark.parametrize("call", CALLS)
def test_calls_that_run_sql(call: str) -> None:
    code = (
        "import duckdb\nimport pandas as pd\n"
        "from psycopg2.extras import execute_values, execute_batch\n"
        "def f(self, q, conn, cur, rows):\n"
        f"    q = 'DELETE FROM a'\n    {call}\n"
    )
    assert executed(code) == [["DELETE FROM a"]]


NOT_SQL = [
    "task.execute('build')",
    "command.execute()",
    "loop.run('job')",
    "session.query(User)",
    "client.query('users', limit=3)",
    "redis.fetch('DELETE-ME')",
    "requests.get(url).json().get('query')",
    "os.execute",
]


@pytest.mark.parametrize("call", NOT_SQL)
def test_calls_that_do_not(call: str) -> None:
    assert executed(call + "\n") == []


def test_a_configured_function_runs_sql() -> None:
    code = "from warehouse import run\nrun('anything at all')\n"
    settings = Settings(sql_functions=("warehouse.run",))
    assert executed(code) == []
    assert executed(code, settings=settings) == [["anything at all"]]


def test_the_item_of_a_loop_stays_tied_to_its_loop() -> None:
    facts = facts_of("for n, q in [('x', 'DELETE FROM a')]:\n    cur.execute(q)\n")
    (loop,) = facts.functions[0].body
    assert isinstance(loop, Loop)
    assert loop.at_least_once
    assert isinstance(loop.items, Items)
    (step,) = loop.body
    assert isinstance(step, Execute)
    assert step.text == LoopItem(loop.number, (1,))


def test_enumerate_is_looked_through() -> None:
    facts = facts_of("for i, q in enumerate(queries):\n    cur.execute(q)\n")
    (loop,) = facts.functions[0].body
    assert isinstance(loop, Loop)
    (step,) = loop.body
    assert isinstance(step, Execute)
    assert step.text == LoopItem(loop.number)


FILES = [
    ("open('sql/wipe.sql').read()", "sql/wipe.sql"),
    ("open(os.path.join('sql', 'wipe.sql')).read()", "sql/wipe.sql"),
    ("Path('sql/wipe.sql').read_text()", "sql/wipe.sql"),
    ("(Path(__file__).parent / 'wipe.sql').read_text(encoding='utf-8')", "app/wipe.sql"),
    ("Path(__file__).resolve().parent.parent.joinpath('wipe.sql').read_text()", "wipe.sql"),
    ("Path(__file__).parents[1].joinpath('wipe.sql').read_bytes().decode()", "wipe.sql"),
    ("open(os.path.join(os.path.dirname(__file__), 'wipe.sql')).read()", "app/wipe.sql"),
    ("(BASE / 'wipe.sql').read_text()", "{BASE}/wipe.sql"),
    ("pkgutil.get_data('app.sql', 'wipe.sql').decode()", "app/sql/wipe.sql"),
    ("resources.files('app.sql').joinpath('wipe.sql').read_text()", "app/sql/wipe.sql"),
    ("resources.read_text('app.sql', 'wipe.sql')", "app/sql/wipe.sql"),
]


@pytest.mark.parametrize(("code", "path"), FILES)
def test_files_that_are_run(code: str, path: str) -> None:
    facts = facts_of(
        "import os, pkgutil\nfrom pathlib import Path\nfrom importlib import resources\n"
        f"cur.execute({code})\n"
    )
    (step,) = [step for step in steps_of(facts) if isinstance(step, Execute)]
    assert isinstance(step.text, FileText)
    assert isinstance(step.text.path, Text)
    assert step.text.path.excerpt.text == path


def test_a_file_opened_in_a_with_block() -> None:
    facts = facts_of("with open('wipe.sql') as f:\n    cur.execute(f.read())\n")
    (step,) = [step for step in steps_of(facts) if isinstance(step, Execute)]
    assert isinstance(step.text, FileText)
    assert shown(step.text.path) == ["wipe.sql"]


def test_commits_and_rollbacks() -> None:
    facts = facts_of("conn.begin()\nconn.commit()\nsession.rollback()\nrepo.commit('message')\n")
    kinds = [step.operation.kind for step in steps_of(facts) if isinstance(step, Construct)]
    assert kinds == [Kind.BEGIN, Kind.COMMIT, Kind.ROLLBACK]


def test_a_method_of_the_class_itself_may_be_followed() -> None:
    code = (
        "class Db:\n"
        "    def execute(self, sql):\n        self.conn.cursor().execute(sql)\n"
        "    def wipe(self):\n        self.execute('DELETE FROM a')\n"
    )
    own, driver = [step for step in steps_of(facts_of(code)) if isinstance(step, Execute)][::-1]
    assert own.callee == Attribute(Parameter("self"), "execute")
    assert shown(own.text) == ["DELETE FROM a"]
    assert driver.text == Parameter("sql")


def test_what_a_function_returns() -> None:
    facts = facts_of(
        "def q(t):\n    if t:\n        return f'DROP TABLE {t}'\n    return 'DROP TABLE a'\n"
    )
    returns = function(facts, "q").returns
    assert returns is not None
    assert shown(returns) == ["DROP TABLE a", "DROP TABLE {t}"]
