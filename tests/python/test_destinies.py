"""A string counts where it is run, or kept; not where it is only mentioned."""

from __future__ import annotations

import pytest

from ftc_lint.flow import Call

from .reading import executed, facts_of, kept, shown, steps_of

MENTIONED = [
    '"""DELETE FROM a"""',
    'def f():\n    """DELETE FROM a; DROP TABLE b"""',
    'class C:\n    """TRUNCATE TABLE a"""',
    "# DELETE FROM a",
    "print('DELETE FROM a')",
    "import logging\nlogging.info('DROP TABLE a')",
    "logger.warning('DELETE FROM %s', t)",
    "self.log.debug(f'TRUNCATE TABLE {t}')",
    "self.stdout.write('DROP TABLE a;')",
    "sys.stderr.write('DROP TABLE a;')",
    "raise ValueError('DELETE FROM a')",
    "raise ValueError('Truncated: DROP TABLE a') from e",
    "assert 'DROP TABLE a' not in out",
    "assert out == 'DELETE FROM a', 'DELETE FROM b'",
    "self.assertEqual(out, 'DELETE FROM a')",
    "cur.execute.assert_called_with('DELETE FROM a')",
    "if line.startswith('DROP TABLE a'):\n    pass",
    "if q == 'DELETE FROM a':\n    pass",
    "if 'DROP TABLE a' in q:\n    pass",
    "import re\nP = re.compile('DROP TABLE a')",
    "import re\nre.match(r'DELETE FROM a', q)",
    "parser.add_argument('--wipe', help='DELETE FROM a')",
    "@click.option('--wipe', help='DROP TABLE a')\ndef f(): pass",
    "click.echo('DELETE FROM a')",
    "import warnings\nwarnings.warn('DELETE FROM a')",
    "msg = 'DELETE FROM a'\nprint(msg)",
    "msg = f'DROP TABLE {t}'\nif msg in seen:\n    log.info(msg)",
    "VERBS = ['DROP TABLE', 'TRUNCATE', 'DELETE FROM']",
    "TEXT = 'Delete files from the database'",
    "TEXT = 'delete from the list of tables'",
    "TEXT = 'Update the set of rows'",
    "TEXT = 'truncate long titles'",
    "TEXT = 'Drop table after use'",
    "TEXT = 'drop table after use'",
    "import sqlparse\nsqlparse.parse('DELETE FROM a')",
    "with pytest.raises(E, match='DROP TABLE a'):\n    pass",
    "Column(Text, comment='DELETE FROM a')",
    "class E(Exception): pass\nraise MyError('DELETE FROM a')",
    "SKIP = {'DROP TABLE': 1}\n",
]


@pytest.mark.parametrize("code", MENTIONED)
def test_strings_that_are_only_mentioned(code: str) -> None:
    assert kept(code + "\n") == []
    assert executed(code + "\n") == []


KEPT = [
    ("Q = 'DELETE FROM a'", ["DELETE FROM a"]),
    ("Q = 'delete from a where x = 1'", ["delete from a where x = 1"]),
    ("class C:\n    q = 'TRUNCATE a CASCADE'", ["TRUNCATE a CASCADE"]),
    ("class C:\n    q = 'DELETE FROM {table} WHERE x'", ["DELETE FROM {table} WHERE x"]),
    ("def down():\n    return '''DROP TABLE a'''", ["DROP TABLE a"]),
    ("Q = [('wipe', 'DROP TABLE a')]", ["DROP TABLE a"]),
    ("Q = {'wipe': 'DROP TABLE a'}", ["DROP TABLE a"]),
    ("helper('DELETE FROM a')", ["DELETE FROM a"]),
    ("Q = 'SELECT 1; DELETE FROM a'", ["SELECT 1; DELETE FROM a"]),
    ("Q = 'DELETE FROM ' + t", ["DELETE FROM {t}"]),
    ("Q = 'DELETE FROM ' + t + ' WHERE x'", ["DELETE FROM {t} WHERE x"]),
    ("Q = 'DELETE FROM %s WHERE y' % t", ["DELETE FROM {t} WHERE y"]),
    ("Q = ('DELETE FROM a;' 'DROP TABLE b')", ["DELETE FROM a;DROP TABLE b"]),
    ("P = 'DELETE FROM '\nA = P + 'a'\nB = P + 'b'", ["DELETE FROM a", "DELETE FROM b"]),
    ("q = 'DELETE FROM a'\nlog.info(q)\nhelper(q)", ["DELETE FROM a"]),
    ("Q = 'ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c ON DELETE CASCADE'",
     ["ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c ON DELETE CASCADE"]),
    ("Q = 'INSERT OR REPLACE INTO a VALUES (1)'", ["INSERT OR REPLACE INTO a VALUES (1)"]),
    ("def f(): yield 'DROP TABLE a'", ["DROP TABLE a"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "texts"), KEPT)
def test_whole_statements_that_go_nowhere_visible(code: str, texts: list[str]) -> None:
    assert kept(code + "\n") == texts


EXECUTED = [
    "Q = 'DELETE FROM a'\ncur.execute(Q)",
    "Q = 'DELETE FROM a'\nlog.info(Q)\ncur.execute(Q)",
    "cur.execute(\n  '''\n  DELETE FROM a''' .strip())",
    "for q in ['DELETE FROM a']:\n    cur.execute(q)",
    "Q = {'wipe': 'DELETE FROM a'}\nfor n, q in Q.items():\n    cur.execute(q)",
    "for n, q in (('x', 'DELETE FROM a'),):\n    cur.execute(q)",
    "q = ['DELETE FROM a']\ncur.execute(';'.join(q))",
    "q = 'DELETE FROM '\nq += 'a'\nif x:\n    q += ' WHERE y'\ncur.execute(q)",
]


@pytest.mark.parametrize("code", EXECUTED)
def test_an_executed_string_counts_once(code: str) -> None:
    assert kept(code + "\n") == []
    assert len(executed(code + "\n")) == 1


def test_a_call_of_the_project_carries_its_arguments() -> None:
    facts = facts_of("from .db import run\nrun('DELETE FROM a', commit=True)\n")
    (step,) = [step for step in steps_of(facts) if isinstance(step, Call)]
    assert shown(step.arguments.positional[0]) == ["DELETE FROM a"]
    assert step.display == "run"
