"""The modes that answer a question."""

from __future__ import annotations

import json

from ftc_lint import __version__
from ftc_lint.registry import registry


def test_version(run) -> None:
    assert run("--version").out == f"ftc-lint {__version__}\n"


def test_help_names_every_option_and_ends_well(run) -> None:
    ran = run("--help")
    assert ran.status == 0
    assert "--show-operations" in ran.out


def test_explain_takes_a_code_or_a_name(run) -> None:
    by_code = run("--explain", "FTC101")
    assert by_code.out.startswith("# truncate-cascade (FTC101)\n")
    assert by_code.out == run("--explain", "truncate-cascade").out
    assert by_code.status == 0


def test_explain_a_rule_that_is_not_there(run) -> None:
    ran = run("--explain", "truncate-casade")
    assert ran.status == 2
    assert 'unknown rule "truncate-casade"; did you mean "truncate-cascade"?' in ran.err


def test_list_rules(run) -> None:
    lines = run("--list-rules").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[r.code, r.name] for r in registry().rules]
    listed = json.loads(run("--list-rules", "--output-format", "json").out)
    assert [rule["code"] for rule in listed["rules"]] == list(registry().codes)


def test_show_files(run, write) -> None:
    write({"a.sql": "", "x/b.py": "", "c.txt": ""})
    assert run("--show-files").out == "a.sql\nx/b.py\n"
    assert run("--show-files", "x").out == "x/b.py\n"


def test_show_settings(run, write) -> None:
    write({"pyproject.toml": '[tool.ftc-lint]\nprotected-tables = ["listing_status"]\n'})
    ran = run("--show-settings", "--select", "FTC101")
    assert "# Configuration: pyproject.toml\n# Rules: FTC101\n" in ran.out
    assert 'protected-tables = ["listing_status"]\n' in ran.out


def test_show_operations_as_text(run, write) -> None:
    write({"a.sql": "DELETE FROM prices;\nCREATE TABLE b (c int);\n"})
    ran = run("--show-operations")
    assert ran.status == 0
    first, second, last = ran.out.splitlines()
    assert first.startswith("a.sql:1:1: delete prices where=none")
    assert second.startswith("a.sql:2:1: create-table b")
    assert last == "2 operations in 1 file (2 SQL statements)."


def test_show_operations_as_json(run, write) -> None:
    write({"a.sql": "TRUNCATE a, b CASCADE;\n"})
    document = json.loads(run("--show-operations", "--output-format", "json").out)
    (operation,) = document["operations"]
    assert operation["kind"] == "truncate"
    assert operation["tables"] == ["a", "b"]
    assert operation["cascade"] is True
    assert operation["location"] == {"row": 1, "column": 1}
    assert operation["end_location"] == {"row": 1, "column": 9}
    assert set(operation) == {
        "kind", "where", "tables", "cascade", "on_delete", "filename", "location", "end_location",
        "function", "source", "executed", "temporary", "copy_of", "backup",
    }  # fmt: skip


def test_show_operations_reports_no_findings_of_its_own(run, write) -> None:
    write({"a.sql": "TRUNCATE a CASCADE;\n"})
    assert run("--show-operations").status == 0
    assert run("--show-operations", "--output-format", "sarif").status == 2
