"""Reads the URL of a database strictly: what libpq, PyMySQL and SQLAlchemy read differently is
an error here, since a misread URL shows a piece of the password as a host or a database."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import unquote

from ftc_lint.catalog import Engine
from ftc_lint.live.errors import AddressError
from ftc_lint.live.redact import one_line
from ftc_lint.records import dataclass, field

_WHITE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")  # surrogates: not UTF-8
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_HOST = re.compile(r"[\w.:%/\\@~+ -]*")
_LARGEST_PORT = 65535

_LIBPQ_KEYWORDS = """
    host hostaddr port dbname user password passfile require_auth channel_binding
    connect_timeout client_encoding options application_name fallback_application_name keepalives
    keepalives_idle keepalives_interval keepalives_count tcp_user_timeout gssencmode sslmode
    sslnegotiation sslcompression sslcert sslkey sslpassword sslcertmode sslrootcert sslcrl
    sslcrldir sslsni requirepeer ssl_min_protocol_version ssl_max_protocol_version krbsrvname
    gsslib gssdelegation service servicefile target_session_attrs load_balance_hosts
    min_protocol_version max_protocol_version
"""
_MYSQL_ARGUMENTS = """
    host port user password database unix_socket charset ssl_ca ssl_cert ssl_key ssl_mode
    ssl_verify_cert ssl_verify_identity connect_timeout
