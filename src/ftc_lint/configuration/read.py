"""Configuration files to `Settings`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from ftc_lint.configuration.keys import BACKUP_KEYS, KEYS, LIVE_KEYS, Key
from ftc_lint.configuration.place import Known, Place, nearest
from ftc_lint.errors import UsageError
from ftc_lint.records import replace
from ftc_lint.settings import Selection, Settings


def read_settings(path: str, shown: str, known: Known) -> Settings:
    """The settings of the project's own configuration file; `shown` is how messages name it.

    Raises `UsageError` for a file that cannot be read, and for everything wrong in it.
    """
    table, place = _table(path, shown, known)
    return settings_of(table, place)


def read_nested(path: str, shown: str, known: Known, base: Settings, directory: str) -> Settings:
    """The settings below a nested configuration file in `directory` (relative to the root)."""
    table, place = _table(path, shown, known)
    allowed = [key.name for key in KEYS if key.nested]
    for name in table:
        if name not in allowed and name in {*(key.name for key in KEYS), "live"}:
            place.at(name).fail("only the configuration at the project root may set this key")
    own = _fields(table, place, [key for key in KEYS if key.nested])
    layer = Selection(own.get("select"), own.get("ignore", ()), own.get("extend_select", ()))
    ignores = {f"{directory}/{glob}": v for glob, v in _anchored(own.get("per_file_ignores", {}))}
    return replace(
        base,
        dialect=own.get("dialect", base.dialect),
        dialects={} if "dialect" in own else base.dialects,
        severity={**base.severity, **own.get("severity", {})},
        per_file_ignores={**base.per_file_ignores, **ignores},
        selections=(*base.selections, layer),
    )


def settings_of(table: dict[str, Any], place: Place) -> Settings:
    """The settings that a configuration's table gives. Raises `UsageError`."""
    rest = {name: value for name, value in table.items() if name != "live"}
    fields = _fields(rest, place, KEYS, ("live",))
    if "live" not in table:
        return Settings(**fields)
    live_place, live_table = place.at("live"), table["live"]
    if not isinstance(live_table, dict):
        live_place.fail("expected a table")
    rest = {name: value for name, value in live_table.items() if name != "backups"}
    live = replace(Settings().live, **_fields(rest, live_place, LIVE_KEYS, ("backups",)))
    if "backups" in live_table:
        backup_place, backup_table = live_place.at("backups"), live_table["backups"]
        if not isinstance(backup_table, dict):
            backup_place.fail("expected a table")
        own = _fields(backup_table, backup_place, BACKUP_KEYS)
        live = replace(live, backups=replace(live.backups, **own))
    return Settings(**fields, live=live)


def check_text(text: str, name: str, known: Known) -> None:
    """Raise `UsageError` unless this is the text of a configuration file of that name."""
    settings_of(*_table_in(text.encode("utf-8", "surrogatepass"), name, name, known))


def has_section(path: str) -> bool:
    """Whether a pyproject.toml has a [tool.ftc-lint]. Raises `UsageError` if it is no TOML, or
    cannot be read."""
    tool = parsed(_content(path, path), path).get("tool", {})
    return isinstance(tool, dict) and "ftc-lint" in tool


def _table(path: str, shown: str, known: Known) -> tuple[dict[str, Any], Place]:
    return _table_in(_content(path, shown), os.path.basename(path), shown, known)


def _table_in(content: bytes, name: str, shown: str, known: Known) -> tuple[dict[str, Any], Place]:
    table: Any = parsed(content, shown)
    keys: tuple[str, ...] = ()
    if name == "pyproject.toml":
        keys = ("tool", "ftc-lint")
    place = Place(shown, content.decode("utf-8"), (), known)
    for key in keys:
        if key not in table:
            raise UsageError(f"{shown}: has no [tool.ftc-lint]; add one, or name another file")
        table, place = table[key], place.at(key)
        if not isinstance(table, dict):
            place.fail("expected a table")
    return table, place


def _content(path: str, shown: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"{shown}: cannot read the configuration: {error.strerror}") from None


def parsed(content: bytes, shown: str) -> dict[str, Any]:
    """The table that a file's content is. Raises `UsageError` if it is no TOML."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{shown}:{line}: the configuration is not UTF-8") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(_located(shown, str(error), text)) from None
    except ValueError as error:  # a number of thousands of digits
        what = str(error).partition(";")[0]
        raise UsageError(f"{shown}: the configuration cannot be read: {what}") from None
    except RecursionError:
        raise UsageError(f"{shown}: the configuration is nested too deeply") from None


def _located(shown: str, message: str, text: str) -> str:
    import re

    found = re.search(r" \(at line (\d+), column \d+\)$| \(at end of document\)$", message)
    line = (found and found[1]) or str(text.count("\n") + 1)
    what = message[: found.start()] if found else message
    return f"{shown}:{line}: this is not TOML: {what[:1].lower()}{what[1:]}"


def _fields(
    table: dict[str, Any], place: Place, keys: Sequence[Key], others: tuple[str, ...] = ()
) -> dict[str, Any]:
    by_name = {key.name: key for key in keys}
    fields = {}
    for name, value in table.items():
        key = by_name.get(name)
        if key is None:
            place.at(name).fail(f"unknown key{nearest(name, (*by_name, *others))}")
        fields[key.field] = key.kind(value, place.at(name))
    return fields


def _anchored(ignores: dict[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    """Patterns of a nested file, so that they still match at any depth below it."""
    return [(g if "/" in g.strip("/") else f"**/{g}", codes) for g, codes in ignores.items()]
