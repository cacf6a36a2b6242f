"""A whole audit through the command line, as the server and a pooler see it."""

from __future__ import annotations

import re

import pytest

from servers.postgres import ExternalServer

_READS = re.compile(
    r"\s*(SELECT|SHOW|BEGIN|COMMIT|ROLLBACK|SET LOCAL|WITH|START TRANSACTION READ ONLY)\b",
    re.IGNORECASE,
)


def test_the_server_is_sent_nothing_but_reads(pg, run, listing) -> None:
    if isinstance(pg.server, ExternalServer):
        pytest.skip("postgres: the log of the server is needed")
    pg.run(listing, f"ALTER DATABASE \"{pg.name}\" SET log_statement = 'all'")
    run("--db", pg.url(), "--write-remedy", "remedy.sql")
    log = "\n".join(pg.server.log_lines()).replace("\n\t", " ")  # a statement of several lines
    sent = [
        re.split(r"(?:statement|execute [^:]*): ", line, maxsplit=1)[1]
        for line in log.splitlines()
        if line.startswith("ftc-lint") and re.search(r"LOG: +(statement|execute)", line)
    ]
    assert len(sent) > 10
    assert [statement for statement in sent if not _READS.match(statement)] == []


def test_an_audit_works_through_a_transaction_pooler(pooler, pg_newest, run, listing) -> None:
    pg_newest.run(listing)
    ran = run("--db", pooler.url)
    assert ran.status == 1
    assert "FTC501" in ran.out
    with pooler.connect() as application:
        application.execute("CREATE TABLE still_writable (a int)")
