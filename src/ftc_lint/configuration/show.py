"""Settings as TOML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ftc_lint.configuration.keys import BACKUP_KEYS, KEYS, LIVE_KEYS, Key
from ftc_lint.settings import Settings, Window

_UNITS = (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def as_toml(settings: Settings) -> str:
    """Every key with its value, as `ftc-lint.toml` would have it; unset ones as comments."""
    live = settings.live
    parts = [
        _entries(settings, KEYS),
        "\n[live]\n" + _entries(live, LIVE_KEYS),
        "\n[live.backups]\n" + _entries(live.backups, BACKUP_KEYS),
    ]
    return "".join(parts)


def shown_value(key: Key, value: Any) -> str:
    """A key's value as TOML writes it."""
    if key.name in ("count-timeout", "max-age", "keep"):
        return _quoted(_duration(value))
    return toml_value(value)


def _entries(holder: Any, keys: Sequence[Key]) -> str:
    lines = []
    for key in keys:
        value = getattr(holder, key.field)
        if value is None:
            lines.append(f"# {key.name} = {key.example}\n")
        else:
            lines.append(f"{key.name} = {shown_value(key, value)}\n")
    return "".join(lines)


def toml_value(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {toml_value(item)}" for name, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (str, Window)):
        return _quoted(str(value))
    return "[" + ", ".join(toml_value(item) for item in value) + "]"


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if plain else _quoted(name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
    )


def _duration(seconds: float) -> str:
    for unit, length in _UNITS:
        if seconds >= length and seconds % length == 0:
            return f"{int(seconds // length)}{unit}"
    return f"{seconds}s"
