"""From a clone of a 500-file project to a green hook that only speaks about new hazards, by the
three commands of the README, with the real pre-commit and git."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from precommit.hooks import CHECKOUT, commit, environment, hook_repository, run

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")

LOAD = """\
import psycopg

from project.tables import TABLE_{n}


def reload(connection: psycopg.Connection) -> None:
    connection.execute(f"{verb} {{TABLE_{n}}}")
"""
QUIET = """\
import logging

log = logging.getLogger(__name__)


def rows(values: list[int]) -> int:
    log.info("counting %d", len(values))
    return sum(values) + {n}
"""


def old_project(directory: Path) -> None:
    """500 files with what years leave behind: 40 tables that cascade, 120 loads that destroy."""
    for part in ("etl", "lib", "db", "project"):
        (directory / part).mkdir(parents=True)
    tables = [f"t{n}" for n in range(40)]
    root = "CREATE TABLE listing (id bigint PRIMARY KEY);\n"
    keys = "CREATE TABLE {} (id bigint REFERENCES listing ON DELETE CASCADE);\n"
    (directory / "db/schema.sql").write_text(root + "".join(map(keys.format, tables)))
    names = "".join(f'TABLE_{n} = "t{n % 40}"\n' for n in range(120))
    (directory / "project/tables.py").write_text(names)
    verbs = ("TRUNCATE TABLE", "DELETE FROM", "DROP TABLE IF EXISTS")
    for n in range(120):
        text = LOAD.format(n=n, verb=verbs[n % 3])
        (directory / f"etl/load_{n}.py").write_text(text)
    for n in range(78):
        (directory / f"db/report_{n}.sql").write_text(f"SELECT count(*) FROM t{n % 40};\n")
    for n in range(300):
        (directory / f"lib/part_{n}.py").write_text(QUIET.format(n=n))
    (directory / "pyproject.toml").write_text('[project]\nname = "old"\nversion = "1"\n')
    assert sum(1 for path in directory.rglob("*.*") if path.suffix in (".py", ".sql")) == 500


def three_commands() -> list[str]:
    """The README's, one by one."""
    found = re.search(r"<!-- adoption commands -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert found is not None
    commands = re.findall(r"^(?:cat .*?^EOF\n|[^\n]+\n)", found[1], re.DOTALL | re.MULTILINE)
    assert "".join(commands) == found[1]
    assert len(commands) == 3
    return commands


@pytest.mark.slow
def test_three_commands_lead_to_a_hook_that_only_speaks_about_new_hazards(tmp_path: Path) -> None:
    env = environment(tmp_path)
    hook_repository(tmp_path / "hooks", env)
    version = re.search(r"rev: (v\S+)", README)
    assert version is not None
    run(tmp_path / "hooks", env, "git", "tag", version[1])
    env |= {
        "GIT_CONFIG_COUNT": "1",  # the README's address is the repository of this checkout
        "GIT_CONFIG_KEY_0": f"url.file://{tmp_path / 'hooks'}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/ftc-lint/ftc-lint",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}",
    }
    old = tmp_path / "old"
    old_project(old)
    run(old, env, "git", "init", "-q")
    assert commit(old, env).returncode == 0
    project = tmp_path / "clone"
    assert run(tmp_path, env, "git", "clone", "-q", str(old), str(project)).returncode == 0

    for command in three_commands():
        done = run(project, env, "bash", "-euo", "pipefail", "-c", command)
        assert done.returncode == 0, done.stdout + done.stderr

    settings = run(project, env, "ftc-lint", "--show-settings").stdout
    assert 'protected-tables = ["listing"]' in settings
    everything = run(project, env, "pre-commit", "run", "--all-files")
    assert everything.returncode == 0, everything.stdout + everything.stderr
    accepted = commit(project, env)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr

    path = project / "etl/load_7.py"
    lines = path.read_text().splitlines()
    hazard = '    connection.execute("TRUNCATE listing CASCADE")'
    path.write_text("\n".join([lines[0], "", *lines[1:], hazard, ""]))
    refused = commit(project, env)
    said = refused.stdout + refused.stderr
    assert refused.returncode == 1, said
    assert re.findall(r"^\S+:\d+:\d+: FTC\d+", said, re.MULTILINE) == ["etl/load_7.py:9:25: FTC101"]

    path.write_text("\n".join([lines[0], "", *lines[1:], ""]))
    assert commit(project, env).returncode == 0