"""
_ALIASES = {"unix_socket": ("unix_socket", "unix-socket", "socket"), "ssl_mode": ("ssl-mode",)}
_SECRET_PARAMETERS = ("password", "sslpassword")


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """The parts of a URL that names a server. `secrets` are the passwords, as written and as
    decoded; `parameters` go to the driver."""

    user: str
    hosts: str
    database: str
    parameters: Mapping[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def read_server_url(engine: Engine, rest: str, where: str) -> ServerUrl:
    """Read what follows `scheme://`. Raises `AddressError` beginning with `where`."""
    problem = _ambiguity(rest)
    if problem:
        raise AddressError(f"{where}: {problem}")
    main, _, query = rest.partition("?")
    authority, _, path = main.partition("/")
    userinfo, _, hosts = authority.rpartition("@")
    raw_user, _, raw_password = userinfo.partition(":")
    given = _query_parameters(engine, query, where)
    own = {"user": _decode(raw_user, where), "password": _decode(raw_password, where)}
    own |= _hosts(engine, hosts, where)
    own["dbname" if engine is Engine.POSTGRESQL else "database"] = _decode(path, where)
    parameters = {name: value for name, value in own.items() if value} | given
    if engine is Engine.MYSQL:
        _check_mysql(parameters, where)
    secrets = [raw_password] + [parameters.get(name, "") for name in _SECRET_PARAMETERS]
    return ServerUrl(
        parameters.get("user", ""),
        _shown_hosts(parameters),
        parameters.get("dbname", parameters.get("database", "")),
        parameters,
        tuple(filter(None, secrets)),
    )


def _ambiguity(rest: str) -> str:
    """Why a URL cannot be read for certain; empty if it can."""
    main, _, query = rest.partition("?")
    authority, _, path = main.partition("/")
    if _WHITE_OR_CONTROL.search(rest):
        return "a space or unprintable character in the address; write it as % and two hex digits"
    if "#" in rest:
        return "a # in the address; write %23 for a # in the password"
    if authority.count("@") > 1:
        return "more than one @ in the address; write %40 for an @ in the user or the password"
    if "@" in path or "@" in query:
        return (
            "an @ after the first / or ?; write %2F for a /, %3F for a ? and %40 for an @ in the "
            "password"
        )
    if _BAD_ESCAPE.search(rest):
        return "a % without two hex digits after it in the address; write %25 for a % itself"
    return ""


def _decode(text: str, where: str) -> str:
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise AddressError(f"{where}: an escape in the address is not UTF-8") from None
    if "\x00" in decoded:
        raise AddressError(f"{where}: the address holds a zero byte (%00); remove it")
    return decoded


def _hosts(engine: Engine, text: str, where: str) -> dict[str, str]:
    """Host and port; for PostgreSQL lists of them, as libpq takes them."""
    if engine is Engine.MYSQL and "," in text:
        raise AddressError(f"{where}: more than one host; give the one to audit")
    pairs = [_host_and_port(part, where) for part in text.split(",")]
    hosts = ",".join(host for host, _ in pairs)
    ports = ",".join(port for _, port in pairs)
    return {"host": hosts.strip(","), "port": ports if ports.strip(",") else ""}


def _host_and_port(text: str, where: str) -> tuple[str, str]:
    if text.startswith("["):
        host, bracket, after = text[1:].partition("]")
        if not bracket or (after and not after.startswith(":")):
            raise AddressError(f"{where}: the [ ] around the IPv6 address are not in order")
        port = after[1:]
    else:
        host, _, port = text.partition(":")
    if ":" in port or (port and not port.isascii()) or (port and not port.isdigit()):
        raise AddressError(
            f"{where}: the port is not a number; write user:password@host:port, with %3A for a : "
            "in the user and [ ] around an IPv6 address"
        )
    if port and not 0 < int(port[:6]) <= _LARGEST_PORT:
        raise AddressError(f"{where}: the port is not between 1 and {_LARGEST_PORT}")
    host = _decode(host, where)
    if not _HOST.fullmatch(host):
        raise AddressError(f"{where}: the host has a character that no host name has")
    return host, port


def _query_parameters(engine: Engine, query: str, where: str) -> dict[str, str]:
    keywords = _LIBPQ_KEYWORDS if engine is Engine.POSTGRESQL else _MYSQL_ARGUMENTS
    known = frozenset(keywords.split())
    found: dict[str, str] = {}
    for part in filter(None, query.split("&")):
        raw_name, equals, raw_value = part.partition("=")
        if not equals or not _PARAMETER.fullmatch(raw_name):
            raise AddressError(
                f"{where}: after the ? come NAME=VALUE pairs; write %3F for a ? in the password"
            )
        name, value = _alias(engine, raw_name, _decode(raw_value, where))
        if name not in known:
            raise AddressError(f"{where}: unknown parameter {raw_name} after the ?; remove it")
        found[name] = value
    return found


def _alias(engine: Engine, name: str, value: str) -> tuple[str, str]:
    """Other drivers' names for the same: asyncpg's and JDBC's ssl, MySQL's dashes."""
    if engine is Engine.POSTGRESQL and name == "ssl":
        return "sslmode", {"true": "require", "false": "disable"}.get(value.lower(), value)
    for own, others in _ALIASES.items():
        if name in others:
            return own, value
    return name, value


def _check_mysql(parameters: Mapping[str, str], where: str) -> None:
    if not parameters.get("database"):
        raise AddressError(f"{where}: no database in the address; write mysql://host/DATABASE")
    for name in ("port", "connect_timeout"):
        value = parameters.get(name, "1")
        if not (value.isascii() and value.isdigit()):
            raise AddressError(f"{where}: {name} is not a number")


def _shown_hosts(parameters: Mapping[str, str]) -> str:
    hosts = parameters.get("host", "") or parameters.get("unix_socket", "")
    hosts = hosts or parameters.get("hostaddr", "")
    ports = parameters.get("port", "")
    bracketed = [f"[{host}]" if ":" in host else host for host in hosts.split(",")]
    if "," in ports:
        pairs = zip(bracketed, ports.split(","), strict=False)
        return ",".join(f"{host}:{port}" if port else host for host, port in pairs)
    return ",".join(bracketed) + (f":{ports}" if ports else "")


def file_path(engine: Engine, rest: str, where: str) -> str:
    """The path in what follows `sqlite://` or `duckdb://`. Raises `AddressError` beginning with
    `where`, also if there is no such file."""
    scheme = engine.value
    if rest.startswith("/") and rest not in ("/", "/:memory:"):
        raw = rest[1:]
        if "?" in raw and not os.path.exists(raw):
            raise AddressError(f"{where}: {scheme}:/// takes no parameters; remove what follows ?")
        path = raw if os.path.exists(raw) else _decode(raw, where)
        if os.path.isfile(path):
            return path
        raise AddressError(f"{where}: there is no file {one_line(path)}")
    if rest in ("", "/", "/:memory:", ":memory:"):
        raise AddressError(f"{where}: a database in memory holds nothing to audit; name a file")
    raise AddressError(
        f"{where}: {scheme}:// is followed by a host; write {scheme}:///relative/path or "
        f"{scheme}:////absolute/path"
    )
