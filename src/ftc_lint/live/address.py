"""What follows --db, read into an `Address`; settled before any driver is imported.

No message here quotes a part of an address that may hold a password: where a URL is malformed,
one cannot tell which part is the password.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from enum import Enum

from ftc_lint.catalog import Engine, Notice
from ftc_lint.live.errors import AddressError
from ftc_lint.live.files import Header, read_header
from ftc_lint.live.redact import Redactor, one_line
from ftc_lint.live.url import ServerUrl, file_path, read_server_url
from ftc_lint.records import dataclass, field

LIBPQ_VARIABLES = ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGUSER", "PGPORT")
"""Any of these means that libpq's defaults name a database."""

_SCHEMES = {
    "postgresql": Engine.POSTGRESQL,
    "postgres": Engine.POSTGRESQL,
    "mysql": Engine.MYSQL,
    "mariadb": Engine.MYSQL,
    "sqlite": Engine.SQLITE,
    "duckdb": Engine.DUCKDB,
}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.-]*)(?:\+[A-Za-z0-9_]+)?://", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_SERVICE = re.compile(r"[\w.-]+")
_HARMLESS_WORD = re.compile(r"[\w./\\ -]{1,200}")
_EXPECTED = (
    "use a URL (postgresql://, mysql://, sqlite:///, duckdb:///), env:NAME, service=NAME or an "
    "SQLite or DuckDB file"
)


class Origin(str, Enum):
    """Where an address came from."""

    ARGUMENT = "argument"  # the command line, which other users of the machine can read
    ENVIRONMENT = "environment"
    LIBPQ = "libpq"  # libpq's own variables and files


@dataclass(frozen=True, slots=True)
class Address:
    """A database to connect to.

    `engine` is MYSQL for MariaDB too, until the server says what it is. `display` is safe to
    print. `parameters` are what the driver needs (libpq keywords, PyMySQL arguments), the password
    among them. `redact` masks that password in any text.
    """

    engine: Engine
    display: str
    origin: Origin
    path: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    redact: Redactor = field(default_factory=Redactor, repr=False, compare=False)

    @property
    def has_password(self) -> bool:
        """Whether the address itself holds a password."""
        return bool(self.parameters.get("password"))

    def notices(self) -> tuple[Notice, ...]:
        """What is unwise about the address itself."""
        if self.origin is Origin.ARGUMENT and self.has_password:
            return (_PASSWORD_IN_ARGUMENT,)
        return ()


_PASSWORD_IN_ARGUMENT = Notice(
    "password-in-argument",
    "the password stands on the command line, where other users of this machine can read it",
    "put the URL into an environment variable and use --db env:NAME, or keep the password in "
    "PGPASSFILE",
)


def read_address(word: str, environ: Mapping[str, str]) -> Address | None:
    """The database that the word after --db names; None if it is a path to lint instead.

    A path is `-`, a directory or a file that is no SQLite or DuckDB database.
    Raises `AddressError` for anything else, without quoting what may be a password.
    """
    if word == "-":
        return None
    if word.startswith("env:"):
        return _from_variable(word[len("env:") :], environ)
    if word.startswith("service="):
        return _service(word[len("service=") :])
    return _url_or_file(word, "--db", Origin.ARGUMENT)


def default_address(url_env: str | None, environ: Mapping[str, str]) -> Address:
    """The database of --db without a value: from the variable `live.url-env` names, then
    DATABASE_URL, then libpq's own variables. Raises `AddressError`."""
    for name in filter(None, (url_env, "DATABASE_URL")):
        if environ.get(name):
            return _from_variable(name, environ)
    if any(environ.get(name) for name in LIBPQ_VARIABLES):
        redact = Redactor(environ.get("PGPASSWORD", ""))
        return Address(Engine.POSTGRESQL, "the PG* variables", Origin.LIBPQ, redact=redact)
    wanted = f"{url_env} or DATABASE_URL" if url_env else "DATABASE_URL"
    raise AddressError(f"--db: no database is named; give one after --db or set {wanted}")


def _from_variable(name: str, environ: Mapping[str, str]) -> Address:
    if not _VARIABLE.fullmatch(name):
        raise AddressError("--db: env: takes the name of an environment variable; use env:NAME")
    value = environ.get(name, "").strip()
    if not value:
        state = "empty" if name in environ else "not set"
        raise AddressError(f"--db: the environment variable {name} is {state}; set it to a URL")
    where = f"the environment variable {name}"
    if value.startswith("service="):
        return _service(value[len("service=") :])
    address = _url_or_file(value, where, Origin.ENVIRONMENT)
    if address is None:
        raise AddressError(f"{where} does not hold the address of a database; {_EXPECTED}")
    return address


def _service(name: str) -> Address:
    if not _SERVICE.fullmatch(name):
        raise AddressError(
            "--db: service= takes the name of a section of the connection service file alone; "
            "use service=NAME"
        )
    return Address(Engine.POSTGRESQL, f"service={name}", Origin.LIBPQ, parameters={"service": name})


def _url_or_file(word: str, where: str, origin: Origin) -> Address | None:
    scheme = _SCHEME.match(word)
    if scheme is None:
        return _plain_file(word, where, origin)
    name = scheme.group(1).lower()
    engine = _SCHEMES.get(name)
    if engine is None:
        known = ", ".join(_SCHEMES)
        raise AddressError(f"{where}: unknown scheme {name}; use one of {known}")
    rest = word[scheme.end() :]
    if engine in (Engine.SQLITE, Engine.DUCKDB):
        return _file_url(engine, rest, where, origin)
    return _server(engine, read_server_url(engine, rest, where), origin)


def _server(engine: Engine, url: ServerUrl, origin: Origin) -> Address:
    redact = Redactor(*url.secrets)
    user = f"{url.user}@" if url.user else ""
    scheme = "postgresql" if engine is Engine.POSTGRESQL else "mysql"
    display = redact.line(f"{user}{url.hosts}/{url.database}")
    return Address(
        engine, f"{scheme}://{display}", origin, parameters=url.parameters, redact=redact
    )


def _file_url(engine: Engine, rest: str, where: str, origin: Origin) -> Address:
    path = file_path(engine, rest, where)
    header = _header(path, where)
    wanted = Header.SQLITE if engine is Engine.SQLITE else Header.DUCKDB
    if header is not wanted:
        raise AddressError(
            f"{where}: {one_line(path)} is not {_article(engine)} database; {_EXPECTED}"
        )
    return Address(engine, one_line(path), origin, path=path)


def _article(engine: Engine) -> str:
    return "an SQLite" if engine is Engine.SQLITE else "a DuckDB"


def _plain_file(word: str, where: str, origin: Origin) -> Address | None:
    if word.startswith("jdbc:"):
        raise AddressError(f"{where}: a JDBC address; remove jdbc: and give user and host as a URL")
    if os.path.isdir(word):
        return None
    if not os.path.exists(word):
        shown = f"{word}: " if _HARMLESS_WORD.fullmatch(word) else ""
        raise AddressError(f"{where}: {shown}neither a database nor an existing path; {_EXPECTED}")
    header = _header(word, where)
    if header is Header.OTHER:
        return None
    engine = Engine.SQLITE if header is Header.SQLITE else Engine.DUCKDB
    return Address(engine, one_line(word), origin, path=word)


def _header(path: str, where: str) -> Header:
    try:
        return read_header(path)
    except OSError as error:
        raise AddressError(f"{where}: cannot read {one_line(path)}: {error.strerror}") from None
