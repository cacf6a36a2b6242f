"""What is unwise about a connection."""

from __future__ import annotations

import pytest

from ftc_lint.catalog import Role
from ftc_lint.live.address import read_address
from ftc_lint.live.connect import open_session
from ftc_lint.live.mysql import _tls, _tls_mode
from ftc_lint.live.notices import is_local_host, role_notices
from servers.postgres import PostgresDatabase


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("", True),
        ("/var/run/postgresql", True),
        ("@abstract", True),
        ("localhost", True),
        ("127.0.0.53", True),
        ("::1", True),
        ("db.example", False),
        ("10.0.0.1", False),
        ("localhost.example", False),
        ("1270.example", False),
    ],
)
def test_local_hosts(host: str, local: bool) -> None:
    assert is_local_host(host) is local


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        ({}, "DISABLED"),
        ({"ssl_ca": "ca.pem"}, "VERIFY_CA"),
        ({"ssl_verify_cert": "true"}, "VERIFY_CA"),
        ({"ssl_verify_identity": "1", "ssl_ca": "ca.pem"}, "VERIFY_IDENTITY"),
        ({"ssl_mode": "required"}, "REQUIRED"),
        ({"ssl_key": "key.pem"}, "REQUIRED"),
    ],
)
def test_how_a_mysql_connection_is_protected(given: dict[str, str], mode: str) -> None:
    assert _tls_mode(given) == mode


def test_identity_is_checked_with_the_systems_own_authorities_too() -> None:
    context = _tls({"ssl_mode": "VERIFY_IDENTITY"})
    assert context is not None
    assert context.check_hostname
    weaker = _tls({"ssl_mode": "REQUIRED"})
    assert weaker is not None
    assert not weaker.check_hostname


def test_a_superuser_is_noticed() -> None:
    assert [notice.kind for notice in role_notices(Role("root", True))] == ["superuser"]
    assert role_notices(Role("reader", False)) == ()
    assert role_notices(Role("unknown", None)) == ()
    assert role_notices(None) == ()


def test_a_connection_that_leaves_the_machine_without_proof_is_noticed(
    pg_newest: PostgresDatabase,
) -> None:
    """A host name that is not local, with the address of this machine behind it."""
    port = pg_newest.server.place.port
    user = pg_newest.server.place.user
    url = f"postgresql://{user}@db.example:{port}/{pg_newest.name}?hostaddr=127.0.0.1"
    with open_session(read_address("env:DB", {"DB": url})) as session:
        kinds = [notice.kind for notice in session.catalog().notices]
    assert kinds == ["unverified-tls", "superuser"]
    local = f"postgresql://{user}@localhost:{port}/{pg_newest.name}?hostaddr=127.0.0.1"
    with open_session(read_address("env:DB", {"DB": local})) as session:
        assert "unverified-tls" not in [notice.kind for notice in session.catalog().notices]
