"""`schema` and --schema: DDL beside the project, and snapshots."""

from __future__ import annotations

import json

SNAPSHOT = json.dumps({
    "version": 1,
    "tables": [{"name": "core.listing", "rows": 22431}, {"name": "core.overview", "rows": 5}],
    "foreign_keys": [{
        "name": "overview_fkey", "child": "core.overview", "child_columns": ["symbol_id"],
        "parent": "core.listing", "parent_columns": ["symbol_id"], "on_delete": "restrict",
    }],
})  # fmt: skip
DDL = "CREATE TABLE overview (symbol_id int REFERENCES listing ON DELETE RESTRICT);\n"
BAD = "TRUNCATE listing CASCADE;\n"


def children(ran) -> list[dict]:
    (finding,) = json.loads(ran.out)["findings"]
    (root,) = finding["blast_radius"]["roots"]
    return root["children"]


def test_ddl_that_git_ignores_is_read_when_it_is_named(run, write) -> None:
    write({
        "ftc-lint.toml": 'exclude = ["ddl"]\nschema = ["ddl/*.sql"]\nselect = ["FTC101"]\n',
        "ddl/schema.sql": DDL,
        "a.sql": BAD,
    })  # fmt: skip
    assert [c["table"] for c in children(run("--output-format", "json"))] == ["overview"]


def test_a_snapshot_tells_foreign_keys_and_rows(run, write) -> None:
    write({"snap.json": SNAPSHOT, "a.sql": BAD})
    ran = run("--schema", "snap.json", "--select", "FTC101", "--output-format", "json")
    (child,) = children(ran)
    assert (child["table"], child["rows"]) == ("core.overview", 5)


def test_a_snapshot_and_ddl_of_the_same_tables_are_one_schema(run, write) -> None:
    write({"snap.json": SNAPSHOT, "a.sql": DDL + BAD})
    ran = run("--schema", "snap.json", "--select", "FTC101", "--output-format", "json")
    assert [(c["table"], c["rows"]) for c in children(ran)] == [("core.overview", 5)]


def test_a_schema_that_is_not_there_or_wrong_is_a_mistake(run, write) -> None:
    write({"a.sql": BAD, "snap.json": "{"})
    assert "--schema: there is no file nothing.sql" in run("--schema", "nothing.sql").err
    ran = run("--schema", "snap.json")
    assert ran.status == 2
    assert "snap.json: line 1: not JSON" in ran.err
    write({"ftc-lint.toml": 'schema = ["db/*.sql"]\n'})
    assert 'schema: "db/*.sql" matches no file' in run().err
