"""What a configuration's values may be: each kind checks a value and gives what `Settings` holds.

A kind is a function from a value and its place; its docstring's first line describes the kind in
the configuration reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ftc_lint.configuration.place import Place, nearest
from ftc_lint.settings import Window

Kind = Callable[[Any, Place], Any]

SEVERITIES = ("error", "warning", "info")
DELETE_SCOPES = ("unbounded", "all")
DIALECTS = (
    "athena", "bigquery", "clickhouse", "databricks", "doris", "dremio", "drill", "druid",
    "duckdb", "dune", "exasol", "fabric", "hive", "materialize", "mysql", "oracle", "postgres",
    "presto", "prql", "redshift", "risingwave", "singlestore", "snowflake", "solr", "spark",
    "spark2", "sqlite", "starrocks", "tableau", "teradata", "trino", "tsql",
)  # fmt: skip
"""As sqlglot names them."""

DIALECT_ALIASES = {
    "postgresql": "postgres",
    "mariadb": "mysql",
    "mssql": "tsql",
    "sqlserver": "tsql",
    "sqlite3": "sqlite",
    "cockroachdb": "postgres",
}

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def text(value: Any, place: Place) -> str:
    """a string"""
    if not isinstance(value, str):
        place.fail(f"expected a string, found {_shown(value)}")
    if not value.strip():
        place.fail("expected a string that is not empty")
    return value


def flag(value: Any, place: Place) -> bool:
    """true or false"""
    if not isinstance(value, bool):
        place.fail(f"expected true or false, found {_shown(value)}")
    return value


def texts(value: Any, place: Place) -> tuple[str, ...]:
    """a list of strings"""
    if not isinstance(value, list):
        place.fail(f"expected a list of strings, found {_shown(value)}")
    return tuple(text(item, place.at(index)) for index, item in enumerate(value))


def dialect(value: Any, place: Place) -> str:
    """a dialect"""
    name = text(value, place).lower()
    name = DIALECT_ALIASES.get(name, name)
    if name not in DIALECTS:
        place.fail(f'unknown dialect "{value}"{nearest(value, (*DIALECTS, *DIALECT_ALIASES))}')
    return name


def selector(value: Any, place: Place) -> str:
    """a rule's code, a beginning of codes such as "FTC2", or a rule's name"""
    word = text(value, place)
    if not place.known.is_selector(word):
        rules = (*place.known.codes(), *place.known.names())
        place.fail(f'unknown rule "{word}"{nearest(word, rules)}')
    return word


def selectors(value: Any, place: Place) -> tuple[str, ...]:
    """a list of rules: codes, beginnings of codes such as "FTC2", or names"""
    return tuple(selector(item, place.at(index)) for index, item in enumerate(texts(value, place)))


def severity(value: Any, place: Place) -> str:
    """ "error", "warning" or "info" """
    return _one_of(value, place, SEVERITIES)


def delete_scope(value: Any, place: Place) -> str:
    """ "unbounded" or "all" """
    return _one_of(value, place, DELETE_SCOPES)


def row_range(value: Any, place: Place) -> tuple[int, int]:
    """[least, most]"""
    whole = isinstance(value, list) and all(type(item) is int for item in value)
    if not whole or len(value) != 2:
        place.fail(f"expected [least, most] as two whole numbers, found {_shown(value)}")
    least, most = value
    if least < 0 or least > most:
        place.fail(f"expected 0 <= least <= most, found [{least}, {most}]")
    return (least, most)


def duration(value: Any, place: Place) -> float:
    """a duration such as "30s", "26h" or "30d" """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|m|h|d|w)\s*", text(value, place))
    if match is None:
        place.fail(f'expected a duration such as "30s", "15m", "26h" or "30d", found "{value}"')
    seconds = float(match[1]) * _SECONDS[match[2]]
    if seconds <= 0:
        place.fail("expected a duration longer than nothing")
    return seconds


def window(value: Any, place: Place) -> Window:
    """a stretch of the day with its time zone, such as "22:00-05:00 Europe/Berlin" """
    match = re.fullmatch(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)(?:\s+(\S+))?", text(value, place).strip())
    if match is None:
        place.fail(f'expected "HH:MM-HH:MM Time/Zone", found "{value}"')
    hours = [int(match[index]) for index in (1, 3)]
    minutes = [int(match[index]) for index in (2, 4)]
    if (
        max(hours) > 24
        or max(minutes) > 59
        or any(h == 24 and m for h, m in zip(hours, minutes, strict=True))
    ):
        place.fail(f'expected hours up to 24 and minutes up to 59, found "{value}"')
    start, end = (h * 60 + m for h, m in zip(hours, minutes, strict=True))
    if start == end:
        place.fail("the window is empty: it begins when it ends")
    return Window(start, end, _zone(match[5] or "UTC", place))


def _zone(name: str, place: Place) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        if name != "UTC":
            place.fail(f'unknown time zone "{name}"{nearest(name, available_timezones())}')
    return name


def requirement(value: Any, place: Place) -> str:
    """a version requirement such as ">=0.1" """
    from ftc_lint.configuration.versions import problem

    specifier = text(value, place)
    wrong = problem(specifier)
    if wrong:
        place.fail(wrong)
    return specifier


def table(values: Kind, keys: Kind | None = None) -> Kind:
    """A kind for a table whose values are of one kind (and whose keys are checked by another)."""

    def read(value: Any, place: Place) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            place.fail(f"expected a table, found {_shown(value)}")
        for key in value:
            if keys is not None:
                keys(key, place.at(key))
        return {key: values(item, place.at(key)) for key, item in value.items()}

    read.__doc__ = f"a table; its values: {describe(values)}"
    return read


def describe(kind: Kind) -> str:
    """The kind in words, for the configuration reference."""
    return (kind.__doc__ or "").strip()


def _one_of(value: Any, place: Place, words: tuple[str, ...]) -> str:
    word = text(value, place)
    if word not in words:
        *first, last = (f'"{w}"' for w in words)
        place.fail(f'expected {", ".join(first)} or {last}, found "{word}"{nearest(word, words)}')
    return word


LARGEST = 10**100
"""A number that is still shown: Python writes none of thousands of digits."""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return "an enormous number" if abs(value) > LARGEST else f"the number {value}"
    if isinstance(value, str):
        return f'the string "{value}"' if len(value) < 40 else "a string"
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else "a date or time"
