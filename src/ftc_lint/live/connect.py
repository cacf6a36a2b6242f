"""Opens the session that an address asks for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from ftc_lint.catalog import Engine
from ftc_lint.live.address import Address
from ftc_lint.live.errors import DriverMissing
from ftc_lint.live.session import Limits, Session


class _Adapter(Protocol):
    def open_session(self, address: Address, limits: Limits) -> Session: ...


if TYPE_CHECKING:  # so that the type checker compares each adapter with the protocol
    from ftc_lint.live import duckdb, mysql, postgresql, sqlite

    _CHECKED: tuple[_Adapter, ...] = (duckdb, mysql, postgresql, sqlite)

_ADAPTERS = {
    Engine.POSTGRESQL: ("ftc_lint.live.postgresql", "psycopg", "postgres"),
    Engine.MYSQL: ("ftc_lint.live.mysql", "pymysql", "mysql"),
    Engine.MARIADB: ("ftc_lint.live.mysql", "pymysql", "mysql"),
    Engine.SQLITE: ("ftc_lint.live.sqlite", "sqlite3", ""),
    Engine.DUCKDB: ("ftc_lint.live.duckdb", "duckdb", "duckdb"),
}


def open_session(address: Address, limits: Limits | None = None) -> Session:
    """Connect and make the session read-only.

    Raises `DriverMissing` (naming the extra to install) or `ConnectionFailed`, in one line
    without any password.
    """
    module, driver, extra = _ADAPTERS[address.engine]
    try:
        adapter = cast(_Adapter, import_module(module))
    except ImportError as error:
        if error.name is not None and error.name.startswith("ftc_lint"):
            raise
        raise DriverMissing(_install(address.engine, driver, extra, error)) from None
    return adapter.open_session(address, limits or Limits())


def _install(engine: Engine, driver: str, extra: str, error: ImportError) -> str:
    if not extra:
        return f"this Python has no {driver} module; use a Python built with it"
    state = "is not installed" if error.name == driver else f"cannot be loaded ({error})"
    return (
        f"{engine.product} needs the driver {driver}, which {state}; "
        f"run: pip install 'ftc-lint[{extra}]'"
    ).replace("\n", " ")
