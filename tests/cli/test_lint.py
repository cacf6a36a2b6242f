"""Linting by the command line: what is printed where, and the exit status."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import ftc_lint.registry
from ftc_lint.findings import Severity
from ftc_lint.operations import Operation
from ftc_lint.registry import Registry, registry
from ftc_lint.report import Failure
from ftc_lint.rule import Rule

BAD = "TRUNCATE prices CASCADE;\n"
ONLY = ("--select", "FTC101")


def test_a_finding_is_one_line_and_then_what_was_covered(run, write) -> None:
    write({"a.sql": f"SELECT 1;\n  {BAD}", "b.py": "x = 1\n"})
    ran = run(*ONLY)
    first, last = ran.out.splitlines()
    assert first.startswith("a.sql:2:3: FTC101 [error] TRUNCATE")
    assert last == "Found 1 error in 1 of 2 files (2 SQL statements)."
    assert (ran.status, ran.err) == (1, "")


def test_nothing_found(run, write) -> None:
    write({"a.sql": "SELECT 1;"})
    ran = run()
    assert ran.out == "Found nothing in 1 file (1 SQL statement).\n"
    assert ran.status == 0


def test_quiet_prints_findings_only(run, write) -> None:
    write({"a.sql": BAD})
    assert len(run("-q", *ONLY).out.splitlines()) == 1
    write({"a.sql": "SELECT 1;"})
    assert run("-q").out == ""


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 1), (("--fail-on", "never"), 0), (("--exit-zero",), 0),
        (("--fail-on", "error"), 1), (("--fail-on", "info"), 1),
    ],
)  # fmt: skip
def test_exit_status_of_an_error(run, write, options, status) -> None:
    write({"a.sql": BAD})
    assert run(*ONLY, *options).status == status


def test_exit_status_depends_on_the_severity(run, write) -> None:
    write({"a.sql": BAD, "ftc-lint.toml": 'severity = { FTC101 = "info" }\nselect = ["FTC101"]\n'})
    assert run().status == 0
    assert "[info]" in run().out
    assert run("--fail-on", "info").status == 1
    assert "[info]" not in run("--min-severity", "warning").out


def test_paths_are_relative_to_the_working_directory(run, write, monkeypatch) -> None:
    write({"ftc-lint.toml": "", "db/a.sql": BAD, "etl/b.py": "x = 1\n"})
    monkeypatch.chdir("etl")
    assert run(*ONLY).out.startswith("../db/a.sql:1:1: ")
    assert run("b.py").out == "Found nothing in 1 file (1 SQL statement).\n"


@pytest.mark.parametrize("statement", ["TRUNCATE {table}", "TRUNCATE {table} CASCADE",
                                       "DELETE FROM {table}", "DROP TABLE {table}"])  # fmt: skip
def test_naming_the_caller_reports_what_its_call_leads_to(run, write, statement) -> None:
    write(
        {
            "safety.py": f'def wipe(con, table):\n    con.execute(f"{statement}")\n',
            "main.py": (
                'import psycopg\nimport safety\n\nsafety.wipe(psycopg.connect(""), "prices")\n'
            ),
            "other.py": "import psycopg\n",
        }
    )
    ran = run("main.py", "--output-format", "full")
    assert ran.status == 1
    assert "--> safety.py:2:19" in ran.out
    assert ":: main.py:4:1 called from here" in ran.out
    assert run("other.py").status == 0


def test_a_path_that_is_not_there(run) -> None:
    ran = run("nothing.sql")
    assert ran.status == 2
    assert ran.err == "ftc-lint: error: nothing.sql: there is no such file or directory\n"


def test_a_directory_without_files_to_lint(run, write) -> None:
    write({"docs/a.txt": "x"})
    ran = run("docs")
    assert ran.status == 2
    assert "docs: there is no file to check" in ran.err


def test_files_that_are_all_excluded_by_force_are_fine(run, write) -> None:
    write({"vendor/a.sql": BAD, "ftc-lint.toml": 'exclude = ["vendor"]\n'})
    assert run("--force-exclude", "vendor/a.sql").status == 0
    assert run(*ONLY, "vendor/a.sql").status == 1


def test_a_named_file_is_read_whatever_its_name(run, write) -> None:
    write({"dump.txt": BAD})
    assert run(*ONLY, "dump.txt").status == 1


def test_excludes_on_the_command_line(run, write) -> None:
    write({"a.sql": BAD, "old/b.sql": BAD})
    assert "old/b.sql" not in run(*ONLY, "--exclude", "old").out


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_standard_input_stands_for_a_file_of_the_project(run, write, monkeypatch) -> None:
    write({"a.sql": "SELECT 1;", "b.sql": BAD})
    stdin(monkeypatch, b"\n" + BAD.encode())
    ran = run(*ONLY, "-", "--stdin-filename", "a.sql")
    assert ran.out.startswith("a.sql:2:1: FTC101")
    assert "b.sql" not in ran.out


def test_standard_input_without_a_name_is_sql(run, monkeypatch) -> None:
    stdin(monkeypatch, BAD.encode())
    assert run(*ONLY, "-").out.startswith("stdin.sql:1:1: FTC101")


def test_a_name_for_standard_input_needs_standard_input(run) -> None:
    assert "--stdin-filename: only goes with `-`" in run("--stdin-filename", "a.sql").err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--selct", "x"), 'unknown option --selct; did you mean "--select"?'),
        (("--sel", "FTC101"), "unknown option --sel"),
        (
            ("--select", "FTC1,truncate-casade"),
            'rule "truncate-casade"; did you mean "truncate-cascade"?',
        ),
        (
            ("--dialect", "postgre"),
            '--dialect: unknown dialect "postgre"; did you mean "postgres"?',
        ),
        (("--jobs", "0"), "argument --jobs: expected a whole number from 1, found '0'"),
        (("--output-format", "yaml"), "argument --output-format: invalid choice: 'yaml'"),
        (("--config", "no.toml"), "--config no.toml: there is no such file"),
        (("--output-file", "no/such/dir/x", "--exit-zero"), "--output-file no/such/dir/x: No such"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line(run, arguments, message) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.err.startswith("ftc-lint: error: ")
    assert message in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_a_mistake_in_the_configuration_names_file_line_and_key(run, write) -> None:
    write({"pyproject.toml": "[tool.ftc-lint]\n\nprotected_tables = []\n", "a.sql": BAD})
    ran = run()
    assert ran.status == 2
    assert ran.err == (
        "ftc-lint: error: pyproject.toml:3: tool.ftc-lint.protected_tables: unknown key; "
        'did you mean "protected-tables"?\n'
    )
    assert run("--isolated", *ONLY).status == 1


def test_a_mistake_in_a_nested_configuration(run, write) -> None:
    write({"ftc-lint.toml": "", "etl/ftc-lint.toml": "schema = []\n", "etl/a.sql": BAD})
    assert "etl/ftc-lint.toml:1: schema: only the configuration at" in run().err


def test_a_nested_configuration_holds_below_it(run, write) -> None:
    write({
        "ftc-lint.toml": 'select = ["FTC101"]\n',
        "etl/pyproject.toml": '[tool.ftc-lint]\nignore = ["FTC101"]\n',
        "etl/a.sql": BAD,
        "b.sql": BAD,
    })  # fmt: skip
    lines = run().out.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == ["b.sql"]


def test_output_goes_to_a_file_whole_or_not_at_all(run, write, tmp_path: Path) -> None:
    write({"a.sql": BAD})
    ran = run(*ONLY, "--output-format", "json", "--output-file", "report.json")
    assert (ran.status, ran.out) == (1, "")
    assert json.loads((tmp_path / "report.json").read_text())["findings"][0]["code"] == "FTC101"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.sql", "report.json"]


def test_github_actions_gets_annotations_beside_the_text(run, write, monkeypatch) -> None:
    write({"a.sql": BAD})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = run(*ONLY).out.splitlines()
    assert lines[0].startswith("a.sql:1:1: FTC101")
    assert lines[-1].startswith("::error file=a.sql,line=1,endLine=1,")
    assert json.loads(run(*ONLY, "--output-format", "json").out)


def test_statistics_count_by_rule(run, write) -> None:
    write({"a.sql": BAD * 3})
    first, last = run(*ONLY, "--statistics").out.splitlines()
    assert first == "3  FTC101 [error] truncate-cascade"
    assert last.startswith("Found 3 errors in 1 of 1 file")


def test_color(run, write, monkeypatch) -> None:
    write({"a.sql": BAD})
    assert "\033[" not in run(*ONLY).out
    assert "\033[" in run(*ONLY, "--color", "always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\033[" in run(*ONLY).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033[" not in run(*ONLY).out


def broken_rule() -> Registry:
    def crash(operation: Operation, context: object) -> list[object]:
        raise ValueError("boom")

    rule = Rule("FTC199", "broken", Operation, Severity.ERROR, "0", "Broken.", crash, (), ())
    return Registry((*registry().rules, rule))


def test_a_crashing_rule_is_exit_status_3_and_the_rest_is_printed(run, write, monkeypatch) -> None:
    write({"a.sql": BAD})
    rules = broken_rule()
    monkeypatch.setattr(ftc_lint.registry, "registry", lambda: rules)
    ran = run("--select", "FTC101,broken")
    assert ran.status == 3
    assert "FTC101" in ran.out
    assert ran.err == (
        "ftc-lint: a.sql: ftc-lint itself failed in rule FTC199 broken: ValueError: boom\n"
    )
    assert run("--select", "broken", "--exit-zero").status == 3


def test_a_rule_that_cannot_be_imported_is_not_clean(run, write, monkeypatch) -> None:
    write({"a.sql": BAD})
    broken = Registry(registry().rules, (Failure("ImportError: y", rule="module x"),))
    monkeypatch.setattr(ftc_lint.registry, "registry", lambda: broken)
    ran = run(*ONLY)
    assert ran.status == 3
    assert "FTC101" in ran.out
    assert ran.err == "ftc-lint: ftc-lint itself failed in rule module x: ImportError: y\n"
    assert json.loads(run("--output-format", "sarif", "--select", "not-loaded").out)


def test_what_git_cannot_tell_is_said(run, write, monkeypatch, tmp_path: Path) -> None:
    write({"a.sql": BAD, "b.sql": "SELECT 1;"})
    (tmp_path / ".git").mkdir()
    ran = run(*ONLY)
    assert ran.err.startswith("ftc-lint: note: files that git ignores are read too: fatal: not a")
    assert ran.status == 1


def test_verbose_lists_what_was_not_checked(run, write) -> None:
    write({"a.py": "import sqlite3, sys\nsqlite3.connect('x').execute(sys.argv[1])\n"})
    assert "not checked" not in run().out
    line, last = run("-v").out.splitlines()
    assert line.startswith("a.py:2:")
    assert ": not checked: " in line
    assert last.startswith("Found nothing in 1 file")
    assert "could not be read, see --select FTC902" in last
