"""Programs that are started: what their command lines do to a database."""

from __future__ import annotations

import pytest

from ftc_lint.flow import Execute

from ..reading import facts_of, steps_of
from .snippets import recognised

HEAD = """
import asyncio, os, shlex, shutil, sqlite3, subprocess, sh
def run(dsn, sql, table, out, connection, target, database_path):
"""


def found(line: str) -> list[str]:
    return recognised(HEAD + "".join(f"    {each}\n" for each in line.splitlines()))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('subprocess.run(["psql", dsn, "-c", "DROP TABLE a"], check=True)', "DROP TABLE a"),
        ('subprocess.run(["/usr/bin/psql", "--command=DROP TABLE a"])', "DROP TABLE a"),
        ("subprocess.run(['psql', '-Atc', 'DROP TABLE a'])", "DROP TABLE a"),
        ("subprocess.check_call(\"psql -c 'DROP TABLE a'\", shell=True)", "DROP TABLE a"),
        ("os.system(f\"psql {dsn} -c 'DELETE FROM {table}'\")", "DELETE FROM {table}"),
        ("os.system(\"cd x && PGPASSWORD=y psql -c 'DROP TABLE a' | tee log\")", "DROP TABLE a"),
        (
            "subprocess.run(['sudo', '-u', 'postgres', 'psql', '-c', 'DROP TABLE a'])",
            "DROP TABLE a",
        ),
        ("subprocess.run(['docker', 'exec', 'db', 'psql', '-c', sql])", "sql"),
        ("subprocess.run(['bash', '-c', \"psql -c 'DROP TABLE a'\"])", "DROP TABLE a"),
        ('os.system("ssh host \'psql -c \\"DROP TABLE a\\"\'")', "DROP TABLE a"),
        ("subprocess.run(shlex.split(\"psql -c 'DROP TABLE a'\"))", "DROP TABLE a"),
        ("subprocess.run(['psql', '-f', 'wipe.sql'])", "file wipe.sql"),
        ("os.system('psql db < wipe.sql')", "file wipe.sql"),
        ("os.system('cat wipe.sql | psql db')", "file wipe.sql"),
        ("subprocess.run(['psql'], stdin=open('wipe.sql'))", "file wipe.sql"),
        ("subprocess.run(['psql'], input='DROP TABLE a', text=True)", "DROP TABLE a"),
        ("os.system('echo \"DROP TABLE a\" | psql db')", "DROP TABLE a"),
        ("os.system('psql db <<< \"DROP TABLE a\"')", "DROP TABLE a"),
        ("os.system('psql <<EOF\\nDROP TABLE a;\\nEOF\\n')", "DROP TABLE a;\n"),
        ("subprocess.Popen(['psql'], stdin=-1).communicate('DROP TABLE a')", "DROP TABLE a"),
        ("asyncio.create_subprocess_exec('psql', '-c', 'DROP TABLE a')", "DROP TABLE a"),
        ("sh.psql('-c', 'DROP TABLE a')", "DROP TABLE a"),
    ],
)
def test_psql_runs_sql(line: str, expected: str) -> None:
    assert found(line) == [f"psql: {expected}"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("os.system(\"mysql -uroot -psecret -e 'DROP TABLE a' db\")", "mysql: DROP TABLE a"),
        ("subprocess.run(['mariadb', '--execute=DROP TABLE a'])", "mariadb: DROP TABLE a"),
        ("subprocess.run(['sqlite3', 'a.db', 'DROP TABLE a'])", "sqlite3: DROP TABLE a"),
        ("subprocess.run(['sqlite3', '-cmd', 'DROP TABLE a', 'a.db'])", "sqlite3: DROP TABLE a"),
        ("subprocess.run(['duckdb', 'a.db', '-c', 'DROP TABLE a'])", "duckdb: DROP TABLE a"),
        ("subprocess.run(['sqlcmd', '-S', 'h', '-Q', 'DROP TABLE a'])", "sqlcmd: DROP TABLE a"),
        ("subprocess.run(['snowsql', '-q', 'DROP TABLE a'])", "snowsql: DROP TABLE a"),
        ("subprocess.run(['snow', 'sql', '-q', 'DROP TABLE a'])", "snow: DROP TABLE a"),
        (
            "subprocess.run(['bq', 'query', '--nouse_cache', 'DROP TABLE a'])",
            "bq: DROP TABLE a",
        ),
        ("subprocess.run(['bq', 'rm', '-f', 'd.a'])", "drop-table d.a"),
        ("subprocess.run(['bq', 'rm', '-r', '-f', 'd'])", "drop-schema d cascade"),
        ("subprocess.run(['dropdb', '--if-exists', 'shop'])", "drop-database shop"),
        ("subprocess.run(['mysqladmin', '-f', 'drop', 'shop'])", "drop-database shop"),
        ("subprocess.run(['pg_dump', '-t', 'prices', '-f', out, 'db'])", "copy-out prices"),
        ("os.system('pg_dump db > out.sql')", "copy-out (database)"),
        ("subprocess.run(['pg_dump', '-n', 'raw', 'db'])", "copy-out raw (schema)"),
        ("subprocess.run(['pg_dumpall'])", "copy-out (database)"),
        ("subprocess.run(['mysqldump', 'db', 'prices'])", "copy-out prices"),
        ("subprocess.run(['mysqldump', '--all-databases'])", "copy-out (database)"),
        ("subprocess.run(['sqlite3', 'a.db', '.backup b.db'])", "copy-out (database)"),
        ("subprocess.run(['pg_restore', '--clean', 'f.dump'])", "drop-table"),
        ("shutil.copy2('a.db', 'b.db')", "copy-out (database)"),
        ("shutil.copy(database_path, out)", "copy-out (database)"),
        ("connection.backup(target)", "copy-out (database)"),
    ],
)
def test_program_is_its_operation(line: str, expected: str) -> None:
    assert found(line) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "subprocess.run(['ls', '-c', 'DROP TABLE a'])",
        "subprocess.run(['grep', 'psql', 'DROP TABLE a'])",
        "subprocess.run([])",
        "os.system('')",
        "os.system('A=1')",
        "subprocess.run(['pg_dump', '--schema-only', 'db'])",
        "subprocess.run(['mysqldump', '--no-data', 'db'])",
        "subprocess.run(['pg_restore', 'f.dump'])",
        "subprocess.run(['psql', '--version'])",
        "shutil.copy('a.txt', out)",
        "sh.ls('a')",
    ],
)
def test_program_is_left_alone(line: str) -> None:
    assert found(line) == []


def test_several_commands_of_one_psql_run_in_order() -> None:
    line = "subprocess.run(['psql', '-c', 'DROP TABLE a', '-f', 'b.sql', '-c', 'DROP TABLE c'])"
    assert found(line) == ["psql: DROP TABLE a", "psql: DROP TABLE c", "psql: file b.sql"]


def test_client_commits_and_has_its_dialect() -> None:
    code = "import os\nos.system(\"mysql -e 'DROP TABLE a'\")\n"
    (step,) = [s for s in steps_of(facts_of(code)) if isinstance(s, Execute)]
    assert (step.dialect, step.commits, step.source) == ("mysql", True, "subprocess")
