"""Audits of a real MariaDB server."""

from __future__ import annotations

import json
from pathlib import Path

from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.operations import Action


def test_the_remedy_makes_a_cascade_restrict(mariadb, run) -> None:
    mariadb.run(
        "CREATE TABLE listing_status (symbol_id bigint PRIMARY KEY)",
        "CREATE TABLE overview (symbol_id bigint PRIMARY KEY, CONSTRAINT overview_key "
        "FOREIGN KEY (symbol_id) REFERENCES listing_status (symbol_id) ON DELETE CASCADE)",
        "INSERT INTO listing_status VALUES (1), (2)",
        "INSERT INTO overview VALUES (1)",
    )
    ran = run(
        "--db", mariadb.url(), "--select", "FTC501,FTC504", "--write-remedy", "remedy.sql",
        "--output-format", "json",
    )  # fmt: skip
    (finding,) = json.loads(ran.out)["findings"]
    assert finding["code"] == "FTC501"
    assert finding["blast_radius"]["roots"][0]["rows"] == 2
    lines = Path("remedy.sql").read_text().splitlines()
    script = "\n".join(line for line in lines if not line.startswith("--"))
    mariadb.run(*filter(str.strip, script.split(";")))
    with open_session(read_address(mariadb.url(), {})) as session:
        (key,) = session.catalog().root_foreign_keys()
    assert key.on_delete is Action.RESTRICT
