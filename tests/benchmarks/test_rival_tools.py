"""The other tools: installed each by itself, named where that fails, and asked for their rules."""

from __future__ import annotations

import zipfile
from pathlib import Path

from benchmarks.rivals.environments import Installed, install, requirements
from benchmarks.rivals.found import marks, unmark
from benchmarks.rivals.rulelists import parsed
from benchmarks.rivals.times import times
from benchmarks.rivals.tools import TOOLS

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel(directory: Path, name: str, version: str) -> None:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(directory / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", METADATA.format(name=name, version=version))
        archive.writestr(f"{info}/WHEEL", WHEEL)
        archive.writestr(f"{info}/RECORD", "")


def test_a_tool_that_cannot_be_installed_is_named_and_hinders_none(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel(wheels, "good_tool", "1.2")
    wanted = {"absent-tool": "absent-tool==3.0", "good_tool": "good_tool==1.2"}
    local = ["--no-index", "--find-links", str(wheels)]
    installed = install(tmp_path / "venv", wanted, local)
    assert installed.versions == {"good_tool": "1.2"}
    assert list(installed.missing) == ["absent-tool"]
    assert "No matching distribution found for absent-tool==3.0" in installed.missing["absent-tool"]
    program = Path(installed.program("good_tool", "python"))
    assert program.exists()
    # what is there is used again, without pip
    again = install(tmp_path / "venv", {"good_tool": "nothing-like-it==9"}, local)
    assert again.versions == {"good_tool": "1.2"}


def test_every_tool_is_pinned() -> None:
    wanted = requirements()
    assert {tool.package for tool in TOOLS} == set(wanted)
    assert all("==" in text for name, text in wanted.items() if name != "ftc-lint")


def test_rules_are_read_from_every_form_of_list() -> None:
    style = (
        "==== sqlfluff - rules ====\n"
        "AL01: [aliasing.table] Implicit/explicit aliasing of table.                     \n"
        "      groups: all, aliasing aliases: L011                                       \n"
        "AL03: [aliasing.expression] Column expression without alias. Use explicit `AS`  \n"
        "      clause.                                                                   \n"
        "      groups: all, core, aliasing aliases: L013                                 \n"
    )
    assert dict(parsed(style)) == {
        "AL01": "[aliasing.table] Implicit/explicit aliasing of table.",
        "AL03": "[aliasing.expression] Column expression without alias. Use explicit `AS` clause.",
    }
    columns = (
        "  ID      Severity    Name                    Description\n"
        "  E001    error       delete-without-where    DELETE without WHERE\n"
        "                                              affects all rows\n"
        " REL-DATA-002         high       reliability   universal   Truncate Without Transaction\n"
        " SEC-CMD-001-PG       high       security      postgresql  Command\n"
        " COST-SERVERLESS-0…   low        cost          universal   Warm start\n"
    )
    rules = dict(parsed(columns))
    assert list(rules) == ["E001", "REL-DATA-002", "SEC-CMD-001-PG", "COST-SERVERLESS-0…"]
    assert rules["E001"].endswith("DELETE without WHERE affects all rows")


def test_the_marks_are_gone_before_a_tool_reads_the_project(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'run("DROP TABLE t")  # fact 1\nprint("DROP TABLE t")  # mention 2\n'
    )
    assert marks(tmp_path) == ({1: {("a.py", 1)}}, {2: {("a.py", 2)}})
    unmark(tmp_path)
    assert (tmp_path / "a.py").read_text() == ('run("DROP TABLE t")\nprint("DROP TABLE t")\n')


def program(root: Path, package: str, name: str, script: str) -> None:
    path = root / package / "bin" / name
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_times_hold_the_corpus_and_name_who_was_stopped_failed_or_is_missing(
    tmp_path: Path,
) -> None:
    root = tmp_path / "venv"
    program(root, "ftc-lint", "ftc-lint", "exit 0")  # so that the limit can be short
    program(root, "squawk-cli", "squawk", "exit 1")
    program(root, "sqlfluff", "sqlfluff", "exec sleep 600")
    program(root, "sqruff", "sqruff", "echo broken >&2; exit 42")
    there = dict.fromkeys(("ftc-lint", "squawk-cli", "sqlfluff", "sqruff"), "1.0")
    missing = {tool.package: "not there" for tool in TOOLS if tool.package not in there}
    installed = Installed(root, there, missing)
    result = dict(times(installed, tmp_path, runs=2, limit=4, share=0.001))
    assert list(result) == ["3 Python files", "2 .sql files", "one Python file"]
    assert result["3 Python files"]["tools"] == {}
    sql = result["2 .sql files"]
    assert sql["files"] == 2
    assert sql["operations"] > 0
    assert sql["files_with_operations"] == 2
    assert set(sql["tools"]) == {"squawk", "sqlfluff", "sqruff"}
    assert sql["tools"]["squawk"]["pairs"] == 2
    low, high = sql["tools"]["squawk"]["ratio_spread"]
    assert low <= sql["tools"]["squawk"]["ratio"] <= high
    assert sql["tools"]["sqlfluff"]["stopped_after"] == 4
    assert sql["tools"]["sqruff"]["failed"] == "sqruff ended with 42: broken"
