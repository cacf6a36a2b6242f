"""What is unwise about a connection, in words."""

from __future__ import annotations

from ftc_lint.catalog import Notice, Role

_LOCAL_HOSTS = frozenset({"", "localhost", "::1", "0:0:0:0:0:0:0:1"})


def is_local_host(host: str) -> bool:
    """Whether a host (or the directory of a socket) is this machine."""
    return host in _LOCAL_HOSTS or host.startswith(("/", "@", "127."))


def unverified_tls(setting: str, wanted: str) -> Notice:
    """TLS that does not prove who answers."""
    return Notice(
        "unverified-tls",
        f"{setting}: the connection leaves this machine, and nothing proves which server answers",
        f"Add {wanted} to the URL",
    )


def role_notices(role: Role | None) -> tuple[Notice, ...]:
    """A role that can do more than an audit needs."""
    if role is None or not role.superuser:
        return ()
    return (
        Notice(
            "superuser",
            f"the audit runs as {role.name}, a superuser, for whom read-only is weaker than it "
            "looks",
            "Use a role that may only SELECT",
        ),
    )


def replica_notice(replica: bool | None) -> tuple[Notice, ...]:
    """Statistics and row counts of a standby may lag."""
    if not replica:
        return ()
    return (
        Notice(
            "replica",
            "the server is a read-only replica: its rows may lag behind, and its statistics say "
            "nothing of live rows",
            "Audit the primary for estimates and privileges that count",
        ),
    )
