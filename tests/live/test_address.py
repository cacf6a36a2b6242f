"""What follows --db, and what never comes out of it."""

from __future__ import annotations

import sqlite3
import string
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_lint.catalog import Engine
from ftc_lint.live.address import Origin, default_address, read_address
from ftc_lint.live.errors import AddressError
from ftc_lint.live.redact import Redactor


@pytest.mark.parametrize(
    ("word", "display", "parameters"),
    [
        (
            "postgresql://etl:pw@db.example:5433/warehouse",
            "postgresql://etl@db.example:5433/warehouse",
            {
                "user": "etl",
                "password": "pw",
                "host": "db.example",
                "port": "5433",
                "dbname": "warehouse",
            },
        ),
        ("postgres:///warehouse", "postgresql:///warehouse", {"dbname": "warehouse"}),
        ("postgresql://", "postgresql:///", {}),
        ("POSTGRESQL://h/d", "postgresql://h/d", {"host": "h", "dbname": "d"}),
        ("postgresql+psycopg2://h/d", "postgresql://h/d", {"host": "h", "dbname": "d"}),
        (
            "postgresql://u:a%40b%2Fc@h/d%20e",
            "postgresql://u@h/d e",
            {"user": "u", "password": "a@b/c", "host": "h", "dbname": "d e"},
        ),
        (
            "postgresql://u:a:b@[::1]:1/d?sslmode=verify-full",
            "postgresql://u@[::1]:1/d",
            {
                "user": "u",
                "password": "a:b",
                "host": "::1",
                "port": "1",
                "dbname": "d",
                "sslmode": "verify-full",
            },
        ),
        (
            "postgresql://a:1,b,[::2]:3/d",
            "postgresql://a:1,b,[::2]:3/d",
            {"host": "a,b,::2", "port": "1,,3", "dbname": "d"},
        ),
        (
            "postgresql://%2Fvar%2Frun/d",
            "postgresql:///var/run/d",
            {"host": "/var/run", "dbname": "d"},
        ),
        (
            "postgresql:///d?host=/tmp&user=u&password=pw",
            "postgresql://u@/tmp/d",
            {"dbname": "d", "host": "/tmp", "user": "u", "password": "pw"},
        ),
        (
            "postgresql+asyncpg://h/d?ssl=true",
            "postgresql://h/d",
            {"host": "h", "dbname": "d", "sslmode": "require"},
        ),
        (
            "mysql+pymysql://u:pw@h/d?charset=utf8mb4&ssl-mode=VERIFY_IDENTITY",
            "mysql://u@h/d",
            {
                "user": "u",
                "password": "pw",
                "host": "h",
                "database": "d",
                "charset": "utf8mb4",
                "ssl_mode": "VERIFY_IDENTITY",
            },
        ),
        (
            "mariadb:///d?unix_socket=/run/s",
            "mysql:///run/s/d",
            {"database": "d", "unix_socket": "/run/s"},
        ),
    ],
)
def test_servers(word: str, display: str, parameters: dict[str, str]) -> None:
    address = read_address(word, {})
    assert address is not None
    assert address.display == display
    assert dict(address.parameters) == parameters
    assert address.origin is Origin.ARGUMENT
    assert address.engine is (Engine.POSTGRESQL if "postgres" in word.lower() else Engine.MYSQL)


def test_a_password_on_the_command_line_is_noticed() -> None:
    (notice,) = read_address("postgresql://u:pw@h/d", {}).notices()
    assert notice.kind == "password-in-argument"
    assert read_address("postgresql://u@h/d", {}).notices() == ()
    assert read_address("env:X", {"X": "postgresql://u:pw@h/d"}).notices() == ()


def test_environment_variables_and_services() -> None:
    address = read_address("env:WAREHOUSE", {"WAREHOUSE": " mysql://u:pw@h/d\n"})
    assert (address.engine, address.origin) == (Engine.MYSQL, Origin.ENVIRONMENT)
    address = read_address("service=prod", {})
    assert (address.display, dict(address.parameters)) == ("service=prod", {"service": "prod"})
    assert read_address("env:S", {"S": "service=prod"}).display == "service=prod"


