"""What dbt runs besides its models' own SQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.cli import main
from ftc_lint.dbt.project_file import ProjectFileError, hooks
from ftc_lint.dbt.templates import sql_strings
from ftc_lint.operations import Where
from ftc_lint.sql.parse import parse


def strings(text: str) -> list[str]:
    found = list(sql_strings(text))
    for excerpt in found:
        for run in excerpt.runs:
            if run.span.end - run.span.start == run.end - run.start:
                assert text[run.span.start : run.span.end] == excerpt.text[run.start : run.end]
    return [excerpt.text for excerpt in found]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ config(pre_hook='TRUNCATE a') }}", ["TRUNCATE a"]),
        ('{{ config(materialized="table", post_hook=["DROP TABLE a", \'x\']) }}',
         ["DROP TABLE a", "x"]),
        ('{{ config(post_hook="DELETE FROM {{ this }}") }}', ["DELETE FROM {{ this }}"]),
        ('{{ config(pre_hook={"sql": "TRUNCATE a", "transaction": false}) }}', ["TRUNCATE a"]),
        ('{{ config({"pre-hook": "TRUNCATE a"}) }}', ["TRUNCATE a"]),
        ("{{ config(pre_hook='it\\'s') }}", ["it's"]),
        ("{% do run_query('DROP TABLE ' ~ t ~ ' CASCADE') %}", ["DROP TABLE {t} CASCADE"]),
        ("{% set r = run_query('select 1') %}", ["select 1"]),
        ("{% do run_query(query) %}", ["{query}"]),
        ("{% set q = 'TRUNCATE ' ~ t %}{% do run_query(q) %}", ["TRUNCATE {t}"]),
        ("{%- set q -%} DROP TABLE a {%- endset -%}{% do run_query(q) %}", []),
        ("{% set q = 'x' %}{% set q = 'DROP TABLE a' %}{% do run_query(q) %}",
         ["x", "DROP TABLE a"]),
        ("{% set q = 'x' %}{% do run_query(q) %}{% do run_query(q) %}", ["x"]),
        ("{% set q = 'DROP TABLE a' %}{{ log(q) }}", []),
        ("{# run_query('DROP TABLE a') #}", []),
        ("{{ log('DROP TABLE a') }}", []),
        ("run_query('DROP TABLE a')", []),
        ("{{ config(alias='pre_hook', tags=['DROP TABLE a']) }}", []),
        ("{{ config(pre_hook='TRUNCATE a'", ["TRUNCATE a"]),
    ],
)  # fmt: skip
def test_strings_that_a_template_runs(template: str, expected: list[str]) -> None:
    assert strings(template) == expected


@given(st.text(alphabet="{}%#'\"\\()[],~: ab\npre_hook=run_query", max_size=80))
def test_any_template_is_read(text: str) -> None:
    strings(text)


@pytest.mark.parametrize("piece", ["{{ '", "{% run_query(", "{{", "'", "{#", "pre_hook='"])
def test_long_hostile_templates_end(piece: str) -> None:
    list(sql_strings(piece * 3000))


PROJECT = """\
name: shop
on-run-start: "TRUNCATE TABLE audit.runs"
on-run-end:
  - |
    DELETE FROM audit.log;
    DROP TABLE old;
models:
  shop:
    +pre-hook: DELETE FROM {{ this }}
    marts:
      post-hook:
        - sql: 'DROP TABLE tmp_x'
          transaction: false
"""


def operations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, str, str, int, int]]:
    monkeypatch.chdir(tmp_path)
    assert main(["--isolated", "--show-operations", "--output-format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["operations"]
    return [
        (o["kind"], o["tables"][0], o["filename"], o["location"]["row"], o["location"]["column"])
        for o in found
    ]


def test_hooks_of_the_project_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dbt_project.yml").write_text(PROJECT)
    assert operations(tmp_path, capsys, monkeypatch) == [
        ("truncate", "audit.runs", "dbt_project.yml", 2, 16),
        ("delete", "audit.log", "dbt_project.yml", 5, 5),
        ("drop-table", "old", "dbt_project.yml", 6, 5),
        ("delete", "{this}", "dbt_project.yml", 9, 16),
        ("drop-table", "tmp_x", "dbt_project.yml", 12, 17),
    ]


def test_hooks_of_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prices.sql").write_text(
        "{{ config(pre_hook='TRUNCATE raw.prices CASCADE') }}\nselect * from {{ ref('stg') }}\n"
    )
    assert operations(tmp_path, capsys, monkeypatch) == [
        ("truncate", "raw.prices", "prices.sql", 1, 21)
    ]


@pytest.mark.parametrize("text", ["a: [", "a: 'x", "\t- a", "a: &b\n  c: *d\n", "a: b: c"])
def test_broken_yaml(
    text: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ProjectFileError, match="not valid YAML"):
        hooks(text)
    (tmp_path / "dbt_project.yml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["--isolated"]) == 1
    assert "FTC900" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "# nothing\n", "1\n", "- a\n", "a: &x [*x]\n"])
def test_yaml_without_hooks(text: str) -> None:
    assert hooks(text) == []


MACROS = """\
{% macro keep(relation) %}
  {% call statement('keep') %}
    create table prices_backup as select * from prices
  {% endcall %}
{% endmacro %}

{% macro empty(relation) %}
  {% set wipe %}
    delete from prices
  {% endset %}
  {% do run_query(wipe) %}
  select count(*) from prices where day = current_date
{% endmacro %}

truncate table staging.prices;
"""


def test_a_macro_is_a_flow_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "macros.sql").write_text(MACROS)
    monkeypatch.chdir(tmp_path)
    assert main(["--isolated", "--show-operations"]) == 0
    assert capsys.readouterr().out.splitlines()[:-1] == [
        "macros.sql:3:5: create-table prices_backup copy of prices in keep",
        "macros.sql:9:5: delete prices where=none backup=none in empty",
        "macros.sql:15:1: truncate staging.prices backup=none",
    ]


@pytest.mark.parametrize(
    "begin", ["{% set q %}", "{%- set q -%}", "{% call statement('x') %}", "{% macro m(a) %}"]
)
def test_no_statement_reaches_across_the_edge_of_a_block(begin: str) -> None:
    name = begin.split()[1]
    text = f"{begin} DELETE FROM a {{% end{name} %}} SELECT * FROM b WHERE c = 1"
    deleted = parse(text, "postgres").operations[0]
    assert deleted.where is Where.NONE


def test_a_tag_within_a_statement_does_not_end_it() -> None:
    text = "DELETE FROM a {% set day = 1 %} {% if x %} WHERE day = {{ day }} {% endif %}"
    (operation,) = parse(text, "postgres").operations
    assert operation.where is Where.UNKNOWN
