"""What docs/live-audit.md tells people to run does what it says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import psycopg
import pytest
import yaml
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGE = (Path(__file__).parents[2] / "docs" / "live-audit.md").read_text(encoding="utf-8")


def block(beginning: str) -> str:
    """The fenced block whose first line begins so."""
    for text in re.findall(r"^```\w*\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        if text.startswith(beginning):
            return text
    raise AssertionError(f"no block begins with {beginning}")


def test_the_role_for_postgresql_may_audit_and_change_nothing(
    pg_newest, run, listing, monkeypatch
) -> None:
    name, owner = f"{pg_newest.name}_role_audit", f"{pg_newest.name}_role_owner"
    pg_newest.run(
        listing, "CREATE SCHEMA extracted", f"CREATE ROLE {owner}",
        f"GRANT CREATE, USAGE ON SCHEMA extracted TO {owner}",
    )  # fmt: skip
    script = block("-- PostgreSQL").replace("ftc_audit", name).replace("etl_owner", owner)
    pg_newest.run(*filter(str.strip, script.replace("fin_trade_craft", pg_newest.name).split(";")))
    pg_newest.run(f"SET ROLE {owner}; CREATE TABLE extracted.later (a int)")
    monkeypatch.setenv("AUDIT_URL", pg_newest.url(name, "…"))
    ran = run("--db", "env:AUDIT_URL", "--output-format", "full")
    assert ran.status == 1
    assert "FTC501" in ran.out
    assert "extracted.later" in ran.out
    assert "not checked" not in ran.out
    assert "superuser" not in ran.err
    with pg_newest.connect(user=name, password="…") as connection:
        for statement in ("DELETE FROM overview", "TRUNCATE overview", "DROP TABLE overview"):
            with pytest.raises(psycopg.Error, match=r"read-only|permission|owner"):
                connection.execute(statement)


def test_the_role_for_mariadb_may_audit(mariadb, run) -> None:
    mariadb.run(
        "CREATE TABLE p (a int PRIMARY KEY)",
        "CREATE TABLE c (a int, FOREIGN KEY (a) REFERENCES p (a) ON DELETE CASCADE)",
    )
    name = f"{mariadb.name}_ua"
    script = block("-- MySQL, MariaDB").replace("ftc_audit", name)
    script = script.replace("fin_trade_craft", mariadb.name)
    script = script.replace(" REQUIRE SSL", "")  # a socket has none
    mariadb.run(*filter(str.strip, re.sub("^--.*", "", script, flags=re.MULTILINE).split(";")))
    ran = run("--db", mariadb.url(name, "…"), "--output-format", "full")
    assert ran.status == 1
    assert "FTC501" in ran.out
    assert "not checked" not in ran.out


def test_the_configuration_is_one(run, sqlite, listing) -> None:
    text = block("[tool.ftc-lint]\nprotected").replace('"public", "extracted"', '"main"')
    assert tomllib.loads(text)
    Path("pyproject.toml").write_text(text)
    Path("backups").mkdir()
    sqlite(listing)
    assert run("--show-settings").status == 0
    assert run("--db", "a.db", "--select", "FTC502").status == 1  # 2 rows are too few


def test_the_workflow_and_the_hook_are_yaml() -> None:
    workflow = yaml.safe_load(block("on:"))
    assert "audit" in workflow["jobs"]
    (repository,) = yaml.safe_load(block("- repo:"))
    assert repository["hooks"][0]["id"] == "ftc-lint-db"


def test_every_option_that_the_page_names_is_there(run) -> None:
    known = run("--help").out
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)):
        if option not in ("--hook-stage",):
            assert option in known, option


HOSTILE = 'odd "name" \\ with\nline {end}'


def test_metrics_are_read_by_prometheus_and_are_those_of_the_page(run, sqlite, listing) -> None:
    quoted = HOSTILE.replace('"', '""')
    name = sqlite(listing + f'CREATE TABLE "{quoted}" (a int); INSERT INTO "{quoted}" VALUES (7);')
    out = run("--db", name, "--output-format", "openmetrics").out
    samples = {}
    for families in (list(openmetrics(out)), list(prometheus(out))):
        samples = {
            (sample.name, sample.labels.get("table")): sample.value
            for family in families
            for sample in family.samples
        }
        assert samples["ftc_lint_table_rows", "main.overview"] == 2
        assert samples["ftc_lint_table_rows", f"main.{HOSTILE}"] == 1
        assert samples["ftc_lint_unchecked", None] == 0
    for metric in set(re.findall(r"ftc_lint_[a-z_]+", PAGE)) - {"ftc_lint"}:
        assert any(sample == metric for sample, _ in samples), metric


def test_a_run_for_alerting_is_json_with_the_exit_status_of_the_page(run, sqlite, listing) -> None:
    ran = run("--db", sqlite(listing), "--output-format", "json", "--output-file", "audit.json")
    assert ran.status == 1
    document = json.loads(Path("audit.json").read_text())
    assert document["findings"]
    assert document["unchecked"] == []
