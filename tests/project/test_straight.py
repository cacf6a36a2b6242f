"""A run of operations whose state is changed in place says what a walk step by step says."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import facts_of

from ftc_lint.project import order
from ftc_lint.project.build import Project, build
from ftc_lint.settings import Settings
from ftc_lint.sql.parse import parse

TABLES = ("a", "b", "s.a", "a_backup", "tmp_a", '"B"', "b_backup")
STATEMENTS = (
    "CREATE TABLE {0} (id int)",
    "CREATE TABLE {0} AS SELECT * FROM {1}",
    "CREATE TABLE IF NOT EXISTS {0} AS SELECT * FROM {1}",
    "CREATE TEMP TABLE {0} AS SELECT * FROM {1}",
    "CREATE TABLE {0} AS SELECT * FROM {1} WHERE id > 1",
    "INSERT INTO {0} SELECT * FROM {1}",
    "INSERT INTO {0} VALUES (1)",
    "REPLACE INTO {0} VALUES (1)",
    "COPY {0} TO 'f'",
    "TRUNCATE {0}",
    "TRUNCATE {0}, {1}",
    "DELETE FROM {0}",
    "DELETE FROM {0} WHERE id = 1",
    "DROP TABLE {0}",
    "DROP TABLE IF EXISTS {0}, {1}",
    "ALTER TABLE {0} RENAME TO {1}",
    "ALTER TABLE {0} ADD COLUMN c int",
    "ALTER TABLE {0} DROP COLUMN c",
    "SELECT count(*) FROM {0}",
    "SET session_replication_role = replica",
    "SET session_replication_role = origin",
    "ALTER TABLE {0} DISABLE TRIGGER ALL",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "\\i other.sql",
)
statements = st.tuples(
    st.sampled_from(STATEMENTS), st.sampled_from(TABLES), st.sampled_from(TABLES)
).map(lambda drawn: drawn[0].format(*drawn[1:]))
scripts = st.lists(statements, max_size=25).map(
    lambda lines: "\n".join(line if line.startswith("\\") else f"{line};" for line in lines)
)


def built(files: dict[str, str]) -> Project:
    chosen = Settings()
    return build(facts_of(files, chosen), chosen, parse, files.get)


def with_runs_from(monkeypatch: pytest.MonkeyPatch, length: int, files: dict[str, str]) -> Project:
    with monkeypatch.context() as patch:
        patch.setattr(order, "LONG", length)
        return built(files)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(scripts, scripts)
def test_a_run_says_what_its_steps_say(
    monkeypatch: pytest.MonkeyPatch, script: str, other: str
) -> None:
    files = {"m.sql": script, "other.sql": other}
    singly = with_runs_from(monkeypatch, 10**9, files)
    in_runs = with_runs_from(monkeypatch, 1, files)
    assert [flow.occurrences for flow in in_runs.flows] == [
        flow.occurrences for flow in singly.flows
    ]


SHAPES = {
    "replaced": "TRUNCATE t{0}; INSERT INTO t{0} SELECT * FROM s{0}; ",
    "created and dropped": "CREATE TABLE t{0} (id int); DROP TABLE IF EXISTS u{0}; ",
    "backed up": "CREATE TABLE k{0} AS SELECT * FROM t{0}; DROP TABLE k{0}; ",
    "renamed": "CREATE TABLE n{0} (id int); ALTER TABLE n{0} RENAME TO t{0}; ",
    "columns": "ALTER TABLE t{0} ADD COLUMN c int; UPDATE t{0} SET c = 1; ",
    "compared": "DELETE FROM t{0}; SELECT count(*) FROM t{0}; ",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_grows_with_the_script(shape: str) -> None:
    few, many = (calls_of(SHAPES[shape], times) for times in (150, 600))
    assert many < 4.4 * few


def calls_of(shape: str, times: int) -> int:
    """How many calls it takes to make a project of a script."""
    files = {"m.sql": "".join(shape.format(number) for number in range(times))}
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    built({"m.sql": "TRUNCATE t; INSERT INTO t SELECT * FROM s"})
    chosen = Settings()
    facts = facts_of(files, chosen)
    sys.setprofile(count)
    try:
        build(facts, chosen, parse, files.get)
    finally:
        sys.setprofile(None)
    return calls