def test_the_default_is_the_configured_variable_then_database_url_then_libpq() -> None:
    both = {"MINE": "postgresql://mine/d", "DATABASE_URL": "postgresql://other/d"}
    assert default_address("MINE", both).display == "postgresql://mine/d"
    assert default_address(None, both).display == "postgresql://other/d"
    assert default_address("UNSET", both).display == "postgresql://other/d"
    libpq = default_address("UNSET", {"PGHOST": "h", "PGPASSWORD": "pw", "DATABASE_URL": ""})
    assert (libpq.origin, dict(libpq.parameters)) == (Origin.LIBPQ, {})
    assert libpq.redact("pw") == "***"
    with pytest.raises(AddressError, match=r"set MINE or DATABASE_URL$"):
        default_address("MINE", {})


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    path = tmp_path / "a b%20c.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id)")
    connection.close()
    return path


def test_files_are_told_by_their_header(sqlite_file: Path, tmp_path: Path) -> None:
    address = read_address(str(sqlite_file), {})
    assert (address.engine, address.path) == (Engine.SQLITE, str(sqlite_file))
    for url in (f"sqlite:///{sqlite_file}", f"sqlite:///{str(sqlite_file).replace('%', '%25')}"):
        assert read_address(url, {}).path == str(sqlite_file)
    duck = tmp_path / "x.anything"
    duck.write_bytes(b"\0" * 8 + b"DUCK" + b"\0" * 100)
    assert read_address(str(duck), {}).engine is Engine.DUCKDB
    assert read_address(f"duckdb:///{duck}", {}).engine is Engine.DUCKDB
    with pytest.raises(AddressError, match="is not an SQLite database"):
        read_address(f"sqlite:///{duck}", {})


def test_other_paths_are_paths(tmp_path: Path) -> None:
    script = tmp_path / "load.sql"
    script.write_text("SELECT 1")
    empty = tmp_path / "empty.db"
    empty.touch()
    for word in ("-", str(tmp_path), str(script), str(empty)):
        assert read_address(word, {}) is None
    with pytest.raises(AddressError, match="does not hold the address of a database"):
        read_address("env:X", {"X": str(script)})


SECRET = "hunTer2Xq"
"""Stands for the password, and for each piece of one, in the words below."""

MALFORMED = [
    "postgresql://u:hunTer2Xq@hunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq/hunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq?hunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq?hunTer2Xq=1@h/d",
    "postgresql://u:a@h?hunTer2Xq=1@h/d",
    "postgresql://u:hunTer2Xq#hunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq%hunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq%zzhunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq%f@h/d",
    "postgresql://u:hunTer2Xq%ff@h/d",
    "postgresql://u:hunTer2Xq%00@h/d",
    "postgresql://u:hunTer2Xq hunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq\thunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq\nhunTer2Xq@h/d",
    "postgresql://u:hunTer2Xq\x1b[2J@h/d",
    "postgresql://u:hunTer2Xq\udcff@h/d",
    "postgresql://u:hunTer2Xq",
    "postgresql://u:hunTer2Xq/d",
    "postgresql://u:hunTer2Xq@h:port/d",
    "postgresql://u:hunTer2Xq@h:99999/d",
    "postgresql://u:hunTer2Xq@h:0/d",
    "postgresql://u:hunTer2Xq@h:-1/d",
    "postgresql://u:hunTer2Xq@h:١/d",
    "postgresql://u:hunTer2Xq@[::1/d",
    "postgresql://u:hunTer2Xq@[::1]x/d",
    "postgresql://u:hunTer2Xq@::1/d",
    "postgresql://u:hunTer2Xq@h<x>/d",
    "postgresql://u:hunTer2Xq@h/d?hunTer2Xq",
    "postgresql://u:hunTer2Xq@h/d?unknown=hunTer2Xq",
    "postgresql://u:hunTer2Xq@h/d?a%20b=hunTer2Xq",
    "postgresql://u@h/d?password=hunTer2Xq&nonsense=1",
    "postgresql://u@h/d?password=hunTer2Xq%",
    "postgresql://u@h/d?replication=database&password=hunTer2Xq",
    "postgresql:/u:hunTer2Xq@h/d",
    "postgresql:u:hunTer2Xq@h/d",
    "postgresq://u:hunTer2Xq@h/d",
    "oracle://u:hunTer2Xq@h/d",
    "jdbc:postgresql://u:hunTer2Xq@h/d",
    "http://u:hunTer2Xq@h/d",
    "u:hunTer2Xq@h/d",
    "//u:hunTer2Xq@h/d",
    "host=h user=u password=hunTer2Xq",
    "password=hunTer2Xq",
    "mysql://u:hunTer2Xq@h",
    "mysql://u:hunTer2Xq@h/",
    "mysql://u:hunTer2Xq@a,b/d",
    "mysql://u:hunTer2Xq@h/d?ssl=hunTer2Xq",
    "mysql://u:hunTer2Xq@h/d?connect_timeout=hunTer2Xq",
    "mysql://u:hunTer2Xq@hunTer2Xq@h/d",
    "mysql://u:hunTer2Xq%@h/d",
    "sqlite://u:hunTer2Xq@h/d",
    "duckdb://u:hunTer2Xq@h/d",
    "sqlite://",
    "sqlite:///:memory:",
    "sqlite:///no/such/file?key=1",
    "duckdb:///",
    "env:",
    "env:postgresql://u:hunTer2Xq@h/d",
    "env:NAME=hunTer2Xq",
    "env:UNSET",
    "env:EMPTY",
    "env:MALFORMED",
    "env:NESTED",
    "service=",
    "service=prod password=hunTer2Xq",
    "service=postgresql://u:hunTer2Xq@h/d",
    "",
    "no/such/path.sql",
    "\x00",
]


