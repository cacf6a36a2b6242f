"""Where in a configuration a value stands, for messages that can be followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn

from ftc_lint.errors import UsageError
from ftc_lint.records import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """The rules there are, asked for only when a configuration names one. `are_all` is False
    where some could not be loaded: then no name can be called unknown."""

    codes: Callable[[], tuple[str, ...]]
    names: Callable[[], tuple[str, ...]]
    are_all: Callable[[], bool] = lambda: True

    def is_selector(self, word: str) -> bool:
        """Whether a word is a code, a name or the beginning of a code."""
        if word in self.names():
            return True
        if len(word) >= 3 and any(code.startswith(word) for code in self.codes()):
            return True
        return not self.are_all()


@dataclass(frozen=True, slots=True)
class Place:
    """A key of a configuration file: `file` as shown, `text` the whole file, `path` the key."""

    file: str
    text: str
    path: tuple[str, ...]
    known: Known

    def at(self, key: str | int) -> Place:
        """A key or an item below this one."""
        return Place(self.file, self.text, (*self.path, str(key)), self.known)

    def fail(self, message: str) -> NoReturn:
        """Raise a `UsageError` that names the file, the line and the key."""
        raise UsageError(f"{self.file}:{self._line()}: {self._shown()}: {message}")

    def _line(self) -> int:
        from ftc_lint.configuration.toml_lines import key_lines

        lines = key_lines(self.text)
        path = self.path
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path, 1)

    def _shown(self) -> str:
        shown = ""
        for part in self.path:
            if part.isdigit() and shown:
                shown += f"[{part}]"
            else:
                plain = part.replace("-", "").replace("_", "").isalnum() and part.isascii()
                shown += ("." if shown else "") + (part if plain else f'"{part}"')
        return shown


def nearest(word: str, words: Iterable[str]) -> str:
    """`; did you mean "x"?` for the nearest right spelling, or nothing."""
    from difflib import get_close_matches

    by_form = {candidate.lower().replace("_", "-"): candidate for candidate in words}
    close = get_close_matches(word.lower().replace("_", "-"), by_form, n=1, cutoff=0.5)
    return f'; did you mean "{by_form[close[0]]}"?' if close else ""
