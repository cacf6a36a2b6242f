"""--since REV in real repositories."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

SCHEMA = """\
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (user_id int REFERENCES users (id){});
"""
JOB = """\
import psycopg


def forget(connection: psycopg.Connection, user: int) -> None:
    connection.execute("DELETE FROM users WHERE id = %s", (user,))
"""
BAD = "TRUNCATE prices CASCADE;\n"


def found(ran) -> list[str]:
    lines = ran.out.splitlines()
    return [line.partition(" [")[0] for line in lines if " [" in line]


@pytest.fixture
def project(write, commit):
    """A repository with a schema, a DELETE and an old hazard."""
    write({"ftc-lint.toml": "", "schema.sql": SCHEMA.format(""), "job.py": JOB, "old.sql": BAD})
    commit()
    return write


def test_a_new_foreign_key_is_blamed_for_the_delete_that_it_makes_cascade(run, project) -> None:
    project({"schema.sql": SCHEMA.format(" ON DELETE CASCADE")})
    ran = run("--since", "HEAD")
    assert found(ran) == ["job.py:5:25: FTC303", "schema.sql:2:56: FTC301"]
    assert "1 known finding left out).\n" in ran.out
    assert ran.status == 1
    assert "job.py" in run("--since", "HEAD", "schema.sql").out  # by the related place
    assert found(run("--since", "HEAD", "old.sql")) == []


def test_nothing_changed(run, project) -> None:
    ran = run("--since", "HEAD")
    assert (ran.status, found(ran), ran.err) == (0, [], "")


def test_moved_lines_renamed_and_untracked_files(run, project, git) -> None:
    project({"old.sql": "SELECT 1;\n\n" + BAD, "new.sql": BAD})
    git("mv", "job.py", "task.py")
    git("mv", "schema.sql", "ddl.sql")
    assert found(run("--since", "HEAD")) == ["new.sql:1:1: FTC101"]


def test_the_merge_base_counts_and_not_the_other_branch(run, project, git, commit) -> None:
    git("checkout", "-qb", "topic")
    project({"topic.sql": BAD})
    commit()
    git("checkout", "-q", "main")
    project({"other.sql": BAD, "old.sql": "SELECT 1;\n"})
    commit()
    git("checkout", "-q", "topic")
    assert found(run("--since", "main")) == ["topic.sql:1:1: FTC101"]


def test_todays_configuration_holds_for_both(run, project) -> None:
    project({"ftc-lint.toml": 'extend-select = ["FTC102"]\nseverity = { FTC101 = "info" }\n'})
    assert found(run("--since", "HEAD")) == []


def test_a_schema_file_of_any_name_is_read_as_it_was(run, write, commit) -> None:
    write({"ftc-lint.toml": 'schema = ["db/*.ddl2"]\n', "db/a.ddl2": SCHEMA.format(""),
           "job.py": JOB})  # fmt: skip
    commit()
    Path("db/a.ddl2").rename("db/b.ddl2")
    assert found(run("--since", "HEAD")) == []
    write({"db/b.ddl2": SCHEMA.format(" ON DELETE CASCADE")})
    assert "job.py:5:25: FTC303" in found(run("--since", "HEAD"))


def test_a_text_that_is_opened_is_read_as_it_was(run, write, commit) -> None:
    runs = 'import sqlite3\nsqlite3.connect("a").executescript(open("{}").read())\n'
    write({"ftc-lint.toml": "", "a.py": runs.format("part.txt"), "part.txt": "SELECT 1;\n"})
    commit()
    write({"part.txt": BAD})
    assert found(run("--since", "HEAD")) == ["part.txt:1:1: FTC101"]
    write({"part.txt": "SELECT 1;\n", "a.py": runs.format("more.txt"), "more.txt": BAD})
    assert found(run("--since", "HEAD")) == ["more.txt:1:1: FTC101"]


def test_it_may_be_run_below_the_top_of_the_tree(run, write, commit, git, monkeypatch) -> None:
    write({"app/ftc-lint.toml": "", "app/old.sql": BAD, "other/x.sql": BAD, "app/gone.sql": BAD})
    commit()
    git("mv", "app/gone.sql", "app/now.sql")
    write({"app/old.sql": "\n" + BAD + "DROP TABLE users;\n", "other/x.sql": BAD * 2})
    monkeypatch.chdir("app")
    assert found(run("--since", "HEAD")) == ["old.sql:3:1: FTC104"]


def test_line_ends_are_those_of_a_checkout(run, write, commit) -> None:
    write({".gitattributes": "*.sql text eol=crlf\n", "ftc-lint.toml": "",
           "a.sql": "SELECT 'a\r\nb'; TRUNCATE\r\nprices CASCADE;\r\n"})  # fmt: skip
    commit()
    write({"a.sql": "SELECT 1;\r\nTRUNCATE\r\nprices CASCADE;\r\n"})
    assert found(run("--since", "HEAD")) == []


def test_nothing_of_the_repository_is_touched(run, project, git) -> None:
    project({"old.sql": BAD * 2})
    git("add", "old.sql")

    def state() -> dict[str, tuple[int, bytes]]:
        files = (p for p in Path().rglob("*") if p.is_file() and p.parts[0] != ".ftc_lint")
        return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}

    before = state()
    assert found(run("--since", "HEAD")) == ["old.sql:2:1: FTC101"]
    assert state() == before


def test_standard_input_is_compared_too(run, project, monkeypatch) -> None:
    given = SimpleNamespace(buffer=io.BytesIO(b"\n" + BAD.encode() * 2))
    monkeypatch.setattr(sys, "stdin", given)
    ran = run("--since", "HEAD", "-", "--stdin-filename", "old.sql")
    assert found(ran) == ["old.sql:3:1: FTC101"]


def test_with_a_baseline_new_means_new_to_both(run, project, commit) -> None:
    project({"accepted.sql": BAD})
    run("--write-baseline", "b.json", "accepted.sql")
    project({"new.sql": BAD})
    ran = run("--since", "HEAD", "--baseline", "b.json")
    assert (found(ran), ran.err) == (["new.sql:1:1: FTC101"], "")


def test_links_and_submodules_do_no_harm(run, write, commit, git) -> None:
    write({"ftc-lint.toml": "", "a.sql": BAD})
    os.symlink("a.sql", "b.sql")
    os.symlink("/nowhere/c.sql", "c.sql")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    commit()
    write({"a.sql": "\n" + BAD})
    assert found(run("--since", "HEAD")) == []


@pytest.mark.parametrize("revision", ["nothing", "-x", "--help", "HEAD~7", "", "HEAD^{tree}"])
def test_an_unknown_revision_names_shallow_clones(run, project, revision) -> None:
    ran = run(f"--since={revision}")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"--since {revision}: git knows no such revision; " in ran.err
    assert "shallow clone" in ran.err


def test_a_shallow_clone_says_so(run, project, commit, git, tmp_path, monkeypatch) -> None:
    project({"old.sql": "SELECT 1;"})
    commit()
    git("clone", "-q", "--depth", "1", f"file://{tmp_path}", "shallow")
    monkeypatch.chdir("shallow")
    assert "HEAD~1: git knows no such revision; this is a shallow" in run("--since", "HEAD~1").err


def test_no_common_history(run, project, git, commit) -> None:
    git("checkout", "-q", "--orphan", "other")
    project({"b.sql": BAD})
    commit()
    assert "main: it has no commit in common with HEAD" in run("--since", "main").err


def test_no_commit_yet(run, write, git) -> None:
    write({"a.sql": BAD})
    assert run("--since", "HEAD").status == 2


def test_no_repository_and_no_git(run, write, monkeypatch) -> None:
    write({"a.sql": BAD})
    ran = run("--since", "HEAD")
    assert (ran.status, "lies in no git tree" in ran.err) == (2, True)
    Path(".git").mkdir()
    assert run("--since", "HEAD").status == 2
    monkeypatch.setenv("PATH", "")
    assert "--since HEAD: git is not installed" in run("--since", "HEAD").err


def test_a_broken_snapshot_of_back_then_is_named(run, write, commit) -> None:
    write({"ftc-lint.toml": 'schema = ["s.json"]\n', "s.json": "{", "a.sql": BAD})
    commit()
    write({"ftc-lint.toml": "", "s.json": "{"})
    write({"ftc-lint.toml": 'schema = ["*.json"]\n', "t.json": '{"version": 1, "tables": []}'})
    Path("s.json").unlink()
    ran = run("--since", "HEAD")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
