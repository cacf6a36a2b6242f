"""Small results by what they depend on, kept from one run of a project to the next in one entry.

A line for each: its key, then its value, both without a tab and a line end. What a run does not ask
for is left out of what it keeps.
"""

from __future__ import annotations

from ftc_lint.cache.plain import DamagedError

_SEPARATOR = "\t"


class Table:
    """What an entry holds; `content` is None where there is none. Raises `DamagedError` for one
    that `encoded` cannot have written."""

    def __init__(self, content: bytes | None = None) -> None:
        self._known: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        if content:
            for line in content.decode("ascii", "replace").split("\n"):
                key, separator, value = line.partition(_SEPARATOR)
                if not separator:
                    raise DamagedError("damaged: a line without a key")
                self._known[key] = value

    def get(self, key: str) -> str | None:
        """The value of a key, None if there is none."""
        value = self._asked.get(key)
        if value is None and (value := self._known.get(key)) is not None:
            self._asked[key] = value
        return value

    def put(self, key: str, value: str) -> None:
        """Give a key its value."""
        self._asked[key] = value

    def keep_all(self) -> None:
        """Keep also what was not asked for."""
        self._asked = {**self._known, **self._asked}

    @property
    def is_changed(self) -> bool:
        """Whether another entry should be kept than was read."""
        return self._asked != self._known

    def encoded(self) -> bytes:
        """The entry. Raises `ValueError` where a key or value is not ASCII."""
        lines = [key + _SEPARATOR + value for key, value in self._asked.items()]
        return "\n".join(lines).encode("ascii")
