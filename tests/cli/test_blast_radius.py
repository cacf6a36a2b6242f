"""--blast-radius TABLE, by the project's DDL and by snapshots."""

from __future__ import annotations

import json
import re

DDL = """
CREATE TABLE core.listing (id int PRIMARY KEY);
CREATE TABLE core.overview (id int NOT NULL REFERENCES core.listing ON DELETE CASCADE);
CREATE TABLE core.audit (id int REFERENCES core.listing ON DELETE RESTRICT);
CREATE TABLE core.alone (id int);
"""
SNAPSHOT = json.dumps({
    "version": 1,
    "tables": [{"name": "core.listing", "rows": 22431}, {"name": "core.overview", "rows": 5},
               {"name": "old.listing", "rows": 1}],
    "foreign_keys": [{
        "name": "overview_fkey", "child": "core.overview", "child_columns": ["id"],
        "parent": "core.listing", "parent_columns": ["id"], "on_delete": "cascade",
    }],
})  # fmt: skip


def test_the_tree_of_both_statements_and_what_blocks(run, write) -> None:
    write({"schema.sql": DDL})
    ran = run("--blast-radius", "listing")
    assert ran.status == 0
    assert ran.out.splitlines() == [
        "core.listing, in the project's own DDL and models",
        "",
        "TRUNCATE core.listing CASCADE empties 3 tables",
        "  core.listing",
        "  ├─ core.overview (overview_id_fkey, on delete cascade)",
        "  └─ core.audit (audit_id_fkey, on delete restrict)",
        "",
        "DELETE FROM core.listing deletes from 2 tables",
        "  core.listing",
        "  └─ core.overview (overview_id_fkey, on delete cascade)",
        "  it fails while this table refers to it:",
        "    core.audit (audit_id_fkey, on delete restrict)",
    ]


def test_json_has_the_shape_of_a_finding_s_radius(run, write) -> None:
    write({"schema.sql": DDL, "a.sql": "TRUNCATE core.listing CASCADE;\n"})
    document = json.loads(run("--blast-radius", "core.listing", "--output-format", "json").out)
    assert document["version"] == 1
    assert document["table"] == "core.listing"
    found = json.loads(run("--select", "FTC101", "--output-format", "json").out)
    assert document["blast_radius"]["truncate"] == found["findings"][0]["blast_radius"]
    assert document["blast_radius"]["delete"]["blocked_by"] == [
        {"table": "core.audit", "constraint": "audit_id_fkey", "on_delete": "restrict"}
    ]
    assert document["blast_radius"]["orm_delete"] is None


def test_a_snapshot_gives_the_rows_even_where_no_file_has_sql(run, write) -> None:
    write({"snap.json": SNAPSHOT})
    ran = run("--blast-radius", "core.listing", "--schema", "snap.json")
    assert ran.status == 0
    assert "core.listing, in the project with snap.json" in ran.out
    assert "DELETE FROM core.listing deletes from 2 tables, 22,436 rows" in ran.out
    assert "└─ core.overview [5 rows] (overview_fkey, on delete cascade)" in ran.out
    markdown = run("--blast-radius", "core.listing", "--schema", "snap.json",
                   "--output-format", "markdown").out  # fmt: skip
    assert '  t0["core.listing<br/>22,431 rows"]' in markdown
    assert '  t0 -->|"cascade"| t1' in markdown
    page = run("--blast-radius", "core.listing", "--schema", "snap.json",
               "--output-format", "html").out  # fmt: skip
    assert page.count("<svg") == 2
    assert "22,431 rows" in page
    assert not re.search(r"<script|src=|https?://", page)


def test_a_name_that_is_unknown_or_ambiguous_is_a_mistake(run, write) -> None:
    write({"snap.json": SNAPSHOT, "schema.sql": DDL})
    ran = run("--blast-radius", "lising", "--schema", "snap.json")
    assert ran.status == 2
    assert "there is no table lising; did you mean core.listing?" in ran.err
    ran = run("--blast-radius", "listing", "--schema", "snap.json")
    assert ran.status == 2
    assert "listing is ambiguous: it may mean core.listing, old.listing; write one" in ran.err
    assert "did you mean core.alone?" in run("--blast-radius", "cor.alone").err


def test_what_it_does_not_take(run, write) -> None:
    write({"a.txt": "", "schema.sql": DDL})
    assert run("--blast-radius", "listing", "--output-format", "sarif").status == 2
    ran = run("--blast-radius", "listing", "schema.sql")
    assert ran.status == 2
    assert "name schema.sql with --schema" in ran.err


def test_nothing_is_known_of_any_table(run, write) -> None:
    write({"a.py": "print(1)\n"})
    ran = run("--blast-radius", "listing")
    assert ran.status == 2
    assert "no table is known" in ran.err


def test_a_delete_through_the_orm_that_reaches_more(run, write) -> None:
    write({"shop/models.py": (
        "from django.db import models\n\n\n"
        "class Customer(models.Model):\n    pass\n\n\n"
        "class Order(models.Model):\n"
        "    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)\n"
    )})  # fmt: skip
    ran = run("--blast-radius", "shop_customer")
    assert ran.status == 0
    assert "DELETE FROM shop_customer deletes from this table alone" in ran.out
    assert "A delete through the ORM deletes from 2 tables" in ran.out


def test_mysql_has_no_cascade(run, write) -> None:
    write({"ftc-lint.toml": 'dialect = "mysql"\n', "schema.sql": DDL})
    ran = run("--blast-radius", "core.listing")
    assert "There is no TRUNCATE … CASCADE here" in ran.out
    document = json.loads(run("--blast-radius", "core.listing", "--output-format", "json").out)
    assert document["blast_radius"]["truncate"] is None


def test_a_file_that_could_not_be_read_is_said(run, write) -> None:
    write(
        {"schema.sql": DDL, "more.sql": b"CREATE TABLE x (a int REFERENCES core.listing);\xff\xfe"}
    )
    ran = run("--blast-radius", "core.listing")
    assert "not checked: " in ran.out