@pytest.mark.parametrize("word", MALFORMED)
def test_malformed_addresses_are_one_line_without_the_password(word: str) -> None:
    environ = {
        "EMPTY": "",
        "MALFORMED": f"postgresql://u:{SECRET}@{SECRET}@h/d",
        "NESTED": f"env:{SECRET}",
    }
    with pytest.raises(AddressError) as raised:
        read_address(word, environ)
    message = str(raised.value)
    assert SECRET not in message
    assert SECRET.lower() not in message.lower()
    assert message.isprintable()
    assert len(message) > 20
    # Nor in a traceback, should one ever be printed: the code's own lines aside.
    shown = "".join(traceback.format_exception(raised.value))
    assert SECRET not in shown


@given(st.text(min_size=1, max_size=60), st.sampled_from(["postgresql", "mysql"]))
def test_any_url_is_read_or_refused_in_one_line(rest: str, scheme: str) -> None:
    try:
        address = read_address(f"{scheme}://{rest}", {})
        said = address.display if address else ""
    except AddressError as error:
        said = str(error)
    assert said.isprintable()
    assert said


@given(st.text(string.printable, min_size=3, max_size=20), st.sampled_from(["postgresql", "mysql"]))
def test_a_password_that_is_escaped_is_read_and_never_shown(password: str, scheme: str) -> None:
    address = read_address(f"{scheme}://someone:{quote(password, safe='')}@there/base", {})
    without = read_address(f"{scheme}://someone@there/base", {})
    assert address is not None
    assert address.parameters["password"] == password
    assert repr(address) == repr(without) or "***" in repr(address)
    assert address.redact(f"error: {password}!").count("*") >= 3


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("p%40ss/word", "could not translate host name p@ss/word"),
        ("p%40ss/word", "could not translate host name ss/word"),
        ("alpha@beta", 'could not translate host name "beta"'),
        ("alpha beta", "invalid: alpha+beta"),
        ("alpha beta", "invalid: alpha%20beta"),
        ("alpha\nbeta", "invalid: 'alpha\\nbeta'"),
        ("été", "invalid: %C3%A9t%C3%A9"),
    ],
)
def test_every_form_of_a_password_is_masked(secret: str, text: str) -> None:
    shown = Redactor(secret).line(text)
    for piece in ("word", "alpha", "beta", "été", "%C3"):
        assert piece not in shown
    assert "***" in shown


def test_a_very_short_password_leaves_messages_readable() -> None:
    assert Redactor("e").line("the server refused e\n") == "the server refused ***"
