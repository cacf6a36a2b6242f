"""What unknown parts of a name are called, slices, and lists that a call fills."""

from __future__ import annotations

import pytest
from projects import CONNECTION, project_of

EXECUTED = {
    "a slice names another table": (
        "def drop(qualified):\n"
        "    dot = qualified.index('.')\n"
        "    schema = qualified[:dot]\n"
        "    table = qualified[dot + 1:]\n"
        "    cur.execute(f'DROP TABLE {schema}.{table}')\n",
        ["drop-table {schema}.{table}"],
    ),
    "a slice of a parameter": (
        "def run(sql):\n    cur.execute(sql[:-1])\nrun('DELETE FROM prices;')\n",
        ["delete prices"],
    ),
    "the end of a text": (
        "sql = 'TRUNCATE prices, '\ncur.execute(sql[:-2])\n",
        ["truncate prices"],
    ),
    "an unknown end of a statement": (
        "def f(n):\n    sql = 'DELETE FROM prices WHERE a = 1 OR '\n    cur.execute(sql[:n])\n",
        ["delete prices"],
    ),
    "the rest of a list": (
        "for t in ['a', 'b', 'c'][1:]:\n    cur.execute('DELETE FROM ' + t)\n",
        ["delete b, c"],
    ),
    "a list that a call fills": (
        "def f():\n    names = []\n    collect(names)\n"
        "    for name in names:\n        cur.execute(f'DELETE FROM {name}')\n",
        ["delete {name}"],
    ),
    "a dictionary that a call fills, handed on": (
        "def drop(names):\n    for name in names:\n        cur.execute(f'DROP TABLE {name}')\n"
        "def f():\n    names = {}\n    collect(into=names)\n    drop(names)\nf()\n",
        ["drop-table {name}"],
    ),
    "str() of a name": (
        "def f(x, y):\n    cur.execute('DELETE FROM race_' + str(x) + '_' + str(y))\n",
        ["delete race_{x}_{y}"],
    ),
    "what a function makes of a name": (
        "def f(x):\n    cur.execute('DELETE FROM race_' + clean(x, a=1))\n",
        ["delete race_{clean(x, …)}"],
    ),
    "locals()": (
        "def f(table):\n    old = 'b'\n    cur.execute('DELETE FROM %(table)s' % locals())\n"
        "    cur.execute('DELETE FROM {old}'.format(**locals()))\n",
        ["delete {table}", "delete b"],
    ),
    "an attribute that is None at first": (
        "class Base:\n    name = None\n"
        "    def clear(self):\n        cur.execute('DELETE FROM %ss' % self.name)\n",
        ["delete {self.name}s"],
    ),
    "statements with their parameters in a list": (
        "def f(handle, name):\n"
        "    rows = [('INSERT INTO log VALUES (1)', None)]\n"
        "    rows.append((f'DELETE FROM {name}', None))\n"
        "    handle.execute_sql_statement(rows, 60)\n",
        ["insert log", "delete {name}"],
    ),
    "a mode with a default": (
        "import os, pandas\n"
        "def f(config, frame, engine):\n"
        "    mode = config.get('if_exists', 'replace')\n"
        "    frame.to_sql('a', engine, if_exists=mode)\n"
        "    frame.to_sql('b', engine, if_exists=os.environ.get('MODE', 'replace'))\n"
        "    frame.to_sql('c', engine, if_exists=config.get('if_exists', 'append'))\n",
        ["replace-table a", "replace-table b", "insert c"],
    ),
    "a configuration that is set after it was made": (
        "from google.cloud import bigquery\n"
        "def f(client, frame, again):\n"
        "    config = bigquery.LoadJobConfig()\n"
        "    client.load_table_from_dataframe(frame, 'a', job_config=config)\n"
        "    if again:\n"
        "        config.write_disposition = bigquery.WriteDisposition.WRITE_TRUNCATE\n"
        "    client.load_table_from_dataframe(frame, 'b', job_config=config)\n",
        ["insert a", "replace-table b"],
    ),
    "tables of a metadata, a catalog, a lake": (
        "import awswrangler as wr\n"
        "from delta.tables import DeltaTable\n"
        "from sqlalchemy.schema import DropTable\n"
        "def f(spark, metadata, engine):\n"
        "    wr.redshift.copy_from_files('s3://x', conn, 'a', schema='s', mode='overwrite')\n"
        "    wr.catalog.delete_table_if_exists(database='d', table='b')\n"
        "    DeltaTable.forName(spark, 'c').delete()\n"
        "    metadata.tables['e'].drop(engine)\n"
        "    conn.execute(DropTable(metadata.tables['g']))\n",
        ["replace-table s.a", "drop-table d.b", "delete c", "drop-table e", "drop-table g"],
    ),
    "a statement that goes through a function that is not known": (
        "from elsewhere import adapt\n"
        "cur.execute(adapt('DELETE FROM a'))\n"
        "sql = adapt('DELETE FROM b')\ncur.execute(sql + ';')\n",
        ["delete a", "delete b"],
    ),
    "statements in batches": (
        "from elsewhere import batched\n"
        "def f(names):\n    statements = [f'DELETE FROM {n}' for n in names]\n"
        "    for batch in batched(list(statements), 10):\n        cur.execute(batch + ';')\n",
        ["delete {n}"],
    ),
    "a list that a function hands on": (
        "def run(statements):\n    for each in list(statements):\n        cur.execute(each)\n"
        "run(('DELETE FROM a', 'DELETE FROM b'))\n",
        ["delete a", "delete b"],
    ),
    "a name that a helper puts together of what it does not know": (
        "class Base:\n"
        "    def path(self, name):\n"
        "        return '.'.join([self.fold(self.db), self.fold(name)])\n"
        "class Loader(Base):\n"
        "    def drop(self, t):\n        cur.execute(f'DROP TABLE {self.path(t)}')\n",
        ["drop-table {self.path(t)}"],
    ),
    "a name that a helper puts together of what it is handed": (
        "def path(schema, name):\n    return f'{schema}.{name}'\n"
        "def drop(t):\n    cur.execute(f'DROP TABLE {path(t, t)}')\n",
        ["drop-table {t}.{t}"],
    ),
    "a program in a variable": (
        "import subprocess\n"
        "def f(self, name):\n"
        "    command = f'{self.cmd.psql} -c \"DROP DATABASE {name}\" {self.uri}'\n"
        "    subprocess.run(command, shell=True)\n"
        "    subprocess.run([PSQL_PATH, '-c', 'DROP TABLE a'])\n",
        ["drop-database {name}", "drop-table a"],
    ),
}


@pytest.mark.parametrize(("code", "expected"), EXECUTED.values(), ids=EXECUTED.keys())
def test_executed(code: str, expected: list[str]) -> None:
    found = [
        f"{each.kind.value} {', '.join(map(str, each.tables))}"
        for each in project_of({"etl.py": CONNECTION + code}).operations
        if each.executed
    ]
    assert found == expected
